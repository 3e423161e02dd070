"""Prices and stock commands as admins type them."""

from typing import Any

import pytest

from bot.catalog.desk_refusals import BadCommand
from bot.catalog.desk_words import one_line, read_signed, read_unsigned
from bot.catalog.price_words import BadPrice, read_price
from tests.catalog.shelf import LANGUAGES, bad_input, row_id


@pytest.mark.parametrize("row", bad_input("prices"), ids=row_id)
def test_typed_prices(row: dict[str, Any]) -> None:
    try:
        outcome: int | str = read_price(row["input"], LANGUAGES.get(row.get("language", "en")), "CNY")
    except BadPrice as refusal:
        outcome = refusal.problem.value

    assert outcome == row.get("is", row.get("problem"))


@pytest.mark.parametrize("row", bad_input("stock_commands"), ids=row_id)
def test_typed_stock_commands(row: dict[str, Any]) -> None:
    outcome: tuple[str, ...] | str
    try:
        words = one_line("stock", row["input"])
        parts = read_signed(words) or read_unsigned(words)
        assert parts is not None
        outcome = (parts.name, parts.sign.value if parts.sign else "", parts.amount)
    except BadCommand as refusal:
        outcome = refusal.problem.value

    assert outcome == row.get("problem", (row.get("name"), row.get("sign"), row.get("amount")))
