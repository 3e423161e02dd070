"""Stars for what was collected: given on the receipt, changed for two weeks, and added up by the clock.

The sums stand with the product, where the catalogue is read.  They are brought up to date every few minutes and not by
each buyer's tap, which would have every process read the whole catalogue anew.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session

from bot.catalog.snapshot import bump_version
from bot.orders.models import OrderState, ParcelState
from bot.orders.placed import lock_order
from bot.orders.receipts import Receipt, ReceiptLine, receipt_of
from bot.orders.tables import PRODUCT, RATING
from bot.refusals import NotAvailable

WITHIN = timedelta(days=14)  # from the order's end
STARS = range(1, 6)

_RATE = upsert(RATING)
_RATE = _RATE.on_conflict_do_update(
    index_elements=[RATING.c.line_id],
    set_={"stars": _RATE.excluded.stars, "changed_at": _RATE.excluded.changed_at},
)
_NOT_COUNTED = (
    sa.select(RATING.c.line_id, RATING.c.product_id, RATING.c.stars, RATING.c.counted)
    .where(RATING.c.counted != RATING.c.stars)
    .order_by(RATING.c.line_id)
    .limit(sa.bindparam("most"))
    .with_for_update()
)
_COUNTED = sa.update(RATING).where(RATING.c.line_id == sa.bindparam("line")).values(counted=sa.bindparam("given"))
_ADD_UP = (
    sa.update(PRODUCT)
    .where(PRODUCT.c.id == sa.bindparam("product"))
    .values(
        ratings=PRODUCT.c.ratings + sa.bindparam("more_ratings", type_=PRODUCT.c.ratings.type),
        stars=PRODUCT.c.stars + sa.bindparam("more_stars", type_=PRODUCT.c.stars.type),
    )
)


def rateable(receipt: Receipt, now: datetime) -> tuple[ReceiptLine, ...]:
    """Give the lines that may be rated now: what was collected, once all of the order has ended, for two weeks."""
    if receipt.state is not OrderState.DONE or receipt.ended_at is None or now >= receipt.ended_at + WITHIN:
        return ()
    return tuple(line for line in receipt.lines if receipt.state_of(line) is ParcelState.COLLECTED and line.quantity)


def rate(session: Session, person_id: int, order_id: int, line_id: int, stars: int, now: datetime) -> None:
    """Give a line of one's own order so many stars, or others than before.

    Raises:
        NotAvailable: there is no such line, it is not theirs, or it cannot be rated now.
    """
    order = lock_order(session, order_id)
    lines = rateable(receipt_of(order), now) if order.buyer_id == person_id else ()
    line = next((each for each in lines if each.line_id == line_id), None)
    if line is None or stars not in STARS:
        raise NotAvailable
    row = {
        "line_id": line_id,
        "product_id": line.product_id,
        "stars": stars,
        "counted": 0,
        "rated_at": now,
        "changed_at": now,
    }
    session.connection().execute(_RATE, row)


def count_ratings(session: Session, now: datetime, limit: int) -> int:
    """Add what has been given since the last time to the products' sums; return how many ratings that were."""
    connection = session.connection()
    new = connection.execute(_NOT_COUNTED, {"most": limit}).all()
    if not new:
        return 0
    more: dict[int, tuple[int, int]] = {}
    for rating in new:
        ratings, stars = more.get(rating.product_id, (0, 0))
        more[rating.product_id] = (ratings + (not rating.counted), stars + rating.stars - rating.counted)
    sums = [
        {"product": product_id, "more_ratings": ratings, "more_stars": stars}
        for product_id, (ratings, stars) in sorted(more.items())
    ]
    connection.execute(_COUNTED, [{"line": rating.line_id, "given": rating.stars} for rating in new])
    connection.execute(_ADD_UP, sums)
    bump_version(session)
    return len(new)
