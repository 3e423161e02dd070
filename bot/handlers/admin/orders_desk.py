"""/orders: the orders of the days ahead, and each one's way to the end: packed, at the point, collected and paid."""

from collections.abc import Sequence

from bot.buttons import Button
from bot.handlers.admin.buttons import CancelParcel, MoveParcel, ShowOrder, ShowOrders, ShowPhone
from bot.handlers.buyer.collecting import collecting_text, fee_text
from bot.handlers.choices import in_rows
from bot.handlers.context import Context
from bot.handlers.details_text import if_short_text, note_text, phone_text, whose_order
from bot.handlers.farmer.buttons import SayLess, SayNo, SayYes
from bot.handlers.lines import line_text, lines, paragraphs, total_text
from bot.handlers.routes import Replies, Routes, Who
from bot.handlers.statuses import order_status, parcel_status
from bot.i18n import Reader
from bot.messages import Choice, Outgoing
from bot.orders.cancelling import cancel_parcel
from bot.orders.desk import find_order, open_orders, parcel_question
from bot.orders.handover import move_parcel
from bot.orders.models import ParcelState
from bot.orders.receipts import OrderSummary, ParcelStatus, Receipt, load_order
from bot.orders.states import ParcelEvent
from bot.people.audit import Audited, record
from bot.people.phones import masked
from bot.refusals import NotAvailable

CARD = "desk"

routes = Routes()


@routes.command("orders", Who.ADMIN, aside=True)
def orders_command(ctx: Context, words: str) -> Replies:
    """ "/orders" lists them, "/orders K7M2" opens one."""
    found = find_order(ctx.session, words) if words else None
    if found is not None:
        return [order_card(ctx, found)]
    note = ctx.reader.gettext("There is no open order with that code.") if words else ""
    return [_list(ctx, 1, note)]


@routes.press(ShowOrders, Who.ADMIN)
def show_orders(ctx: Context, button: ShowOrders) -> Replies:
    return [_list(ctx, max(button.page, 1))]


@routes.press(ShowOrder, Who.ADMIN)
def show_order(ctx: Context, button: ShowOrder) -> Replies:
    return [order_card(ctx, load_order(ctx.session, button.order_id))]


@routes.press(MoveParcel, Who.ADMIN)
def press_move(ctx: Context, button: MoveParcel) -> Replies:
    try:
        event = ParcelEvent(button.event)
    except ValueError:
        raise NotAvailable from None
    order = move_parcel(
        ctx.session,
        button.parcel_id,
        event,
        actor_id=ctx.asker.person_id,
        farm_ids=ctx.asker.farm_ids,
        is_admin=ctx.asker.is_admin,
        now=ctx.now,
    )
    return [order_card(ctx, load_order(ctx.session, order.order_id))]


@routes.press(CancelParcel, Who.ADMIN)
def cancel_share(ctx: Context, button: CancelParcel) -> Replies:
    """Settle what cannot be supplied: the buyer is told, and pays nothing for it."""
    _ = ctx.reader.gettext
    if button.sure:
        order = cancel_parcel(ctx.session, button.parcel_id, ctx.catalogue, actor_id=ctx.asker.person_id, now=ctx.now)
        return [order_card(ctx, load_order(ctx.session, order.order_id))]
    asked = parcel_question(ctx.session, button.parcel_id, farm_ids=(), is_admin=True)
    farm = ctx.catalogue.farms.get(asked["farm_id"])
    really = _("Really take the goods of %(farm)s out of this order? The buyer is told at once.")
    return [
        Outgoing(
            title=whose_order(ctx.reader, asked["code"], asked["buyer"]),
            text=really % {"farm": ctx.reader.word(farm.names) if farm else ""},
            rows=(
                (
                    CancelParcel(button.parcel_id, 1).choice(_("Yes, cancel"), "danger"),
                    ShowOrder(asked["order_id"]).choice(_("Back")),
                ),
            ),
            card=CARD,
        )
    ]


@routes.press(ShowPhone, Who.ADMIN)
def reveal_phone(ctx: Context, button: ShowPhone) -> Replies:
    """Show the whole number, and keep who wanted it."""
    order = load_order(ctx.session, button.order_id)
    shown = Audited("phone_shown", "orders", order.order_id)
    record(ctx.session, shown, actor_id=ctx.asker.person_id, now=ctx.now)
    return [order_card(ctx, order, reveal=True)]


def order_card(ctx: Context, order: Receipt, *, reveal: bool = False) -> Outgoing:
    """Draw one order with each farm's parcel, and the next step of each as a button.

    reveal: with the buyer's whole phone number.
    """
    _ = ctx.reader.gettext
    details = order.details
    point, by_courier = ctx.catalogue.point(order.point_id), order.address is not None
    return Outgoing(
        title=whose_order(ctx.reader, order.code, details.collector or order.buyer_name),
        text=paragraphs(
            lines(*_from_buyer(ctx.reader, order, reveal)),
            collecting_text(ctx.reader, ctx.catalogue, None, order.collect_on, order.address)
            if by_courier
            else lines(f"📅 {ctx.reader.day(order.collect_on)}", f"📍 {ctx.reader.word(point.names)}" if point else ""),
            *(_parcel(ctx, order, number, parcel) for number, parcel in enumerate(order.parcels, start=1)),
            lines(
                fee_text(ctx.reader, order.address, order.fee_minor),
                total_text(ctx.reader, order.total_minor, approximate=order.approximate),
                _cash(ctx.reader, order),
            ),
        ),
        rows=(
            *_steps(ctx.reader, order.parcels, by_courier=by_courier),
            # Translators: a button, at most 20 characters: the buyer's whole number, of which three digits are shown.
            *(((ShowPhone(order.order_id).choice(_("Show the phone")),),) if details.phone and not reveal else ()),
            (ShowOrders(1).choice(_("All orders")),),
        ),
        card=CARD,
    )


