"""Money: what is asked adds up, what was paid is written down, and the price is the one that stood."""

from datetime import datetime

from tests.checker.evidence import Evidence, Row, grouped
from tests.checker.money import amount, fee_in_force
from tests.checker.registry import Inspection, rule
from tests.checker.rules.orders import additions, asked_at, placings, share

SIGNS = {"cash_taken": 1, "cash_returned": -1}


@rule(
    "MO1",
    "totals are the sums of their rounded lines and the fee, payments what is owed, entries what was paid; whole units",
)
def sums(evidence: Evidence, look: Inspection) -> None:
    placed = placings(evidence)
    for order in evidence.orders:
        look.saw()
        name, lines = f"order {order['id']}", evidence.of("line", "order_id")[order["id"]]
        total = sum(map(amount, lines)) + fee_in_force(order, lines)
        ordered = sum(amount(line, line["ordered"]) for line in lines if not line["addition"])
        _fee(evidence, look, order)
        if order["state"] != "cancelled":
            look.expect(order["total_minor"] == total, f"{name}: {order['total_minor']}, its lines: {total}", order)
        for entry in placed[order["id"]]:
            told = entry["after"].get("total_minor")
            shown = ordered + entry["after"].get("fee_minor", 0)
            look.expect(told == shown, f"{name} was placed at {told}, its lines and fee were {shown}", entry, *lines)
        look.expect(len(order["currency"]) == 3, f"{name} has no currency", order)
        for payment in evidence.of("payment", "order_id")[order["id"]]:
            _payment(evidence, look, payment, 0 if order["state"] == "cancelled" else total)
    for (order_id, number), entry in additions(evidence).items():
        look.saw()
        new = [line for line in evidence.of("line", "order_id")[order_id] if line["addition"] == number]
        cost = sum(amount(line, line["ordered"]) for line in new)
        grown = entry["after"]["total_minor"] - entry["before"]["total_minor"]
        cost += entry["after"].get("fee_minor", 0) - entry["before"].get("fee_minor", 0)
        look.expect(
            new and grown == cost, f"order {order_id} grew by {grown}, what was added costs {cost}", entry, *new
        )
    for parcel in evidence["parcel"]:
        _settlement(evidence, look, parcel)


def _fee(evidence: Evidence, look: Inspection, order: Row) -> None:
    """The courier is paid for as agreed: by who lives at an address, once, and never more for an addition."""
    name, agreed = f"order {order['id']}", None
    look.expect(not order["fee_minor"] or order["address"], f"{name} pays a courier who does not come", order)
    look.expect((order["address"] is None) != (order["point_id"] is None), f"{name} goes to no one place", order)
    for entry in evidence["audit_entry"]:
        if (entry["subject"], entry["subject_id"]) == ("orders", order["id"]) and "fee_minor" in entry["after"]:
            fee = entry["after"]["fee_minor"]
            look.expect(agreed is None or fee <= agreed, f"{name}: the fee rose from {agreed} to {fee}", entry)
            agreed = fee
    look.expect((agreed or 0) == order["fee_minor"], f"{name}: {agreed} was agreed for the courier", order)
    collected = any(parcel["state"] == "collected" for parcel in evidence.of("parcel", "order_id")[order["id"]])
    taken = sum(
        entry["amount_minor"]
        for payment in evidence.of("payment", "order_id")[order["id"]]
        for entry in evidence.of("entry", "payment_id")[payment["id"]]
        if entry["parcel_id"] is None
    )
    wanted = order["fee_minor"] if collected else 0
    look.expect(taken == wanted, f"{name}: {taken} was taken for the courier, of {wanted}", order)


def _payment(evidence: Evidence, look: Inspection, payment: Row, owed: int) -> None:
    look.saw()
    name, entries = f"payment {payment['id']}", evidence.of("entry", "payment_id")[payment["id"]]
    look.expect(payment["amount_minor"] == owed, f"{name}: {payment['amount_minor']}, owed is {owed}", payment)
    for entry in entries:
        sign = SIGNS.get(entry["kind"])
        look.expect(
            sign and isinstance(entry["amount_minor"], int) and entry["amount_minor"] * sign >= 0,
            f"entry {entry['id']}: {entry['kind']} of {entry['amount_minor']}",
            entry,
        )
    taken = sum(entry["amount_minor"] for entry in entries)
    state = "void" if not owed else "taken" if taken == owed else "due"
    look.expect(payment["state"] == state, f"{name} is {payment['state']}: {taken} of {owed}", payment, *entries)


def _settlement(evidence: Evidence, look: Inspection, parcel: Row) -> None:
    """What was taken for a farm's share is what its collected lines cost."""
    lines = evidence.of("line", "order_id")[parcel["order_id"]]
    owed = sum(amount(line) for line in lines if share(line) == share(parcel))
    entries = evidence.of("entry", "parcel_id")[parcel["id"]]
    taken = sum(entry["amount_minor"] for entry in entries)
    wanted = owed if parcel["state"] == "collected" else 0
    look.expect(taken == wanted, f"parcel {parcel['id']}: {taken} was taken of {wanted}", parcel, *entries)


@rule("MO2", "each line of an order has the price that stood when it was placed")
def price_of_the_moment(evidence: Evidence, look: Inspection) -> None:
    changes = grouped((one for one in evidence["audit_entry"] if one["subject"] == "offer"), "subject_id")
    orders, offers = evidence.by_id("orders"), evidence.by_id("offer")
    for line in evidence["line"]:
        order = orders[line["order_id"]]
        if order["state"] == "basket":
            continue
        look.saw()
        valid = _prices_at(offers[line["offer_id"]], changes[line["offer_id"]], asked_at(evidence, line))
        look.expect(
            line["price_minor"] in valid,
            f"line {line['id']} costs {line['price_minor']}, the price was {sorted(valid)}",
            line,
            *changes[line["offer_id"]],
        )


def _prices_at(offer: Row, changes: list[Row], at: datetime) -> set[int]:
    """Give the price at a moment; both, where it changed in just that one."""
    before = [one["before"]["price_minor"] for one in changes if one["at"] == at]
    later = [one["before"]["price_minor"] for one in changes if one["at"] > at]
    return {later[0] if later else offer["price_minor"], *before}
