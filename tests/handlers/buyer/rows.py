"""What tests change and ask behind the buyer's back: stock that moves, prices, rows to count."""

from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.models import MoveKind
from bot.catalog.snapshot import bump_version, load_catalogue
from bot.catalog.stock import Change, apply_changes, available_in
from bot.orders.models import Line, Order, OrderState
from tests.market import Market, Phone

PLACED = sa.select(sa.func.count()).where(Order.state == OrderState.PLACED)  # type: ignore[arg-type]
LINES = sa.select(Line.offer_id, Line.ordered)  # type: ignore[call-overload]


async def leave(market: Market, slug: str, quantity: int) -> None:
    """Let so much be there of a product, in base units."""
    await market.database.transact(partial(_leave, slug=slug, quantity=quantity, now=market.clock()))


async def change(market: Market, statement: sa.Update) -> None:
    """Change rows as an admin's command would, the catalogue's version with them."""
    await market.database.transact(partial(_change, statement=statement))


async def ask(market: Market, question: sa.Select[Any]) -> list[Any]:
    """Give the rows that a query finds, as plain tuples."""
    return await market.database.read(
        lambda session: [tuple(row) for row in session.connection().execute(question)],
    )


async def title(phone: Phone) -> str:
    """Give the first line of the newest message."""
    return (await phone.sees()).partition("\n")[0]


def _leave(session: Session, slug: str, quantity: int, now: datetime) -> None:
    item = next(item for item in load_catalogue(session).shelf if item.slug == slug)
    assert item.lot_id is not None
    there = available_in(session, [item.lot_id])[item.lot_id]
    moved = Change(item.lot_id, MoveKind.ADJUSTED, quantity - there, 0)
    apply_changes(session, [moved], actor_id=None, cause="test", now=now)


def _change(session: Session, statement: sa.Update) -> None:
    session.connection().execute(statement)
    bump_version(session)
