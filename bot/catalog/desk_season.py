"""When goods are in season: from which month to which.  Buyers see it, and orders do not care."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.models import Product
from bot.catalog.snapshot import Item, Season, bump_version
from bot.people.audit import Audited, record

ACTION = "product_season_changed"

_PRODUCT = Product.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_SET = (
    sa.update(_PRODUCT)
    .where(
        _PRODUCT.c.id == sa.bindparam("product"),
        _PRODUCT.c.season_from.is_not_distinct_from(sa.bindparam("seen_from")),
        _PRODUCT.c.season_until.is_not_distinct_from(sa.bindparam("seen_until")),
    )
    .values(season_from=sa.bindparam("first"), season_until=sa.bindparam("last"))
    .returning(_PRODUCT.c.id)
)


def apply_season(
    session: Session, item: Item, season: Season | None, *, seen: Season | None, actor_id: int, now: datetime
) -> int | None:
    """Set or, with None, clear a season if it is as it was seen.

    Returns the entry by which that can be undone; None where it is not as it was seen, or would stay the same.
    """
    before, after = _facts(seen), _facts(season)
    if before == after or not set_season(session, item.product_id, after, seen=before):
        return None
    bump_version(session)
    entry = Audited(ACTION, "product", item.product_id, before=before, after=after)
    return record(session, entry, actor_id=actor_id, now=now)[0]


def set_season(session: Session, product_id: int, facts: Mapping[str, Any], *, seen: Mapping[str, Any]) -> bool:
    """Set a season if it is as it was seen; say whether it was."""
    parameters = {
        "product": product_id,
        "seen_from": seen["from"],
        "seen_until": seen["until"],
        "first": facts["from"],
        "last": facts["until"],
    }
    return session.connection().execute(_SET, parameters).first() is not None


def _facts(season: Season | None) -> dict[str, int | None]:
    return {"from": season.first if season else None, "until": season.last if season else None}
