"""What is said around goods and amounts: words/*.toml, by language.  Pure."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.catalog.grammar.stems import stem
from bot.catalog.grammar.tokens import texts_of
from bot.catalog.number_words import number_pattern
from bot.catalog.typed import plain

Key = tuple[str, ...]


class Kind(StrEnum):
    """What a word or phrase does; words/en.toml says more.  Of several kinds of one phrase the first here counts."""

    ORDER = "order"
    EACH = "each"
    BY = "by"
    NO = "no"  # refuses what stands beside it, or corrects what stands before it
    BEGINS = "begins"  # asks at the beginning of a sentence
    CORRECT = "correct"
    REFUSE = "refuse"
    PASSES = "passes"  # refuses the goods right before it, if nothing says how much of them
    CANCEL = "cancel"
    LIKES = "likes"  # wants what an amount is said of, and else only tells
    PRAISE = "praise"
    USED = "used"
    TOLD = "told"
    QUESTION = "question"
    ASKS = "asks"
    JOINS = "joins"
    ADDS = "adds"
    EITHER = "either"
    MONEY = "money"
    LIMIT = "limit"
    VAGUE = "vague"
    MORE = "more"
    POLITE = "polite"
    QUALITY = "quality"
    PURPOSE = "purpose"
    OTHER = "other"
    DISH = "dish"
    SCENE = "scene"


STEMMED = (
    Kind.OTHER,
    Kind.DISH,
    Kind.SCENE,
    Kind.QUALITY,
    Kind.PRAISE,
    Kind.TOLD,
    Kind.VAGUE,
)  # their words are read in all their forms
_INFLECTED_MIN = 4  # letters


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language."""

    phrases: dict[Key, Kind]
    stems: dict[str, Kind]
    longest: int  # words of a phrase


_DATA: dict[str, dict[str, Any]] = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted(Path(__file__).with_name("words").glob("*.toml"))
}
LANGUAGES = tuple(_DATA)


def _listed(language: str, kind: str) -> Iterator[Key]:
    for phrase in plain(_DATA[language].get(kind, "")).replace("\n", " ").split(","):
        words = tuple(texts_of(phrase))
        if words:
            yield words
        if "'" in phrase:  # don't is typed as dont
            yield tuple(texts_of(phrase.replace("'", "")))


def listed(language: str, kind: str) -> Iterator[str]:
    """Give what a language lists under a name, as elements say it."""
    return (" ".join(key) for key in _listed(language, kind))


WORDY = frozenset(key for language in LANGUAGES for key in _listed(language, "wordy"))
FUNCTION_WORDS = frozenset(word for language in LANGUAGES for key in _listed(language, "function") for word in key)
# Words behind which people are named; behind those of `naming` always, so that no name is a misspelt word: I'm Chelo.
NAMING = frozenset(" ".join(key) for language in LANGUAGES for key in _listed(language, "naming"))
INTRODUCING = NAMING | {" ".join(key) for language in LANGUAGES for key in _listed(language, "introducing")}
NAMES_FOLLOW = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(NAMING)))}) $")
# Behind them a question mark asks nothing: 2 kg apples, ok?
TAGS = frozenset(" ".join(key) for language in LANGUAGES for key in _listed(language, "tags"))
# How a word of goods or amounts is said elsewhere: شاهي is شاي, and طوماطيش is طماطم.
ELSEWHERE = {
    said: meant
    for language in LANGUAGES
    for pair in plain(_DATA[language].get("elsewhere", "")).replace("\n", " ").split(",")
    if len(words := pair.split()) > 1
    for *others, meant in [words]
    for said in others
}
SYMBOLS = frozenset("?¿") | frozenset("&+") | frozenset("¥￥$€")


@lru_cache(maxsize=len(LANGUAGES))
def lexicon(language: str) -> Lexicon:
    """Give the words of a language; one that we have no words of has none."""
    phrases: dict[Key, Kind] = {}
    listed = {kind: tuple(_listed(language, kind)) for kind in Kind} if language in _DATA else {}
    for kind, keys in listed.items():
        for key in keys:
            phrases.setdefault(key, kind)
    for key in (*_listed(language, "naming"), *_listed(language, "introducing")) if listed else ():
        phrases.setdefault(key, Kind.POLITE)
    stems: dict[str, Kind] = {}
    for kind in STEMMED:
        for key in listed.get(kind, ()):
            if len(key) == 1 and len(key[0]) >= _INFLECTED_MIN:
                stems.setdefault(stem(key[0]), kind)
    return Lexicon(phrases, stems, max(map(len, phrases), default=0))


@lru_cache(maxsize=len(LANGUAGES))
def times(language: str) -> tuple[re.Pattern[str], tuple[re.Pattern[str], ...]]:
    """Give patterns of times, places and other numbers that are no amounts: of any of them, and each."""
    number = number_pattern(language)
    # Patterns hold no escapes in capitals, so that they can be brought into plain form like everything else.
    patterns = [plain(each).replace("{n}", number) for each in _DATA.get(language, {}).get("times", ["(?!)"])]
    return re.compile("|".join(f"(?:{each})" for each in patterns)), tuple(map(re.compile, patterns))
