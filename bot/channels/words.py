"""Words as platforms hand them over, made fit to be kept and read."""

# Marks that keyboards and copied text bring along, and nobody types: left-to-right, right-to-left, embeddings,
# overrides and isolates. Unicode Standard Annex 9, 2.1 to 2.6. Joiners stay: Persian and emoji need them.
_DIRECTIONS = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


def storable(words: str) -> str:
    """Take out what no row holds: PostgreSQL stores no NUL, and a lone surrogate is no character of any encoding."""
    return words.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def as_typed(words: str) -> str:
    """Take out what no row holds, and what would hide a command or a number from us."""
    return storable(words.translate(_DIRECTIONS))
