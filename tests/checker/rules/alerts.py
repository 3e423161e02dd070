"""Alerts: each farm hears of each order, or somebody in its place does, in time and in order."""

from collections import defaultdict

from tests.checker.evidence import Evidence, Row, grouped
from tests.checker.people import admins_of, farmers_of, people_of
from tests.checker.registry import Inspection, rule
from tests.checker.rules.orders import asked_at
from tests.checker.talk import CHANNEL, Sent, Talk, talk_of
from tests.checker.wording import codes_in, words_in

ALERT_LANE, BROADCAST_LANE = 1, 3
WAITING = frozenset({"queued", "sending"})
OVER = frozenset({"undeliverable", "cancelled"})  # it is known of an alert that it did not or need not arrive
LONG_SILENCE_S = 12 * 3600.0  # longer than a night and the time that an answer is given
MORE_STEPS = 1  # a question is asked, and once more; then somebody else is


def questions_of(evidence: Evidence) -> defaultdict[int, list[Row]]:
    """Give what was asked about parcels, by parcel."""
    return grouped((one for one in evidence["notice"] if one["about"] == "parcel" and one["asks"]), "about_id")


@rule("AL1", "every farm's share of every order was told to somebody of that farm, or to somebody in its place")
def covered(evidence: Evidence, look: Inspection) -> None:
    asked, orders = questions_of(evidence), evidence.by_id("orders")
    for parcel in evidence["parcel"]:
        look.saw()
        name, notices = f"parcel {parcel['id']} of order {orders[parcel['order_id']]['code']}", asked[parcel["id"]]
        stuck = [one for one in notices if one["state"] == "queued" and not _is_to_come(evidence, one)]
        look.expect(not stuck, f"{name}: an alert still waits to be sent", *stuck)
        if not notices:
            look.expect(not _is_reached(evidence, parcel["farm_id"]), f"{name} was told to nobody", parcel)
        elif not (_first_told(evidence, parcel) or all(_is_settled(evidence, notice) for notice in notices)):
            look.wrong(f"{name}: no alert of it arrived", parcel, *notices)
    for row in evidence["outbox_message"]:
        if row["lane"] == ALERT_LANE:
            look.expect(row["state"] not in WAITING, f"alert {row['id']} still waits in the outbox", row)


@rule("AL2", "how long an order was placed before its farm was told of it; judged where the run has a limit")
def delay(evidence: Evidence, look: Inspection) -> None:
    orders, took_s = evidence.by_id("orders"), []
    for parcel in evidence["parcel"]:
        sent = _first_told(evidence, parcel)
        if not isinstance(sent, Sent):  # told elsewhere than on the platform, or not at all, which is AL1's
            continue
        look.saw()
        order = orders[parcel["order_id"]]
        took_s.append(sent.call["at"] - asked_at(evidence, parcel).timestamp())
        within_s = look.limits.alert_within_s
        look.expect(
            within_s is None or took_s[-1] <= within_s,
            f"parcel {parcel['id']} was told after {took_s[-1]:.2f} s",
            order,
        )
    if took_s:
        took_s.sort()
        for name, share in (("p50", 0.5), ("p99", 0.99), ("most", 1.0)):
            look.measures[f"{name} s"] = round(took_s[min(len(took_s) - 1, int(share * len(took_s)))], 3)


@rule("AL6", "a chat hears things in the order in which they were said, and a farm of an order before its cancelling")
def in_order(evidence: Evidence, look: Inspection) -> None:
    talk = talk_of(evidence)
    for chat, sent in talk.sent_by_chat.items():
        newest: Row | None = None
        told: set[int] = set()
        for one in sent:
            rows = [row for row in talk.rows_of(one) if row["lane"] < BROADCAST_LANE]
            if len(rows) != 1 or rows[0]["id"] in told:  # said more than once, or a repetition: it has no one place
                continue
            look.saw()
            row = rows[0]
            told.add(row["id"])
            if newest and newest["identity_id"] == row["identity_id"]:
                look.expect(
                    row["id"] > newest["id"], f"chat {chat} hears {row['id']} after {newest['id']}", newest, row
                )
            newest = row
    said_first = {about: min(one["id"] for one in asked) for about, asked in questions_of(evidence).items()}
    for notice in evidence["notice"]:
        if notice["kind"] == "parcel_cancelled":
            look.saw()
            earlier = said_first.get(notice["about_id"])
            look.expect(
                earlier and earlier < notice["id"], "a farm hears of a cancelling it was never asked about", notice
            )


