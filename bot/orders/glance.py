"""What the shop's first screen needs to know of the moment, in one statement."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.snapshot import SHOP_SALE_ID
from bot.orders.models import OrderState
from bot.orders.tables import LINE, LOT, ORDER, one_of

_LINES = (
    sa.select(sa.func.count(LINE.c.id))
    .join_from(ORDER, LINE, LINE.c.order_id == ORDER.c.id)
    .where(
        ORDER.c.buyer_id == sa.bindparam("buyer"),
        ORDER.c.sale_id == SHOP_SALE_ID,
        ORDER.c.state == OrderState.BASKET,
    )
    .scalar_subquery()
)
# What Repeat offers: a cancelled order was not wanted, or its things are in the basket again.
_LAST_ORDER = (
    sa.select(ORDER.c.id)
    .where(ORDER.c.buyer_id == sa.bindparam("buyer"), one_of(ORDER.c.state, OrderState.PLACED, OrderState.DONE))
    .order_by(ORDER.c.placed_at.desc(), ORDER.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_GLANCE = sa.select(LOT.c.id, LOT.c.available, _LINES.label("lines"), _LAST_ORDER.label("last_order_id")).where(
    LOT.c.id.in_(sa.bindparam("lots", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Glance:
    """What lots have to sell, in base units; how many lines are in the basket; the buyer's last order."""

    left: Mapping[int, int]
    lines: int = 0
    last_order_id: int | None = None


def glance(session: Session, buyer_id: int, lot_ids: Collection[int]) -> Glance:
    """Read what the first screen shows; for showing only.

    lot_ids: at least one, else nothing is known of basket and orders either.
    """
    rows = session.connection().execute(_GLANCE, {"buyer": buyer_id, "lots": sorted(lot_ids)}).all()
    if not rows:
        return Glance({})
    return Glance({row.id: row.available for row in rows}, rows[0].lines, rows[0].last_order_id)
