"""Who was told what: the platform's calls beside the people and the outbox rows that they belong to."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.checker.evidence import Evidence, Row, grouped
from tests.checker.wording import EDITS, SHOWS, codes_in, key, words_in, words_of

CHANNEL = "telegram"  # the platform whose log this is
PIECE_MIN = 200  # characters; no shorter text is taken for a piece of a longer one


@dataclass(frozen=True)
class Sent:
    """One call that put words into a chat."""

    call: Row
    chat: str
    text: str

    @cached_property
    def key(self) -> str:
        return key(self.text)

    @cached_property
    def codes(self) -> set[str]:
        """Give all words of it that may be an order's code."""
        return codes_in(self.text)


class Talk:
    """All of it, matched once."""

    def __init__(self, evidence: Evidence) -> None:
        self.moved = {
            str(call["parameters"].get("chat_id")): str(call["migrate_to_chat_id"])
            for call in evidence.calls
            if call.get("migrate_to_chat_id")
        }
        self.refused = [call for call in evidence.calls if call["kind"] == "refused" and call["method"] in SHOWS]
        accepted = [call for call in evidence.calls if call["kind"] == "accepted" and call["method"] in SHOWS]
        self.sent = [self._sent(call) for call in accepted]
        self.rows_by_chat: Mapping[str, list[Row]] = defaultdict(list)
        for row in evidence["outbox_message"]:
            if row["channel"] == CHANNEL:
                self.rows_by_chat[self._home(row["external_id"])].append(row)
        self.sent_by_chat: Mapping[str, list[Sent]] = defaultdict(list)
        for sent in self.sent:
            self.sent_by_chat[sent.chat].append(sent)
        self.identities = {
            row["external_id"]: row for row in evidence["identity"] if row["channel"] == CHANNEL
        }  # by chat
        self._found: dict[tuple[str, str], list[Row]] = {}
        self.attempts = grouped(evidence["send_attempt"], "outbox_message_id")

    def rows_of(self, sent: Sent) -> list[Row]:
        """Find the outbox rows that may have become a call: those of that chat that say the same."""
        said = sent.key
        if (sent.chat, said) not in self._found:
            self._found[sent.chat, said] = self._rows_that_say(sent.chat, said)
        return self._found[sent.chat, said]

    def _rows_that_say(self, chat: str, said: str) -> list[Row]:
        rows = [(row, key_of(row)) for row in self.rows_by_chat[chat]]
        if same := [row for row, own in rows if own == said]:
            return same
        # What did not fit under a picture or on a button was said in words as well; what was too long came in pieces.
        begun = [row for row, own in rows if own and said.startswith(own)]
        return begun or [row for row, own in rows if len(said) >= PIECE_MIN and said in own]

    def refused_edits(self, chat: str, why: str = "") -> list[Row]:
        """Give the edits in a chat that the platform did not make; `why`: for which reason, in its words."""
        edits = (call for call in self.refused if call["method"] in EDITS and self.home(call) == chat)
        return [call for call in edits if why in call["description"]]

    def unknowns(self, row: Row) -> int:
        """Count the tries of a row of which nobody knows whether they arrived."""
        return sum(one["outcome"] in (None, "unknown") for one in self.attempts[row["id"]])

    def person_of(self, chat: str) -> int | None:
        identity = self.identities.get(chat)
        return identity["person_id"] if identity else None

    def _sent(self, call: Row) -> Sent:
        return Sent(call, self.home(call), "\n".join(words_of(call)))

    def home(self, call: Row) -> str:
        """Give the chat that a call is about."""
        return self._home(call["parameters"].get("chat_id"))

    def _home(self, chat: Any) -> str:
        """Give where a chat is now."""
        name = str(chat)
        while name in self.moved:
            name = self.moved[name]
        return name


def talk_of(evidence: Evidence) -> Talk:
    """Give what was said in this run, matched once."""
    talk: Talk = evidence.memory.setdefault("talk", None) or Talk(evidence)
    evidence.memory["talk"] = talk
    return talk


def key_of(row: Row) -> str:
    """Give what an outbox row says, in the form in which copies are equal."""
    return key(words_in(row["payload"]))
