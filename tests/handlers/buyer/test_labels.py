"""Every button of the sample market fits its twenty characters, in each language: `choice` refuses a longer one."""

import pytest

from bot.catalog.snapshot import load_catalogue
from bot.handlers.choices import CHOICES_MAX, in_rows
from bot.messages import LABEL_MAX, Choice
from tests.handlers.buyer.rows import leave

WAYS_ON = 4  # Back, Next page, Basket and Pictures do not count


@pytest.mark.parametrize("language", ["en", "zh_Hans", "ru", "es", "ar"])
async def test_every_screen_of_the_sample_market(market, language):
    buyer = market.buyer(language=language)
    catalogue = await market.database.read(load_catalogue)
    await buyer.says("/start")
    screens = ["shop", "goods", "points:1", "basket", "mine:1", "languages", "person"]
    screens += [f"shelf:{category.category_id}:1" for category in catalogue.categories]
    for item in catalogue.shelf:
        screens += [f"product:{item.product_id}", f"amount:{item.offer_id}"]
        screens += [f"put:{item.offer_id}:{item.packs[0].quantity}", f"line:{item.offer_id}", f"put:{item.offer_id}:0"]

    for payload in screens:
        await buyer.presses(payload)

        assert all(0 < len(label) <= LABEL_MAX for label in await buyer.labels()), payload
        assert len(await buyer.labels()) <= CHOICES_MAX + WAYS_ON, payload


@pytest.mark.parametrize("language", ["en", "zh_Hans", "ru", "es", "ar"])
async def test_every_screen_of_somebody_who_comes_back(market, language):
    buyer = market.buyer(language=language)
    catalogue = await market.database.read(load_catalogue)
    gone, there = catalogue.shelf[:2]
    for item in (gone, there):
        await buyer.presses(f"put:{item.offer_id}:{item.packs[0].quantity}")
    await buyer.presses("review")
    [confirm] = [
        choice.payload for choice in (await buyer.messages())[-1].choices if choice.payload.startswith("confirm:")
    ]
    await buyer.presses(confirm)
    _, order_id, _ = confirm.split(":")
    await buyer.presses(f"put:{gone.offer_id}:{gone.packs[0].quantity}")
    await leave(market, gone.slug, 0)
    drawn = []

    for payload in (
        "shop",
        "basket",
        f"repeat:{order_id}",
        "fit",
        f"repeat:{order_id}",
        f"my-order:{order_id}",
        "mine:1",
    ):
        await buyer.presses(payload)
        drawn.append((await buyer.messages())[-1])

    assert [len(message.choices) for message in drawn] == [9, 5, 6, 2, 5, 5, 5]
    assert all(0 < len(label) <= LABEL_MAX for message in drawn for label in message.labels)


def test_short_labels_share_a_row_and_long_ones_do_not():
    labels = ["1 jin", "2 jin", "5 jin", "Other amount", "简体中文", "🍄 Oyster mushroom"]

    rows = in_rows(Choice(label, label) for label in labels)

    assert [[choice.label for choice in row] for row in rows] == [
        ["1 jin", "2 jin", "5 jin"], ["Other amount", "简体中文"], ["🍄 Oyster mushroom"],
    ]  # fmt: skip
