"""The sample market's facts: all there, all in five languages, nothing pointing nowhere, nothing too long to tap."""

from collections import Counter

import pytest

from bot.catalog.sample.market import sample_market
from bot.messages import LABEL_MAX

MARKET = sample_market()


def test_the_market_is_as_large_as_it_was_described():
    sizes = {
        "farms": len(MARKET.farms),
        "products": len(MARKET.products),
        "categories": len(MARKET.categories),
        "points": len(MARKET.points),
        "units": len(MARKET.units),
        "families": len(MARKET.families),
        "aliases": sum(len(texts) for product in MARKET.products for texts in product.aliases.values()),
    }

    assert sizes == {
        "farms": 12, "products": 40, "categories": 6, "points": 2, "units": 18, "families": 8, "aliases": 464,
    }  # fmt: skip


def test_stock_and_prices_add_up_to_what_was_described():
    stock: Counter[str] = Counter()
    for product in MARKET.products:
        stock[product.dimension] += product.stock

    assert stock == {"mass": 5_223_000, "volume": 1_150_000, "piece": 12_020}  # gram, millilitre, pieces
    assert sum(product.price for product in MARKET.products) == 65_700  # fen
    assert sum(pack.quantity for product in MARKET.products for pack in product.packs) == 142_782
    assert sum(product.min_order for product in MARKET.products) == 12_614


def test_the_oyster_mushroom_is_six_yuan_a_jin():
    oyster = next(product for product in MARKET.products if product.slug == "oyster-mushroom")

    assert (oyster.price, oyster.price_unit, oyster.stock) == (600, 500, 150_000)
    assert (MARKET.currency, MARKET.time_zone) == ("CNY", "Asia/Shanghai")
    assert MARKET.products[0] == oyster  # the first that a new buyer sees


def test_every_slug_is_there_once():
    kinds = (MARKET.farms, MARKET.products, MARKET.categories, MARKET.points, MARKET.people)

    twice = [slug for kind in kinds for slug, times in Counter(thing.slug for thing in kind).items() if times > 1]

    assert twice == []


def test_whatever_is_named_exists():
    farms = {farm.slug for farm in MARKET.farms}
    goods = {product.slug for product in MARKET.products}
    units = {unit.key for unit in MARKET.units}
    people = {person.slug for person in MARKET.people}

    assert {product.farm for product in MARKET.products} == farms
    assert {product.category for product in MARKET.products} == {category.slug for category in MARKET.categories}
    assert {pack.label_key for product in MARKET.products for pack in product.packs} - {None} <= units
    assert {unit.farm for unit in MARKET.units} - {None} <= farms
    assert {slug for unit in MARKET.units for slug in unit.products or ()} <= goods
    assert {slug for family in MARKET.families for slug in family.products} <= goods
    assert {contact for farm in MARKET.farms for contact in farm.contacts} <= people
    assert set(MARKET.demo.values()) <= people


@pytest.mark.parametrize("language", MARKET.languages)
def test_everything_has_a_name_in_every_language(language):
    named = [*MARKET.farms, *MARKET.categories, *MARKET.points, *MARKET.products]
    texts = [*(thing.name for thing in named), *(farm.place for farm in MARKET.farms)]

    assert all(words.get(language, "").strip() for words in texts)
    assert all(point.address[language] and point.short_name[language] for point in MARKET.points)


@pytest.mark.parametrize("language", MARKET.languages)
def test_every_button_of_the_market_can_be_read_whole(language):
    labels = [
        *(f"{thing.emoji} {thing.name[language]}" for thing in MARKET.categories),
        *(f"{thing.emoji} {thing.short_name.get(language) or thing.name[language]}" for thing in MARKET.products),
        *(f"📍 {point.short_name[language]}" for point in MARKET.points),
    ]

    assert [label for label in labels if len(label) > LABEL_MAX] == []
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("language", MARKET.languages)
def test_a_word_means_one_product_or_is_asked_about(language):
    meanings: dict[str, set[str]] = {}
    for product in MARKET.products:
        words = [product.name[language], product.short_name.get(language, ""), *product.aliases[language]]
        for word in filter(None, words):
            meanings.setdefault(word.casefold(), set()).add(product.slug)
    asked = {word.casefold() for family in MARKET.families for word in family.words[language]}

    assert [word for word, slugs in meanings.items() if len(slugs) > 1] == []
    assert asked & meanings.keys() == set()


def test_packs_start_small_and_whole_packs_divide_evenly():
    packs = {product.slug: [pack.quantity for pack in product.packs] for product in MARKET.products}
    whole = [packs[product.slug] for product in MARKET.products if product.whole_packs]

    assert [slug for slug, quantities in packs.items() if quantities != sorted(set(quantities))] == []
    assert [quantities for quantities in whole if any(quantity % quantities[0] for quantity in quantities)] == []


def test_each_farm_is_answered_for_in_its_own_language():
    languages = {person.slug: person.language for person in MARKET.people}

    assert [farm.slug for farm in MARKET.farms if languages[farm.contacts[0]] != farm.language] == []


def test_the_three_phones_of_the_demo_are_a_buyer_the_farmer_of_all_farms_and_the_owner():
    people = {person.slug: person for person in MARKET.people}
    buyer, farmer, admin = (people[MARKET.demo[phone]] for phone in ("buyer", "farmer", "admin"))

    assert (buyer.language, buyer.role) == ("en", None)
    assert (admin.language, admin.role) == ("en", "owner")
    assert farmer.language == "zh_Hans"
    assert all(farmer.slug in farm.contacts for farm in MARKET.farms)


def test_there_is_a_buyer_in_every_language():
    farmers = {contact for farm in MARKET.farms for contact in farm.contacts}
    buyers = [person for person in MARKET.people if person.role is None and person.slug not in farmers]

    assert {buyer.language for buyer in buyers} == set(MARKET.languages)
