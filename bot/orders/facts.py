"""An order as a notice carries it: plain JSON, enough to write the sentence in any language without another query."""

from typing import Any

from bot.orders.placed import PlacedLine, PlacedOrder, PlacedParcel


def parcel_facts(order: PlacedOrder, parcel: PlacedParcel) -> dict[str, Any]:
    """What a farm hears of an order: first name and code, its own lines, until when to answer and to pack.

    The phone number only if the buyer said that farmers may call.
    """
    return _order(order) | {
        "parcel_id": parcel.parcel_id,
        "farm_id": parcel.farm_id,
        "state": parcel.state.value,
        "due_at": parcel.due_at.isoformat(),
        "note": order.details.note,
        "phone": order.details.phone_for_farmers,
        "lines": [_line(line) for line in order.lines_of(parcel)],
    }


def order_facts(order: PlacedOrder) -> dict[str, Any]:
    """What a buyer hears of an order: all of it as it stands."""
    return _order(order) | {
        "total_minor": order.total_minor,
        "cash_due_minor": order.cash_due_minor,
        "approximate": order.approximate,
        "parcels": [
            {
                "parcel_id": each.parcel_id,
                "farm_id": each.farm_id,
                "addition": each.addition,
                "state": each.state.value,
            }
            for each in order.parcels
        ],
        "lines": [_line(line) for line in order.lines],
    }


def _order(order: PlacedOrder) -> dict[str, Any]:
    # Without a point the courier brings it; to which door, is nothing that a notice needs.
    return {
        "order_id": order.order_id,
        "code": order.code,
        "buyer": order.buyer_name,
        "point_id": order.point_id,
        "collect_on": order.collect_on.isoformat(),
        "cut_off_at": order.cut_off_at.isoformat(),
    }


def _line(line: PlacedLine) -> dict[str, Any]:
    """Quantities in base units, money in minor units; `quantity` is what counts now, `ordered` what was asked for."""
    return {
        "line_id": line.line_id,
        "product_id": line.product_id,
        "farm_id": line.farm_id,
        "addition": line.addition,
        "names": dict(line.names),
        "dimension": line.dimension.value,
        "ordered": line.ordered,
        "quantity": line.quantity,
        "price_minor": line.price_minor,
        "price_unit": line.price_unit,
        "amount_minor": line.amount_minor,
        "approximate": line.approximate,
        "if_short": line.if_short.value,
    }
