"""Alerts: each farm hears of each order, once, or somebody else does."""

from collections import Counter, defaultdict

from tests.checker.evidence import Evidence, Row, grouped
from tests.checker.registry import Inspection, rule
from tests.checker.talk import CHANNEL, Talk, admins_of, farmers_of, people_of, refused_edits
from tests.checker.wording import holds_code, key, words_in, words_of

ALERT_LANE, BROADCAST_LANE = 1, 3
WAITING = frozenset({"queued", "sending"})


@rule("AL1", "every farm's share of every order was told to somebody of that farm, or to somebody in its place")
def covered(evidence: Evidence, look: Inspection) -> None:
    talk, asked = Talk(evidence), _asked(evidence)
    orders = evidence.by_id("orders")
    for parcel in evidence["parcel"]:
        look.saw()
        order, notices = orders[parcel["order_id"]], asked[parcel["id"]]
        stuck = [notice for notice in notices if notice["state"] == "queued"]
        look.expect(not stuck, f"parcel {parcel['id']}: an alert still waits to be sent", *stuck)
        if not notices:
            reached = _reachable(evidence, parcel["farm_id"])
            look.expect(not reached, f"parcel {parcel['id']} of order {order['code']} was told to nobody", parcel)
        elif not (_was_told(evidence, talk, parcel, order["code"]) or all(map(_is_settled, notices))):
            look.wrong(f"parcel {parcel['id']} of order {order['code']}: no alert of it arrived", parcel, *notices)
    for row in evidence["outbox_message"]:
        if row["lane"] == ALERT_LANE:
            look.expect(row["state"] not in WAITING, f"alert {row['id']} still waits in the outbox", row)


@rule("AL3", "a message is in the chat once, and once more for each try of which nobody knew whether it arrived")
def no_duplicates(evidence: Evidence, look: Inspection) -> None:
    talk = Talk(evidence)
    came: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for sent in talk.sent:
        if sent.key:
            came[sent.chat, sent.key].append(sent.call)
    refused: Counter[tuple[str, str]] = Counter(
        (chat, key("\n".join(words_of(call)))) for chat in talk.sent_by_chat for call in refused_edits(evidence, chat)
    )
    for chat, rows in talk.rows_by_chat.items():
        for said, same in _by_words(rows).items():
            look.saw(len(same))
            calls = came[chat, said]
            unknown = sum(map(talk.unknowns, same))
            # An edit that was made and not answered is "not modified" the next time, so it counts once.
            look.expect(
                len(calls) <= len(same) + unknown + refused[chat, said],
                f"{len(calls)} copies in chat {chat} of {len(same)} messages with {unknown} unknown tries",
                *same,
                *calls,
            )


def _asked(evidence: Evidence) -> defaultdict[int, list[Row]]:
    """Give the questions that were asked about parcels, by parcel."""
    return grouped((one for one in evidence["notice"] if one["about"] == "parcel" and one["asks"]), "about_id")


def _concerned(evidence: Evidence, farm_id: int) -> set[int]:
    return farmers_of(evidence, farm_id) | admins_of(evidence)


def _reachable(evidence: Evidence, farm_id: int) -> bool:
    """Whether anybody who answers for a farm now has an address at all."""
    now = people_of(evidence)
    members = {now[row["person_id"]] for row in evidence.of("farm_member", "farm_id")[farm_id] if not row["ended_at"]}
    admins = {now[row["person_id"]] for row in evidence["role"] if not row["ended_at"]}
    return any(row["person_id"] in members | admins and row["state"] == "reachable" for row in evidence["identity"])


def _was_told(evidence: Evidence, talk: Talk, parcel: Row, code: str) -> bool:
    """Whether a message that names the order is in the chat of somebody whom it concerns."""
    people = _concerned(evidence, parcel["farm_id"])
    for identity in evidence["identity"]:
        if identity["person_id"] not in people:
            continue
        if identity["channel"] == CHANNEL:
            said = (sent.text for sent in talk.sent_by_chat[identity["external_id"]])
        else:  # a channel whose history we keep: what is shown has arrived
            own = evidence.of("outbox_message", "identity_id")[identity["id"]]
            said = (words_in(row["payload"]) for row in own if row["state"] == "sent")
        if any(holds_code(text, code) for text in said):
            return True
    return False


def _is_settled(notice: Row) -> bool:
    """Whether it is known of an alert that did not arrive: nobody could be reached, or it was over before."""
    return notice["state"] in ("undeliverable", "cancelled")


def _by_words(rows: list[Row]) -> defaultdict[str, list[Row]]:
    said: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        said[key(words_in(row["payload"]))].append(row)
    return said
