"""What a message says that we do not know: the words that an admin may make a name of goods.  Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from bot.catalog.grammar.elements import Element, Mark
from bot.catalog.grammar.index import index_of
from bot.catalog.grammar.lexicon import Kind
from bot.catalog.grammar.reading import elements_of
from bot.catalog.grammar.tokens import is_chinese
from bot.catalog.snapshot import Catalogue
from bot.catalog.typed import as_typed, folded
from bot.i18n import Language

PHRASE_MAX = 40  # characters; what is longer is a sentence and no name
PHRASES_MAX = 3  # of one message

_STRANGE = (Mark.UNKNOWN, Kind.OTHER, Kind.DISH)  # as the reading counts what is not sold here
# What may stand within a name: grey mushrooms, setas de cardo.
_WITHIN = (*_STRANGE, Mark.PRODUCT, Kind.QUALITY, Kind.POLITE)
_AT_ITS_ENDS = (*_STRANGE, Mark.PRODUCT)
_BINDS = tuple("-'’")
_ENDINGS = tuple("子头儿")  # of Chinese nouns, whatever else they are
_LETTERS_MIN = 2  # but one character of Chinese

# How people are reached.  Rather too much is taken for it: a word that matters is typed again, beside nothing private.
_PRIVATE = re.compile(
    r"@|://|www\.|\w\.[^\W\d_]{2,}"  # names, mail, links
    r"|\d(?:[\s().+\-/]*\d){5}"  # phones
    r"|[〇零一二三四五六七八九幺]{6}"  # phones in words
    r"|[^\W\d_]{2}\d{2}|\w_\w"  # names on messengers: lily88, wang_li
    r"|微信|薇信|\bvx|\bwx|wechat|whats?app|telegram|в[оа]тсап|телеграм|واتس|تلغرام|تليجرام|تيليجرام",
    re.IGNORECASE,
)


def unknown_phrases(words: str, catalogue: Catalogue, language: Language) -> tuple[str, ...]:
    """Give what a message says that we do not know, as it was typed, each at most `PHRASE_MAX` characters long.

    None, where the message holds how somebody is reached; the whole message, where it names nothing that is sold and
    yet has no word that we do not know.
    """
    if _PRIVATE.search(unicodedata.normalize("NFKC", words)):
        return ()
    elements = elements_of(words, catalogue, language)
    read = [" ".join(each.text for each in run) for run in _runs(elements)]
    if not read and not any(each.kind is Mark.PRODUCT for each in elements):
        read = [words]
    known = index_of(catalogue).whole  # also the names of goods that are off the shelf
    typed = (_as_typed(words, phrase) for phrase in read)
    kept = {folded(phrase): phrase for phrase in typed if _may_be_a_name(phrase) and not known.get(folded(phrase))}
    return tuple(kept.values())[:PHRASES_MAX]


def _runs(elements: Sequence[Element]) -> Iterator[Sequence[Element]]:
    """Find words side by side of which at least one is strange."""
    run: list[Element] = []
    for element in (*elements, Element(Mark.LINE, "")):
        if element.kind in _WITHIN or element.text in _BINDS:
            run.append(element)
            continue
        while run and run[0].kind not in _AT_ITS_ENDS:
            run.pop(0)
        while run and run[-1].kind not in _AT_ITS_ENDS and run[-1].text not in _ENDINGS:
            run.pop()
        if any(each.kind in _STRANGE for each in run):
            yield run
        run = []


def _as_typed(words: str, phrase: str) -> str:
    """Give what was read as it stands in the message; in plain form where it was put right."""
    if (found := as_typed(words, phrase)) is None:
        return "".join(phrase.split()) if is_chinese(phrase.replace(" ", "")) else phrase
    return " ".join(found.split())


def _may_be_a_name(phrase: str) -> bool:
    short = len(phrase) <= PHRASE_MAX and len(folded(phrase)) <= PHRASE_MAX
    letters = [letter for letter in phrase if letter.isalpha()]
    return short and phrase.isprintable() and (len(letters) >= _LETTERS_MIN or any(map(is_chinese, letters)))
