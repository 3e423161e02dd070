"""All that is written down at one moment, as a number for each table: two moments are compared, and nothing is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sqlmodel import SQLModel

from tests.conversations.stage import NEVER_COMPARED, TALK
from tests.one_thread import OneThread

_QUESTION = (
    "SELECT c.awaiting, c.data FROM conversation c JOIN identity i ON i.id = c.identity_id"
    " WHERE i.external_id = ? AND c.awaiting IS NOT NULL"
)
_REPLIES = "SELECT count(*) FROM outbox_message WHERE external_id = ? AND delivery = 'reply'"


@dataclass(frozen=True)
class Written:
    """`audit`: actions, oldest first.  `replies`: to one person."""

    tables: Mapping[str, int]
    audit: tuple[str, ...]
    replies: int

    def changed_since(self, before: "Written") -> set[str]:
        return {name for name, number in self.tables.items() if number != before.tables[name]}

    def audited_since(self, before: "Written") -> list[str]:
        return list(self.audit[len(before.audit) :])


def written(database: OneThread, external_id: str) -> Written:
    """Look at everything but the talk itself; the question that this person was asked last counts as a table."""
    tables = {name: hash(tuple(database.rows(query))) for name, query in _queries().items()}
    tables["question"] = hash(tuple(database.rows(_QUESTION, external_id)))
    audit = [action for (action,) in database.rows("SELECT action FROM audit_entry ORDER BY id")]
    [(replies,)] = database.rows(_REPLIES, external_id)
    return Written(tables, tuple(audit), replies)


@cache
def _queries() -> dict[str, str]:
    found = {}
    for table in SQLModel.metadata.sorted_tables:
        columns = [column.name for column in table.c if f"{table.name}.{column.name}" not in NEVER_COMPARED]
        keys = ", ".join(column.name for column in table.primary_key.columns)
        if table.name not in TALK | {"audit_entry"}:
            quoted = ", ".join('"' + name + '"' for name in columns)
            found[table.name] = f'SELECT {quoted} FROM "{table.name}" ORDER BY {keys}'
    return found
