"""Where people have things brought: what they type is kept as it is, for the next time, until they say Forget."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session

from bot.people.models import SavedAddress
from bot.refusals import NotAvailable, Refusal

ADDRESSES_KEPT = 4  # the last used; more is a list that nobody reads
ADDRESS_MAX = 120  # characters that are typed
CHINESE_MIN = 4  # characters of an address without a number, which is written without spaces
PLACE_MAX = 32  # characters of "26.37812, 108.07791", which stands behind them

# As in `names`: what cannot be stored, or would turn the rest of the line around.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINERS = {"\u200c", "\u200d"}  # Persian and emoji need them between letters


class BadAddress(Refusal):
    """What was typed is no address: signs that cannot be seen, nothing but numbers, one word, or more than a line."""


@dataclass(frozen=True, slots=True)
class Saved:
    """One address of somebody."""

    address_id: int
    text: str


_SAVED = SavedAddress.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_OF_PERSON = _SAVED.c.person_id == sa.bindparam("person")
_LAST_USED = (
    sa.select(_SAVED.c.id, _SAVED.c.text)
    .where(_OF_PERSON)
    .order_by(_SAVED.c.used_at.desc(), _SAVED.c.id.desc())
    .limit(ADDRESSES_KEPT)
)
_NEW = upsert(_SAVED).values(person_id=sa.bindparam("person"), text=sa.bindparam("words"), used_at=sa.bindparam("now"))
_SAVE = _NEW.on_conflict_do_update(
    index_elements=[_SAVED.c.person_id, _SAVED.c.text], set_={"used_at": _NEW.excluded.used_at}
)
_KEPT = _LAST_USED.with_only_columns(_SAVED.c.id)
_DROP_OLDEST = sa.delete(_SAVED).where(_OF_PERSON, _SAVED.c.id.not_in(_KEPT))
_USE = (
    sa.update(_SAVED)
    .where(_OF_PERSON, _SAVED.c.id == sa.bindparam("address"))
    .values(used_at=sa.bindparam("now"))
    .returning(_SAVED.c.text)
)
_FORGET = sa.delete(_SAVED).where(_OF_PERSON, _SAVED.c.id == sa.bindparam("address")).returning(_SAVED.c.text)
_theirs = _SAVED.alias("theirs")
_MOVE = (
    sa.update(_SAVED)
    .where(
        _SAVED.c.person_id == sa.bindparam("leaving"),
        ~sa.exists().where(_theirs.c.person_id == sa.bindparam("into"), _theirs.c.text == _SAVED.c.text),
    )
    .values(person_id=sa.bindparam("into"))
)
_DROP_LEFT = sa.delete(_SAVED).where(_SAVED.c.person_id == sa.bindparam("leaving"))


def read_address(words: str, place: str = "") -> str:
    """Take an address as it was typed, on one line; `place`: where it is on the map, if that was shared.

    Raises:
        BadAddress: it cannot be stored or shown, is no more than a number or a word, or is longer than an address.
    """
    if len(words) > ADDRESS_MAX or len(place) > PLACE_MAX:
        raise BadAddress
    line = " ".join(words.split())
    if any(_is_unseen(character) for character in line):
        raise BadAddress
    if not place and not _leads_to_a_door(line):
        raise BadAddress
    if not any(character.isalnum() for character in line):
        raise BadAddress
    return f"{line} ({place})" if place else line


def saved_addresses(session: Session, person_id: int) -> tuple[Saved, ...]:
    """List somebody's addresses, the last used first."""
    rows = session.connection().execute(_LAST_USED, {"person": person_id})
    return tuple(Saved(row.id, row.text) for row in rows)


def save_address(session: Session, person_id: int, text: str, *, now: datetime) -> None:
    """Keep an address for the next time, and forget what was not used for longest."""
    session.connection().execute(_SAVE, {"person": person_id, "words": text, "now": now})
    session.connection().execute(_DROP_OLDEST, {"person": person_id})


def use_address(session: Session, person_id: int, address_id: int, *, now: datetime) -> str:
    """Give the text of one of somebody's own addresses, which is their last used from now on.

    Raises:
        NotAvailable: there is no such address, or it is not theirs.
    """
    text = session.connection().scalar(_USE, {"person": person_id, "address": address_id, "now": now})
    if text is None:
        raise NotAvailable
    return str(text)


def forget_address(session: Session, person_id: int, address_id: int) -> str:
    """Forget one of somebody's own addresses, and give its text for the last time.

    Raises:
        NotAvailable: there is no such address, or it is not theirs.
    """
    text = session.connection().scalar(_FORGET, {"person": person_id, "address": address_id})
    if text is None:
        raise NotAvailable
    return str(text)


def move_addresses(session: Session, leaving_id: int, *, into_id: int) -> None:
    """Let one person have what another had saved: they turned out to be the same."""
    ids = {"leaving": leaving_id, "into": into_id}
    session.connection().execute(_MOVE, ids)
    session.connection().execute(_DROP_LEFT, ids)


def _leads_to_a_door(line: str) -> bool:
    """Say whether it has letters, and a number or several words beside them."""
    letters = [character for character in line if character.isalpha()]
    chinese = sum("\u4e00" <= character <= "\u9fff" for character in letters)
    several = len(line.split()) > 1 or chinese >= CHINESE_MIN
    return bool(letters) and (several or any(character.isdecimal() for character in line))


def _is_unseen(character: str) -> bool:
    return character not in _JOINERS and unicodedata.category(character) in _UNSEEN
