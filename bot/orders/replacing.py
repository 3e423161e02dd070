"""The same goods of another farm, for whoever wants them where their own farm has less.

The same goods are what goes by the same name in one language, of the same dimension, on another farm.
"""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.models import LotKind, ProductText
from bot.catalog.snapshot import SHOP_SALE_ID
from bot.orders.basket_rows import ON_SALE
from bot.orders.models import IfShort
from bot.orders.placed import PlacedOrder
from bot.orders.states import PARCEL_NOTHING
from bot.orders.tables import FARM, LOT, OFFER, PRODUCT, one_of

REPLACED_MAX = 3  # lines of one order for which something is proposed, so that its news stay short

_TEXT: sa.Table = ProductText.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_OWN, _OWN_TEXT = PRODUCT.alias("own"), _TEXT.alias("own_text")
_SAME = (
    sa.select(_OWN.c.id.label("own_id"), PRODUCT.c.id.label("product_id"), LOT.c.available)
    .join_from(_OWN, _OWN_TEXT, _OWN_TEXT.c.product_id == _OWN.c.id)
    .join(_TEXT, sa.and_(_TEXT.c.locale == _OWN_TEXT.c.locale, _TEXT.c.name == _OWN_TEXT.c.name))
    .join(
        PRODUCT,
        sa.and_(
            PRODUCT.c.id == _TEXT.c.product_id,
            PRODUCT.c.farm_id != _OWN.c.farm_id,
            PRODUCT.c.dimension == _OWN.c.dimension,
        ),
    )
    .join(FARM, FARM.c.id == PRODUCT.c.farm_id)
    .join(LOT, sa.and_(LOT.c.product_id == PRODUCT.c.id, one_of(LOT.c.kind, LotKind.HARVESTED)))
    .join(OFFER, sa.and_(OFFER.c.lot_id == LOT.c.id, OFFER.c.sale_id == sa.bindparam("sale")))
    .where(
        _OWN.c.id.in_(sa.bindparam("products", expanding=True)),
        ON_SALE,
        LOT.c.available >= PRODUCT.c.min_order,
    )
    # The cheapest of each; a price is for `price_unit` base units.
    .order_by(OFFER.c.price_minor * 1_000_000 / PRODUCT.c.price_unit, PRODUCT.c.id)
)


@dataclass(frozen=True, slots=True)
class SameGoods:
    """What another farm has of the same goods; base units."""

    product_id: int
    available: int


def same_goods(session: Session, product_ids: Collection[int]) -> dict[int, SameGoods]:
    """Find the cheapest that another farm sells today of the same goods, by product; none where there is none."""
    rows = session.connection().execute(_SAME, {"products": sorted(product_ids), "sale": SHOP_SALE_ID}).all()
    return {row.own_id: SameGoods(row.product_id, row.available) for row in reversed(rows)}


def replacements(session: Session, order: PlacedOrder) -> dict[str, int]:
    """Say by which product each line could be replaced of which less comes, and whose buyer wants that; by line id.

    No statement where nobody wants it.
    """
    nothing = {(parcel.farm_id, parcel.addition) for parcel in order.parcels if parcel.state in PARCEL_NOTHING}
    short = [
        line
        for line in order.lines
        if line.if_short is IfShort.REPLACE and (line.is_reduced or (line.farm_id, line.addition) in nothing)
    ][:REPLACED_MAX]
    if not short:
        return {}
    found = same_goods(session, {line.product_id for line in short})
    return {str(line.line_id): found[line.product_id].product_id for line in short if line.product_id in found}
