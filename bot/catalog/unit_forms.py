"""The forms in which a unit's word is typed, beyond those that are listed with it.  Pure."""

from collections.abc import Container
from dataclasses import dataclass
from decimal import Decimal

SHORT = 3  # letters; "غ" and "ل" are abbreviations, and غين is no pair of grams

_TWO = Decimal(2)
_PAIR_ENDS = ("ين", "ان")
_PAIR_OF = "تا"  # before what it is of


@dataclass(frozen=True, slots=True)
class UnitForm:
    """A unit of the vocabulary; `number` is 2 where the word itself says so."""

    unit: str
    number: Decimal | None = None


def unit_form(word: str, vocabulary: Container[str]) -> UnitForm | None:
    """Find the unit that a word in plain form is of; None: it is none."""
    if word in vocabulary:
        return UnitForm(word)
    if word.isascii():
        return UnitForm(word[:-1]) if word.endswith("s") and word[:-1] in vocabulary else None
    if word.startswith("ال") and len(word) > SHORT + 1 and word[2:] in vocabulary:
        return UnitForm(word[2:])  # نصف الكيلو
    if word.endswith("ا") and len(word) > SHORT and word[:-1] in vocabulary:
        return UnitForm(word[:-1])  # غراما, as it stands behind 11-99
    if word.endswith(_PAIR_OF) and f"{word[:-2]}ه" in vocabulary:
        return UnitForm(f"{word[:-2]}ه", _TWO)  # زجاجتا خل
    if word.endswith(_PAIR_ENDS):
        # كيلوين, and حبتين of حبة
        base = word[:-2].removesuffix("ت") + "ه" if word[:-2].endswith("ت") else word[:-2]
        for one in (base, word[:-2]):
            if len(one) >= SHORT and one in vocabulary:
                return UnitForm(one, _TWO)
    return None
