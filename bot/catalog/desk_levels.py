"""How much there is, as admins speak of it: all that is there, sold and promised together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.desk_refusals import NoStockRow
from bot.catalog.models import Lot, LotKind, Product
from bot.catalog.snapshot import Item
from bot.catalog.stock import LotRow, lock_lots, missing_of

_LOW_ORDERS = 5  # so few of the smallest orders left is low


@dataclass(frozen=True, slots=True)
class StockState:
    """What is there of a lot, and what of it is promised; base units."""

    there: int
    promised: int

    @property
    def to_sell(self) -> int:
        return max(0, self.there - self.promised)

    @property
    def missing(self) -> int:
        """How much is promised and not there."""
        return max(0, self.promised - self.there)


@dataclass(frozen=True, slots=True)
class StockLine:
    """One product on the stock list."""

    product_id: int
    state: StockState


_LOT = Lot.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_PRODUCT = Product.__table__  # type: ignore[attr-defined]

_MISSING = missing_of(_LOT.c.id).label("missing")
_LEVELS = sa.select(_LOT.c.id, _LOT.c.product_id, _LOT.c.available, _LOT.c.held, _MISSING)
_OF_LOTS = _LEVELS.where(_LOT.c.id.in_(sa.bindparam("ids", expanding=True)))
# What wants a hand comes first: short, sold out, low; then the order of the shelf.
_URGENCY = sa.case(
    (missing_of(_LOT.c.id) > 0, 0),
    (_LOT.c.available < _PRODUCT.c.min_order, 1),
    (_LOT.c.available < _LOW_ORDERS * _PRODUCT.c.min_order, 2),
    else_=3,
)
_PAGE = (
    _LEVELS.join(_PRODUCT, _PRODUCT.c.id == _LOT.c.product_id)
    .where(_LOT.c.kind == LotKind.HARVESTED, _LOT.c.closed_at.is_(None))
    .order_by(_URGENCY, _PRODUCT.c.position, _PRODUCT.c.id, _LOT.c.id)
    .limit(sa.bindparam("size"))
    .offset(sa.bindparam("skipped"))
)


def stock_page(session: Session, page: int, size: int) -> tuple[Sequence[StockLine], bool]:
    """Read a page of the stock list, what wants a hand first.

    Pages count from 1; one past the end is empty.  The flag says whether another follows.
    """
    window = {"size": size + 1, "skipped": (page - 1) * size}
    rows = session.connection().execute(_PAGE, window).all()
    return [StockLine(row.product_id, _state(row)) for row in rows[:size]], len(rows) > size


def stock_of(session: Session, item: Item) -> StockState:
    """Read what is there of one product; for showing, since it may change in a moment.

    Raises:
        NoStockRow: it has no open lot.
    """
    return read_state(session, lot_of(item), item.product_id)


def locked_state(session: Session, lot_id: int) -> tuple[LotRow, StockState] | None:
    """Lock a lot, then read what is there; None where there is no such lot."""
    lot = lock_lots(session, [lot_id]).get(lot_id)
    return None if lot is None else (lot, read_state(session, lot_id, lot.product_id))


def lock_item(session: Session, item: Item) -> LotRow:
    """Lock a product's lot.

    Raises:
        NoStockRow: it has no open lot.
    """
    lot_id = lot_of(item)
    lot = lock_lots(session, [lot_id]).get(lot_id)
    if lot is None:
        raise NoStockRow(item.product_id)
    return lot


def lot_of(item: Item) -> int:
    """Give a product's lot.

    Raises:
        NoStockRow: it has no open lot.
    """
    if item.lot_id is None:
        raise NoStockRow(item.product_id)
    return item.lot_id


def read_state(session: Session, lot_id: int, product_id: int) -> StockState:
    """Read what is there of a lot.

    Raises:
        NoStockRow: there is no such lot.
    """
    row = session.connection().execute(_OF_LOTS, {"ids": [lot_id]}).one_or_none()
    if row is None:
        raise NoStockRow(product_id)
    return _state(row)


def _state(row: Any) -> StockState:
    # More cannot be missing than is promised; what was handed over meanwhile was there after all.
    return StockState(row.available + row.held - min(row.missing, row.held), row.held)
