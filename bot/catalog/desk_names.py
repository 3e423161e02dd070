"""What a phrase of the village means: an admin makes it an alias of some goods, or says that it means none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.amounts import vocabulary_of
from bot.catalog.desk_refusals import CannotBeName, WhyNoName
from bot.catalog.grammar.index import WordIndex, index_of, key_of
from bot.catalog.grammar.lexicon import LANGUAGES, Kind, lexicon
from bot.catalog.grammar.stems import stems
from bot.catalog.grammar.tokens import is_chinese, texts_of
from bot.catalog.matching import find_items
from bot.catalog.missed import Missed, decide
from bot.catalog.models import Alias, MissedState
from bot.catalog.number_words import KNOWN
from bot.catalog.snapshot import Catalogue, Item, bump_version
from bot.catalog.typed import folded
from bot.people.audit import Audited, record

ALIAS_MADE = "alias_made"
PUT_ASIDE = "phrase_put_aside"
NEAREST_MAX = 4

# Other goods and dishes: the shop may begin to sell them.
_FREE = (Kind.OTHER, Kind.DISH)

_ALIAS = Alias.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_MAKE = sa.insert(_ALIAS).returning(_ALIAS.c.id)
_TAKE_BACK = sa.delete(_ALIAS).where(_ALIAS.c.id == sa.bindparam("alias")).returning(_ALIAS.c.id)


@dataclass(frozen=True, slots=True)
class NameDone:
    """What was decided of which phrase, and the entry by which that can be undone."""

    missed: Missed
    audit_id: int


def nearest_goods(words: str, catalogue: Catalogue) -> tuple[Item, ...]:
    """Give the goods that a phrase may mean, hidden ones too: by the whole of it, else by one of its words."""
    found = _found(words, catalogue) or [item for word in words.split() for item in _found(word, catalogue)]
    return tuple({item.product_id: item for item in found}.values())[:NEAREST_MAX]


def make_alias(
    session: Session, phrase_id: int, item: Item, catalogue: Catalogue, *, actor_id: int, now: datetime
) -> NameDone | None:
    """Let a phrase be a name of some goods, in the language in which it was typed; None: somebody has decided it.

    Raises:
        CannotBeName: it means something already; nothing was changed.
    """
    missed = decide(session, phrase_id, MissedState.ALIAS)
    if missed is None:
        return None
    check_name(missed.words, item, catalogue)
    row = {"product_id": item.product_id, "locale": missed.language, "text": missed.words}
    alias_id: int = session.connection().execute(_MAKE, row).scalar_one()
    bump_version(session)
    after = {"product_id": item.product_id, "locale": missed.language, "phrase_id": phrase_id}
    entry = Audited(ALIAS_MADE, "alias", alias_id, before=None, after=after)
    return NameDone(missed, record(session, entry, actor_id=actor_id, now=now)[0])


def put_aside(session: Session, phrase_id: int, *, actor_id: int, now: datetime) -> NameDone | None:
    """Say that a phrase means no goods; None: somebody has decided it."""
    missed = decide(session, phrase_id, MissedState.PUT_ASIDE)
    if missed is None:
        return None
    before, after = {"state": MissedState.OPEN}, {"state": MissedState.PUT_ASIDE}
    entry = Audited(PUT_ASIDE, "missed_phrase", phrase_id, before=before, after=after)
    return NameDone(missed, record(session, entry, actor_id=actor_id, now=now)[0])


def take_back_alias(session: Session, alias_id: int, phrase_id: int) -> bool:
    """Let a phrase mean nothing again; say whether it still was an alias."""
    if session.connection().execute(_TAKE_BACK, {"alias": alias_id}).first() is None:
        return False
    decide(session, phrase_id, MissedState.OPEN, old=MissedState.ALIAS)  # it may be forgotten by now
    return True


def open_again(session: Session, phrase_id: int) -> bool:
    """Put a phrase back on the list; say whether it was put aside."""
    return decide(session, phrase_id, MissedState.OPEN, old=MissedState.PUT_ASIDE) is not None


def check_name(words: str, item: Item, catalogue: Catalogue) -> None:
    """Let a phrase pass that can be a name of some goods and of nothing else.

    Raises:
        CannotBeName: it means something already.
    """
    index = index_of(catalogue)
    if named := tuple(dict.fromkeys(_named(words, index))):
        raise CannotBeName(words, WhyNoName.NAME, named)
    if any(folded(words) == folded(name) for shelf in catalogue.categories for name in shelf.names.values()):
        raise CannotBeName(words, WhyNoName.SHELF)
    if _is_order_word(words, catalogue):
        raise CannotBeName(words, WhyNoName.ORDER_WORD)
    if others := tuple(id_ for id_ in dict.fromkeys(_sharing(words, index)) if id_ != item.product_id):
        raise CannotBeName(words, WhyNoName.SHARED, others)


def _found(words: str, catalogue: Catalogue) -> Sequence[Item]:
    found = find_items(words, catalogue, hidden=True)
    return [found.exact] if found.exact else found.several or found.nearest


def _named(words: str, index: WordIndex) -> Iterator[int]:
    """Find the goods that go by this name, in any language and form."""
    yield from index.whole.get(folded(words), ())
    yield from index.names.get(key_of(folded(words)), ())


def _sharing(words: str, index: WordIndex) -> Iterator[int]:
    """Find the goods in whose names a word stands, as in "mushrooms"."""
    if is_chinese(folded(words)):
        yield from index.containing(folded(words))
    elif len(parts := texts_of(folded(words))) == 1:
        for form in stems(parts[0]):
            yield from index.parts.get(form, ())


def _is_order_word(words: str, catalogue: Catalogue) -> bool:
    key = tuple(texts_of(folded(words)))
    if folded(words) in KNOWN or folded(words) in vocabulary_of(catalogue.units):
        return True
    kinds = (lexicon(language).phrases.get(key) for language in LANGUAGES)
    return any(kind is not None and kind not in _FREE for kind in kinds)
