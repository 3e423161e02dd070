"""Ingest: what the platform was told is in hand, is; each once; and what failed is kept and told of."""

from collections import Counter
from datetime import timedelta

from tests.checker.evidence import Evidence
from tests.checker.registry import Inspection, rule
from tests.checker.talk import CHANNEL

HANDLED_KINDS = frozenset({"", "message", "callback_query"})  # of other kinds some are ignored on purpose
# For how long rows are kept, and a day of grace for whoever forgets them.
KEPT = {
    ("inbox", "received_at"): timedelta(days=31),
    ("outbox_message", "created_at"): timedelta(days=31),
    ("process_run", "heartbeat_at"): timedelta(days=31),
}
SENT_KEPT = timedelta(days=8)


@rule("IN1", "each event is in the inbox once, and handled to its end")
def once(evidence: Evidence, look: Inspection) -> None:
    for (channel, event_id), count in Counter((row["channel"], row["event_id"]) for row in evidence["inbox"]).items():
        look.saw(count)
        look.expect(count == 1, f"event {event_id} of {channel} is there {count} times")
    for row in evidence["inbox"]:
        look.expect(row["state"] in ("handled", "dead"), f"event {row['event_id']} was only begun", row)


@rule("IN2", "no update that the platform was told is in hand is missing from the inbox")
def no_loss(evidence: Evidence, look: Inspection) -> None:
    kept = {tuple(row["event_id"].split(":", 2)[1:2]) for row in evidence["inbox"] if row["channel"] == CHANNEL}
    newest = evidence.newest.timestamp() if evidence.newest else 0.0
    for update in evidence.updates:
        is_private = isinstance(update.get("chat"), int) and update["chat"] > 0
        is_remembered = update["at"] > newest - KEPT["inbox", "received_at"].total_seconds()
        if update["acknowledged"] and is_private and is_remembered and update.get("of", "") in HANDLED_KINDS:
            look.saw()
            look.expect((str(update["update_id"]),) in kept, f"update {update['update_id']} was lost", update)


@rule("IN3", "the genuine platform is never told that an update is wrong")
def no_refusals(evidence: Evidence, look: Inspection) -> None:
    for update in evidence.updates:
        look.saw()
        status = update.get("status") or 0
        look.expect(not 400 <= status < 500, f"update {update['update_id']} was answered {status}", update)


@rule("IN4", "what failed for good is kept with its reason, and the admins were told")
def dead_letters(evidence: Evidence, look: Inspection) -> None:
    inbox = {(row["channel"], row["event_id"]): row for row in evidence["inbox"]}
    told = {one["about_id"] for one in evidence["notice"] if one["kind"] == "dead_letter"}
    letters = {(row["channel"], row["event_id"]) for row in evidence["dead_letter"]}
    for letter in evidence["dead_letter"]:
        look.saw()
        name, event = f"dead letter {letter['id']}", inbox.get((letter["channel"], letter["event_id"]))
        look.expect(letter["error_class"], f"{name} has no reason", letter)
        look.expect(event and event["state"] == "dead", f"{name} is of an event that is not dead", letter)
        had_admins = any(row["granted_at"] <= letter["failed_at"] for row in evidence["role"])
        # Whoever could not even be loaded left no identity, and that transaction does nothing more.
        look.expect(
            letter["id"] in told or not had_admins or letter["identity_id"] is None,
            f"{name} was told to no admin",
            letter,
        )
    for key, event in inbox.items():
        look.expect(event["state"] != "dead" or key in letters, "an event is dead without a letter", event)


@rule("RT1", "what is no longer needed is gone: events, messages and traces past their time")
def forgotten(evidence: Evidence, look: Inspection) -> None:
    newest = evidence.newest
    for (table, column), keep in KEPT.items():
        for row in evidence[table]:
            look.saw()
            is_open = row.get("state") in ("begun", "queued", "sending")
            limit = SENT_KEPT if table == "outbox_message" and row["state"] == "sent" else keep
            look.expect(is_open or not newest or row[column] >= newest - limit, f"{table}: older than {limit}", row)
