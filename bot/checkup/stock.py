"""Stock never lies: a lot is the sum of its moves, what is held is what is claimed, and nothing was ever below zero."""

import sqlalchemy as sa

from bot.catalog.models import Shortage, ShortageState
from bot.checkup.finding import Check
from bot.orders.recount import dips, sums_of_claims, sums_of_moves
from bot.orders.tables import LOT, PRODUCT, one_of

REPAIR = "python -m bot doctor --repair-stock shows what a recount would change, and asks"

_SHORTAGE: sa.Table = Shortage.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it

_MOVED, _CLAIMED, _DIPPED = sums_of_moves(), sums_of_claims(), dips()
_HELD = sa.func.coalesce(_MOVED.c.held, 0)
_LOTS = sa.select(PRODUCT.c.slug).join_from(LOT, PRODUCT, PRODUCT.c.id == LOT.c.product_id)
_WITH_MOVES = _LOTS.outerjoin(_MOVED, _MOVED.c.lot_id == LOT.c.id)

SHORTAGES = Check(
    _LOTS.join(_SHORTAGE, _SHORTAGE.c.lot_id == LOT.c.id).where(one_of(_SHORTAGE.c.state, ShortageState.OPEN)),
    "nothing is promised that is not there",
    "goods of which more is promised than is there",
    "/stock in chat shows them; agree with buyers, then Less or Cancel in /orders",
)
CHECKS = (
    Check(
        _WITH_MOVES.where(sa.or_(LOT.c.available != sa.func.coalesce(_MOVED.c.available, 0), LOT.c.held != _HELD)),
        "every lot's stock is the sum of its moves",
        "lots whose stock is not the sum of their moves",
        REPAIR,
    ),
    Check(
        _WITH_MOVES.outerjoin(_CLAIMED, _CLAIMED.c.lot_id == LOT.c.id).where(
            sa.func.coalesce(_CLAIMED.c.quantity, 0) != _HELD
        ),
        "what is promised is the sum of the holds",
        "lots of which more or less is promised than their holds say",
        REPAIR,
    ),
    Check(
        _LOTS.join(_DIPPED, _DIPPED.c.lot_id == LOT.c.id),
        "no lot was ever below zero",
        "lots that were once below zero, as their moves tell",
        REPAIR,
    ),
    SHORTAGES,
)
