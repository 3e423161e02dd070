"""Sending: nothing twice, nothing out of nowhere, at the platform's pace, and every try written down."""

from collections import Counter, defaultdict, deque

from tests.checker.evidence import Evidence, Row, grouped
from tests.checker.registry import Inspection, rule
from tests.checker.talk import CHANNEL, Talk, key_of, talk_of
from tests.checker.wording import SENDS, SHOWS, key, words_of

PACED = ("send", "edit", "copy", "forward")  # a bot under a penalty must not call these
BROADCAST_LANE, BROADCAST_TRIES = 3, 5
OUTCOMES = frozenset({"ok", "retry", "permanent", "unknown"})
SLACK = 1.0  # messages; the way to the platform is not always as long, and a long text is several
EARLY_S = 0.1  # a platform's seconds are whole, its clock and ours are not one


@rule("AL3", "a message is in the chat once, and once more for each try of which nobody knew whether it arrived")
def no_duplicates(evidence: Evidence, look: Inspection) -> None:
    talk = talk_of(evidence)
    came: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for sent in talk.sent:
        if sent.key:
            came[sent.chat, sent.key].append(sent.call)
    refused: Counter[tuple[str, str]] = Counter(
        (chat, key("\n".join(words_of(call)))) for chat in talk.sent_by_chat for call in talk.refused_edits(chat)
    )
    for chat, rows in talk.rows_by_chat.items():
        same_words: defaultdict[str, list[Row]] = defaultdict(list)
        for row in rows:
            same_words[key_of(row)].append(row)
        for said, same in same_words.items():
            look.saw(len(same))
            calls, unknown = came[chat, said], sum(map(talk.unknowns, same))
            # What cannot be edited any more is sent instead.
            look.expect(
                len(calls) <= len(same) + unknown + refused[chat, said],
                f"{len(calls)} copies in chat {chat} of {len(same)} messages with {unknown} unknown tries",
                *same[:1],
                *calls,
            )
            for row in same:
                tries = len(talk.attempts[row["id"]])
                look.expect(row["repeats"] or tries < 2 or not talk.unknowns(row) or row["state"] == "queued",
                            f"message {row['id']} was repeated without a mark", row)  # fmt: skip


@rule("AL4", "each try has a beginning, an end and an outcome that fits what the platform did; none follows a final no")
def tries(evidence: Evidence, look: Inspection) -> None:
    talk = talk_of(evidence)
    rows = evidence.by_id("outbox_message")
    accepted = {(sent.chat, sent.key) for sent in talk.sent}
    # What waits for somebody who has blocked us is given up, whatever became of its tries.
    final = {one["outbox_message_id"] for one in evidence["send_attempt"] if one["outcome"] == "permanent"}
    unreachable = {row["identity_id"] for row in rows.values() if row["id"] in final}
    unreachable |= {one["id"] for one in evidence["identity"] if one["state"] == "blocked" or one["told_at"]}
    for row_id, attempts in grouped(evidence["send_attempt"], "outbox_message_id").items():
        look.saw(len(attempts))
        row = rows.get(row_id)
        look.expect(row, f"tries of a message that is not there: {row_id}", *attempts)
        if row is None:
            continue
        is_over = False
        for attempt in attempts:
            name = f"try {attempt['id']} of message {row_id}"
            ended = attempt["ended_at"] is not None and attempt["outcome"] in OUTCOMES
            look.expect(ended or row["state"] == "sending", f"{name} has no end", attempt, row)
            look.expect(
                attempt["ended_at"] is None or attempt["ended_at"] >= attempt["started_at"],
                f"{name} ends early",
                attempt,
            )
            look.expect(not is_over, f"{name} came after the last word", attempt, row)
            is_over = attempt["outcome"] in ("ok", "permanent")
        _fits(look, talk, row, attempts, accepted)
        if attempts[-1]["outcome"] == "unknown" and row["lane"] != BROADCAST_LANE and not row["repeats"]:
            given_up = row["state"] in ("sent", "unknown") or row["identity_id"] not in unreachable
            waits = row["state"] in ("queued", "sending")
            look.expect(waits or not given_up, f"message {row_id} may not have arrived, and was not repeated", row)
        # Tries that say nothing about the message, as one under a penalty, are taken back from its count.
        look.expect(
            row["lane"] != BROADCAST_LANE or row["attempts"] <= BROADCAST_TRIES,
            f"broadcast {row_id} goes on and on",
            row,
        )


