"""All goods: the shelves, and beside them those that fill themselves, while there is something on them."""

from bot.catalog.special_shelves import Special, special_goods
from bot.catalog.stock import available_in
from bot.handlers.buyer.buttons import OpenAllGoods, OpenShelf, OpenShop, OpenSpecial
from bot.handlers.buyer.shop import CARD, has_enough, product_choice, shelf_label, shelf_line, shop_screen
from bot.handlers.choices import basket_choice, in_rows, page_of
from bot.handlers.context import Context
from bot.handlers.lines import lines, paragraphs
from bot.handlers.routes import Replies, Routes, Who
from bot.i18n import Reader
from bot.messages import Outgoing
from bot.refusals import NotAvailable

routes = Routes()


@routes.press(OpenAllGoods, Who.ANYONE)
def open_all_goods(ctx: Context, button: OpenAllGoods) -> Replies:
    return [all_goods_screen(ctx)]


@routes.press(OpenSpecial, Who.ANYONE)
def open_special(ctx: Context, button: OpenSpecial) -> Replies:
    if button.name not in set(Special):
        raise NotAvailable
    return [special_screen(ctx, Special(button.name), button.page)]


def new_goods_named(ctx: Context, words: str) -> Replies:
    """Answer "what is new"."""
    return [special_screen(ctx, Special.NEW)]


def season_named(ctx: Context, words: str) -> Replies:
    """Answer "in season"."""
    return [special_screen(ctx, Special.SEASON)]


def all_goods_named(ctx: Context, words: str) -> Replies:
    """Answer "all goods"."""
    return open_all_goods(ctx, OpenAllGoods())


def all_goods_screen(ctx: Context, note: str = "") -> Outgoing:
    """Draw the shelves, below whatever there is to say first."""
    _ = ctx.reader.gettext
    shelves = [shelf for shelf in ctx.catalogue.categories if ctx.catalogue.in_category(shelf.category_id)]
    if not shelves:
        return shop_screen(ctx, note)
    special = [each for each in Special if special_goods(each, ctx.catalogue, now=ctx.now)]
    return Outgoing(
        title=_("All goods"),
        text=paragraphs(note, _("Choose a shelf:")),
        rows=(
            *in_rows(
                (
                    *(OpenShelf(shelf.category_id, 1).choice(shelf_label(ctx.reader, shelf)) for shelf in shelves),
                    *(OpenSpecial(each, 1).choice(_label(ctx.reader, each)) for each in special),
                )
            ),
            (OpenShop().choice(_("Back")), basket_choice(ctx.reader)),
        ),
        card=CARD,
    )


def special_screen(ctx: Context, special: Special, page: int = 1) -> Outgoing:
    """Draw one page of a shelf that fills itself; all goods where there is nothing on it by now."""
    _ = ctx.reader.gettext
    items, more = page_of(special_goods(special, ctx.catalogue, now=ctx.now), page)
    if not items:
        return all_goods_screen(ctx, _nothing(ctx.reader, special))
    left = available_in(ctx.session, [item.lot_id for item in items if item.lot_id])
    ways = [OpenAllGoods().choice(_("Back"))]
    if more:
        ways.append(OpenSpecial(special, page + 1).choice(_("Next page")))
    return Outgoing(
        title=_label(ctx.reader, special),
        text=lines(*(shelf_line(ctx.reader, item, is_there=has_enough(left, item)) for item in items)),
        rows=(*in_rows(product_choice(ctx.reader, item) for item in items), (*ways, basket_choice(ctx.reader))),
        card=CARD,
    )


def _label(reader: Reader, special: Special) -> str:
    if special is Special.NEW:
        # Translators: a button, at most 20 characters: goods that came to the shop lately.
        return reader.gettext("🆕 New")
    # Translators: a button, at most 20 characters: goods of which this is the season.
    return reader.gettext("🌿 In season")


def _nothing(reader: Reader, special: Special) -> str:
    if special is Special.NEW:
        return reader.gettext("Nothing new has come in lately. Here is all there is:")
    return reader.gettext("Nothing is in season right now. Here is all there is:")
