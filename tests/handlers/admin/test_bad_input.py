"""Each bad input gets a clear sentence, and changes nothing (see bad_input.toml)."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.catalog.models import Lot, Offer, Product
from tests.handlers.admin.rows import rows_of

INPUTS = tomllib.loads(Path(__file__).with_name("bad_input.toml").read_text(encoding="utf-8"))


def each(kind: str) -> Any:
    return pytest.mark.parametrize("row", INPUTS[kind], ids=[row["rule"] for row in INPUTS[kind]])


async def state(market):
    return [repr(row) for table in (Lot, Offer, Product) for row in await rows_of(market, table)]


@each("command")
async def test_a_bad_command_is_explained(market, admin, row):
    before = await state(market)

    await admin.says(row["says"] * row.get("times", 1))

    assert row["hears"] in await admin.sees()
    assert await state(market) == before


@each("payload")
async def test_a_made_up_button_shows_the_present_state(market, admin, row):
    before = await state(market)

    await admin.presses(row["press"])

    assert "That is not available." in await admin.sees()
    assert await state(market) == before


@each("command")
async def test_no_command_of_an_admin_tells_a_buyer_anything(market, row):
    buyer = market.buyer()
    await buyer.says("/start")

    await buyer.says(row["says"] * row.get("times", 1))

    assert "That is not available." in await buyer.sees()
