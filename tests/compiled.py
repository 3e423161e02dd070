"""One cache of compiled SQL for all the engines of a test run.

SQLAlchemy keeps one for each engine, and each test opens engines of its own: a third of a conversation's time went into
compiling the same statements anew.
"""

from collections.abc import Hashable
from typing import Any

from sqlalchemy import Compiled, Engine
from sqlalchemy.util import LRUCache

KEPT = 5_000  # statements; all that the house has, on both engines

Key = tuple[Any, Hashable]


class _Shared(LRUCache[Key, Compiled]):
    """Knows a statement by the kind of its dialect, where SQLAlchemy looks for the one dialect of its engine."""

    def get(self, key: Key, default: Any = None) -> Any:
        return super().get(_of_kind(key), default)

    def __setitem__(self, key: Key, compiled: Compiled) -> None:
        super().__setitem__(_of_kind(key), compiled)


_SHARED = _Shared(KEPT)


def share_compiled() -> None:
    """Let all engines of this process, those to come as well, compile each statement once."""
    own = property(lambda engine: _SHARED, lambda engine, cache: None)
    Engine._compiled_cache = own  # type: ignore[assignment]  # it is set anew by each engine's constructor


def _of_kind(key: Key) -> Key:
    dialect, *statement = key
    return (type(dialect), *statement)
