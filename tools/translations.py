"""What can be wrong with one message and its translation."""

import re
from collections.abc import Iterator, Sequence
from gettext import c2py

from babel import UnknownLocaleError
from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.plurals import get_plural

PLACEHOLDER = re.compile(r"%\((\w+)\)[#0 +-]*[\d.]*([a-zA-Z])")
NAMELESS = re.compile(r"%[a-z]|\{\w*\}")
COUNTS = range(1_000)  # enough to see which numbers share a plural form


def texts(message: str | Sequence[str] | None) -> tuple[str, ...]:
    """The one text of a message, or its singular and plural."""
    return (message,) if isinstance(message, str) else tuple(message or ())


def source_problems(message: Message) -> Iterator[str]:
    """Say what keeps an English sentence from being translated well."""
    if any(NAMELESS.search(PLACEHOLDER.sub("", text).replace("%%", "")) for text in texts(message.id)):
        yield "name the placeholders: %(amount)s"


def translation_problems(english: Message, translated: Message, catalogue: Catalog, same: bool) -> Iterator[str]:
    """Say what is wrong with a translation; `same` says that it may read as the English does."""
    sources, forms = texts(english.id), texts(translated.string)
    if texts(translated.id) != sources:
        yield "its English plural has changed: --update, read again"
    elif translated.fuzzy:
        yield "fuzzy: read it again and take the mark away"
    elif not all(forms):
        yield "a plural form is empty" if any(forms) else "not translated"
    elif not same and _has_words(sources[0]) and set(sources) & set(forms):
        yield "left as its English"
    else:
        for number, form in enumerate(forms):
            yield from _placeholder_problems(sources, form, len(sources) > 1 and _says_one_count(catalogue, number))


def plural_problems(catalogue: Catalog, language: str) -> Iterator[str]:
    """Say whether the header counts the plural forms of its language wrongly; CLDR does not know every language."""
    try:
        expected = get_plural(language).num_plurals
    except UnknownLocaleError:
        return
    if catalogue.num_plurals != expected:
        yield f"its header says {catalogue.num_plurals} plural forms, the language has {expected}"


def _placeholder_problems(sources: tuple[str, ...], form: str, says_one_count: bool) -> Iterator[str]:
    allowed = {found for text in sources for found in PLACEHOLDER.findall(text)}
    needed = set(PLACEHOLDER.findall(sources[-1]))
    if says_one_count:  # "one crate" needs no number
        needed = {(name, kind) for name, kind in needed & set(PLACEHOLDER.findall(sources[0])) if kind != "d"}
    there = set(PLACEHOLDER.findall(form))
    for name, kind in sorted(needed - there):
        yield f"%({name}){kind} is missing"
    for name, kind in sorted(there - allowed):
        yield f"%({name}){kind} is not in the English"
    if allowed and "%" in PLACEHOLDER.sub("", form).replace("%%", ""):
        yield "a lone %: write %%, or mend the placeholder"


def _says_one_count(catalogue: Catalog, form: int) -> bool:
    plural = c2py(catalogue.plural_expr)
    return sum(plural(count) == form for count in COUNTS) == 1


def _has_words(text: str) -> bool:
    return any(letter.isalpha() for letter in PLACEHOLDER.sub("", text))
