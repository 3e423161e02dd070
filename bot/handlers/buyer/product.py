"""One product's card: how it looks, whose it is, what is left, what it costs, and how much you want."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.buttons import Button
from bot.catalog.money import line_minor
from bot.catalog.quantities import amount_text, short_amount
from bot.catalog.snapshot import Item, Pack
from bot.catalog.special_shelves import is_in_season
from bot.handlers.buyer.amounts import amount_choices, amount_question, ask_for, can_be_ordered
from bot.handlers.buyer.buttons import (
    AskAmount,
    MorePhotos,
    OpenProduct,
    OpenShelf,
    OpenShop,
    PlayClip,
    PutAmount,
    SetFavourite,
    WaitFor,
    Where,
)
from bot.handlers.buyer.shop import BEST_SELLERS, CARD, price_text, product_choice
from bot.handlers.buyer.steppers import in_basket_text, step_row, undo_row
from bot.handlers.choices import CHOICES_MAX, Rows, basket_choice, in_rows
from bot.handlers.context import Context
from bot.handlers.lines import container_name, farm_line, lines, paragraphs, product_words, weighing_note
from bot.handlers.routes import Replies, Routes, Who
from bot.i18n import Reader
from bot.messages import ALBUM_MIN, LABEL_MAX, Choice, ClipKind, Outgoing, Shot, album_of
from bot.orders.favourites import look_at, set_favourite
from bot.refusals import NotAvailable

CLIP_CARD = "clip"
OTHERS = 4  # goods of the same shelf to offer instead of what is sold out

routes = Routes()


@routes.press(OpenProduct, Who.ANYONE)
def open_product(ctx: Context, button: OpenProduct) -> Replies:
    return [product_screen(ctx, _offered(ctx, ctx.catalogue.items.get(button.product_id)))]


@routes.press(MorePhotos, Who.ANYONE)
def more_photos(ctx: Context, button: MorePhotos) -> Replies:
    """Show all pictures below the card, which stays as it is, as does its question."""
    item = _offered(ctx, ctx.catalogue.items.get(button.product_id))
    card, count = product_screen(ctx, item), len(item.pictures)
    if count < ALBUM_MIN:
        return [card]
    shots = [
        Shot(media_id, f"{product_words(ctx.reader, item)} {ctx.reader.number(number)}/{ctx.reader.number(count)}")
        for number, media_id in enumerate(item.pictures, start=1)
    ]
    return [card, replace(album_of(shots), ask=card.ask)]


@routes.press(PlayClip, Who.ANYONE)
def play_clip(ctx: Context, button: PlayClip) -> Replies:
    """Play the clip below the card, which stays as it is, as does its question; one that is there makes room for it."""
    item = _offered(ctx, ctx.catalogue.items.get(button.product_id))
    card = product_screen(ctx, item)
    if item.clip is None:
        return [card]
    farm = farm_line(ctx.reader, ctx.catalogue, item)
    clip = Outgoing(title=product_words(ctx.reader, item), text=farm, clip=item.clip, card=CLIP_CARD, ask=card.ask)
    return [card, clip]


@routes.press(AskAmount, Who.ANYONE)
def ask_amount(ctx: Context, button: AskAmount) -> Replies:
    item = _offered(ctx, ctx.catalogue.by_offer.get(button.offer_id))
    look = _look(ctx, item)
    if not can_be_ordered(item, look.left[item.product_id]):
        return [_sold_out(ctx, item, look)]
    return [amount_question(ctx, item, look.left[item.product_id])]


@routes.press(SetFavourite, Who.ANYONE)
def star(ctx: Context, button: SetFavourite) -> Replies:
    item = _offered(ctx, ctx.catalogue.items.get(button.product_id))
    set_favourite(ctx.session, ctx.asker.person_id, item.product_id, starred=button.starred == 1, now=ctx.now)
    return [product_screen(ctx, item)]


def product_screen(
    ctx: Context, item: Item, note: str = "", wanted: int = 0, undo: PutAmount | None = None
) -> Outgoing:
    """Draw one product as it stands now, below whatever there is to say first.

    wanted: an amount that is not there, which they may wait for; base units.
    undo: what puts back what was taken out of the basket just now.
    """
    look = _look(ctx, item)
    available = look.left[item.product_id]
    if not can_be_ordered(item, available):
        return _sold_out(ctx, item, look, note, wanted)
    _ = ctx.reader.gettext
    facts = (
        farm_line(ctx.reader, ctx.catalogue, item),
        price_text(ctx.reader, item),
        _stars(ctx, item),
        _season(ctx, item),
        *(_pack_line(ctx, item, pack) for pack in item.packs if pack.label and pack.quantity != item.price_unit),
        _("Left: %(amount)s") % {"amount": amount_text(ctx.reader, item, available)},
        weighing_note(ctx.reader, item) if item.weighed else "",
        in_basket_text(ctx.reader, item, look.in_basket) if look.in_basket else "",
    )
    steps = step_row(ctx, item, look.in_basket, available, Where.PRODUCT)
    beside = sum(map(len, steps)) + bool(item.clip and wanted)
    return Outgoing(
        title=product_words(ctx.reader, item),
        text=paragraphs(note, lines(*facts), _("How much would you like?")),
        rows=(
            *steps,
            *undo_row(ctx, undo),
            *in_rows(amount_choices(ctx.reader, item, available, beside)),
            *in_rows([*([wait_choice(ctx.reader, item, wanted)] if wanted else []), _star(ctx.reader, item, look)]),
            *_closer_looks(ctx.reader, item),
            _ways_on(ctx, item),
        ),
        picture=item.picture_id,
        card=CARD,
        ask=ask_for(item),
    )


def _closer_looks(reader: Reader, item: Item) -> Rows:
    """Give the ways to see and hear more of it."""
    _ = reader.gettext
    looks = []
    if len(item.pictures) >= ALBUM_MIN:
        # Translators: a button, at most 20 characters: shows all pictures of this product.
        looks.append(MorePhotos(item.product_id).choice(_("📷 More photos")))
    if item.clip is not None:
        # Translators: two buttons, at most 20 characters: a short video of this product, or what its farmer says of it.
        label = _("▶ Clip") if item.clip.kind is ClipKind.VIDEO else _("🔊 Voice")
        looks.append(PlayClip(item.product_id).choice(label))
    return in_rows(looks)


def _stars(ctx: Context, item: Item) -> str:
    """Write what buyers gave it, as "★ 4.6 (12)": the same in every language."""
    average = item.average_stars
    return f"★ {ctx.reader.number(average)} ({ctx.reader.number(item.ratings)})" if average is not None else ""


def _season(ctx: Context, item: Item) -> str:
    if item.season is None or not is_in_season(item, ctx.reader.local_date(ctx.now)):
        return ""
    # Translators: %(month)s is the name of a month, as in "until December": the last one in which there is much of it.
    return ctx.reader.gettext("In season until %(month)s") % {"month": ctx.reader.month(item.season.last)}


def wait_choice(reader: Reader, item: Item, quantity: int) -> Choice:
    """Give the way into the line for so much of a product."""
    # Translators: a button, at most 20 characters: "Wait for 5 jin".
    label = reader.gettext("Wait for %(amount)s") % {"amount": short_amount(reader, item, quantity)}
    # Translators: a button, at most 20 characters, where the amount is too long for it.
    return WaitFor(item.product_id, quantity).choice(
        label if len(label) <= LABEL_MAX else reader.gettext("Wait for it")
    )


def _sold_out(ctx: Context, item: Item, look: "_Look", note: str = "", wanted: int = 0) -> Outgoing:
    _ = ctx.reader.gettext
    others = [each for each in _neighbours(ctx, item)[1:] if can_be_ordered(each, look.left[each.product_id])][:OTHERS]
    # Translators: a button, at most 20 characters: have me told when this is back.
    tell_me = WaitFor(item.product_id, 0).choice(_("🔔 Tell me"))
    wait = wait_choice(ctx.reader, item, wanted) if wanted else tell_me
    if others:
        sorry = _("Sold out for now. Perhaps one of these instead?")
    else:
        sorry = _("Sold out for now. I can tell you when it is back.")
    return Outgoing(
        title=product_words(ctx.reader, item),
        text=paragraphs(note, farm_line(ctx.reader, ctx.catalogue, item), sorry),
        rows=(
            *in_rows([wait, _star(ctx.reader, item, look)]),
            *_closer_looks(ctx.reader, item),
            *in_rows(product_choice(ctx.reader, other) for other in others),
            _ways_on(ctx, item),
        ),
        picture=item.picture_id,
        card=CARD,
    )


def _neighbours(ctx: Context, item: Item) -> list[Item]:
    """Give a product, then some of its shelf."""
    others = ctx.catalogue.in_category(item.category_id)[: CHOICES_MAX + 1]
    return [item, *(other for other in others if other.product_id != item.product_id)]


@dataclass(frozen=True, slots=True)
class _Look:
    """How much is left of a product and of its neighbours, by product, and what it is to the reader."""

    left: Mapping[int, int]
    starred: bool
    in_basket: int


def _look(ctx: Context, item: Item) -> _Look:
    """Ask once for all that the card says."""
    items = _neighbours(ctx, item)
    lots = [each.lot_id for each in items if each.lot_id is not None]
    seen = look_at(ctx.session, ctx.asker.person_id, item.product_id, lots)
    left = {each.product_id: seen.available.get(each.lot_id or 0, 0) for each in items}
    return _Look(left, seen.starred, seen.in_basket)


def _star(reader: Reader, item: Item, look: _Look) -> Choice:
    _ = reader.gettext
    # Translators: two faces of a button, at most 20 characters: it is a favourite already, or not yet.
    label = _("⭐ Favourite") if look.starred else _("☆ Favourite")
    return SetFavourite(item.product_id, 0 if look.starred else 1).choice(label)


def _offered(ctx: Context, item: Item | None) -> Item:
    if item is None or not ctx.catalogue.on_sale(item):
        raise NotAvailable
    return item


def _pack_line(ctx: Context, item: Item, pack: Pack) -> str:
    # Translators: what a container costs: "10 jin (5 kg), bag: ¥25.00".
    return ctx.reader.gettext("%(amount)s, %(container)s: %(price)s") % {
        "amount": amount_text(ctx.reader, item, pack.quantity),
        "container": container_name(ctx.reader, ctx.catalogue, pack.label),
        "price": ctx.reader.money(line_minor(item.price_minor or 0, pack.quantity, item.price_unit)),
    }


def _ways_on(ctx: Context, item: Item) -> tuple[Choice, ...]:
    return (_back_from(ctx, item).choice(ctx.reader.gettext("Back")), basket_choice(ctx.reader))


def _back_from(ctx: Context, item: Item) -> Button:
    """Go back to where the product stands: among the best sellers, else on its shelf's page."""
    if item in ctx.catalogue.shelf[:BEST_SELLERS]:
        return OpenShop()
    return OpenShelf(item.category_id, ctx.catalogue.places.get(item.product_id, 0) // CHOICES_MAX + 1)
