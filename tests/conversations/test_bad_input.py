"""Bad input gets a clear sentence in the reader's language, and leaves everything as it was.

The rows are data: `bad_input` says how to read them.
"""

import asyncio
import tomllib
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from bot.database import open_database
from tests.catalog.shelf import bad_input
from tests.conversations.bad_input import DATA, Row, cases, play, rows
from tests.conversations.buyer_scenes import amount_asked_after_review, ordering, review_shown, someone_new
from tests.conversations.stage import Stage
from tests.market import HeldClock, Market

LAST = {"B": 75, "F": 69, "A": 69, "W": 69, "X": 73}  # odd numbers, from 1
RULES = {f"{letter}{number:02}" for letter, last in LAST.items() for number in range(1, last + 1, 2)}


def played(table: str, url: str) -> Any:
    return pytest.mark.parametrize(("group", "language", url), cases(table), indirect=[url])


async def on_stage(market: Market, language: str = "en") -> Stage:
    stage = Stage(market, language)
    await stage.opens()
    return stage


@played("buyer", "market_url")
async def test_buyers(market: Market, group: list[Row], language: str) -> None:
    await play(group, await on_stage(market, language))


@played("farmer", "market_url")
async def test_farmers(market: Market, group: list[Row], language: str) -> None:
    await play(group, await on_stage(market, language))


@played("admin", "market_url")
async def test_admins(market: Market, group: list[Row], language: str) -> None:
    await play(group, await on_stage(market, language))


@played("setup", "database_url")
async def test_owners_of_an_empty_shop(database_url: str, group: list[Row], language: str) -> None:
    database = open_database(database_url)
    try:
        stage = Stage(Market(database, HeldClock()), language)
        stage.phones["owner"] = await stage.market.made_admin("owner", "Ada", language)
        await stage.phones["owner"].says(f"/language {language}")
        await play(group, stage)
    finally:
        await database.close()


async def test_names_are_shown_as_they_are_and_never_obeyed(market: Market) -> None:
    farmer = await market.farmer("jingyang-garden", language="en")
    for row in bad_input("names"):
        stage = await on_stage(market)
        buyer = await stage.newcomer(row["input"])

        await buyer.says("/start")
        greeting = await buyer.sees()
        await ordering(stage, buyer)

        assert f"Welcome, {row['is']}!" in greeting if row["is"] else "Welcome! Tap" in greeting
        code = (await buyer.sees()).partition("Pickup code: ")[2][:4]
        assert (f"Order {code} for {row['is']}\n" if row["is"] else f"Order {code}\n") in await farmer.sees()
        market.clock.advance(minutes=5)  # so that the next alert is a message of its own


@pytest.mark.parametrize("year", [1970, 2999])
async def test_a_message_from_another_year_counts_by_our_clock(market: Market, year: int) -> None:
    stage = await on_stage(market)
    await someone_new(stage)

    await stage.receives("/start", datetime(year, 1, 1, tzinfo=UTC))
    await ordering(stage, stage.phone)

    assert "📅 Collect: Wed, Nov 25" in await stage.phone.sees()


@pytest.mark.parametrize("number_first", [True, False])
async def test_a_number_and_confirm_at_once_never_order_what_was_not_seen(market: Market, number_first: bool) -> None:
    stage = await on_stage(market)
    await amount_asked_after_review(stage)
    at_once = [stage.phone.says("10"), stage.phone.presses(stage.facts["confirm"])]

    await asyncio.gather(*(at_once if number_first else reversed(at_once)))

    # One jin was confirmed, as shown, or nothing was: then the ten are in the basket, reviewed by nobody.
    ordered = "Pickup code" in "".join([message.text for message in await stage.phone.messages()])
    assert ordered is not number_first
    assert await market.stock_of("tomato") == (179_500, 500)
    await stage.phone.says("/basket")
    assert ("🍅 Tomatoes: 10 jin (5 kg)" in await stage.phone.sees()) is number_first


@pytest.mark.parametrize("market_url", ["sqlite"], indirect=True)
async def test_a_confirm_with_one_character_changed_never_orders(market: Market) -> None:
    stage = await on_stage(market)
    await review_shown(stage)
    books, payload = await stage.books(), stage.facts["confirm"]

    for at, character in product(range(len(payload)), "0129:-cX é１"):
        if payload[at] != character:
            await stage.phone.presses(payload[:at] + character + payload[at + 1 :])

    assert (await stage.books()).changed_since(books) == set()


def test_every_rule_is_tried_or_put_off_with_its_reason() -> None:
    put_off = tomllib.loads((DATA / "not_yet.toml").read_text(encoding="utf-8"))
    tried = {row.id for table in ("buyer", "farmer", "admin", "setup") for row in rows(table)}
    tried |= {row["id"] for row in bad_input("webhook")}
    named = {*put_off["tried_elsewhere"], *put_off["not_yet"]}

    assert RULES - tried == {rule for rule in RULES if rule in named or rule[0] in named}
    assert named <= RULES | LAST.keys()
