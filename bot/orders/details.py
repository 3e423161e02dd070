"""What a buyer adds to an order beside its goods: a note, for whom it is, and whether farmers may call."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.orders.tables import ORDER, PERSON

NOTE_MAX = 200  # characters
COLLECTOR_MAX = 40  # characters; orders.models.Order.collector


@dataclass(frozen=True, slots=True)
class Details:
    """Words as they were given; empty where nothing was said.

    collector: the name under which it is collected, where that is not its buyer's.
    phone: the buyer's own, E.164, whether farmers may call or not.
    """

    note: str = ""
    collector: str = ""
    may_call: bool = False
    phone: str = ""

    @property
    def phone_for_farmers(self) -> str:
        """The number that farmers may see; product.md: only if the buyer agreed."""
        return self.phone if self.may_call else ""

    def extended_by(self, later: "Details") -> "Details":
        """Give what holds for an order once something with details of its own was added to it: nothing said is lost."""
        notes = dict.fromkeys(note for note in (self.note, later.note) if note)
        return Details(
            note="\n".join(notes),
            collector=later.collector or self.collector,
            may_call=self.may_call or later.may_call,
            phone=later.phone,
        )


NO_DETAILS = Details()
# Beside ORDER and PERSON in any statement that reads orders: details cost no statement of their own.
DETAILS: tuple[sa.ColumnElement[Any], ...] = (ORDER.c.note, ORDER.c.collector, ORDER.c.may_call, PERSON.c.phone)


def details_of(row: Any) -> Details:
    """Read a row with `DETAILS`."""
    return Details(row.note or "", row.collector or "", row.may_call, row.phone or "")
