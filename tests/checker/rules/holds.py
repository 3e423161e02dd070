"""Holds: what stands between a buyer's wish and a lot, from Review to handover."""

from collections import Counter

from tests.checker.automaton import PARCEL_ENDS
from tests.checker.evidence import Evidence, Row
from tests.checker.money import in_force
from tests.checker.registry import Inspection, rule
from tests.checker.rules.orders import share

OF_STATE = {"active": "basket", "kept": "placed"}  # the order that such a hold belongs to


@rule("HO1", "a hold claims what its moves say, for an open basket in its time or an order on its way, and ends once")
def holds(evidence: Evidence, look: Inspection) -> None:
    orders, newest = evidence.by_id("orders"), evidence.newest
    for hold in evidence["hold"]:
        look.saw()
        name, state = f"hold {hold['id']}", hold["state"]
        moves = evidence.of("stock_move", "hold_id")[hold["id"]]
        left = sum(move["held_delta"] for move in moves)
        claimed = hold["quantity"] if state in OF_STATE else 0
        look.expect(left == claimed, f"{name} is {state} with {claimed}, its moves leave {left}", hold, *moves)
        begun = sum(move["kind"] in ("held", "returned") for move in moves)
        look.expect(begun == 1, f"{name} was taken {begun} times", hold, *moves)
        ends = Counter(move["kind"] for move in moves)
        if state == "used":
            look.expect(ends["handed_over"] == 1, f"{name} was used without a handover", hold, *moves)
        if state in OF_STATE and hold["order_id"] is not None:  # without one it is an offer, which WL1 looks at
            order = orders[hold["order_id"]]
            look.expect(
                order["state"] == OF_STATE[state], f"{name} is {state} of a {order['state']} order", hold, order
            )
        if state == "active" and newest:
            late_s = (newest - hold["expires_at"]).total_seconds()
            look.expect(late_s <= look.limits.sweep_s, f"{name} ran out {late_s:.0f} s ago", hold)
    for line in evidence["line"]:
        _line(evidence, look, line, orders[line["order_id"]])


def _line(evidence: Evidence, look: Inspection, line: Row, order: Row) -> None:
    """What an order still waits for is kept, neither less nor more."""
    if order["state"] == "basket":
        return
    look.saw()
    parcels = evidence.of("parcel", "order_id")[order["id"]]
    over = all(one["state"] in PARCEL_ENDS for one in parcels if share(one) == share(line))
    own = [hold for hold in evidence.of("hold", "line_id")[line["id"]] if hold["state"] == "kept"]
    wanted, kept = 0 if over else in_force(line), sum(hold["quantity"] for hold in own)
    look.expect(kept == wanted, f"line {line['id']}: {kept} is kept of {wanted}", line, *own)
