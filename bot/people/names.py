"""Names as people and platforms give them: kept as they are, but for what cannot be stored or would mislead."""

import unicodedata

NAME_MAX = 64  # characters; people.models.Person.name

# Cc control, Cf invisible (zero-width, bidirectional overrides), Cs lone surrogates, Co private, Cn unassigned:
# PostgreSQL stores no NUL and no surrogate, and an override would turn the rest of somebody's line around.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINERS = {"\u200c", "\u200d"}  # Persian and emoji need them between letters


def clean_name(given: str) -> str:
    """Give the name as it may be stored and shown; empty where nothing is left of it."""
    kept = "".join(
        " " if character.isspace() else character
        for character in given[: NAME_MAX * 4]
        if character.isspace() or character in _JOINERS or unicodedata.category(character) not in _UNSEEN
    )
    name = " ".join(kept.split()).strip("\u200c\u200d ")[:NAME_MAX].strip()
    return name if any(unicodedata.category(character)[0] in "LNS" for character in name) else ""
