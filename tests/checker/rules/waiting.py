"""The line for what is sold out: one open wish each, one offer at a time, told once and ended once."""

from collections import Counter

from tests.checker.evidence import Evidence, Row
from tests.checker.registry import Inspection, rule

OPEN = frozenset({"waiting", "offered"})


@rule("WL1", "what is kept for who waits was offered to them, once, and is theirs no longer than they were told")
def waiting(evidence: Evidence, look: Inspection) -> None:
    holds, told = evidence.of("hold", "wish_id"), _told(evidence)
    for wish in evidence["wish"]:
        look.saw()
        name, state = f"wish {wish['id']}", wish["state"]
        look.expect((state in OPEN) == (wish["ended_at"] is None), f"{name} is {state}, ended {wish['ended_at']}", wish)
        own = holds[wish["id"]]
        kept = [hold for hold in own if hold["state"] == "active" and hold["order_id"] is None]
        look.expect(len(kept) <= (state == "offered"), f"{name} is {state}, and {len(kept)} are kept", wish, *kept)
        if state == "offered":
            _still_open(evidence, look, wish, kept)
        if state == "taken":
            look.expect(any(hold["order_id"] for hold in own), f"{name} took nothing", wish, *own)
        for hold in own:
            times = told[hold["id"]]
            look.expect(times == 1, f"{name} was told {times} times of hold {hold['id']}", wish, hold)
    several = Counter((wish["person_id"], wish["product_id"]) for wish in evidence["wish"] if wish["state"] in OPEN)
    for (person, product), times in several.items():
        look.expect(times == 1, f"person {person} stands {times} times in line for product {product}")


def _still_open(evidence: Evidence, look: Inspection, wish: Row, kept: list[Row]) -> None:
    name = f"wish {wish['id']}"
    for hold in kept:
        until = hold["expires_at"]
        look.expect(until == wish["offered_until"], f"{name} is kept until {until}, not as it was told", wish, hold)
    late_s = (evidence.newest - wish["offered_until"]).total_seconds() if evidence.newest else 0.0
    look.expect(late_s <= look.limits.sweep_s, f"{name}: its offer was over {late_s:.0f} s ago", wish)


def _told(evidence: Evidence) -> Counter[int]:
    """Count the offers that people were owed, by hold."""
    return Counter(one["params"]["hold_id"] for one in evidence["notice"] if one["kind"] == "wish_offered")
