"""Orders: one tap is one order, whole, on the documented way."""

from collections import Counter, defaultdict
from datetime import UTC, datetime
from itertools import pairwise

from tests.checker.automaton import PARCEL_ENDS, WAYS
from tests.checker.evidence import Evidence, Row, grouped
from tests.checker.registry import Inspection, rule

FOR_EVER = datetime.max.replace(tzinfo=UTC)


def placings(evidence: Evidence) -> defaultdict[int, list[Row]]:
    """Give the entries that say how a basket became an order, by order."""
    entries = (one for one in evidence["audit_entry"] if one["action"] == "order_placed")
    return grouped((one for one in entries if (one["before"] or {}).get("state") == "basket"), "subject_id")


def additions(evidence: Evidence) -> dict[tuple[int, int], Row]:
    """Give the entries that say how something was added to an order, by order and number."""
    return {
        (one["subject_id"], one["after"]["addition"]): one
        for one in evidence["audit_entry"]
        if one["action"] == "order_extended"
    }


def asked_at(evidence: Evidence, row: Row) -> datetime:
    """Say when a share, or a line of it, was ordered: with its order, or added later."""
    added = additions(evidence).get((row["order_id"], row["addition"]))
    at: datetime = added["at"] if added else evidence.by_id("orders")[row["order_id"]]["placed_at"]
    return at


def share(row: Row) -> tuple[int, int]:
    """Name what a line and its parcel have in common: one farm's share of the order, or of one addition."""
    return row["farm_id"], row["addition"]


def confirms(evidence: Evidence) -> defaultdict[int, list[Row]]:
    """Give what the history says of Confirm, by order."""
    return grouped((one for one in evidence.history if one.get("did") == "confirm"), "order_id")


@rule("OR1", "an order is there as a whole: lines, each farm's share and question, claims, payment and record")
def whole(evidence: Evidence, look: Inspection) -> None:
    placed, added = placings(evidence), additions(evidence)
    questions = grouped((one for one in evidence["notice"] if one["about"] == "parcel" and one["asks"]), "about_id")
    for order in evidence.orders:
        look.saw()
        name = f"order {order['id']}"
        lines, parcels = (evidence.of(table, "order_id")[order["id"]] for table in ("line", "parcel"))
        claimed = {hold["lot_id"] for hold in evidence.of("hold", "order_id")[order["id"]] if hold["state"] != "active"}
        look.expect(lines, f"{name} has no lines", order)
        farms = Counter(share(parcel) for parcel in parcels)
        look.expect(
            farms == Counter({share(line) for line in lines}), f"{name}: shares do not match its farms", *parcels
        )
        look.expect({line["lot_id"] for line in lines} <= claimed, f"{name}: a line has claimed nothing", *lines)
        look.expect(len(evidence.of("payment", "order_id")[order["id"]]) == 1, f"{name}: not one payment", order)
        stamps = {(0, one["at"]) for one in placed[order["id"]]}
        for parcel in parcels:
            look.expect(
                not parcel["addition"] or (order["id"], parcel["addition"]) in added,
                f"{name}: nobody wrote down that something was added",
                parcel,
            )
            if first := questions[parcel["id"]][:1]:
                stamps.add((parcel["addition"], first[0]["created_at"]))
        moments = {(0, order["placed_at"])} | {
            (number, one["at"]) for (of, number), one in added.items() if of == order["id"]
        }
        look.expect(stamps <= moments, f"{name}: not written in one moment: {sorted(stamps)}", order)


@rule("OR2", "one tap, one order: placed once, by a Confirm that was seen to go well or that nobody knows of")
def one_tap_one_order(evidence: Evidence, look: Inspection) -> None:
    placed = placings(evidence)
    for order in evidence.orders:
        look.saw()
        entries = placed[order["id"]]
        look.expect(len(entries) == 1, f"order {order['id']} was placed {len(entries)} times", order, *entries)
    for basket in evidence.of("orders", "state")["basket"]:
        look.expect(not placed[basket["id"]], f"basket {basket['id']} was placed", basket, *placed[basket["id"]])
    history, orders = confirms(evidence), {order["id"]: order for order in evidence.orders}
    for order_id, tries in history.items():
        look.saw(len(tries))
        ended = Counter(one["ended"] for one in tries)
        went_well = {one["version"] for one in tries if one["ended"] == "ok"}
        look.expect(len(went_well) <= 1, f"order {order_id}: Confirm of versions {sorted(went_well)} went well", *tries)
        if order_id in orders:
            look.expect(ended["ok"] or ended["unknown"], f"order {order_id} is there, every Confirm failed", *tries)
    for order_id in orders.keys() - history.keys() if history else ():
        look.wrong(f"order {order_id} was placed, and nobody was seen to confirm it", orders[order_id])


