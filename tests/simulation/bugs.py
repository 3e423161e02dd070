"""Bugs to be noticed: each takes one guard out of the product, and names the rules of the checker that must say so.

The one place where the product is patched: what is under test here is the checker.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import wraps
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa
from sqlmodel import Session

from bot import inbox
from bot.catalog import stock
from bot.catalog.grammar import reading
from bot.catalog.grammar.result import Order
from bot.catalog.models import Lot
from bot.catalog.stock import Change
from bot.dispatch import Dispatch
from bot.dispatch.receive import Acknowledged
from bot.messages import Incoming
from bot.notices.models import OutboxState
from bot.notices.outcomes import Fate, Tried, Verdict
from bot.notices.service import NewNotice, owe
from bot.orders import alerts, holds, waitlist
from bot.orders.facts import parcel_facts
from bot.orders.placed import PlacedOrder
from bot.people.models import Identity
from tests.simulation.days import BUSY, COPIES, DESK, DOUBTS, LINES, SILENCE, TYPING, UNKNOWN
from tests.simulation.plan import Plan
from tests.simulation.template import market

_LOT = Lot.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_IDENTITY = Identity.__table__  # type: ignore[attr-defined]
_INBOX = inbox.Inbox.__table__  # type: ignore[attr-defined]

Patches = Mapping[str, Any]  # "module.name" to what stands there instead


@dataclass(frozen=True)
class Bug:
    """One guard less.

    rules: of which at least one must be broken.
    patches: what is replaced; `schema`: what is done to the tables, as SQL.
    day: what of a seed's plan is different, where the guard stands in a corner that few days come to.
    first: the first seed that shows it, from 0 on.
    """

    name: str
    rules: frozenset[str]
    patches: Patches = field(default_factory=dict)
    schema: Sequence[str] = ()
    day: Mapping[str, Any] = field(default_factory=dict)
    first: int = 0

    @contextmanager
    def planted(self) -> Iterator[bytes]:
        """Run the product with this bug for the length of the block; gives the market to begin with."""
        with ExitStack() as stack:
            for target, replacement in self.patches.items():
                stack.enter_context(patch(target, replacement))
            yield _changed(market(), self.schema)

    def plan(self, plan: Plan) -> Plan:
        return replace(plan, **self.day)


def _changed(template: bytes, statements: Sequence[str]) -> bytes:
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(template)
        connection.execute("PRAGMA writable_schema=on")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        return connection.serialize()
    finally:
        connection.close()


def _without_check(name: str) -> str:
    """Take a CHECK out of a table: SQLite has no statement for that."""
    return (
        "UPDATE sqlite_schema SET sql ="
        f" substr(sql, 1, instr(sql, 'CONSTRAINT {name} ') - 1) || 'CHECK (1)'"
        f" || substr(substr(sql, instr(sql, 'CONSTRAINT {name} ')),"
        f" instr(substr(sql, instr(sql, 'CONSTRAINT {name} ')), ')') + 1)"
        f" WHERE instr(sql, 'CONSTRAINT {name} ') > 0"
    )


def _ask_nobody(session: Session, order: PlacedOrder, parcels: Any, catalogue: Any, *, now: datetime) -> None:
    """Owe no farm its alert."""


def _ask_a_stranger(session: Session, order: PlacedOrder, parcels: Any, catalogue: Any, *, now: datetime) -> None:
    """Owe the alert to whoever came last."""
    newest = sa.select(_IDENTITY.c.person_id).order_by(_IDENTITY.c.id.desc())
    person_id = session.connection().scalar(newest.where(_IDENTITY.c.person_id != order.buyer_id).limit(1))
    questions = [
        alerts._question(alerts.REQUESTED, person_id or order.buyer_id, one.parcel_id, parcel_facts(order, one))
        for one in parcels
    ]
    owe(session, questions, now=now)


def _release_nothing(session: Session, now: datetime, limit: int) -> int:
    return 0


_given_back = holds._given_back


@wraps(_given_back)
def _give_back_twice(session: Session, rows: Sequence[Any], *, now: datetime) -> list[Change]:
    changes: list[Change] = _given_back(session, rows, now=now)
    return [*changes, *(replace(one, held=0) for one in changes if one.hold_id)]


def _move_without_a_word(
    session: Session, changes: Sequence[Change], *, actor_id: int | None, cause: str, now: datetime
) -> None:
    """Change the counters, and write no move down."""
    for one in changes:
        added = {"available": _LOT.c.available + one.available, "held": _LOT.c.held + one.held}
        session.connection().execute(sa.update(_LOT).where(_LOT.c.id == one.lot_id).values(added))


def _seen_anyhow(basket: Any, version: int, catalogue: Any, now: datetime) -> bool:
    return basket.cut_off_at is not None


def _record_nothing(session: Session, *entries: Any, actor_id: int | None, now: datetime) -> list[int]:
    return [0 for _ in entries]


def _failed_for_sure(message: Tried, now: datetime) -> Fate:
    """Take "nobody knows" for "no", and send it again as if for the first time."""
    return Fate(OutboxState.QUEUED, Verdict.WAITING)


def _given_up(message: Tried, now: datetime) -> Fate:
    """Take "nobody knows" for "no", and give it up."""
    return Fate(OutboxState.FAILED, Verdict.UNDELIVERABLE)


def _ask_no_coordinator(session: Session, notices: Sequence[NewNotice], *, now: datetime) -> list[int]:
    return owe(session, [one for one in notices if one.kind != alerts.UNANSWERED], now=now)


_receive = Dispatch.receive


async def _lose_some(self: Dispatch, incoming: Incoming) -> Acknowledged:
    """Answer the platform before anything is committed, and forget every fifth."""
    if sum(map(ord, incoming.event_id)) % 5 == 0:
        return Acknowledged()
    return await _receive(self, incoming)


def _unescaped(text: str, bold: int = 0) -> str:
    strong, plain = text[:bold], text[bold:]
    return f"<b>{strong}</b>{plain}" if strong.strip() else text


_accept_all = sa.insert(_INBOX).returning(_INBOX.c.attempts)


def _offer_twice(session: Session, notices: Sequence[NewNotice], *, now: datetime) -> list[int]:
    offers = [one for one in notices if one.kind == waitlist.OFFERED]
    return owe(session, [*notices, *offers], now=now)


def _lapse_and_keep(session: Session, wish_ids: Any, *, now: datetime) -> list[Change]:
    """Let the wish end, and forget what is kept for it."""
    return []


@wraps(reading.read_order)
def _read_as_twice_as_much(words: str, *about: Any) -> Any:
    """Understand everything, and the number wrong."""
    found = reading.read_order(words, *about)
    if not isinstance(found, Order):
        return found
    return Order(tuple(replace(one, quantity=2 * one.quantity) if one.said else one for one in found.wanted))


_nothing_at_all: Callable[..., Any] = lambda *_, **__: None  # noqa: E731


BUGS = (
    Bug(
        "the lots are raised without their guard",
        frozenset({"ST2"}),
        {
            "bot.catalog.stock._RAISE_LOTS_GUARDED": stock._RAISE_LOTS,
            "bot.orders.claiming._out_of_reach": lambda lines: [],  # the short cut that spares most of them the guard
        },
        [_without_check("ck_lot_available_not_negative")],
        BUSY,
    ),
    Bug(
        "expired holds are not released",
        frozenset({"HO1"}),
        {"bot.app.parts.release_expired": _release_nothing},
        day=BUSY,
        first=2,
    ),
    Bug(
        "an offer to who waits is made twice",
        frozenset({"WL1"}),
        {"bot.orders.waitlist.owe": _offer_twice},
        day=LINES,
        first=2,
    ),
    Bug(
        "an offer lapses, and what was kept stays kept",
        frozenset({"WL1"}),
        {"bot.orders.waitlist.release_offers": _lapse_and_keep, "bot.app.parts.release_expired": _release_nothing},
        day=LINES,
        first=1,
    ),
    Bug(
        "an offer never lapses",
        frozenset({"WL1"}),
        {"bot.orders.waitlist._LAPSE": sa.select(sa.literal(0)).where(sa.false())},
        day=LINES,
        first=12,
    ),
    Bug(
        "a hold is released twice",
        frozenset({"ST1", "ST3", "HO1"}),
        {"bot.orders.holds._given_back": _give_back_twice},
        ["DROP INDEX uq_stock_move_hold_id_kind"],
        BUSY,
    ),
    Bug(
        "a move of the stock is not written down",
        frozenset({"ST1"}),
        {"bot.orders.holds.apply_changes": _move_without_a_word},
        day=BUSY,
    ),
    Bug(
        "the inbox takes an event twice",
        frozenset({"IN1"}),
        {"bot.inbox._ACCEPT": _accept_all},
        [
            "CREATE TABLE kept AS SELECT * FROM inbox",
            "DROP TABLE inbox",
            "ALTER TABLE kept RENAME TO inbox",
        ],
        COPIES,
    ),
    Bug(
        "an update is acknowledged before it is kept",
        frozenset({"IN2"}),
        {"bot.dispatch.Dispatch.receive": _lose_some},
    ),
    Bug(
        "Confirm looks at no version",
        frozenset({"OR5"}),
        {"bot.orders.placing._is_as_seen": _seen_anyhow},
        day=DOUBTS,
        first=30,
    ),
    Bug(
        "Confirm takes today's price instead of the Review's",
        frozenset({"MO2", "OR5"}),
        {"bot.orders.placing._price_changes": lambda lines: []},
        day={**BUSY, "admin_habits": {"price": 10.0, "apply": 12.0}, "roles": (6.0, 0.0, 4.0)},
        first=3,
    ),
    Bug(
        "nobody's role is looked at",
        frozenset({"SE1"}),
        {"bot.handlers.routes.Who.allows": lambda self, asker: True},
        day={**BUSY, "buyer_habits": {"attack": 10.0, "finish": 5.0}},
    ),
    Bug(
        "an amount that is typed is read as twice as much",
        frozenset({"PHRASE"}),
        {"bot.handlers.buyer.typed_orders.read_order": _read_as_twice_as_much},
        day=TYPING,
    ),
    Bug(
        "words are not escaped",
        frozenset({"PLATFORM"}),
        {"bot.channels.telegram.rendering.html": _unescaped},
        day={"buyer_habits": {"type_words": 5.0, "finish": 5.0}},
        first=1,
    ),
    Bug(
        "a penalty is ignored",
        frozenset({"RL1"}),
        {
            "bot.channels.telegram.gate.Gate.left_s": 0.0,
            "bot.notices.pacing.Pacing.punish": _nothing_at_all,
        },
        day=SILENCE,
        first=9,
    ),
    Bug(
        "an unknown outcome is taken for a failure",
        frozenset({"AL3"}),
        {"bot.notices.outcomes._unknown": _failed_for_sure},
        day=UNKNOWN,
    ),
    Bug(
        "what may not have arrived is never sent again",
        frozenset({"AL1", "AL4"}),
        {"bot.notices.outcomes._unknown": _given_up},
        day={**BUSY, **UNKNOWN},
    ),
    Bug("no farm is asked", frozenset({"AL1"}), {"bot.orders.placing.ask_farms": _ask_nobody}, first=1),
    Bug("a stranger is asked", frozenset({"CO1"}), {"bot.orders.placing.ask_farms": _ask_a_stranger}, day=BUSY),
    Bug(
        "nobody follows who is silent",
        frozenset({"ES1"}),
        {"bot.orders.alerts.owe": _ask_no_coordinator},
        day={**BUSY, "admins": 2},
        first=4,
    ),
    Bug("an order is not recorded", frozenset({"OR1", "OR3"}), {"bot.orders.placing.record": _record_nothing}, first=1),
    Bug(
        "a step of an order is not recorded",
        frozenset({"OR3"}),
        {"bot.orders.settling.record": _record_nothing},
        day=BUSY,
    ),
    Bug(
        "cash is not written into the ledger",
        frozenset({"MO1"}),
        {"bot.orders.handover._INSERT_ENTRY": sa.text("SELECT 1")},
        day=DESK,
        first=24,
    ),
    Bug(
        "an order's total is off by one",
        frozenset({"MO1"}),
        {"bot.orders.placed.total_minor": lambda lines: 1 + sum(line.amount_minor for line in lines)},
        day=BUSY,
    ),
)
