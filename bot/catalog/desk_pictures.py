"""The pictures of goods: the first stands on the card, up to four more are shown on request.

Bytes stay when a picture is taken off: Undo puts it back, and chats still show it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.models import Product, ProductPicture
from bot.catalog.snapshot import bump_version
from bot.people.audit import Audited, record
from bot.refusals import NotAvailable

ACTION = "product_pictures_changed"

PICTURES_MAX = 5  # of one product; as many as a phone shows in one album without growing small
BYTES_MAX = 5 << 20
SIDE_MAX = 12_000  # pixels
FORMATS = ("JPEG", "PNG", "WEBP")  # what each channel and browser shows

_PRODUCT = Product.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_PICTURE = ProductPicture.__table__  # type: ignore[attr-defined]
_FIRST = sa.select(_PRODUCT.c.picture_id).where(_PRODUCT.c.id == sa.bindparam("product")).with_for_update()
_MORE = (
    sa.select(_PICTURE.c.media_id).where(_PICTURE.c.product_id == sa.bindparam("product")).order_by(_PICTURE.c.place)
)
_SET_FIRST = (
    sa.update(_PRODUCT).where(_PRODUCT.c.id == sa.bindparam("product")).values(picture_id=sa.bindparam("first"))
)
_CLEAR = sa.delete(_PICTURE).where(_PICTURE.c.product_id == sa.bindparam("product"))
_ADD = sa.insert(_PICTURE)


def mime_of(content: bytes) -> str | None:
    """Say what kind of picture it is, by its own bytes; None: none that we show, or a side of it is too long."""
    from PIL import Image  # a big library that most processes never need

    if len(content) > BYTES_MAX:
        return None
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:  # reads no more than where it says its size
            return Image.MIME[image.format or ""] if max(image.size) <= SIDE_MAX else None
    except (OSError, ValueError, SyntaxError, KeyError, Image.DecompressionBombError):
        return None


def add_pictures(
    session: Session, product_id: int, media_ids: Sequence[int], *, actor_id: int, now: datetime
) -> tuple[int | None, tuple[int, ...]]:
    """Put pictures behind those that are there, as far as there is room and they are new.

    Returns the entry by which that can be undone, None where nothing changed, and all pictures that there are now.

    Raises:
        NotAvailable: there is no such product.
    """
    before = _locked(session, product_id)
    after = tuple(dict.fromkeys((*before, *media_ids)))[:PICTURES_MAX]
    return _change(session, product_id, before, after, actor_id, now), after


def take_picture(session: Session, product_id: int, media_id: int, *, actor_id: int, now: datetime) -> int | None:
    """Take one off; return the entry by which that can be undone, None where it was off already."""
    before = _locked(session, product_id)
    after = tuple(each for each in before if each != media_id)
    return _change(session, product_id, before, after, actor_id, now)


def put_first(session: Session, product_id: int, media_id: int, *, actor_id: int, now: datetime) -> int | None:
    """Make one the card's; return the entry by which that can be undone, None where it is so, or it is off."""
    before = _locked(session, product_id)
    after = (media_id, *(each for each in before if each != media_id)) if media_id in before else before
    return _change(session, product_id, before, after, actor_id, now)


def set_pictures(session: Session, product_id: int, facts: Mapping[str, Any], *, seen: Mapping[str, Any]) -> bool:
    """Put pictures up if they are as they were seen; say whether they were."""
    if list(_locked(session, product_id)) != list(seen["pictures"]):
        return False
    _write(session, product_id, tuple(facts["pictures"]))
    return True


def _locked(session: Session, product_id: int) -> tuple[int, ...]:
    """Read a product's pictures, and keep others from changing them.

    Raises:
        NotAvailable: there is no such product.
    """
    connection = session.connection()
    row = connection.execute(_FIRST, {"product": product_id}).one_or_none()
    if row is None:
        raise NotAvailable
    more = connection.execute(_MORE, {"product": product_id}).scalars()
    return () if row.picture_id is None else (row.picture_id, *more)


def _change(
    session: Session, product_id: int, before: tuple[int, ...], after: tuple[int, ...], actor_id: int, now: datetime
) -> int | None:
    if before == after:
        return None
    _write(session, product_id, after)
    bump_version(session)
    entry = Audited(ACTION, "product", product_id, before={"pictures": list(before)}, after={"pictures": list(after)})
    return record(session, entry, actor_id=actor_id, now=now)[0]


def _write(session: Session, product_id: int, pictures: tuple[int, ...]) -> None:
    connection = session.connection()
    connection.execute(_CLEAR, {"product": product_id})
    connection.execute(_SET_FIRST, {"product": product_id, "first": next(iter(pictures), None)})
    rows = [
        {"product_id": product_id, "place": place, "media_id": media_id}
        for place, media_id in enumerate(pictures[1:], start=2)
    ]
    if rows:
        connection.execute(_ADD, rows)
