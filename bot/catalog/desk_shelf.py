"""Hide and show: a product is taken off the shelf and put back.  Orders that hold it go on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.models import Product
from bot.catalog.snapshot import Item, bump_version
from bot.people.audit import Audited, record

ACTION = "product_hidden_changed"

_PRODUCT = Product.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_SET = (
    sa.update(_PRODUCT)
    .where(_PRODUCT.c.id == sa.bindparam("product"), _PRODUCT.c.hidden == sa.bindparam("seen"))
    .values(hidden=sa.bindparam("hide"))
    .returning(_PRODUCT.c.id)
)


def apply_hidden(session: Session, item: Item, *, hidden: bool, actor_id: int, now: datetime) -> int | None:
    """Hide or show a product; return the entry by which that can be undone, None where it was so already."""
    before, after = {"hidden": not hidden}, {"hidden": hidden}
    if not set_hidden(session, item.product_id, after, seen=before):
        return None
    bump_version(session)
    entry = Audited(ACTION, "product", item.product_id, before=before, after=after)
    return record(session, entry, actor_id=actor_id, now=now)[0]


def set_hidden(session: Session, product_id: int, facts: Mapping[str, Any], *, seen: Mapping[str, Any]) -> bool:
    """Hide or show a product if it is as it was seen; say whether it was."""
    parameters = {"product": product_id, "seen": seen["hidden"], "hide": facts["hidden"]}
    return session.connection().execute(_SET, parameters).first() is not None
