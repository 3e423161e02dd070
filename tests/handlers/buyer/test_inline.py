"""Goods to show in a chat of one's own."""

from functools import partial

import pytest

from bot.catalog.snapshot import Catalogue
from bot.handlers.buyer.inline import CARDS_MAX, shared_cards
from bot.i18n import Reader
from bot.links import Links
from bot.messages import SharedCard
from tests.market import LANGUAGES, Market
from tests.statements import count_statements


async def found(market: Market, words: str, language: str = "en", channel: str = "telegram") -> list[SharedCard]:
    catalogue: Catalogue = await market.database.read(market.app.house.catalogue)
    links = Links("http://shop.test")
    links.add("telegram", "https://t.me/farmgate_bot?start=")
    reader = Reader(LANGUAGES.get(language), catalogue.rules.zone, catalogue.rules.currency)
    search = partial(shared_cards, words=words, reader=reader, catalogue=catalogue, links=links, channel=channel)
    return await market.database.read(search)


async def test_a_name_finds_what_a_friend_will_see(market: Market) -> None:
    [card] = await found(market, "oyster mushroom")

    assert card.title == "🍄 Oyster mushroom"
    assert card.description == "¥6.00 per jin · Leishan Corn-Cob Mushrooms, Leishan, Guizhou"
    assert card.message.title == card.title
    assert card.message.text == "Leishan Corn-Cob Mushrooms, Leishan, Guizhou\n¥6.00 per jin"
    [[buy]] = card.message.rows
    assert buy.url == f"https://t.me/farmgate_bot?start={card.key}"


async def test_no_words_find_the_best_sellers(market: Market) -> None:
    cards = await found(market, "  ")

    assert cards[0].title == "🍄 Oyster mushroom"
    assert len(cards) == CARDS_MAX
    assert len({card.key for card in cards}) == CARDS_MAX


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("oyster", ["🍄 Oyster mushroom", "🍄 King oyster mushroom"]),
        ("oister mushrom", ["🍄 Oyster mushroom"]),
        ("平菇", ["🍄 Oyster mushroom"]),
        ("xyzzy", []),
        ("x" * 5000, []),
        ("\0", []),
    ],
)
async def test_names_are_matched_as_they_are_in_the_chat(market: Market, words: str, titles: list[str]) -> None:
    assert [card.title for card in await found(market, words)][: len(titles) or None] == titles


async def test_cards_are_in_the_readers_language(market: Market) -> None:
    [card] = await found(market, "oyster mushroom", language="zh_Hans")

    assert card.title == "🍄 平菇"


@pytest.mark.parametrize(("command", "tap"), [("/stock {} =0", "Apply"), ("/hide {}", "Hide it")])
async def test_what_cannot_be_bought_is_not_shown(market: Market, command: str, tap: str) -> None:
    admin = await market.admin()
    await admin.says(command.format("oyster mushroom"))
    await admin.taps(tap)

    titles = [card.title for card in await found(market, "") + await found(market, "oyster")]

    assert "🍄 Oyster mushroom" not in titles
    assert "🍄 King oyster mushroom" in titles


async def test_a_search_is_one_statement(market: Market) -> None:
    catalogue = await market.database.read(market.app.house.catalogue)
    reader = Reader(LANGUAGES.get("en"), catalogue.rules.zone, catalogue.rules.currency)
    facts = {"reader": reader, "catalogue": catalogue, "links": Links("http://shop.test"), "channel": "telegram"}

    with count_statements(market.database) as counted:
        await market.database.read(partial(shared_cards, words="", **facts))

    assert [len(turn) for turn in counted.touching("lot")] == [1]
