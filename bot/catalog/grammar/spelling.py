"""Puts right what is misspelt before a text is read, and parts what is glued together.  Pure."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from bot.catalog.grammar.lexicon import ELSEWHERE, NAMES_FOLLOW
from bot.catalog.grammar.sounds import spanish_sound
from bot.catalog.grammar.stems import is_arabic, stem, stems
from bot.catalog.grammar.tokens import is_chinese
from bot.catalog.grammar.typos import Typos, only_by_ear
from bot.catalog.number_words import HALF_OF, KNOWN

_WORD = re.compile(r"[^\W\d_\u4e00-\u9fff]+")
_GLUED_AND = re.compile(r"(?<!\w)و(\w+)")
_GLUED_UNIT = re.compile(r"(\d)([^\W\d_\u4e00-\u9fff]{3,})")
# ودي بثلاث, احتاج لكيلو; elsewhere it says for how much money, or for whom.
_WISHES = (
    "ودي|بودي|ودنا|نفسي|[انت]?رغب|راغب|[اني]حتاج|بحتاج|محتاج(?:ه|ين)?|بحاجه|حابب|حاب|خاطري|بخاطري|التكرم|التفضل"
    "|تتكرمو?ا?|تتفضلو?ا?|ت?زود(?:ني|نا|يني|ينا|وني|ونا)"
)
_GLUED_WISH = re.compile(rf"(?<!\w)({_WISHES}) ([بل])(\w{{2,}})")
_CHINESE_ELSEWHERE = re.compile("|".join(filter(is_chinese, ELSEWHERE)))
_COUNTED_UNIT = re.compile(r"(?<=[\d一二两三四五六七八九十半])个(?=公斤|千克)")  # 一个公斤
_ONE_OR_TWO = {"一": "两", "1": "两", "两": "四", "2": "四"}
_COUPLES = re.compile(
    r"(?<![\d一二两三四五六七八九十百])([一1两2])[对双](?=$|[^\w]|的|[老土柴走母公活肥]?鸡|鸭蛋|咸|鲜)"
)  # 柴鸡一对
_HALF_HYPHEN = re.compile(rf"(?<!\w){HALF_OF}-(?=\w)")
_STRETCHED = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"(.)\1")
_PACKS = {"pack", "packs"}  # a sixpack is one
_ES_ADO = re.compile(r"a(os?|as?|it[oa]s?)$")  # pelao, puñao, cortaita
_ES_OF = "de"
_AR_PREPOSITIONS = "لبفك"
_AR_THE, _AR_FOR_THE = "ال", "لل"
AND = _AR_THEY = "و"
_AR_PAIRS, _AR_TWO = (("تين", "ه"), ("ين", "")), "اثنين"
_AR_HALVES = ("نص", "نصف", "ربع")
_REST_MIN = 3  # letters behind a glued "for the"
_GLUED_MIN = 3  # letters of either word of two that are written as one
_HEARD_MIN = 4  # letters of a word that is written as it sounds
_UNIT_MIN = 4  # letters of a unit that may be written together with the goods
_SURE = 6  # letters of a misspelt word that may be something else than goods, or that may be goods all the same
_SHORT = 2  # letters of a word behind a glued "and" or unit

Knows = Callable[[str], bool]
Misspelt = tuple[Typos, Typos]  # of words, and of their stems
Distance = tuple[int, bool, bool]  # slips; whether they are more than other letters for one sound; another first letter


class Speller:
    """Knows the words of the shop, of units and of what is said around them."""

    def __init__(
        self,
        *,
        goods: Misspelt,
        others: Misspelt,
        knows_alone: Knows,
        knows: Knows,
        knows_form: Knows,
        word_of: Mapping[str, str],
        by_ear: Mapping[str, Collection[str]],
        said_by_ear: Mapping[str, Collection[str]],
        said_with_and: Mapping[str, Collection[str]],
        ids_of: Callable[[str], tuple[int, ...]],
        units_by_stem: Mapping[str, str],
        units: frozenset[str],
    ) -> None:
        self._sources = goods, others
        self._knows_alone = knows_alone  # a word that means something by itself, as it is
        self._knows = knows  # also a word of a phrase
        self._knows_form = knows_form  # any form of a word
        self._word_of = word_of  # goods, by their stem
        self._by_ear, self._said_by_ear = by_ear, said_by_ear
        self._said_with_and = said_with_and  # phrases, by their first word, which begins with Arabic's "and"
        self._ids_of = ids_of  # goods with a word of that stem
        self._units_by_stem = units_by_stem
        self._units = units

    def corrected(self, text: str) -> str:
        """Replace each unknown word by the known one that it is a slip away from, where that can be one only."""
        text = _CHINESE_ELSEWHERE.sub(lambda found: ELSEWHERE[found[0]], _COUNTED_UNIT.sub("", text))
        text = _COUPLES.sub(lambda found: f"{_ONE_OR_TWO[found[1]]}只", text)
        text = _GLUED_AND.sub(self._parted, _HALF_HYPHEN.sub(HALF_OF, text))
        text = _GLUED_WISH.sub(self._parted_wish, text)
        return _WORD.sub(self._unless_named, _GLUED_UNIT.sub(self._after_unit, text))

    def _parted_wish(self, found: re.Match[str]) -> str:
        """Part what a wish is for from its "for", where that is an amount or goods."""
        counts = self._knows(found[3]) or self._knows_form(found[3])
        return (
            f"{found[1]} {found[2]} {found[3]}" if counts and not self._knows_alone(found[2] + found[3]) else found[0]
        )

    def _unless_named(self, found: re.Match[str]) -> str:
        """Put a word right, but for a name: soy Chelo."""
        if NAMES_FOLLOW.search(found.string, 0, found.start()):
            return found[0]
        return self._word(found[0], counted=self._is_counted(found.string, found.start()))

    def _parted(self, found: re.Match[str]) -> str:
        """Part Arabic's "and" from the word that it is written together with, unless it is a letter of it."""
        word, rest = found[0], found[1]
        phrases = self._said_with_and.get(word, ())
        if self._knows_alone(word) or any(found.string.startswith(each, found.start()) for each in phrases):
            return word
        if (phrases or not self._knows(word)) and (
            rest[0].isdigit() or (len(rest) >= _SHORT and self._knows_form(rest))
        ):
            return f"و {rest}"
        if not self._knows_form(word) and (parted := self._unglued(rest)):
            return f"و {parted}"
        return word

    def _after_unit(self, found: re.Match[str]) -> str:
        """Part a unit from the goods that are written together with it: 2kgpapas."""
        digit, word = found[1], found[2]
        if not self._knows(word):
            for end in range(len(word) - _SHORT, 0, -1):
                if word[:end] in self._units and self._knows_form(word[end:]):
                    return f"{digit}{word[:end]} {word[end:]}"
        return found[0]

    def _unglued(self, word: str) -> str | None:
        """Part what Arabic writes as one: كيلوبطاطس, نصكيلو."""
        for end in range(len(word) - _SHORT, _SHORT - 1, -1) if is_arabic(word) else ():
            first, rest = word[:end], word[end:]
            if first in _AR_HALVES and (whole := rest if rest in self._units else self._unglued(rest)):
                return f"{first} {whole}"
            if first in self._units and rest.removeprefix(AND) in _AR_HALVES and rest[0] == AND:
                return f"{first} {AND} {rest.removeprefix(AND)}"
            if len(first) >= _UNIT_MIN and len(rest) >= _GLUED_MIN and first in self._units and self._knows_form(rest):
                return f"{first} {rest}"
        return None

    def _word(self, word: str, *, counted: bool = False) -> str:
        bare = word.removeprefix(_AR_THE)
        if bare in ELSEWHERE and not self._knows_alone(word):
            return word.removesuffix(bare) + ELSEWHERE[bare]
        if (two := self._two_elsewhere(bare)) and not self._knows_alone(word):
            return two
        if word not in self._units and not self._knows_alone(word) and (unit := self._unit(word)):
            return unit
        if self._knows(word) or self._knows_form(word):
            return word
        for often in (r"\1", r"\1\1"):  # pleeease, egggs
            short = _STRETCHED.sub(often, word)
            if short != word and (self._knows(short) or self._knows_form(short)):
                return short
            if short != word and (parted := self._unglued(short)):
                return parted
        if parted := self._unglued(word) or self._number_and_unit(word):
            return parted
        if (spoken := _ES_ADO.sub(r"ad\1", word)) != word and self._knows_form(spoken):
            return spoken
        once = _DOUBLED.sub(r"\1", word)
        if is_arabic(word) and len(word) > len(once) >= _GLUED_MIN and self._knows(once):  # حاار
            return once
        if word.endswith(_AR_THEY) and is_arabic(word) and self._knows(f"{word}ا"):
            return f"{word}ا"  # سمحتو, تكرمتو
        if word[0] in _AR_PREPOSITIONS and self._knows(word[1:]):
            return word  # with a preposition in front
        return self._heard(word) or self._without_of(word, counted=counted) or self._nearest(word, counted=counted)

    def _without_of(self, word: str, *, counted: bool) -> str | None:
        """Part Spanish "of" from a unit before it or goods behind it: kilosde, devinagre."""
        before, behind = word.removesuffix(_ES_OF), word.removeprefix(_ES_OF)
        if before != word and (before in self._units or self._unit(before)):
            return f"{before} {_ES_OF}"
        if counted and behind != word and len(behind) >= _UNIT_MIN and stem(behind) in self._word_of:
            return f"{_ES_OF} {behind}"
        return None

    def _two_elsewhere(self, word: str) -> str | None:
        """Write a pair of what is said elsewhere as two of what is meant: ازازتين."""
        for pair, one in _AR_PAIRS:
            if word.endswith(pair) and (meant := ELSEWHERE.get(word.removesuffix(pair) + one)) in self._units:
                return f"{_AR_TWO} {meant}"
        return None

    def _number_and_unit(self, word: str) -> str | None:
        """Part a number in words from the unit behind it: mediokilo, дваведра."""
        cuts = range(_GLUED_MIN, len(word) - _SHORT + 1)
        found = (at for at in cuts if word[:at] in KNOWN and word[at:] in self._units - _PACKS)
        return next((f"{word[:at]} {word[at:]}" for at in found), None)

    def _heard(self, word: str) -> str | None:
        """Find the only word that sounds like an unknown one."""
        if len(word) < _HEARD_MIN or not word.isascii():
            return None
        heard = spanish_sound(word)
        near = {*self._by_ear.get(heard, ()), *self._said_by_ear.get(heard, ())}
        return next(iter(near)) if len(near) == 1 else None

    def _unit(self, word: str) -> str | None:
        """Find the unit that a word is a form of: cajitas, корзинку."""
        if is_arabic(word):
            return None  # its pairs are read as such
        return next((self._units_by_stem[each] for each in stems(word) if each in self._units_by_stem), None)

    def _nearest(self, word: str, *, counted: bool = False) -> str:
        """Put a word right, if it can be one only: the shop's rather than another that is no nearer."""
        if is_arabic(word) and word.startswith(_AR_THE):  # its letters make no word long enough to be misspelt: الشام
            bare = word.removeprefix(_AR_THE)
            right = self._nearest(bare) if len(bare) >= _GLUED_MIN else bare
            return word if right == bare else right
        goods, others = (self._near(word, source) for source in self._sources)
        rest = word.removeprefix(_AR_FOR_THE)
        glued = not goods and len(word) > len(rest) >= _REST_MIN and not self._near(rest, self._sources[0])
        if glued and not self._knows_form(f"ل{rest}"):
            return f"ل {rest}"  # for something that we do not know
        others = {known: far for known, far in others.items() if known not in goods}
        if goods and others:
            best, next_best = min(goods.values()), min(others.values())
            if next_best <= best:
                return word
        units = {known: far for known, far in others.items() if counted and known in self._units}
        near = goods or (others if len(word) >= _SURE else units)
        nearest = sorted(known for known, far in near.items() if far == min(near.values()))
        one = set[str].intersection(*({known, stem(known)} for known in nearest)) if nearest else set[str]()
        if not one and not self._mean_one(nearest):
            return word
        return nearest[0] if self._knows(nearest[0]) else self._word_of.get(nearest[0], nearest[0])

    def _is_counted(self, text: str, at: int) -> bool:
        """Say whether a number or a unit stands before a word."""
        before = text[text.rfind(" ", 0, max(0, at - 1)) + 1 : at].rstrip()
        return before[-1:].isdigit() or before in KNOWN or before in self._units

    def _mean_one(self, words: Sequence[str]) -> bool:
        """Say whether several words are of the same one product: طماطم, طماطة."""
        named = [self._ids_of(stem(word)) for word in words]
        return bool(named) and len(named[0]) == 1 and named.count(named[0]) == len(named)

    def _near(self, word: str, source: Misspelt) -> dict[str, Distance]:
        """Give known words, with how far away they are."""
        words, word_stems = source
        near = {known: _distance(word, known, slips) for known, slips in words.nearest(word).items()}
        base = stem(word)
        for known, slips in word_stems.nearest(base).items():
            if slips == 0 or not base.startswith(known):  # томатн(ый) is no томат
                near.setdefault(known, _distance(base, known, slips))
        return near


def _distance(typed: str, known: str, slips: int) -> Distance:
    return slips, not only_by_ear(typed, known), known[0] != typed[0]
