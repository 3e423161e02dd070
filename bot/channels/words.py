"""Words as platforms hand them over, made fit to be kept."""


def storable(words: str) -> str:
    """Take out what no row holds: PostgreSQL stores no NUL, and a lone surrogate is no character of any encoding."""
    return words.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
