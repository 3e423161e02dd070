"""The farms' shares of a new order, and what its buyer owes for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.rules import Rules
from bot.orders.basket_rows import Basket, BasketLine
from bot.orders.calendar import answer_due
from bot.orders.models import OrderState, ParcelState, PaymentMethod, PaymentState
from bot.orders.placed import OrderPayment, PlacedLine, PlacedOrder, PlacedParcel
from bot.orders.tables import PARCEL, PAYMENT

_INSERT_PARCELS = sa.insert(PARCEL).returning(PARCEL.c.id, PARCEL.c.farm_id)
_INSERT_PAYMENT = sa.insert(PAYMENT).returning(PAYMENT.c.id)


def open_parcels(
    session: Session,
    basket: Basket,
    person_id: int,
    code: str,
    version: int,
    rules: Rules,
    *,
    now: datetime,
) -> PlacedOrder:
    """Write a parcel for each farm and what is to be paid; return the order as it now stands in the tables."""
    assert basket.order_id is not None
    total = basket.goods_minor + basket.reviewed_fee_minor
    assert basket.collect_on is not None
    assert basket.cut_off_at is not None
    due_at = answer_due(basket.cut_off_at, rules)
    farm_ids = sorted({line.farm_id for line in basket.lines})
    connection = session.connection()
    parcels = connection.execute(
        _INSERT_PARCELS, [_parcel(basket.order_id, farm_id, due_at, now) for farm_id in farm_ids]
    )
    ids: Mapping[int, int] = {row.farm_id: row.id for row in parcels}
    payment_id = connection.execute(_INSERT_PAYMENT, _payment(basket.order_id, total, now)).scalar_one()
    return PlacedOrder(
        order_id=basket.order_id,
        buyer_id=person_id,
        buyer_name=basket.buyer_name,
        code=code,
        state=OrderState.PLACED,
        version=version,
        point_id=basket.point_id,
        collect_on=basket.collect_on,
        cut_off_at=basket.cut_off_at,
        placed_at=now,
        lines=tuple(_line(line) for line in basket.lines),
        parcels=tuple(PlacedParcel(ids[farm], farm, 0, ParcelState.REQUESTED, due_at, now) for farm in farm_ids),
        payment=OrderPayment(payment_id, _payment_state(total), total, 0),
        address=basket.address,
        agreed_fee_minor=basket.reviewed_fee_minor,
        details=basket.details,
    )


def add_parcels(
    session: Session, order: PlacedOrder, lines: Sequence[BasketLine], addition: int, rules: Rules, *, now: datetime
) -> PlacedOrder:
    """Write a parcel for each farm of what is added to an order; return the order with it.

    The courier drives once: there is no second fee, and a larger order may make the first one less.
    """
    due_at = answer_due(order.cut_off_at, rules)
    farm_ids = sorted({line.farm_id for line in lines})
    rows = session.connection().execute(
        _INSERT_PARCELS, [_parcel(order.order_id, farm_id, due_at, now, addition) for farm_id in farm_ids]
    )
    ids: Mapping[int, int] = {row.farm_id: row.id for row in rows}
    parcels = (PlacedParcel(ids[farm], farm, addition, ParcelState.REQUESTED, due_at, now) for farm in farm_ids)
    larger = replace(
        order,
        lines=(*order.lines, *(_line(line, addition) for line in lines)),
        parcels=(*order.parcels, *parcels),
    )
    if order.address and rules.courier.drives:
        todays = rules.courier.fee_minor(larger.goods_minor)
        larger = replace(larger, agreed_fee_minor=min(order.agreed_fee_minor, todays))
    return replace(larger, payment=replace(order.payment, amount_minor=larger.total_minor))


def _parcel(order_id: int, farm_id: int, due_at: datetime, now: datetime, addition: int = 0) -> dict[str, object]:
    return {
        "order_id": order_id,
        "farm_id": farm_id,
        "addition": addition,
        "state": ParcelState.REQUESTED,
        "due_at": due_at,
        "changed_at": now,
    }


def _payment(order_id: int, amount_minor: int, now: datetime) -> dict[str, object]:
    return {
        "order_id": order_id,
        "method": PaymentMethod.CASH,
        "state": _payment_state(amount_minor),
        "amount_minor": amount_minor,
        "changed_at": now,
    }


def _payment_state(amount_minor: int) -> PaymentState:
    # A gram of what costs next to nothing is rounded to nothing.
    return PaymentState.DUE if amount_minor else PaymentState.VOID


def _line(line: BasketLine, addition: int = 0) -> PlacedLine:
    return PlacedLine(
        line_id=line.line_id,
        lot_id=line.lot_id,
        product_id=line.product_id,
        farm_id=line.farm_id,
        addition=addition,
        names=line.names,
        dimension=line.dimension,
        ordered=line.quantity,
        confirmed=None,
        packed=None,
        taken=None,
        price_minor=line.price_minor,
        price_unit=line.price_unit,
        weighed=line.weighed,
        hold_id=None,  # not asked for: whoever needs it reads the order under its lock
        held=line.quantity,
        if_short=line.if_short,
    )
