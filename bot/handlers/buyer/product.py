"""One product's card: how it looks, whose it is, what is left, what it costs, and how much you want."""

from collections.abc import Mapping

from bot.buttons import Button
from bot.catalog.money import line_minor
from bot.catalog.quantities import amount_text
from bot.catalog.snapshot import Item, Pack
from bot.catalog.stock import available_in
from bot.handlers.buyer.amounts import amount_choices, amount_question, ask_for, can_be_ordered
from bot.handlers.buyer.buttons import AskAmount, OpenProduct, OpenShelf, OpenShop
from bot.handlers.buyer.shop import BEST_SELLERS, CARD, price_text, product_choice
from bot.handlers.choices import CHOICES_MAX, basket_choice, in_rows
from bot.handlers.context import Context
from bot.handlers.lines import container_name, farm_line, lines, paragraphs, product_words, weighing_note
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Choice, Outgoing
from bot.refusals import NotAvailable

OTHERS = 4  # goods of the same shelf to offer instead of what is sold out

routes = Routes()


@routes.press(OpenProduct, Who.ANYONE)
def open_product(ctx: Context, button: OpenProduct) -> Replies:
    return [product_screen(ctx, _offered(ctx, ctx.catalogue.items.get(button.product_id)))]


@routes.press(AskAmount, Who.ANYONE)
def ask_amount(ctx: Context, button: AskAmount) -> Replies:
    item = _offered(ctx, ctx.catalogue.by_offer.get(button.offer_id))
    left = _left(ctx, item)
    if not can_be_ordered(item, left[item.product_id]):
        return [_sold_out(ctx, item, left)]
    return [amount_question(ctx, item, left[item.product_id])]


def product_screen(ctx: Context, item: Item, note: str = "") -> Outgoing:
    """Draw one product as it stands now, below whatever there is to say first."""
    left = _left(ctx, item)
    available = left[item.product_id]
    if not can_be_ordered(item, available):
        return _sold_out(ctx, item, left, note)
    _ = ctx.reader.gettext
    facts = (
        farm_line(ctx.reader, ctx.catalogue, item),
        price_text(ctx.reader, item),
        _stars(ctx, item),
        *(_pack_line(ctx, item, pack) for pack in item.packs if pack.label and pack.quantity != item.price_unit),
        _("Left: %(amount)s") % {"amount": amount_text(ctx.reader, item, available)},
        weighing_note(ctx.reader, item) if item.weighed else "",
    )
    return Outgoing(
        title=product_words(ctx.reader, item),
        text=paragraphs(note, lines(*facts), _("How much would you like?")),
        rows=(*in_rows(amount_choices(ctx.reader, item, available)), _ways_on(ctx, item)),
        picture=item.picture_id,
        card=CARD,
        ask=ask_for(item),
    )


def _stars(ctx: Context, item: Item) -> str:
    """Write what buyers gave it, as "★ 4.6 (12)": the same in every language."""
    average = item.average_stars
    return f"★ {ctx.reader.number(average)} ({ctx.reader.number(item.ratings)})" if average is not None else ""


def _sold_out(ctx: Context, item: Item, left: Mapping[int, int], note: str = "") -> Outgoing:
    _ = ctx.reader.gettext
    others = [each for each in _neighbours(ctx, item)[1:] if can_be_ordered(each, left[each.product_id])][:OTHERS]
    if others:
        sorry = _("Sold out for now. Perhaps one of these instead?")
    else:
        sorry = _("Sold out for now. Please look in again tomorrow.")
    return Outgoing(
        title=product_words(ctx.reader, item),
        text=paragraphs(note, farm_line(ctx.reader, ctx.catalogue, item), sorry),
        rows=(*in_rows(product_choice(ctx.reader, other) for other in others), _ways_on(ctx, item)),
        picture=item.picture_id,
        card=CARD,
    )


def _neighbours(ctx: Context, item: Item) -> list[Item]:
    """Give a product, then some of its shelf."""
    others = ctx.catalogue.in_category(item.category_id)[: CHOICES_MAX + 1]
    return [item, *(other for other in others if other.product_id != item.product_id)]


def _left(ctx: Context, item: Item) -> dict[int, int]:
    """Ask once how much is left of a product and of its neighbours, by product."""
    items = _neighbours(ctx, item)
    available = available_in(ctx.session, [each.lot_id for each in items if each.lot_id is not None])
    return {each.product_id: available.get(each.lot_id or 0, 0) for each in items}


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
