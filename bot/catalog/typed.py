"""One form for what people type and for the words that it is compared with.  Pure.

Phones and people leave out what a language's spelling asks for: accents, the dots of ё, the hamza of أ.  Whatever is
compared goes through `plain`, on both sides.
"""

import unicodedata
from itertools import filterfalse

from bot.catalog.written import simplified

# What a sentence ends with or is quoted by, in five languages; the signs of amounts and currencies are none of it.
ENDS = " .,;!?…。，、；！？،؛؟¡¿«»‹›“”„‘’\"'"

# Directions, joiners and soft hyphens come along when a line of Arabic is copied; a tatweel only widens a word.
_UNSEEN = dict.fromkeys(
    [0xAD, 0x61C, 0x640, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
)
# Letters that are one to whoever types: the dots of ة and ى are often left out, Persian phones have their own ی, and
# who writes the p and v of foreign words may write پ and ڤ.
_LETTERS = str.maketrans("ةىٱیکپڤ", "هيايكبف")


def without_unseen(text: str) -> str:
    """Take out what is typed or copied along and cannot be seen, such as marks of direction."""
    return text.translate(_UNSEEN)


def plain(text: str) -> str:
    """Bring letters into the form in which words are compared: no case, accents, width or unseen marks."""
    if text.isascii():  # has nothing of all this
        return text.casefold()
    # Taken apart first: й is и with a breve, and أ is ا with a hamza.
    apart = unicodedata.normalize("NFKD", without_unseen(text)).casefold()
    letters = "".join(filterfalse(unicodedata.combining, apart))
    return simplified(letters.translate(_LETTERS))


def folded(words: str) -> str:
    """Bring a name into the form in which names are compared: no case, accents, width or punctuation."""
    return within(" ".join(plain(words).replace("-", " ").split()))


def within(text: str) -> str:
    """Take off the marks around a text, but for the point of ".5"."""
    bare = text.strip(ENDS)
    pointed = bare[:1].isdigit() and text.lstrip(ENDS.replace(".", "").replace(",", ""))[:1] in (".", ",")
    return f".{bare}" if pointed else bare


def as_typed(words: str, phrase: str) -> str | None:
    """Find in a message what was read of it, with its accents and capitals; None: it was put right on reading."""
    message = unicodedata.normalize("NFC", words)
    letters = [(letter, at) for at, typed in enumerate(message) for letter in plain(typed) if letter.isalnum()]
    wanted = "".join(letter for letter in plain(phrase) if letter.isalnum())
    start = "".join(letter for letter, _ in letters).find(wanted) if wanted else -1
    if start < 0:
        return None
    return message[letters[start][1] : letters[start + len(wanted) - 1][1] + 1]
