"""What the shop's first screen needs to know of the moment, in one statement."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.snapshot import SHOP_SALE_ID
from bot.orders.models import OrderState
from bot.orders.tables import LINE, LOT, ORDER

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
_GLANCE = sa.select(LOT.c.id, LOT.c.available, _LINES.label("lines")).where(
    LOT.c.id.in_(sa.bindparam("lots", expanding=True))
)


def glance(session: Session, buyer_id: int, lot_ids: Collection[int]) -> tuple[dict[int, int], int]:
    """Read what some lots have to sell, in base units, and how many lines are in a basket; for showing only.

    lot_ids: at least one, else nothing is known of the basket either.
    """
    rows = session.connection().execute(_GLANCE, {"buyer": buyer_id, "lots": sorted(lot_ids)}).all()
    return {row.id: row.available for row in rows}, rows[0].lines if rows else 0
