"""What a link opens in the chat: a product's card, a shelf, an order.

Whoever guesses a link gains nothing: goods are public, and an order is shown to its parties alone.
"""

from bot.handlers.admin.orders_desk import order_card
from bot.handlers.buyer.product import product_screen
from bot.handlers.buyer.receipt import receipt_card
from bot.handlers.buyer.shop import shelf_screen, shop_screen
from bot.handlers.context import Context
from bot.handlers.lines import lines
from bot.links import Target, TargetKind
from bot.messages import Outgoing
from bot.orders.receipts import load_order, load_receipt
from bot.refusals import NotAvailable


def opened(ctx: Context, target: Target, greeting: str = "") -> Outgoing:
    """Draw what a link leads to, below a greeting for those who come by it for the first time.

    Raises:
        NotAvailable: there is no such order, or it is not theirs.
    """
    match target.kind:
        case TargetKind.PRODUCT:
            return _product(ctx, target.row_id, greeting)
        case TargetKind.CATEGORY:
            return _shelf(ctx, target.row_id, greeting)
        case TargetKind.ORDER:
            return _order(ctx, target.row_id)


def _product(ctx: Context, product_id: int, greeting: str) -> Outgoing:
    item = ctx.catalogue.items.get(product_id)
    if item is None or not ctx.catalogue.on_sale(item):
        return _shop(ctx, greeting)
    return product_screen(ctx, item, greeting)


def _shelf(ctx: Context, category_id: int, greeting: str) -> Outgoing:
    shelf = ctx.catalogue.category(category_id)
    if shelf is None or not ctx.catalogue.in_category(category_id):
        return _shop(ctx, greeting)
    return shelf_screen(ctx, shelf, note=greeting)


def _order(ctx: Context, order_id: int) -> Outgoing:
    try:
        receipt = load_receipt(ctx.session, ctx.asker.person_id, order_id)
    except NotAvailable:
        if not ctx.asker.is_admin:
            raise
        return order_card(ctx, load_order(ctx.session, order_id))
    return receipt_card(ctx.reader, ctx.catalogue, receipt, now=ctx.now)


def _shop(ctx: Context, greeting: str) -> Outgoing:
    sorry = ctx.reader.gettext("What this link shows is not on sale at the moment.")
    return shop_screen(ctx, lines(greeting, sorry))
