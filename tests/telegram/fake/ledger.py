"""The record of what happened: accepted calls, refused calls, updates taken, and whatever no correct bot would do.

As a file it has a JSON line for each of these, with its `kind`: "accepted", "refused", "lost" (the connection broke
before anything had happened) and "update" (a bot's word on one: acknowledged, or the status that it answered instead).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any

NOTHING: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Accepted:
    """One call that was carried out. The token itself never gets into a record."""

    number: int
    method: str
    parameters: Mapping[str, Any]
    at: float
    token_hash: str
    message_ids: tuple[int, ...] = ()
    ending: str = "answer"  # what the bot got for it: an answer, a "reset", a "hang" or "garbage"

    @property
    def chat(self) -> Any:
        return self.parameters.get("chat_id")


@dataclass(frozen=True, slots=True)
class Rejected:
    method: str
    parameters: Mapping[str, Any]
    at: float
    code: int
    description: str


@dataclass
class Ledger:
    """Written to a file line by line if there is one, so that it outlives a bot that is killed, and itself."""

    path: Path | None = None
    accepted: list[Accepted] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    keeps: bool = True  # a benchmark turns this off: memory would grow with every call
    count: int = 0
    _file: IO[str] | None = None

    def accept(
        self, method: str, parameters: Mapping[str, Any], at: float, token: str, result: Any, ending: str = "answer"
    ) -> None:
        self.count += 1
        if not self.keeps and self.path is None:
            return
        entry = Accepted(self.count, method, parameters, at, token_hash(token), _message_ids(result), ending)
        if self.keeps:
            self.accepted.append(entry)
        self._write("accepted", asdict(entry))

    def reject(
        self,
        method: str,
        parameters: Mapping[str, Any],
        at: float,
        code: int,
        description: str,
        told: Mapping[str, int] = NOTHING,
    ) -> None:
        """Note a refusal; `told`: what it says beside its words, as `retry_after`."""
        entry = Rejected(method, parameters, at, code, description)
        if self.keeps:
            self.rejected.append(entry)
        self._write("refused", {**asdict(entry), **told})

    def lose(self, method: str, parameters: Mapping[str, Any], at: float, ending: str) -> None:
        """Note a call of which nothing came, and that nobody answered."""
        self._write("lost", {"method": method, "parameters": parameters, "at": at, "ending": ending})

    def hear(self, update: Mapping[str, Any], at: float, status: int | None = None) -> None:
        """Note what a bot said to an update; `status`: of a webhook, 200 where it was taken by polling."""
        if self.path is not None:
            kind = next((name for name in update if name != "update_id"), "")
            self._write(
                "update",
                {
                    "update_id": update.get("update_id"),
                    "at": at,
                    "of": kind,
                    "chat": _chat_of(update.get(kind)),
                    "acknowledged": status is not None and 200 <= status < 300,
                    "status": status,
                },
            )

    def close(self) -> None:
        if self._file:
            self._file.close()
            self._file = None

    def _write(self, kind: str, entry: Mapping[str, Any]) -> None:
        if self.path is None:
            return
        if self._file is None:
            self._file = self.path.open("a", encoding="utf-8", errors="backslashreplace")
        self._file.write(json.dumps({"kind": kind, **entry}, ensure_ascii=False, default=repr) + "\n")
        self._file.flush()


@cache
def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()[:12]


def _message_ids(result: Any) -> tuple[int, ...]:
    messages = result if isinstance(result, list) else [result]
    return tuple(one["message_id"] for one in messages if isinstance(one, dict) and "message_id" in one)


def _chat_of(content: Any) -> Any:
    """Find the chat in which something happened; of a tap, that of the message below which the button is."""
    if not isinstance(content, dict):
        return None
    message = content.get("message")
    place = (message if isinstance(message, dict) else content).get("chat")
    return place.get("id") if isinstance(place, dict) else None
