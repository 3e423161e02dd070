"""What a message is made of: goods, amounts, the words between them, and what we do not know.  Pure.

Of all the ways to cut a text into elements the one with the least that is unknown, and then with the fewest, is taken.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from bot.catalog.amount_parts import HALF, Part, TwoAmounts, part_at
from bot.catalog.amounts import Vocabulary
from bot.catalog.grammar.arabic import NOT, asks_for_goods, refuses_goods, without_not, without_prefixes
from bot.catalog.grammar.lexicon import Kind, Lexicon, lexicon, times
from bot.catalog.grammar.products import Products, Sight
from bot.catalog.grammar.stems import is_arabic, is_cyrillic, stem, stems
from bot.catalog.grammar.tokens import is_chinese
from bot.catalog.number_words import ARTICLES, KNOWN
from bot.catalog.numbers import AmbiguousNumber, NotANumber
from bot.catalog.numerals import NUMERALS

_ATOM = re.compile(r"[\u4e00-\u9fff]|\d+|[^\W\d_\u4e00-\u9fff]+|\n|[^\w\s]|_")
_TIMES = frozenset("x×х*✕✖")
# A range, but for what a dash binds otherwise: dates and phones are looked for first.
_RANGE = re.compile(r"\d[\d.,]* ?[-–—~〜～] ?\d[\d.,]*")
_PHONE = re.compile(
    r"\+?\d{1,4}[- ]?\d{3,4}[- ]\d{3,4}(?:[- ]\d{2,4})*(?!\d)|\+?\d{7,15}(?! ?[^\W\d_])|\+?\d{11}(?!\d)"
)
_GLUED_MIN = 3  # letters
_PACKED = re.compile(r" ?装(?:的)?")
# What phones offer for a unit by its sound; only right behind a number, where nothing else can be read.
_HEARD_UNITS = dict(
    zip(
        "金近今巾津劲合平评代戴相灌通筒支枝之科课版扳分量刻",
        "斤斤斤斤斤斤盒瓶瓶袋袋箱罐桶桶只只只棵棵板板份两克",
        strict=True,
    )
)
_BEFORE_UNIT = tuple("来拿要买称装打搞整切订留带")  # 来只土鸡
_AFTER_UNIT = 3  # such a unit costs more than another reading
_KNOWN, _UNKNOWN = 10, 100  # what an element costs
_OWN = 1  # what is saved by a word of the chat's language


_PREFIXED = (Kind.SCENE, Kind.POLITE, Kind.QUALITY)  # which Arabic writes "the" and "for" together with


class Mark(StrEnum):
    """Elements that are no words."""

    PRODUCT = "product"
    AMOUNT = "amount"
    TIMES = "times"
    COMMA = "comma"
    COLON = "colon"
    PLUS = "plus"
    LINE = "line"
    STOP = "stop"
    ASIDE = "aside"  # a time, a place, a phone number, a mark that says nothing
    UNREADABLE = "unreadable"  # a range, or a number that could be two
    UNKNOWN = "unknown"


NEUTRAL = (Kind.POLITE, Kind.QUALITY, Mark.ASIDE)
BREAKS = (Mark.COMMA, Mark.LINE, Mark.STOP, Mark.COLON)


@dataclass(frozen=True, slots=True)
class Element:
    """One piece of a message."""

    kind: Mark | Kind
    text: str
    part: Part | None = None
    sight: Sight | None = None
    packed: bool = False  # an amount that says how goods are packed, not how much is wanted
    article: bool = False  # an amount of "a" alone
    aside: bool = False  # goods by a word that is mostly none of them: Spanish te
    two: tuple[Decimal, Decimal] | None = None  # what a number may mean that cannot be read
    cost: int = _KNOWN


_MARKS: dict[str, Mark | Kind] = {
    **dict.fromkeys(",、;/|،؛•·…", Mark.COMMA),
    **dict.fromkeys(".。!", Mark.STOP),
    **dict.fromkeys("?؟¿", Kind.ASKS),
    **dict.fromkeys("¥￥$€", Kind.MONEY),
    ":": Mark.COLON,
    "+": Mark.PLUS,
    "&": Kind.JOINS,
    "\n": Mark.LINE,
}


class Cutter:
    """Cuts texts into elements, with the words of one shop and one chat's language first."""

    def __init__(self, products: Products, vocabulary: Vocabulary, languages: Sequence[str]) -> None:
        self._products = products
        self._vocabulary = vocabulary
        self._lexicons = tuple(map(lexicon, languages))  # the chat's own first
        self._times = times(languages[0])

    def cut(self, text: str) -> list[Element]:
        """Cut a text in plain form, with its line breaks."""
        atoms = [(found[0], found.start(), found.end()) for found in _ATOM.finditer(text)]
        starts = {start: number for number, (_, start, _) in enumerate(atoms)}
        ends = [*(start for _, start, _ in atoms), len(text)]
        # best[n]: the cheapest way to cut everything from atom n on.
        best: list[tuple[int, tuple[Element, ...]]] = [(0, ())] * (len(atoms) + 1)
        for number in range(len(atoms) - 1, -1, -1):
            ways: list[tuple[int, int, tuple[Element, ...]]] = []
            for element, end in self._elements_at(text, atoms, number):
                after = _atom_at(ends, end) if end not in starts else starts[end]
                rest_cost, rest = best[after]
                ways.append((element.cost + rest_cost, len(ways), (element, *rest)))
            cost, _, elements = min(ways, key=lambda way: way[:2])
            best[number] = (cost, elements)
        return list(best[0][1])

    def _elements_at(self, text: str, atoms: list[tuple[str, int, int]], number: int) -> Iterator[tuple[Element, int]]:
        atom, start, end = atoms[number]
        if atom in _MARKS:
            yield Element(_MARKS[atom], atom), end
            if not atom.isspace():
                yield from self._patterns(text, start)
            return
        if atom in _TIMES and _beside_number(text, start, end):
            yield Element(Mark.TIMES, atom, cost=_KNOWN - _OWN), end
        if not atom[0].isalnum():
            yield Element(Mark.ASIDE, atom), end
            return
        yield from self._patterns(text, start)
        yield from self._amounts(text, start)
        words = [each[0] for each in atoms[number : number + self._products.longest + 2]]
        polite = self._lexicons[0].phrases.get((atom,)) is Kind.POLITE and not is_chinese(atom)
        for sight, count in self._products.sights(words):
            yield (
                Element(
                    Mark.PRODUCT,
                    " ".join(words[:count]),
                    sight=sight,
                    aside=polite and count == 1,
                    cost=_KNOWN - _OWN + sight.doubt,
                ),
                (atoms[number + count - 1][2]),
            )
        yield from self._phrases(text, atoms, number)
        yield Element(Mark.UNKNOWN, atom, cost=_UNKNOWN), end

    def _patterns(self, text: str, start: int) -> Iterator[tuple[Element, int]]:
        any_of_them, patterns = self._times
        for pattern in patterns if any_of_them.match(text, start) else ():
            if (found := pattern.match(text, start)) and found[0].strip():
                yield Element(Mark.ASIDE, found[0], cost=_KNOWN - 2 * _OWN), found.end()
        if found := _PHONE.match(text, start):
            yield Element(Mark.ASIDE, found[0], cost=_KNOWN - _OWN), found.end()
        if found := _RANGE.match(text, start):
            yield Element(Mark.UNREADABLE, found[0]), found.end()

    def _amounts(self, text: str, start: int) -> Iterator[tuple[Element, int]]:
        try:
            part, end = part_at(text, start, self._vocabulary)
        except NotANumber:
            return
        except (TwoAmounts, AmbiguousNumber) as error:
            found = re.compile(rf"[{NUMERALS}]+|[\d.,]+").match(text, start)
            two = (error.small, error.large) if isinstance(error, AmbiguousNumber) else None
            if found:
                yield Element(Mark.UNREADABLE, found[0], two=two), found.end()
            return
        word = text[start:end]
        # A unit's word alone may be another one: to pack, each.
        bare = part.number is None or word in ARTICLES
        if part.number is None and text[start - 1 : start] in _BEFORE_UNIT and is_chinese(word):
            bare = False
        amount = Element(Mark.AMOUNT, word, part=part, article=word in ARTICLES, cost=_KNOWN + bare)
        if packed := _PACKED.match(text, end):
            yield replace(amount, packed=True), packed.end()
        yield amount, end
        heard = _HEARD_UNITS.get(text[end : end + 1], "")
        if part.unit is None and not bare and heard in self._vocabulary:
            half = text[end + 1 : end + 2] == "半"
            extra = HALF if half else part.extra
            unit = Part(part.number, heard, extra)
            stop = end + 1 + half
            yield Element(Mark.AMOUNT, text[start:stop], part=unit, cost=_KNOWN + _AFTER_UNIT), stop
        if part.unit is not None and part.number is not None:
            yield from self._number_alone(text, start, end)

    def _number_alone(self, text: str, start: int, stop: int) -> Iterator[tuple[Element, int]]:
        """Read the number without its unit, whose word may be another: one each, 2 pack."""
        last = text.rfind(" ", start, stop)
        end = last if last > start else _after_digits(text, start)
        word = text[start:end].strip()
        if not word or end >= stop:
            return
        try:
            part, read = part_at(word, 0, {})
        except (NotANumber, TwoAmounts, AmbiguousNumber):
            return
        if read == len(word):
            each = any(words.phrases.get((text[end:stop].strip(),)) is Kind.EACH for words in self._lexicons)
            yield Element(Mark.AMOUNT, word, part=part, cost=_KNOWN + (-_KNOWN if each else _OWN)), end

    def _phrases(self, text: str, atoms: list[tuple[str, int, int]], number: int) -> Iterator[tuple[Element, int]]:
        for own, words in enumerate(self._lexicons):
            extra = _OWN if own else 0
            for key, end in self._keys(atoms, number, words.longest):
                if (kind := words.phrases.get(key)) is not None:
                    yield Element(kind, " ".join(key), cost=_KNOWN + extra - (kind is Kind.EACH)), end
                for bare in without_prefixes(key[0]):
                    kind = words.phrases.get((bare, *key[1:]))
                    if kind in _PREFIXED or (kind is Kind.OTHER and key[0] == f"ال{bare}"):
                        yield Element(kind, " ".join(key), cost=_KNOWN + 2 + extra), end
            word, _, end = atoms[number]
            if (form := self._stemmed(words, word)) is not None:
                yield Element(form, word, cost=_KNOWN + 2 + extra), end
        yield from self._arabic_verbs(atoms, number)

    def _keys(
        self, atoms: list[tuple[str, int, int]], number: int, longest: int
    ) -> Iterator[tuple[tuple[str, ...], int]]:
        """Give the words from here on, one, two and so on, and where they end."""
        key: tuple[str, ...] = ()
        for word, _, end in atoms[number:]:
            if len(key) == longest:
                return
            if not word[0].isalnum():
                if word in "-'’/." and key:
                    continue
                return
            key = (*key, word)
            yield key, end

    def _arabic_verbs(self, atoms: list[tuple[str, int, int]], number: int) -> Iterator[tuple[Element, int]]:
        word, _, end = atoms[number]
        if not is_arabic(word):
            return
        if asks_for_goods(word, self._is_order):
            yield Element(Kind.ORDER, word, cost=_KNOWN + 2), end
        if (denied := without_not(word)) and refuses_goods(NOT[0], f"{denied}", self._is_order):
            yield Element(Kind.REFUSE, word, cost=_KNOWN + 2), end
        behind, _, stop = atoms[min(number + 1, len(atoms) - 1)]
        if refuses_goods(word, behind, self._is_order):
            yield Element(Kind.REFUSE, f"{word} {behind}", cost=_KNOWN + 2), stop

    def _is_order(self, verb: str) -> bool:
        return any(words.phrases.get((verb,)) is Kind.ORDER for words in self._lexicons)

    def _stemmed(self, words: Lexicon, word: str) -> Kind | Mark | None:
        if is_arabic(word) and KNOWN.intersection((word[1:], word[2:])):
            return None  # بثلاث is no Tuesday
        forms = (stem(word),) if is_cyrillic(word) else stems(word)  # садкий is no small сад, but сладкий
        kind = next((words.stems[each] for each in forms if each in words.stems), None)
        if kind is Kind.OTHER and self._products.knows(word):
            return None
        if kind is None and word.startswith("ل") and len(word) > _GLUED_MIN:  # for home: the "for" is a letter of it
            return Mark.ASIDE if words.phrases.get((word[1:],)) in (Kind.SCENE, Kind.DISH) else None
        return Mark.ASIDE if kind in (Kind.DISH, Kind.OTHER) and word.startswith("لل") else kind  # "for the soup"


def _atom_at(starts: list[int], end: int) -> int:
    return next((number for number, start in enumerate(starts) if start >= end), len(starts) - 1)


def _beside_number(text: str, start: int, end: int) -> bool:
    before, after = text[:start].rstrip(" "), text[end:].lstrip(" ")
    return before[-1:].isdigit() or after[:1].isdigit()


def _after_digits(text: str, start: int) -> int:
    while start < len(text) and text[start].isdigit():
        start += 1
    return start


def kind_at(elements: Sequence[Element], at: int) -> Mark | Kind | None:
    """Give the kind of an element; None: there is none at that place."""
    return elements[at].kind if 0 <= at < len(elements) else None


def past(elements: Sequence[Element], at: int, kinds: Sequence[Mark | Kind]) -> int:
    """Say where the first element from here on stands that is of none of some kinds."""
    while at < len(elements) and elements[at].kind in kinds:
        at += 1
    return at


def is_of(elements: Sequence[Element], at: int) -> bool:
    """Say whether there is the word that makes what stands before it say of what kind goods are: 45的蜂蜜."""
    return kind_at(elements, at) is Kind.POLITE and elements[at].text in ("的", "装的", "那种")
