"""`understand`: read phrases as orders of the sample market, one JSON line for each."""

import json
import sys
from datetime import UTC, datetime
from functools import partial
from typing import Any, TextIO

from bot.catalog.grammar.reading import read_order
from bot.catalog.grammar.result import Order, Question
from bot.catalog.seed import seed_market
from bot.catalog.snapshot import Catalogue, load_catalogue
from bot.commands.languages import languages_with, no_language
from bot.database import open_database
from bot.i18n import Languages

MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # the tour's


class BadLine(Exception):
    """A line that is no phrase; the message says why."""


async def understand(language: str, lines: TextIO = sys.stdin) -> int:
    """Answer each line of `lines`, {"language": …, "text": …}; a bad one is named on stderr, and the others are read.

    `language`: of lines that name none.  Returns the exit status, 1 where a line was bad.

    Raises:
        CannotDo: that language is not shipped.
    """
    languages = languages_with(language)
    database = open_database("sqlite://")
    try:
        await database.transact(partial(seed_market, now=MORNING, pictures=False))
        catalogue = await database.read(load_catalogue)
    finally:
        await database.close()
    bad = 0
    for number, line in enumerate(lines, start=1):
        try:
            phrase = _phrase(line, language, languages)
        except BadLine as error:
            print(f"line {number}: {error}", file=sys.stderr, flush=True)
            bad += 1
            continue
        if phrase:
            print(json.dumps(_answer(phrase, catalogue, languages), ensure_ascii=False), flush=True)
    return 1 if bad else 0


def _phrase(line: str, language: str, languages: Languages) -> dict[str, str]:
    """Read one line; an empty one is none.

    Raises:
        BadLine: it is no JSON object with a text, or in a language that is not shipped.
    """
    if not line.strip():
        return {}
    try:
        row: Any = json.loads(line)
    except ValueError as error:  # also what is nested too deeply to be a phrase
        raise BadLine(f"this is no JSON: {error}") from None
    except RecursionError:
        raise BadLine("this is no phrase, but JSON within JSON") from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise BadLine('a line is an object with a text: {"language": "en", "text": "2 jin oyster mushroom"}')
    code = row.get("language", language)
    if not isinstance(code, str) or code not in languages:
        raise BadLine(no_language(code, languages))
    return {"language": code, "text": row["text"]}


def _answer(phrase: dict[str, str], catalogue: Catalogue, languages: Languages) -> dict[str, Any]:
    understood = read_order(phrase["text"], catalogue, languages.get(phrase["language"]))
    match understood:
        case Order(wanted):
            items = [{"product": each.item.slug, "quantity": each.quantity} for each in wanted]
            return {**phrase, "expect": "items", "items": items}
        case Question(candidates=candidates):
            return {**phrase, "expect": "ask", "items": [], "candidates": [item.slug for item in candidates]}
        case _:
            return {**phrase, "expect": "none", "items": []}