def _from_buyer(reader: Reader, order: Receipt, reveal: bool) -> list[str]:
    details = order.details
    said = [note_text(details.note)]
    if details.collector and order.buyer_name:
        said.insert(0, reader.gettext("Ordered by %(buyer)s") % {"buyer": order.buyer_name})
    if details.phone:
        said.append(f"📞 {phone_text(reader, details.phone) if reveal else masked(details.phone)}")
    return said


def _list(ctx: Context, page: int, note: str = "") -> Outgoing:
    _ = ctx.reader.gettext
    orders, more = open_orders(ctx.session, page)
    if not orders and page > 1:  # the last of them ended meanwhile
        return _list(ctx, 1, note)
    ways = [ShowOrders(page - 1).choice(_("Back"))] if page > 1 else []
    if more:
        ways.append(ShowOrders(page + 1).choice(_("Next page")))
    nothing = _("No open orders at the moment.")
    return Outgoing(
        title=_("Open orders"),
        text=paragraphs(note, *(_summary(ctx.reader, order) for order in orders)) if orders else lines(note, nothing),
        rows=(
            *in_rows(ShowOrder(order.order_id).choice(order.code) for order in orders),
            *((tuple(ways),) if ways else ()),
        ),
        card=CARD,
    )


def _summary(reader: Reader, order: OrderSummary) -> str:
    # Translators: two lines of a list: whose order, for which day, for how much; then where it stands.
    return reader.gettext("%(order)s, %(day)s, %(total)s\n%(status)s") % {
        "order": whose_order(reader, order.code, order.buyer_name),
        "day": reader.day(order.collect_on),
        "total": reader.money(order.total_minor),
        "status": order_status(reader, order.state, order.parcel_states, by_courier=order.by_courier),
    }


def _parcel(ctx: Context, order: Receipt, number: int, parcel: ParcelStatus) -> str:
    farm = ctx.catalogue.farms.get(parcel.farm_id)
    mark = f"{number}. " if len(order.parcels) > 1 else ""
    return lines(
        f"🧑‍🌾 {mark}{ctx.reader.word(farm.names) if farm else ''}",
        *(
            lines(
                line_text(ctx.reader, ctx.catalogue, line, approximate=line.approximate),
                if_short_text(ctx.reader, line.if_short),
            )
            for line in order.lines
            if (line.farm_id, line.addition) == (parcel.farm_id, parcel.addition)
        ),
        parcel_status(ctx.reader, parcel.state, by_courier=order.address is not None),
    )


def _cash(reader: Reader, order: Receipt) -> str:
    if order.cash_due_minor:
        return reader.gettext("💵 Cash to take: %(due)s") % {"due": reader.money(order.cash_due_minor)}
    return reader.gettext("💵 Paid.") if order.total_minor else reader.gettext("Nothing to pay.")


def _steps(reader: Reader, parcels: Sequence[ParcelStatus], *, by_courier: bool) -> list[tuple[Choice, ...]]:
    """Give each parcel's next step and the step back, with its number where there are several."""
    rows: list[tuple[Choice, ...]] = []
    for number, parcel in enumerate(parcels, start=1):
        mark = f" {number}" if len(parcels) > 1 else ""
        ways = tuple(
            button.choice(f"{label}{mark}", style)
            for button, label, style in _ways(reader, parcel.parcel_id, parcel.state, by_courier=by_courier)
        )
        rows += in_rows(ways)
    return rows


def _ways(reader: Reader, parcel_id: int, state: ParcelState, *, by_courier: bool) -> list[tuple[Button, str, str]]:
    _ = reader.gettext

    def step(event: ParcelEvent) -> Button:
        return MoveParcel(parcel_id, event.value)

    cancel: tuple[Button, str, str] = (CancelParcel(parcel_id, 0), _("Cancel"), "danger")
    less: tuple[Button, str, str] = (SayLess(parcel_id), _("➖ Less"), "")
    match state:
        case ParcelState.REQUESTED:
            yes, no = (SayYes(parcel_id), _("✅ Yes"), "primary"), (SayNo(parcel_id), _("❌ No"), "danger")
            return [yes, less, no]
        case ParcelState.ACCEPTED:
            return [(step(ParcelEvent.PACK), _("Packed"), "primary"), less, cancel]
        case ParcelState.PACKED:
            label = _("With the courier") if by_courier else _("At the point")
            arrive = (step(ParcelEvent.ARRIVE), label, "primary")
            return [arrive, (step(ParcelEvent.UNPACK), _("Undo"), ""), cancel]
        case ParcelState.AT_POINT:
            label = _("Delivered, paid") if by_courier else _("Collected, paid")
            collect = (step(ParcelEvent.COLLECT), label, "primary")
            return [collect, (step(ParcelEvent.DEPART), _("Undo"), ""), cancel]
        case ParcelState.COLLECTED:
            return [(step(ParcelEvent.UNCOLLECT), _("Undo"), "")]
        case _:
            return []
