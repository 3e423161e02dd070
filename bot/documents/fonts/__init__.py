"""Letters: which characters our fonts hold, and what becomes of those that they do not.

The fonts are cut from Noto (OFL.txt); `tools/fonts.py` says what is kept of them.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
# The first that has a letter writes it.
FONTS = {"sans": "sans.ttf", "arabic": "arabic.ttf", "han": "han.otf"}

# Emoji and other signs, and what joins or colours them, say nothing that the words beside them do not.
_ORNAMENTS = frozenset({"So", "Sk", "Cf", "Mn", "Me"})
_EMOJI = range(0x1F000, 0x1FC00)  # also those that are younger than Python's own tables
NO_BREAK = "\N{NO-BREAK SPACE}"  # keeps an amount and its currency in one line


class Unwritable(Exception):
    """Our fonts lack letters of these words; a paper with boxes in their place is worse than none."""

    def __init__(self, letters: Iterable[str]) -> None:
        self.letters = "".join(sorted(set(letters)))
        super().__init__(" ".join(f"U+{ord(letter):04X}" for letter in self.letters))


def writable(text: str) -> str:
    """Give words as they can be written: without emoji, in one line.

    Raises:
        Unwritable: a letter is in none of our fonts.
    """
    known = known_characters()
    kept = [character for character in unicodedata.normalize("NFC", text) if _is_kept(character, known)]
    kept = [" " if character.isspace() and character != NO_BREAK else character for character in kept]
    if missing := [character for character in kept if ord(character) not in known]:
        raise Unwritable(missing)
    return " ".join(filter(None, "".join(kept).split(" ")))


@lru_cache(maxsize=1)
def known_characters() -> frozenset[int]:
    """Say what our fonts hold."""
    from fontTools.ttLib import TTFont  # takes longer to load than many a command to run

    known: set[int] = set()
    for name in FONTS.values():
        with TTFont(FOLDER / name, lazy=True) as font:
            known.update(font.getBestCmap())
    return frozenset(known)


def _is_kept(character: str, known: frozenset[int]) -> bool:
    category = unicodedata.category(character)
    if category == "Cf" or ord(character) in _EMOJI:
        return False
    return category not in _ORNAMENTS or ord(character) in known
