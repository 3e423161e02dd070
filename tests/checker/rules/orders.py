"""Orders: one tap is one order, whole, on the documented way."""

from collections import Counter

from tests.checker.evidence import Evidence, grouped
from tests.checker.registry import Inspection, rule


@rule(
    "OR2",
    "one tap, one order: each is placed once, by a Confirm that was seen, and every Confirm that went well is there",
)
def one_tap_one_order(evidence: Evidence, look: Inspection) -> None:
    placings = grouped((one for one in evidence["audit_entry"] if one["action"] == "order_placed"), "subject_id")
    for order in evidence.orders:
        look.saw()
        placed = placings[order["id"]]
        look.expect(len(placed) == 1, f"order {order['id']} was placed {len(placed)} times", order, *placed)
        look.expect(order["code"] and order["placed_at"], f"order {order['id']} has no code or moment", order)
    for basket in evidence.of("orders", "state")["basket"]:
        look.expect(not placings[basket["id"]], f"basket {basket['id']} was placed", basket, *placings[basket["id"]])
    confirms = grouped((one for one in evidence.history if one.get("did") == "confirm"), "order_id")
    orders = {order["id"]: order for order in evidence.orders}
    for order_id, tries in confirms.items():
        look.saw(len(tries))
        ended = Counter(one["ended"] for one in tries)
        went_well = {one["version"] for one in tries if one["ended"] == "ok"}
        order = orders.get(order_id)
        look.expect(
            len(went_well) <= 1, f"order {order_id}: Confirm went well for versions {sorted(went_well)}", *tries
        )
        look.expect(order or not ended["ok"], f"order {order_id}: Confirm went well, and it is not there", *tries)
        look.expect(
            not order or ended["ok"] or ended["unknown"], f"order {order_id}: every Confirm failed, it is there", *tries
        )
        if order:
            wrong = [one for one in tries if one["ended"] == "ok" and one.get("code") not in (None, order["code"])]
            look.expect(not wrong, f"order {order_id} is {order['code']}; another code was told", *wrong)
    if confirms:
        for order_id in orders.keys() - confirms.keys():
            look.wrong(f"order {order_id} was placed, and nobody was seen to confirm it", orders[order_id])