@rule("DB1", "what was answered stands: every order whose code was told is there, under that code")
def durable(evidence: Evidence, look: Inspection) -> None:
    orders = {order["id"]: order for order in evidence.orders}
    for order_id, tries in confirms(evidence).items():
        for one in (one for one in tries if one["ended"] == "ok"):
            look.saw()
            order = orders.get(order_id)
            look.expect(order, f"order {order_id} was confirmed, and is not there", one)
            if order and one.get("code"):
                look.expect(
                    one["code"] == order["code"], f"order {order_id} is {order['code']}, not as told", one, order
                )


@rule("OR3", "orders, shares and payments go the documented way, and each step stands in the record")
def legal_steps(evidence: Evidence, look: Inspection) -> None:
    for table, (moves, beginnings) in WAYS.items():
        entries = grouped((one for one in evidence["audit_entry"] if one["subject"] == table), "subject_id")
        for row in evidence[table]:
            look.saw()
            name, steps = f"{table} {row['id']}", entries[row["id"]]
            stands = steps[0]["before"]["state"] if steps else row["state"]
            look.expect(stands in beginnings, f"{name} begins as {stands}", row, *steps[:1])
            for step in steps:
                old, new = step["before"]["state"], step["after"]["state"]
                look.expect(old == stands, f"{name}: {step['action']} from {old}, it stood at {stands}", step)
                look.expect(
                    moves.get((old, step["action"])) == new, f"{name}: {step['action']} leads from {old} to {new}", step
                )
                stands = new
            look.expect(row["state"] == stands, f"{name} is {row['state']}, its record says {stands}", row, *steps[-1:])
    for order in evidence.orders:
        parcels = evidence.of("parcel", "order_id")[order["id"]]
        over = all(parcel["state"] in PARCEL_ENDS for parcel in parcels)
        look.expect(over == (order["state"] != "placed"), f"order {order['id']} is {order['state']}", order, *parcels)


@rule("OR4", "the code that people say aloud is one order's alone while it is open")
def one_code(evidence: Evidence, look: Inspection) -> None:
    for code, orders in grouped(evidence.orders, "code").items():
        look.saw(len(orders))
        look.expect(code, "an order has no code", *orders)
        in_time = sorted(orders, key=lambda order: order["placed_at"])
        for earlier, later in pairwise(in_time):
            ended = earlier["ended_at"] or FOR_EVER
            look.expect(ended <= later["placed_at"], f"code {code} is of two open orders", earlier, later)


@rule("TM2", "what has an hour happens at it: no order after its cut-off, no share lapses early or stays overdue")
def in_time(evidence: Evidence, look: Inspection) -> None:
    newest = evidence.newest
    for order in evidence.orders:
        look.saw()
        look.expect(
            order["placed_at"] < order["cut_off_at"], f"order {order['id']} was placed after its cut-off", order
        )
        # The evening before, in whichever zone the seller lives.
        days = (order["collect_on"] - order["cut_off_at"].date()).days
        look.expect(0 <= days <= 2, f"order {order['id']} is collected {days} days after its cut-off", order)
        for parcel in evidence.of("parcel", "order_id")[order["id"]]:
            look.expect(parcel["due_at"] > order["cut_off_at"], f"parcel {parcel['id']} is due too early", parcel)
            if parcel["state"] == "lapsed":
                look.expect(parcel["changed_at"] >= parcel["due_at"], f"parcel {parcel['id']} lapsed early", parcel)
            elif parcel["state"] == "requested" and newest:
                late_s = (newest - parcel["due_at"]).total_seconds()
                look.expect(late_s <= look.limits.sweep_s, f"parcel {parcel['id']} is {late_s:.0f} s overdue", parcel)
