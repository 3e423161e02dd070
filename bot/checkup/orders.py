"""Every placed order has its lines, parcels, claims and payment, and they add up."""

import sqlalchemy as sa

from bot.checkup.finding import Check
from bot.orders.models import HoldState, OrderState, PaymentState, WishState
from bot.orders.placed import IN_PARCEL
from bot.orders.states import PARCEL_ENDS
from bot.orders.tables import ENTRY, HOLD, LINE, ORDER, PARCEL, PAYMENT, WISH, one_of

REPORT = "report this with the order's code: it should not be possible"

_NAME = sa.func.coalesce(ORDER.c.code, sa.literal("basket ").concat(sa.cast(ORDER.c.id, sa.String)))
_PLACED = ORDER.c.state != OrderState.BASKET

_LINE_OF = sa.exists().where(LINE.c.order_id == ORDER.c.id)
_LINE_WITHOUT_PARCEL = _LINE_OF.where(~sa.exists().where(IN_PARCEL).correlate(LINE))
_PARCEL_OF = sa.exists().where(PARCEL.c.order_id == ORDER.c.id)
_PARCEL_WITHOUT_LINE = _PARCEL_OF.where(~sa.exists().where(IN_PARCEL).correlate(PARCEL))
_PAYMENTS = sa.select(sa.func.count()).where(PAYMENT.c.order_id == ORDER.c.id).scalar_subquery()

_QUANTITY = sa.func.coalesce(LINE.c.packed, LINE.c.confirmed, LINE.c.ordered)
# Rounded half up, once a line.
_AMOUNT = (2 * LINE.c.price_minor * _QUANTITY + LINE.c.price_unit) // (2 * LINE.c.price_unit)
_TOTALS = (
    sa.select(LINE.c.order_id, sa.func.sum(_AMOUNT).label("minor"), sa.func.sum(_QUANTITY).label("quantity"))
    .group_by(LINE.c.order_id)
    .subquery("total")
)
_CANCELLED = ORDER.c.state == OrderState.CANCELLED
# The courier is paid for while there is anything to bring.
_TOTAL = _TOTALS.c.minor + sa.case((_TOTALS.c.quantity > 0, ORDER.c.fee_minor), else_=0)
_OWED = sa.case((_CANCELLED, 0), else_=_TOTAL)

_TAKEN = (
    sa.select(ENTRY.c.payment_id, sa.func.sum(ENTRY.c.amount_minor).label("minor"))
    .group_by(ENTRY.c.payment_id)
    .subquery("taken")
)
_TAKEN_MINOR = sa.func.coalesce(_TAKEN.c.minor, 0)
_PAYMENT_IS = sa.case(
    (PAYMENT.c.amount_minor == 0, PaymentState.VOID.value),
    (PAYMENT.c.amount_minor == _TAKEN_MINOR, PaymentState.TAKEN.value),
    else_=PaymentState.DUE.value,
)
_CASH = PAYMENT.c.state.in_((PaymentState.DUE, PaymentState.TAKEN, PaymentState.VOID))

_UNDER_WAY = _PARCEL_OF.where(PARCEL.c.state.not_in(sorted(PARCEL_ENDS)))
_STANDS_AS_ITS_PARCELS = sa.case((ORDER.c.state == OrderState.PLACED, _UNDER_WAY), else_=~_UNDER_WAY)

_KEPT = sa.and_(HOLD.c.line_id == LINE.c.id, one_of(HOLD.c.state, HoldState.KEPT))
_OPEN_LINES = (
    sa.select(_NAME)
    .join_from(ORDER, LINE, LINE.c.order_id == ORDER.c.id)
    .join(PARCEL, IN_PARCEL)
    .outerjoin(HOLD, _KEPT)
    .where(one_of(ORDER.c.state, OrderState.PLACED))
)
_CLAIMED = sa.case((PARCEL.c.state.in_(sorted(PARCEL_ENDS)), 0), else_=_QUANTITY)
_MISPLACED = sa.or_(
    one_of(HOLD.c.state, HoldState.KEPT) & (ORDER.c.state != OrderState.PLACED),
    one_of(HOLD.c.state, HoldState.ACTIVE) & (ORDER.c.state != OrderState.BASKET),
)

CHECKS = (
    Check(
        sa.select(_NAME).where(_PLACED, sa.or_(~_LINE_OF, _LINE_WITHOUT_PARCEL, _PARCEL_WITHOUT_LINE, _PAYMENTS != 1)),
        "every order has its lines, its farms' parcels and one payment",
        "orders that are not whole",
        REPORT,
    ),
    Check(
        sa.select(_NAME)
        .join_from(ORDER, _TOTALS, _TOTALS.c.order_id == ORDER.c.id)
        .join(PAYMENT, PAYMENT.c.order_id == ORDER.c.id)
        .where(
            _PLACED,
            sa.or_(~_CANCELLED & (ORDER.c.total_minor != _TOTAL), PAYMENT.c.amount_minor != _OWED),
        ),
        "every order's total is the sum of its lines and the courier's fee",
        "orders whose total or payment is not the sum of their lines and the courier's fee",
        REPORT,
    ),
    Check(
        sa.select(_NAME)
        .join_from(ORDER, PAYMENT, PAYMENT.c.order_id == ORDER.c.id)
        .outerjoin(_TAKEN, _TAKEN.c.payment_id == PAYMENT.c.id)
        .where(_CASH, sa.cast(PAYMENT.c.state, sa.String) != _PAYMENT_IS),
        "every payment is as its cash says",
        "orders whose payment is not as the cash taken for them says",
        REPORT,
    ),
    Check(
        sa.select(_NAME).where(_PLACED, ~_STANDS_AS_ITS_PARCELS),
        "every order stands as its parcels do",
        "orders that do not stand as their parcels do",
        REPORT,
    ),
    Check(
        _OPEN_LINES.where(sa.func.coalesce(HOLD.c.quantity, 0) != _CLAIMED),
        "every line that is still to come has its goods kept",
        "orders of which too much or too little is kept",
        REPORT,
    ),
    Check(
        sa.select(_NAME).join_from(ORDER, HOLD, HOLD.c.order_id == ORDER.c.id).where(_MISPLACED),
        "no goods are kept for what is over",
        "orders for which goods are kept at the wrong time",
        REPORT,
    ),
    Check(
        sa.select(sa.cast(HOLD.c.id, sa.String))
        .join_from(HOLD, WISH, WISH.c.id == HOLD.c.wish_id)
        .where(HOLD.c.order_id.is_(None), one_of(HOLD.c.state, HoldState.ACTIVE), WISH.c.state != WishState.OFFERED),
        "what is kept for those who wait is offered to them",
        "holds that are kept for somebody to whom nothing is offered",
        "report this with these numbers: it should not be possible",
    ),
)
