"""The record of what happened: accepted calls, refused calls, and whatever no correct bot would do."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any


@dataclass(frozen=True, slots=True)
class Accepted:
    """One call that was carried out. The token itself never gets into a record."""

    number: int
    method: str
    parameters: Mapping[str, Any]
    at: float
    token_hash: str
    message_ids: tuple[int, ...] = ()

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

    def accept(self, method: str, parameters: Mapping[str, Any], at: float, token: str, result: Any) -> None:
        self.count += 1
        if not self.keeps and self.path is None:
            return
        entry = Accepted(self.count, method, parameters, at, token_hash(token), _message_ids(result))
        if self.keeps:
            self.accepted.append(entry)
        if self.path is not None:
            self._write(entry)

    def reject(self, method: str, parameters: Mapping[str, Any], at: float, code: int, description: str) -> None:
        if self.keeps:
            self.rejected.append(Rejected(method, parameters, at, code, description))

    def close(self) -> None:
        if self._file:
            self._file.close()

    def _write(self, entry: Accepted) -> None:
        assert self.path is not None
        if self._file is None:
            self._file = self.path.open("a", encoding="utf-8")
        self._file.write(json.dumps(asdict(entry), ensure_ascii=False, default=repr) + "\n")
        self._file.flush()


@cache
def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()[:12]


def _message_ids(result: Any) -> tuple[int, ...]:
    messages = result if isinstance(result, list) else [result]
    return tuple(one["message_id"] for one in messages if isinstance(one, dict) and "message_id" in one)
