"""My orders: the list, one order's card, and Cancel order."""

from bot.handlers.buyer.basket import basket_card
from bot.handlers.buyer.buttons import CancelMyOrder, OpenMyOrder, OpenMyOrders
from bot.handlers.buyer.receipt import receipt_card
from bot.handlers.buyer.shop import CARD
from bot.handlers.choices import basket_choice, in_rows, repeat_choice, shop_choice, waits_choice
from bot.handlers.context import Context
from bot.handlers.lines import lines
from bot.handlers.routes import Replies, Routes, Who
from bot.handlers.statuses import order_status
from bot.messages import Outgoing
from bot.orders import alerts
from bot.orders.cancelling import cancel
from bot.orders.models import OrderState
from bot.orders.receipts import ORDERS_A_PAGE, OrderSummary, load_receipt, my_orders

routes = Routes()


@routes.press(OpenMyOrders, Who.ANYONE)
def open_my_orders(ctx: Context, button: OpenMyOrders) -> Replies:
    _ = ctx.reader.gettext
    page = max(button.page, 1)
    orders = my_orders(ctx.session, ctx.asker.person_id, page)
    if not orders and page > 1:
        return open_my_orders(ctx, OpenMyOrders(1))
    if not orders:
        return [_no_orders(ctx)]
    shown = orders[:ORDERS_A_PAGE]
    ways = [shop_choice(ctx.reader), basket_choice(ctx.reader), waits_choice(ctx.reader)]
    if page == 1 and (last := next((order for order in shown if order.state is not OrderState.CANCELLED), None)):
        ways.insert(0, repeat_choice(ctx.reader, last.order_id))
    if len(orders) > ORDERS_A_PAGE:
        ways.append(OpenMyOrders(page + 1).choice(_("Next page")))
    return [
        Outgoing(
            title=_("My orders"),
            text=lines(*(_order_line(ctx, order) for order in shown)),
            rows=(*in_rows(OpenMyOrder(order.order_id).choice(order.code) for order in shown), *in_rows(ways)),
            card=CARD,
        )
    ]


@routes.command("myorders", Who.ANYONE, aside=True)
def my_orders_command(ctx: Context, words: str) -> Replies:
    return open_my_orders(ctx, OpenMyOrders(1))


@routes.press(OpenMyOrder, Who.ANYONE)
def open_my_order(ctx: Context, button: OpenMyOrder) -> Replies:
    receipt = load_receipt(ctx.session, ctx.asker.person_id, button.order_id)
    return [receipt_card(ctx.reader, ctx.catalogue, receipt, now=ctx.now)]


@routes.press(CancelMyOrder, Who.ANYONE)
def cancel_my_order(ctx: Context, button: CancelMyOrder) -> Replies:
    """Give the order up; its things go back into the basket."""
    _ = ctx.reader.gettext
    cancelled = cancel(
        ctx.session, ctx.asker.person_id, button.order_id, ctx.catalogue, confirmed=button.sure == 1, now=ctx.now
    )
    note = _("Order %(code)s is cancelled. Its things are back in your basket.") % {"code": cancelled.code}
    return [basket_card(ctx, cancelled.basket, note, replaces=alerts.receipt_card(button.order_id))]


def _order_line(ctx: Context, order: OrderSummary) -> str:
    _ = ctx.reader.gettext
    # Translators: one order in the list: its code, its day, its total, and where it stands.
    exact, about = _("%(code)s: %(day)s, %(total)s, %(status)s"), _("%(code)s: %(day)s, ≈ %(total)s, %(status)s")
    return (about if order.approximate else exact) % {
        "code": order.code,
        "day": ctx.reader.day(order.collect_on),
        "total": ctx.reader.money(order.total_minor),
        "status": order_status(ctx.reader, order.state, order.parcel_states, by_courier=order.by_courier),
    }


def _no_orders(ctx: Context) -> Outgoing:
    _ = ctx.reader.gettext
    return Outgoing(
        title=_("My orders"),
        text=_("You have not ordered anything yet."),
        rows=((shop_choice(ctx.reader), basket_choice(ctx.reader)), (waits_choice(ctx.reader),)),
        card=CARD,
    )
