"""What reading needs of a shop, made once for a version of its catalogue.  Pure."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from bot.catalog.amounts import Vocabulary, vocabulary_of
from bot.catalog.grammar.arabic import asks_for_goods
from bot.catalog.grammar.elements import Cutter
from bot.catalog.grammar.index import WordIndex, arrange, index_of, lent_to
from bot.catalog.grammar.lexicon import ELSEWHERE, LANGUAGES, Kind, lexicon
from bot.catalog.grammar.products import Products
from bot.catalog.grammar.sounds import spanish_sound
from bot.catalog.grammar.spelling import AND, Speller
from bot.catalog.grammar.stems import stem, stems
from bot.catalog.grammar.typos import Typos
from bot.catalog.number_words import KNOWN
from bot.catalog.snapshot import Catalogue
from bot.catalog.unit_forms import unit_form

UNIT_STEM_MIN = 4  # letters of a unit that is read in other forms than are listed: cajitas, корзинку
SPELT_MIN = 5  # letters of a word beside the goods that may be misspelt


@dataclass(frozen=True, slots=True)
class Shop:
    """The words of one version of the catalogue, and what finds them in a message."""

    index: WordIndex
    products: Products
    vocabulary: Vocabulary
    speller: Speller

    def cutter(self, language: str) -> Cutter:
        """Give what cuts messages of a chat in some language."""
        own_first = sorted(LANGUAGES, key=lambda each: each != language)
        return Cutter(self.products, self.vocabulary, own_first)


def shop_of(catalogue: Catalogue) -> Shop:
    """Give the words of a catalogue; made once for each of its versions."""
    return _shop_of(catalogue, index_of(catalogue))


def make_ready(catalogue: Catalogue) -> bool:
    """Have everything at hand with which messages are read; it takes seconds in a large shop, in any thread.

    False: its words were those of the version before it.
    """
    before = lent_to(catalogue)
    arranged = arrange(catalogue)
    shop_of(catalogue)
    return arranged is not before


# The latest alone: in a large shop a version that nobody reads any more is worth forgetting.
@lru_cache(maxsize=1)
def _shop_of(catalogue: Catalogue, index: WordIndex) -> Shop:
    vocabulary = vocabulary_of(catalogue.units)
    products = Products(index, catalogue)
    said = _said()
    others = _other_words(frozenset(vocabulary))
    units_by_stem = {stem(word): word for word in vocabulary if len(word) >= UNIT_STEM_MIN}

    def knows_alone(word: str) -> bool:
        return word in KNOWN or word in vocabulary or products.names_word(word) or _is_phrase(word)

    def knows(word: str) -> bool:
        return word in said or knows_alone(word)

    def knows_form(word: str) -> bool:
        form = unit_form(word, vocabulary) is not None or products.knows(word) or _is_said(word)
        return knows(word) or form or word in ELSEWHERE or asks_for_goods(word, _is_order)

    speller = Speller(
        goods=(index.typos, index.stem_typos),
        others=others,
        knows_alone=knows_alone,
        knows=knows,
        knows_form=knows_form,
        word_of=index.word_of,
        by_ear=index.by_ear,
        said_by_ear=_said_by_ear(frozenset(vocabulary)),
        said_with_and=_said_with_and(),
        ids_of=lambda word: index.names.get((word,)) or index.parts.get(word, ()),
        units_by_stem=units_by_stem,
        units=frozenset(vocabulary),
    )
    return Shop(index, products, vocabulary, speller)


@lru_cache(maxsize=4)
def _other_words(units: frozenset[str]) -> tuple[Typos, Typos]:
    """Give the words beside goods that may be misspelt; without their stems, for they are not read in all forms."""
    return Typos({*(word for word in _said() if len(word) >= SPELT_MIN), *units, *KNOWN}), Typos()


@lru_cache(maxsize=4)
def _said_by_ear(units: frozenset[str]) -> dict[str, set[str]]:
    """Give what Spanish says around goods, by its sound; not English, where a height is no eight."""
    heard: dict[str, set[str]] = defaultdict(set)
    for word in filter(str.isascii, {*units, *(word for key in lexicon("es").phrases for word in key)}):
        heard[spanish_sound(word)].add(word)
    return heard


@lru_cache(maxsize=1)
def _said_with_and() -> dict[str, list[str]]:
    """Give the Arabic phrases that begin with "and", by the word that it is written together with."""
    phrases: dict[str, list[str]] = defaultdict(list)
    for key in lexicon("ar").phrases:
        if len(key) > 1 and key[0].startswith(AND):
            phrases[key[0]].append(" ".join(key))
    return phrases


@lru_cache(maxsize=1)
def _said() -> frozenset[str]:
    return frozenset(word for language in LANGUAGES for key in lexicon(language).phrases for word in key)


def _is_phrase(word: str) -> bool:
    return any((word,) in lexicon(language).phrases for language in LANGUAGES)


def _is_order(word: str) -> bool:
    return any(lexicon(language).phrases.get((word,)) is Kind.ORDER for language in LANGUAGES)


def _is_said(word: str) -> bool:
    return any(each in lexicon(language).stems for language in LANGUAGES for each in stems(word))