def _fits(look: Inspection, talk: Talk, row: Row, attempts: list[Row], accepted: set[tuple[str, str]]) -> None:
    last = attempts[-1]["outcome"]
    if row["channel"] != CHANNEL or not talk.sent:
        return
    if last == "permanent":
        look.expect(row["state"] == "failed", f"message {row['id']} was refused and is {row['state']}", row)
    if last != "ok":
        return
    look.expect(row["state"] == "sent", f"message {row['id']} was accepted and is {row['state']}", row, *attempts)
    chat = str(row["external_id"])
    is_there = (chat, key_of(row)) in accepted or any(row in talk.rows_of(sent) for sent in talk.sent_by_chat[chat])
    if not is_there:
        look.expect(
            any(key("\n".join(words_of(call))) == key_of(row) for call in talk.refused_edits(chat, "not modified")),
            f"message {row['id']} is said to be sent, and the platform never took it",
            row,
            *attempts,
        )


@rule("AL5", "everything that stands in a chat was written down before: nothing comes out of nowhere")
def no_phantoms(evidence: Evidence, look: Inspection) -> None:
    talk = talk_of(evidence)
    for sent in talk.sent:
        look.saw()
        look.expect(talk.rows_of(sent), f"chat {sent.chat} was told what is no message of ours", sent.call)


@rule("RL1", "never faster than the platform allows, and not a call while it wants to hear nothing")
def pace(evidence: Evidence, look: Inspection) -> None:
    limits = look.limits
    paced = [call for call in evidence.calls if call["method"].startswith(PACED)]
    look.saw(len(paced))
    silent: Row | None = None
    silent_until = 0.0
    for call in paced:
        at = call["at"]
        if silent is not None and silent["at"] + limits.on_the_wire_s < at < silent_until - EARLY_S:
            look.wrong(f"called {silent_until - at:.2f} s before a penalty was over", silent, call)
        elif call.get("code") == 429 and call.get("retry_after") and at + call["retry_after"] > silent_until:
            silent, silent_until = call, at + call["retry_after"]
    taken = [call for call in paced if call["kind"] == "accepted" and call["method"] in SHOWS]
    _within(look, taken, limits.per_second, 1.0)
    chats: defaultdict[object, list[Row]] = defaultdict(list)
    for call in taken:
        if call["method"] in SENDS:
            chats[call["parameters"].get("chat_id")].append(call)
    for chat, calls in chats.items():
        _paced(look, calls)
        if str(chat).startswith("-"):
            _within(look, calls, limits.group_per_minute, 60.0)


def _paced(look: Inspection, calls: list[Row]) -> None:
    """A chat has so many tokens after a rest, and one comes back so often; each message takes one."""
    burst, rate = look.limits.chat_burst, look.limits.chat_per_second
    if burst is None:
        return
    tokens, last = float(burst), calls[0]
    for call in calls:
        tokens = min(burst, tokens + (call["at"] - last["at"]) * rate) - 1
        look.expect(
            tokens >= -SLACK, f"{burst - tokens:.1f} messages at once in a chat, {burst} are allowed", last, call
        )
        last = call


def _within(look: Inspection, calls: list[Row], most: float | None, span_s: float) -> None:
    window: deque[Row] = deque()
    for call in calls if most is not None else ():
        window.append(call)
        while window[0]["at"] <= call["at"] - span_s:
            window.popleft()
        look.expect(len(window) <= (most or 0), f"{len(window)} messages within {span_s:g} s", window[0], call)
