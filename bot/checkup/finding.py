"""What the doctor says of one thing, and how it counts."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at.  `todo`: what to do about it; empty where all is well."""

    what: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule, as the question which rows break it.

    question: selects one column, the name by which an operator knows the row.
    well, ill: how it stands when nothing is found, and what is wrong with what is.
    """

    question: sa.Select[Any]
    well: str
    ill: str
    todo: str

    def look(self, session: Session, todo: str = "", **parameters: object) -> Finding:
        """Ask.  `todo`: what to do instead, where that depends on more than this."""
        number, names = found(session, self.question, **parameters)
        return Finding(f"{self.ill}: {number} ({names})", todo or self.todo) if number else Finding(self.well)


def found(session: Session, question: sa.Select[Any], **parameters: object) -> tuple[int, str]:
    """Count what a question selects, and name the first few; one statement, which brings no more than those home."""
    rows = question.subquery("found")
    name = next(iter(rows.c))
    first = sa.select(name, sa.func.count().over()).order_by(name).limit(EXAMPLES)
    examples = session.connection().execute(first, parameters).all()
    number = examples[0][1] if examples else 0
    return number, ", ".join(str(example[0]) for example in examples) + (", …" if number > EXAMPLES else "")
