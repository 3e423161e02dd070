"""Amounts in the words of each language: read right, or asked about; never read wrong."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.catalog.amounts import BadAmount, Bare, read_amount
from bot.catalog.number_words import KNOWN, NOTHING, phrases
from bot.catalog.numbers import AmbiguousNumber
from bot.catalog.typed import plain
from tests.catalog.shelf import LANGUAGES, item, row_id, shelf

FOLDER = Path(__file__).with_name("amounts_in_words")


def rows(language: str) -> list[Any]:
    table = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))["row"]
    return [pytest.param(language, row, id=f"{language} {row_id(row)}") for row in table]


@pytest.mark.parametrize(("language", "row"), [row for each in ("ru", "es", "ar", "all") for row in rows(each)])
def test_amounts_in_words(language: str, row: dict[str, Any]) -> None:
    product, bare = item(row.get("product", "oyster-mushroom")), Bare(row.get("bare", "pack"))
    try:
        outcome: int | str = read_amount(
            row["input"], product, LANGUAGES.get(language), shelf().units, bare=bare, zero=row.get("zero", False)
        )
    except BadAmount as refusal:
        outcome = refusal.problem.value
    except AmbiguousNumber:
        outcome = "ambiguous"

    assert outcome == row.get("is", row.get("problem"))


def test_no_courtesy_is_a_unit_or_a_number() -> None:
    units = {plain(word) for unit in shelf().units for words in unit.words.values() for word in words}

    assert phrases("around") & (units | KNOWN | NOTHING) == set()
