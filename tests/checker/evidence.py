"""What a run has left behind, as plain values."""

import copy
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Self

Row = dict[str, Any]

# When things happened, as rows say it; what they only plan for is left out.
_HAPPENED = (
    ("audit_entry", "at"),
    ("stock_move", "at"),
    ("inbox", "received_at"),
    ("outbox_message", "created_at"),
    ("outbox_message", "sent_at"),
    ("send_attempt", "ended_at"),
    ("process_run", "heartbeat_at"),
)


@dataclass
class Evidence:
    """All that a rule may look at.

    tables: rows by table, in the order of their keys; moments are aware, UTC.
    calls, updates: the platform's log; `calls` are "accepted", "refused" and "lost" ones in their order.
    history: what people were seen to do. app_logs: lines by file. canaries: words that no log may hold.
    engine: what the database says is wrong with itself; `engine_checks` counts the questions.
    """

    tables: dict[str, list[Row]] = field(default_factory=dict)
    calls: list[Row] = field(default_factory=list)
    updates: list[Row] = field(default_factory=list)
    history: list[Row] = field(default_factory=list)
    app_logs: dict[str, list[str]] = field(default_factory=dict)
    canaries: list[str] = field(default_factory=list)
    engine: list[str] = field(default_factory=list)
    engine_checks: int = 0

    def __getitem__(self, table: str) -> list[Row]:
        """Give a table's rows.

        Raises:
            KeyError: there is no such table, which a rule must not pass over.
        """
        return self.tables[table]

    def copy(self) -> Self:
        """Give one of its own to be tampered with; what was worked out from the rows is worked out anew."""
        names = type(self).__dataclass_fields__
        return type(self)(**{name: copy.deepcopy(getattr(self, name)) for name in names})

    def by_id(self, table: str) -> dict[int, Row]:
        return self._index(table, "id")

    def of(self, table: str, column: str) -> Mapping[Any, list[Row]]:
        """Group a table's rows by a column; a value that no row has is an empty group."""
        key = (table, column)
        if key not in self._groups:
            self._groups[key] = grouped(self[table], column)
        return self._groups[key]

    def _index(self, table: str, column: str) -> dict[Any, Row]:
        if table not in self._indexes:
            self._indexes[table] = {row[column]: row for row in self[table]}
        return self._indexes[table]

    @cached_property
    def memory(self) -> dict[str, Any]:
        """What rules have worked out from all this, to be used again."""
        return {}

    @cached_property
    def _groups(self) -> dict[tuple[str, str], defaultdict[Any, list[Row]]]:
        return {}

    @cached_property
    def _indexes(self) -> dict[str, dict[Any, Row]]:
        return {}

    @cached_property
    def orders(self) -> list[Row]:
        """Orders that were placed; the others are baskets."""
        return [order for order in self["orders"] if order["state"] != "basket"]

    @cached_property
    def newest(self) -> datetime | None:
        """The latest moment at which something happened."""
        moments = (row[column] for table, column in _HAPPENED for row in self[table])
        return max(filter(None, moments), default=None)


def grouped(rows: Iterable[Row], column: str) -> defaultdict[Any, list[Row]]:
    """Group rows by a column."""
    groups: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups
