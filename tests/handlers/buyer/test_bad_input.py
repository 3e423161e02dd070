"""Each bad input gets a clear sentence; state, basket and open question stay as they were (see bad_input.toml)."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.handlers.buyer.rows import LINES, ask, title

INPUTS = tomllib.loads(Path(__file__).with_name("bad_input.toml").read_text(encoding="utf-8"))


def each(kind: str) -> Any:
    rows = INPUTS[kind]
    return pytest.mark.parametrize("row", rows, ids=[row.get("rule") or row["kind"] for row in rows])


def typed(row: dict[str, Any]) -> str:
    if "tail" in row:
        return str(row["says"]) + row["tail"] * row["times"]
    return str(row["says"]) * row.get("times", 1)


@each("amount")
async def test_a_bad_amount_is_explained_and_asked_again(market, buyer, row):
    await buyer.says("tomatoes")
    await buyer.taps("Other amount")

    await buyer.says(typed(row))

    assert row["hears"] in await buyer.sees()
    assert await ask(market, LINES) == []
    await buyer.says("2 jin")
    assert "🍅 Tomatoes: 2 jin (1 kg)" in await buyer.sees()


@each("payload")
async def test_a_made_up_button_shows_the_present_state(market, buyer, row):
    await buyer.says("eggs")
    await buyer.taps("10 pcs")
    before = await ask(market, LINES)

    await buyer.presses(row["press"])

    assert "That is not available. Here is how things stand:" in await buyer.sees()
    assert "🥚 Free-range eggs: 10 pcs" in await buyer.sees()
    assert await ask(market, LINES) == before


@each("language")
async def test_an_unknown_language_lists_those_there_are(buyer, row):
    await buyer.says(typed(row))

    assert "I do not speak that one yet. These I do:" in await buyer.sees()
    assert await buyer.labels() == ["English", "العربية", "Español", "Русский", "简体中文", "Back"]


@each("start")
async def test_what_is_no_link_of_ours_is_a_plain_start(buyer, row):
    await buyer.says(typed(row))

    assert "Welcome, Lin!" in await buyer.sees()


@each("unreadable")
async def test_a_picture_or_a_voice_gets_a_hint_and_the_question_stays(buyer, row):
    await buyer.says("tomatoes")
    await buyer.taps("Other amount")

    await buyer.shows(row["kind"])

    assert await buyer.sees() == "I can only read words and numbers so far. Please type it, or tap a button."
    await buyer.says("2")
    assert "🍅 Tomatoes: 2 jin (1 kg), ¥9.00" in await buyer.sees()


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("３", "3 jin (1.5 kg)"),  # B09
        ("2.5 kg", "5 jin (2.5 kg)"),  # B07
        ("三斤", "3 jin (1.5 kg)"),  # B13
        ("3斤", "3 jin (1.5 kg)"),
        ("3 jin", "3 jin (1.5 kg)"),
        ("½ jin", "0.5 jin (250 g)"),  # B11: a half where halves are sold
        ("x2", "2 jin (1 kg)"),
        ("half a kilo", "1 jin (500 g)"),
        ("2 x 500 g", "2 jin (1 kg)"),
        ("1 box", "10 jin (5 kg)"),
    ],
)
async def test_amounts_are_read_as_people_write_them(buyer, words, amount):
    await buyer.says("tomatoes")

    await buyer.says(words)

    assert f"🍅 Tomatoes: {amount}" in await buyer.sees()


async def test_between_two_packs_the_nearest_are_offered(buyer):
    await buyer.says("rice wine")

    await buyer.says("1200 ml")

    assert await buyer.labels() == ["1 l", "1.5 l", "Back", "Basket"]
    await buyer.taps("1.5 l")
    assert "🍶 Rice wine: 1.5 l, ¥36.00" in await buyer.sees()


async def test_another_wish_is_no_bad_amount(buyer):
    await buyer.says("tomatoes")
    await buyer.taps("Other amount")

    await buyer.says("duck eggs")

    assert await title(buyer) == "🦆 Duck eggs"
