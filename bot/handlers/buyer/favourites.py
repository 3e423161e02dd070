"""My favourites: a shelf of one's own."""

from bot.catalog.stock import available_in
from bot.handlers.buyer.buttons import OpenFavourites, OpenShop
from bot.handlers.buyer.shop import CARD, has_enough, product_choice, shelf_line
from bot.handlers.choices import basket_choice, in_rows, page_of
from bot.handlers.context import Context
from bot.handlers.lines import lines
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Outgoing
from bot.orders.favourites import favourites

routes = Routes()


@routes.press(OpenFavourites, Who.ANYONE)
def open_favourites(ctx: Context, button: OpenFavourites) -> Replies:
    _ = ctx.reader.gettext
    starred = [ctx.catalogue.items.get(each) for each in favourites(ctx.session, ctx.asker.person_id)]
    items, more = page_of([item for item in starred if item and ctx.catalogue.on_sale(item)], button.page)
    left = available_in(ctx.session, [item.lot_id for item in items if item.lot_id])
    ways = [OpenShop().choice(_("Back"))]
    if more:
        ways.append(OpenFavourites(button.page + 1).choice(_("Next page")))
    prices = (shelf_line(ctx.reader, item, is_there=has_enough(left, item)) for item in items)
    return [
        Outgoing(
            title=_("⭐ My favourites"),
            text=lines(*prices) or _("Nothing yet. Tap ☆ Favourite below anything you like, and you find it here."),
            rows=(*in_rows(product_choice(ctx.reader, item) for item in items), (*ways, basket_choice(ctx.reader))),
            card=CARD,
        )
    ]


@routes.command("favourites", Who.ANYONE, aside=True)
def favourites_command(ctx: Context, words: str) -> Replies:
    return open_favourites(ctx, OpenFavourites(1))
