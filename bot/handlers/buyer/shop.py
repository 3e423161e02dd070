"""The shop: best sellers first, then shelf by shelf."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.catalog.quantities import own_unit_name
from bot.catalog.snapshot import CategoryFacts, Item
from bot.catalog.stock import available_in
from bot.catalog.typed import folded
from bot.catalog.words import fit_label, item_label
from bot.handlers.buyer.buttons import OpenAllGoods, OpenProduct, OpenShelf, OpenShop, ShowPictures, StartReview
from bot.handlers.choices import (
    basket_choice,
    favourites_choice,
    in_rows,
    my_orders_choice,
    page_of,
    repeat_choice,
    shop_choice,
)
from bot.handlers.context import Context
from bot.handlers.lines import lines, paragraphs, product_words, unit_price_text
from bot.handlers.routes import Replies, Routes, Who
from bot.i18n import Reader
from bot.messages import ALBUM_MIN, Choice, Outgoing, Shot, album_of
from bot.orders.glance import glance
from bot.refusals import NotAvailable

CARD = "shop"  # the one living message of shopping, from the first screen to Review
BEST_SELLERS = 4

routes = Routes()


def has_enough(left: Mapping[int, int], item: Item) -> bool:
    """Whether enough is left, by lot, for the smallest order of it."""
    return left.get(item.lot_id or 0, 0) >= item.min_order


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """What stands on one page of a shelf, and how much there is of it, by lot."""

    shelf: CategoryFacts
    number: int
    items: Sequence[Item]
    more: bool
    left: Mapping[int, int]

    def has(self, item: Item) -> bool:
        return has_enough(self.left, item)

    @property
    def pictured(self) -> list[Item]:
        """What has a picture and can be had: who only looks would take the rest for goods as well."""
        return [item for item in self.items if item.picture_id and self.has(item)]


@routes.press(OpenShop, Who.ANYONE)
def open_shop(ctx: Context, button: OpenShop) -> Replies:
    return [shop_screen(ctx)]


@routes.command("shop", Who.ANYONE)
@routes.command("menu", Who.ANYONE)
def shop_command(ctx: Context, words: str) -> Replies:
    return open_shop(ctx, OpenShop())


@routes.press(OpenShelf, Who.ANYONE)
def open_shelf(ctx: Context, button: OpenShelf) -> Replies:
    return [shelf_screen(ctx, _shelf(ctx, button.category_id), button.page)]


@routes.press(ShowPictures, Who.ANYONE)
def show_pictures(ctx: Context, button: ShowPictures) -> Replies:
    """Show the pictures below their shelf, which stays as it is: what was pressed for is what stands last."""
    page = _page(ctx, _shelf(ctx, button.category_id), button.page)
    shots = [Shot(item.picture_id or 0, price_line(ctx.reader, item)) for item in page.pictured]
    card = _card(ctx, page)
    # There may be fewer than when the button was drawn.
    return [card, album_of(shots)] if len(shots) >= ALBUM_MIN else [card]


def shelf_screen(ctx: Context, shelf: CategoryFacts, page: int = 1, note: str = "") -> Outgoing:
    """Draw one page of a shelf, below whatever there is to say first."""
    return _card(ctx, _page(ctx, shelf, page), note)


def shop_screen(ctx: Context, greeting: str = "") -> Outgoing:
    """Draw the first screen, below whatever there is to say first, or a question."""
    _ = ctx.reader.gettext
    items = ctx.catalogue.shelf[:BEST_SELLERS]
    if not items:
        return _empty_shop(ctx, greeting)
    seen = glance(ctx.session, ctx.asker.person_id, [item.lot_id for item in items if item.lot_id])
    question = _("What else would you like?") if seen.lines else _("What would you like today?")
    prices = (shelf_line(ctx.reader, item, is_there=has_enough(seen.left, item)) for item in items)
    waiting = ctx.reader.ngettext(
        "🧺 %(num)d item is waiting in your basket.", "🧺 %(num)d items are waiting in your basket.", seen.lines
    ) % {"num": seen.lines}
    onward = []
    if seen.lines:  # then to go on with that is nearer than to begin again
        onward.append(StartReview().choice(_("Review"), "primary"))
    elif seen.last_order_id:
        onward.append(repeat_choice(ctx.reader, seen.last_order_id))
    return Outgoing(
        title=ctx.catalogue.rules.name_for(ctx.reader.language),
        text=paragraphs(greeting or question, waiting if greeting and seen.lines else "", lines(*prices)),
        rows=(
            *in_rows(onward),
            *in_rows(product_choice(ctx.reader, item) for item in items),
            (OpenAllGoods().choice(_("All goods")), basket_choice(ctx.reader, seen.lines)),
            *in_rows([my_orders_choice(ctx.reader), favourites_choice(ctx.reader)]),
        ),
        card=CARD,
    )


def product_choice(reader: Reader, item: Item) -> Choice:
    return OpenProduct(item.product_id).choice(item_label(item, reader))


def price_text(reader: Reader, item: Item) -> str:
    """Say what it costs, as "¥6.00 per jin"."""
    return unit_price_text(reader, item, item.price_minor or 0)


def price_line(reader: Reader, item: Item) -> str:
    """Say of what it is the price, as "🍄 Oyster mushroom: ¥6.00 per jin"."""
    # Translators: a price tag: %(product)s is "🍄 Oyster mushroom", %(unit)s its own unit, "jin" or "500 ml".
    return reader.gettext("%(product)s: %(price)s per %(unit)s") % {
        "product": product_words(reader, item),
        "price": reader.money(item.price_minor or 0),
        "unit": own_unit_name(reader, item),
    }


def shelf_named(ctx: Context, words: str) -> CategoryFacts | None:
    """Find the shelf of this name, in any language."""
    typed = folded(words)
    return next((each for each in ctx.catalogue.categories if typed in map(folded, each.names.values())), None)


def shelf_label(reader: Reader, shelf: CategoryFacts) -> str:
    return fit_label(f"{shelf.emoji} {reader.word(shelf.names)}".strip())


def _shelf(ctx: Context, category_id: int) -> CategoryFacts:
    shelf = ctx.catalogue.category(category_id)
    if shelf is None:
        raise NotAvailable
    return shelf


def _page(ctx: Context, shelf: CategoryFacts, number: int) -> ShelfPage:
    items, more = page_of(ctx.catalogue.in_category(shelf.category_id), number)
    left = available_in(ctx.session, [item.lot_id for item in items if item.lot_id])
    return ShelfPage(shelf, number, items, more, left)


def _card(ctx: Context, page: ShelfPage, note: str = "") -> Outgoing:
    _ = ctx.reader.gettext
    category_id, number = page.shelf.category_id, page.number
    ways = [OpenAllGoods().choice(_("Back"))]
    if page.more:
        ways.append(OpenShelf(category_id, number + 1).choice(_("Next page")))
    # Translators: a button, at most 20 characters: shows the pictures of these goods.
    pictures = ShowPictures(category_id, number).choice(_("📷 Pictures"))
    prices = (shelf_line(ctx.reader, item, is_there=page.has(item)) for item in page.items)
    return Outgoing(
        title=shelf_label(ctx.reader, page.shelf),
        text=paragraphs(
            note,
            lines(*prices) or _("This shelf is empty today."),
        ),
        rows=(
            *in_rows(product_choice(ctx.reader, item) for item in page.items),
            *([(pictures,)] if len(page.pictured) >= ALBUM_MIN else []),
            (*ways, basket_choice(ctx.reader)),
        ),
        card=CARD,
    )


def shelf_line(reader: Reader, item: Item, *, is_there: bool) -> str:
    """Say what it costs, or that it is sold out."""
    if is_there:
        return price_line(reader, item)
    return reader.gettext("%(product)s: sold out") % {"product": product_words(reader, item)}


def _empty_shop(ctx: Context, greeting: str) -> Outgoing:
    _ = ctx.reader.gettext
    sorry = _("There is nothing on sale right now. Please look in again tomorrow.")
    return Outgoing(
        title=ctx.catalogue.rules.name_for(ctx.reader.language),
        text=paragraphs(greeting, sorry),
        rows=((shop_choice(ctx.reader), my_orders_choice(ctx.reader)),),
        card=CARD,
    )
