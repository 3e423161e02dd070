"""Claiming what lines want, all of it or nothing: at Review for a while, at Confirm for good."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session

from bot.catalog.stock import InsufficientStock, apply_changes
from bot.orders.basket_rows import BasketLine
from bot.orders.holds import Claim, release_for_review, take
from bot.orders.models import HoldState
from bot.orders.refusals import OrderShort, ShortLine


def claim(
    session: Session,
    order_id: int,
    lines: Sequence[BasketLine],
    lot_ids: Collection[int],
    *,
    state: HoldState,
    expires_at: datetime,
    actor_id: int,
    into: int | None = None,
    now: datetime,
) -> None:
    """Hold what these lines want, in place of what the order's last Review held; `into`: for another order.

    `lot_ids` are all lots that the caller has locked: expired holds of anyone on them are released on the way, so
    that goods which nobody may claim any more stand in nobody's way.

    Raises:
        OrderShort: names every line that cannot be had in full; the turn's changes must not be committed.
    """
    if lacking := _out_of_reach(lines):
        raise OrderShort(lacking)
    claims = [Claim(line.line_id, line.lot_id, line.quantity) for line in lines]
    changes = release_for_review(session, order_id, lot_ids, now=now)
    changes += take(session, claims, order_id=into or order_id, state=state, expires_at=expires_at, now=now)
    try:
        apply_changes(session, changes, actor_id=actor_id, cause=f"order:{into or order_id}", now=now)
    except InsufficientStock as short:
        left = {lot.lot_id: lot.available for lot in short.short}
        raise OrderShort(
            [ShortLine(line.product_id, line.quantity, left[line.lot_id]) for line in lines if line.lot_id in left]
        ) from short


def _out_of_reach(lines: Sequence[BasketLine]) -> list[ShortLine]:
    """Name the lines that ask for more than there can be.

    Only a short cut: in a rush most are refused, and what they would claim need not be written and taken back.  The
    lines were read under the lots' locks, and count all that could be given back; whether anything is taken, the
    guarded UPDATE alone decides.
    """
    return [
        ShortLine(line.product_id, line.quantity, line.available) for line in lines if line.quantity > line.available
    ]
