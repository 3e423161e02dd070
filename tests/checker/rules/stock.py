"""Stock: nothing is lost, nothing is sold twice, and everything that moved says why."""

import re
from collections import Counter, defaultdict

from tests.checker.evidence import Evidence
from tests.checker.registry import Inspection, rule

CLAIMING = frozenset({"active", "kept"})
CAME, WENT = ("received", "adjusted", "returned"), ("handed_over", "written_off")


@rule("ST1", "what came to a lot is available, held, handed over or written off, as its moves and its holds say")
def conservation(evidence: Evidence, look: Inspection) -> None:
    claimed: Counter[int] = Counter()
    for hold in evidence["hold"]:
        if hold["state"] in CLAIMING:
            claimed[hold["lot_id"]] += hold["quantity"]
    for lot in evidence["lot"]:
        look.saw()
        moves = evidence.of("stock_move", "lot_id")[lot["id"]]
        available = sum(move["available_delta"] for move in moves)
        held = sum(move["held_delta"] for move in moves)
        by_kind: Counter[str] = Counter()
        for move in moves:
            by_kind[move["kind"]] += move["available_delta"] + move["held_delta"]
        came, went = sum(by_kind[kind] for kind in CAME), -sum(by_kind[kind] for kind in WENT)
        if unknown := by_kind.keys() - {*CAME, *WENT, "held", "released"}:
            look.wrong(f"lot {lot['id']}: moves of no known kind: {', '.join(sorted(unknown))}", lot)
        look.expect(
            (lot["available"], lot["held"]) == (available, held),
            f"lot {lot['id']}: {lot['available']} available and {lot['held']} held, its moves say {available}, {held}",
            lot,
        )
        look.expect(
            lot["held"] == claimed[lot["id"]],
            f"lot {lot['id']}: {lot['held']} held, its holds claim {claimed[lot['id']]}",
            lot,
        )
        look.expect(
            came == available + held + went and not (by_kind["held"] or by_kind["released"]),
            f"lot {lot['id']}: {came} came, {went} went, {available} + {held} are there; holding changed"
            f" {by_kind['held'] + by_kind['released']}",
            lot,
        )
        look.expect(min(lot["available"], lot["held"]) >= 0, f"lot {lot['id']} is below zero", lot)


@rule("ST2", "replayed in order, no lot was ever below zero, to sell or held")
def never_oversold(evidence: Evidence, look: Inspection) -> None:
    running: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    for move in evidence["stock_move"]:
        look.saw()
        level = running[move["lot_id"]]
        level[0] += move["available_delta"]
        level[1] += move["held_delta"]
        look.expect(
            min(level) >= 0,
            f"move {move['id']} leaves lot {move['lot_id']} at {level[0]} available, {level[1]} held",
            move,
        )


# What a cause may be, and the table that it names a row of.
_CAUSES = {"order": "orders", "parcel": "parcel", "audit": "audit_entry", "waitlist": "product"}
_ONCE = frozenset({"audit"})  # one thing that is done once; an order is reviewed again and again


@rule("ST3", "every move has a cause that is there, and no cause moved a lot twice in the same way")
def caused(evidence: Evidence, look: Inspection) -> None:
    known = {name: evidence.by_id(table).keys() for name, table in _CAUSES.items()}
    seen: set[tuple[object, ...]] = set()
    for move in evidence["stock_move"]:
        look.saw()
        name, _, number = move["cause"].partition(":")
        is_there = re.fullmatch(r"\d+", number) and int(number) in known[name] if name in known else bool(name)
        look.expect(is_there, f"move {move['id']} has no cause that is there: {move['cause']!r}", move)
        if move["hold_id"] is not None:
            look.expect(move["hold_id"] in evidence.by_id("hold"), f"move {move['id']} is of no hold", move)
            key = ("hold", move["hold_id"], move["kind"])
        elif name in _ONCE:
            key = (move["cause"], move["lot_id"], move["kind"])
        else:
            continue
        look.expect(key not in seen, f"move {move['id']} repeats {key}", move)
        seen.add(key)
