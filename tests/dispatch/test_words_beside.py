"""The words of a large shop are arranged beside the turns: nobody waits for them but who types before the first are."""

import asyncio
from dataclasses import replace
from types import MappingProxyType

from bot.catalog.grammar.index import AT_ONCE_MAX, arrange, follow, index_of
from bot.catalog.grammar.shop import make_ready
from bot.catalog.matching import Found, find_items
from bot.catalog.snapshot import Catalogue, Item
from bot.handlers.buyer.buttons import OpenShop
from bot.messages import Content, Incoming, Press, Text
from tests.catalog.shelf import shelf
from tests.market import Market, Phone

LARGE = AT_ONCE_MAX + 1


def shop_of(goods: int, version: int, **changed: str) -> Catalogue:
    """So many goods, called "thing <number>" but for those that are called otherwise or, by "", are not offered."""
    pattern = next(iter(shelf().items.values()))
    items = {number: _thing(pattern, number, changed.get(f"thing_{number}")) for number in range(1, goods + 1)}
    return Catalogue(
        version=version,
        seeded=True,
        rules=shelf().rules,
        items=MappingProxyType(items),
        categories=(),
        farms=shelf().farms,
        all_points=(),
        units=shelf().units,
    )


def found(words: str, catalogue: Catalogue) -> str:
    """The slug of what some words name for certain."""
    answer: Found = find_items(words, catalogue, hidden=False)
    return answer.exact.slug if answer.exact else ""


def test_large_shop_is_read_in_the_words_before_until_its_own_are_arranged() -> None:
    before = shop_of(LARGE, 1)
    arrange(before)
    after = shop_of(LARGE, 2, thing_7="Quince", thing_8="")

    follow(after, before)
    assert [found(words, after) for words in ("thing 6", "thing 7", "quince", "thing 8")] == ["t6", "t7", "", ""]

    arrange(after)
    assert [found(words, after) for words in ("thing 6", "quince", "thing 8")] == ["t6", "t7", ""]


def test_small_shop_is_read_in_its_own_words_at_once() -> None:
    before = shop_of(AT_ONCE_MAX, 1)
    arrange(before)
    after = shop_of(AT_ONCE_MAX, 2, thing_7="Quince")

    follow(after, before)

    assert found("quince", after) == "t7"


def test_new_version_with_the_same_words_has_them_arranged_already() -> None:
    before, after = shop_of(LARGE, 1), shop_of(LARGE, 2)

    assert arrange(after) is arrange(before)


def test_only_new_words_are_worth_tidying_up_for() -> None:
    known, dearer, renamed = shop_of(LARGE, 1), shop_of(LARGE, 2), shop_of(LARGE, 3, thing_7="Medlar")
    arrange(known)
    for version in (dearer, renamed):
        follow(version, known)

    assert (make_ready(dearer), make_ready(renamed)) == (False, True)


async def test_who_types_before_the_first_words_are_arranged_waits_and_who_taps_does_not(market: Market) -> None:
    ana, ben = market.buyer("Ana"), market.buyer("Ben")
    keeping = asyncio.create_task(market.house.shelf.keep_ready())
    await asyncio.sleep(0)  # it has begun

    typed = asyncio.create_task(market.receive(_event(ana, Text("oyster mushroom"))))
    tapped = asyncio.create_task(market.receive(_event(ben, Press(OpenShop().pack()))))
    first, _ = await asyncio.wait({typed, tapped}, return_when=asyncio.FIRST_COMPLETED)
    assert first == {tapped}

    await typed  # the tap brought the catalogue here, whose words are arranged now
    await market.settle()
    assert "Oyster mushroom" in await ana.sees()
    keeping.cancel()


async def test_turn_that_meets_a_new_version_arranges_no_words_itself(market: Market) -> None:
    known, new = shop_of(LARGE, 1), shop_of(LARGE, 2, thing_7="Quince")
    arrange(known)
    market.house.shelf.put(known)

    assert index_of(market.house.shelf.precede(new)) is index_of(known)


def _thing(pattern: Item, number: int, name: str | None) -> Item:
    return replace(
        pattern,
        product_id=number,
        slug=f"t{number}",
        position=number,
        names=MappingProxyType({"en": name or f"thing {number}"}),
        short_names=MappingProxyType({}),
        aliases=MappingProxyType({}),
        offer_id=None if name == "" else number,
        lot_id=number,
    )


def _event(phone: Phone, content: Content) -> Incoming:
    return Incoming(phone.address, phone.next_event_id(), content, phone.market.clock(), language="en")
