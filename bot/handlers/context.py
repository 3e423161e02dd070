"""What a handler is given for one event: the session, the moment, who asks, and how they read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.catalog.snapshot import Catalogue
from bot.i18n import Languages, Reader
from bot.links import Links
from bot.messages import Address
from bot.people.models import RoleKind


@dataclass(frozen=True, slots=True)
class Asker:
    """The person who wrote, with the rights of this moment (read anew for every event)."""

    person_id: int
    identity_id: int
    address: Address
    name: str
    language: str
    roles: frozenset[RoleKind]
    farm_ids: frozenset[int]  # farms they answer for

    @property
    def is_admin(self) -> bool:
        return bool(self.roles & {RoleKind.ADMIN, RoleKind.OWNER})

    @property
    def is_owner(self) -> bool:
        return RoleKind.OWNER in self.roles

    @property
    def is_farmer(self) -> bool:
        return bool(self.farm_ids)


@dataclass(frozen=True, slots=True)
class Context:
    """Everything one turn may use.  Nothing in it can wait on the network.

    catalogue: the shelf as of this turn's start; prices and stock that an order uses come from the rows.
    random_code: gives `n` characters for an order's code or a link; handed in so that tests know them.
    data: the facts of the question that was open (`messages.Ask.data`).
    misses: how many messages in a row, before this one, were not understood.
    links: where links that we hand out lead.
    is_new: this is the first thing we ever hear of them here.
    edits_are_free: the card that they look at may change with every tap.
    media_comes: pictures and recordings can be sent to us where they write.
    """

    session: Session
    now: datetime
    asker: Asker
    reader: Reader
    languages: Languages
    catalogue: Catalogue
    random_code: Callable[[int], str]
    links: Links
    data: dict[str, Any]
    misses: int = 0
    is_new: bool = False
    edits_are_free: bool = False
    media_comes: bool = False
