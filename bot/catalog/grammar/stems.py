"""The stem under which the forms of a word are one: вешенок and вешенка, huevitos and huevo, البيضات and بيض.  Pure.

A stem need be no word; it has to be the same for the forms that mean the same goods, on both sides of a comparison.
Words come in the plain form of `typed`.  What two products share by stemming is asked about, never settled.
"""

from collections.abc import Iterator
from functools import lru_cache

SHORTEST = 2  # letters of a stem; чай is one, with its й written as и
# Whatever is taken off besides a plain ending has to leave more: сок is no small соя, and كرز no كـ + رز.
SURE = 3
SURE_BEHIND_LETTER = 4
KEPT = 100_000  # words; those of the goods are met again with each message

# As plain writes them: й is и, ё is е.  Longest first.
_RU_ENDS = (
    "ями", "ами", "ыми", "ими", "ого", "его", "ому", "ему", "ьях", "ьем", "ьям",
    "ях", "ах", "ов", "ев", "еи", "ои", "ам", "ям", "ом", "ем", "ою", "ею", "ью", "ья", "ье", "ьи", "ые", "ие", "ая",
    "яя", "ое", "ее", "ыи", "ии", "ую", "юю", "ых", "их", "ым", "им", "а", "я", "ы", "и", "у", "ю", "е", "о", "ь",
)  # fmt: skip
_RU_SOFT = ("я", "и", "ю", "е", "ем", "ею", "еи")  # behind a stem of two letters: чай, соя
# Diminutives, by what stood in their place: картошечк(а) is картошк(а), яичк(о) is яиц(о).
_RU_SMALL = (
    ("очк", ""), ("очк", "к"), ("ечк", "к"), ("ечк", ""), ("чк", "ц"), ("чк", "к"), ("чик", ""), ("чик", "ц"),
    ("шк", "х"), ("иц", ""), ("ик", ""), ("ьк", ""), ("еньк", ""), ("к", ""), ("ушк", ""), ("юшк", ""), ("ишк", ""),
)  # fmt: skip
_ES_SMALL = ("ecito", "ecita", "cito", "cita", "ito", "ita", "cico", "cica", "ico", "ica")
_AR_BEFORE = ("فال", "بال", "كال", "هال", "عال", "لل", "ال", "ف", "ب", "ل", "ك")  # و is parted from its word before
_AR_BEHIND = ("تين", "تان", "ايات", "ايه", "ات", "ين", "ون", "ان", "ه")
_AR_OURS = ("ها", "هم", "ني", "نا", "كم", "لي", "لنا", "ولي", "هن")  # your eggs, fetch them
_AR_PAIR = ("تين", "ين", "تان")
_CYRILLIC = ("\u0400", "\u04ff")
_ARABIC = ("\u0600", "\u06ff")


def is_cyrillic(word: str) -> bool:
    return _CYRILLIC[0] <= word[:1] <= _CYRILLIC[1]


def is_arabic(word: str) -> bool:
    return _ARABIC[0] <= word[:1] <= _ARABIC[1]


@lru_cache(maxsize=KEPT)
def stem(word: str) -> str:
    """Give the stem of a word of the shop."""
    if is_cyrillic(word):
        return _ru(word)
    if is_arabic(word):
        return _ar(word)
    return _latin(word)


@lru_cache(maxsize=KEPT)
def stems(word: str) -> tuple[str, ...]:
    """Give every stem that a typed word may have, the likeliest first."""
    more = _ru_more if is_cyrillic(word) else _ar_more if is_arabic(word) else _latin_more
    return tuple(dict.fromkeys((stem(word), *more(word))))


def is_pair(word: str) -> bool:
    """Say whether an Arabic word may mean two of a thing by its ending: بيضتين."""
    return is_arabic(word) and word.endswith(_AR_PAIR) and len(word) > SURE + 2


def _ru_more(word: str) -> Iterator[str]:
    base = _ru(word)
    for small, large in _RU_SMALL:
        if base.endswith(small) and len(base) - len(small) + len(large) >= SURE:
            yield _fleeting(base.removesuffix(small) + large)


def _ar_more(word: str) -> Iterator[str]:
    if word.endswith("ي") and len(word) > SURE:
        yield _ar(word[:-1])  # حلوى, as حلوة is often written
    yield from _ar_ends(word)
    for before in _AR_BEFORE:
        rest = word.removeprefix(before)
        if rest != word and len(rest) >= (SHORTEST if len(before) > 1 else SURE_BEHIND_LETTER):
            yield _ar(rest)
            yield from _ar_ends(rest)


def _latin_more(word: str) -> Iterator[str]:
    if word.endswith("es"):
        yield _latin(word.removesuffix("es"))
    one = word.removesuffix("s")
    if len(one) == SURE + 1 and one[-1] in "ao":
        yield one[:-1] + ("o" if one[-1] == "a" else "a")  # seco and seca
    for small in _ES_SMALL:
        base = one.removesuffix(small)
        if base != one and len(base) >= SHORTEST:
            hard = base[:-2] + base[-2:].replace("qu", "c").replace("gu", "g")  # saquito, mazorquita, higuito
            for vowel in ("", "o", "a", "e"):
                yield _latin(hard + vowel)


def _ru(word: str) -> str:
    for end in _RU_ENDS:
        left = len(word) - len(end)
        if word.endswith(end) and (left > SHORTEST or (left == SHORTEST and end in _RU_SOFT)):
            return _fleeting(word.removesuffix(end))
    return _fleeting(word)


def _fleeting(base: str) -> str:
    """Leave out the vowel that comes and goes: перец and перца, банок and банка, яблок and яблоко."""
    if len(base) > SURE and base[-1] in "цкнл" and base[-2] in "ео" and base[-3] not in "аеиоуыэюя":
        return base[:-2] + base[-1]
    return base


def _ar(word: str) -> str:
    bare = word.removeprefix("ال") if len(word) - 2 >= SHORTEST else word
    if len(bare) > SHORTEST:
        bare = bare.removesuffix("ه").removesuffix("ء")
    return bare.removesuffix("ا") if len(bare) > SURE else bare  # حمراء, حمرا and حمره; صويا and صويه


def _ar_ends(word: str) -> Iterator[str]:
    for end in (*_AR_BEHIND, *_AR_OURS):
        if word.endswith(end) and len(word) - len(end) >= SURE:
            yield _ar(word.removesuffix(end))


def _latin(word: str) -> str:
    """Take off the plural, and the vowel by which Spanish tells genders apart; short words lose no vowel: cola, col."""
    if len(word) > SURE and word.endswith("s") and not word.endswith(("ss", "us")):
        word = word[:-1]
        if (word.endswith(("oe", "che", "she", "xe", "sse")) and len(word) > SURE + 1) or (
            word.endswith("ie") and len(word) > SURE + 1
        ):
            word = word[:-1]
    if len(word) > SURE and word.endswith("y") and word[-2] not in "aeiou":
        word = word[:-1] + "i"
    if word.endswith(("z", "ce")):
        word = word.removesuffix("z").removesuffix("ce") + "c"
    if len(word) > SURE + 1 and word[-1] in "aoe":
        word = word[:-1]
    return word