def _lapsed_unheard(evidence: Evidence, look: Inspection, parcel: Row, notices: list[Row], left: set[int]) -> None:
    """See that a share does not lapse long after a reminder that nobody else was asked behind."""
    newest = notices[-1]
    told = [row["created_at"] for row in evidence["outbox_message"] if newest["id"] in row["notice_ids"]]
    if parcel["state"] != "lapsed" or newest["step"] < MORE_STEPS or not told or newest["ended_at"] is None:
        return
    silence_s = (newest["ended_at"] - max(told)).total_seconds()
    look.expect(
        not left or silence_s < LONG_SILENCE_S, f"parcel {parcel['id']}: nobody was asked for {silence_s:.0f} s", newest
    )


@rule("ES1", "who is silent or cannot be reached is followed by somebody else, once each, while anybody is left")
def escalated(evidence: Evidence, look: Inspection) -> None:
    parcels, newest = evidence.by_id("parcel"), evidence.newest
    for parcel_id, notices in questions_of(evidence).items():
        look.saw(len(notices))
        name, parcel = f"parcel {parcel_id}", parcels[parcel_id]
        now = people_of(evidence)
        people = [now[notice["person_id"]] for notice in notices]
        look.expect(len(set(people)) == len(people), f"{name}: somebody was asked twice", *notices)
        left = admins_of(evidence, still=True) - set(people)
        for notice in notices:
            look.expect(notice["step"] <= MORE_STEPS, f"{name}: asked {notice['step'] + 1} times", notice)
            late_s = (newest - notice["due_at"]).total_seconds() if newest and notice["due_at"] else 0.0
            waits = parcel["state"] == "requested" and notice["state"] in ("sent", "undeliverable")
            look.expect(not waits or late_s <= look.limits.sweep_s, f"{name}: a step is {late_s:.0f} s overdue", notice)
            if notice["state"] == "unanswered" and left:
                followed = any(one["created_at"] == notice["ended_at"] and one["id"] > notice["id"] for one in notices)
                look.expect(followed, f"{name}: nobody was asked after {notice['person_id']}", *notices)
        _lapsed_unheard(evidence, look, parcel, notices, left)
        waits_for_nobody = all(notice["state"] in OVER and notice["due_at"] is None for notice in notices)
        if parcel["state"] == "requested" and left:
            look.expect(not waits_for_nobody, f"{name} waits for nobody", parcel, *notices)


def _is_reached(evidence: Evidence, farm_id: int) -> bool:
    """Whether anybody who answers for a farm now has an address at all."""
    people = farmers_of(evidence, farm_id, still=True) | admins_of(evidence, still=True)
    return any(row["person_id"] in people and row["state"] == "reachable" for row in evidence["identity"])


def _first_told(evidence: Evidence, parcel: Row) -> Sent | bool:
    """Find the first message that names the order in the chat of somebody whom it concerns; True: told elsewhere."""
    code = evidence.by_id("orders")[parcel["order_id"]]["code"]
    people = farmers_of(evidence, parcel["farm_id"]) | admins_of(evidence)
    identities = [row for row in evidence["identity"] if row["person_id"] in people]
    talk: Talk = talk_of(evidence)
    chats = [row["external_id"] for row in identities if row["channel"] == CHANNEL]
    told = [
        sent
        for chat in chats
        for sent in talk.sent_by_chat[chat]
        # A list of orders that an admin asked for names it too, and is no alert.
        if code in sent.codes and any(row["lane"] == ALERT_LANE for row in talk.rows_of(sent))
    ]
    if told:
        return min(told, key=lambda sent: float(sent.call["at"]))
    # On a channel whose history we keep, what is shown has arrived.
    kept = [row["id"] for row in identities if row["channel"] != CHANNEL]
    rows = (row for identity_id in kept for row in evidence.of("outbox_message", "identity_id")[identity_id])
    alerts = (row for row in rows if row["lane"] == ALERT_LANE and row["state"] == "sent")
    return any(code in codes_in(words_in(row["payload"])) for row in alerts)


def _is_to_come(evidence: Evidence, notice: Row) -> bool:
    """Whether an alert's time has not come yet: it waits some seconds for others to be folded with."""
    return bool(notice["due_at"] and evidence.newest and notice["due_at"] > evidence.newest)


def _is_settled(evidence: Evidence, notice: Row) -> bool:
    """Whether it is known of an alert that did not arrive why, and what comes next."""
    if notice["state"] in OVER or (notice["state"] == "queued" and _is_to_come(evidence, notice)):
        return True
    carriers = [row for row in evidence["outbox_message"] if notice["id"] in row["notice_ids"]]
    # It may have arrived, as far as we could know; its reminder is the next try.
    return bool(carriers) and all(row["state"] == "unknown" for row in carriers)
