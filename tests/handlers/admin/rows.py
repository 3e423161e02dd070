"""What tests ask behind the admin's back: rows as they stand."""

from typing import Any

from sqlmodel import Session, SQLModel, select

from bot.catalog.models import Lot, StockMove
from tests.market import Market, Phone


async def rows_of(market: Market, table: type[SQLModel], *conditions: Any) -> list[Any]:
    """Give the rows of a table, in the order of their ids."""

    def read(session: Session) -> list[Any]:
        found = list(session.exec(select(table).where(*conditions).order_by(table.id)))  # type: ignore[attr-defined]
        session.expunge_all()
        return found

    return await market.database.read(read)


async def books_balance(market: Market) -> bool:
    """Whether every lot is the sum of its moves, each of which has a cause of its own."""
    moves = await rows_of(market, StockMove)
    causes = [(move.cause, move.kind, move.lot_id) for move in moves if move.hold_id is None]
    return len(set(causes)) == len(causes) and all(
        lot.available == sum(move.available_delta for move in moves if move.lot_id == lot.id)
        and lot.held == sum(move.held_delta for move in moves if move.lot_id == lot.id)
        for lot in await rows_of(market, Lot)
    )


async def order(buyer: Phone, product: str, amount: str) -> str:
    """Let a buyer order so much of one product; return the order's code."""
    await buyer.says(product)
    await buyer.says(amount)
    await buyer.taps("Review")
    await buyer.taps("Confirm")
    return (await buyer.sees()).partition("\n")[0].rpartition(" ")[2]
