"""/season: from which month to which something is in season."""

import pytest

from bot.catalog.models import Product
from bot.catalog.season_words import SeasonWords, read_season
from bot.catalog.snapshot import Season
from bot.people.models import AuditEntry
from tests.handlers.admin.rows import rows_of


async def season_of(market, slug="tomato"):
    [product] = await rows_of(market, Product, Product.slug == slug)
    return product.season_from, product.season_until


@pytest.mark.parametrize(
    ("typed", "name", "season"),
    [
        ("mandarins 10-12", "mandarins", Season(10, 12)),
        ("mandarins 10 - 2", "mandarins", Season(10, 2)),
        ("mandarins: 5", "mandarins", Season(5, 5)),
        ("蜜橘 10月至12月", "蜜橘", Season(10, 12)),
        ("蜜橘 10到12", "蜜橘", Season(10, 12)),
        ("mandarins 0-12", "mandarins", None),
        ("mandarins 10-13", "mandarins", None),
        ("mandarins", "mandarins", None),
        ("10-12", "", Season(10, 12)),
    ],
)
def test_months_are_read_behind_the_name(typed, name, season):
    assert read_season(typed) == SeasonWords(name, season)


async def test_a_season_is_previewed_set_undone_and_cleared(market, admin):
    await admin.says("/season tomatoes 10-2")
    assert "Before: In season in months 6-9.\nAfter: In season in months 10-2." in await admin.sees()
    assert await season_of(market) == (6, 9)
    await admin.taps("Apply")
    assert await season_of(market) == (10, 2)

    await admin.taps("Undo")
    assert await season_of(market) == (6, 9)

    await admin.says("/season tomatoes no season")
    await admin.taps("Apply")
    assert "It has no season." in await admin.sees()
    assert await season_of(market) == (None, None)
    actions = [entry.action for entry in await rows_of(market, AuditEntry, AuditEntry.subject == "product")]
    assert actions == ["product_season_changed", "product_season_changed_undone", "product_season_changed"]


async def test_digits_of_any_script_are_months(market, admin):
    await admin.says("/season tomatoes ١٠-١٢")
    await admin.taps("Apply")

    assert await season_of(market) == (10, 12)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh_Hans", "西红柿 不分季节"),
        ("ru", "помидоры без сезона"),
        ("es", "tomates sin temporada"),
        ("ar", "طماطم بلا موسم"),
    ],
)
async def test_no_season_is_said_in_every_language(market, language, words):
    admin = await market.seeded("lin-mei", language)

    await admin.says(f"/season {words}")
    await admin.presses(next(each for each in await _payloads(admin) if each.startswith("season:")))

    assert await season_of(market) == (None, None)


@pytest.mark.parametrize("words", ["tomatoes", "tomatoes 13-14", "tomatoes in summer", "tomatoes 0"])
async def test_without_months_that_there_are_it_says_what_to_type(market, admin, words):
    await admin.says(f"/season {words}")

    assert "From which month to which? Type them as numbers from 1 to 12." in await admin.sees()
    assert "/season oyster mushroom 10-12" in await admin.sees()
    assert await season_of(market) == (6, 9)


async def test_what_several_goods_share_is_asked_about_with_the_months_kept(market, admin):
    await admin.says("/season oyster 3-4")
    await admin.taps("🍄 King oyster")
    await admin.taps("Apply")

    assert await season_of(market, "king-oyster-mushroom") == (3, 4)


async def test_a_preview_that_another_admin_overtook_changes_nothing_and_is_drawn_anew(market, admin):
    other = await market.seeded("hao", "en")
    await admin.says("/season tomatoes 1-2")
    await other.says("/season tomatoes 3-4")
    await other.taps("Apply")

    await admin.taps("Apply")
    assert "Before: In season in months 3-4.\nAfter: In season in months 1-2." in await admin.sees()
    assert await season_of(market) == (3, 4)

    await admin.taps("Apply")
    assert await season_of(market) == (1, 2)


async def test_a_season_that_was_set_again_is_not_put_back(market, admin):
    other = await market.seeded("hao", "en")
    await admin.says("/season tomatoes 1-2")
    await admin.taps("Apply")
    await other.says("/season tomatoes 1-4")
    await other.taps("Apply")

    await admin.taps("Undo")

    assert "This cannot be undone: it was changed again since." in await admin.sees()
    assert await season_of(market) == (1, 4)


async def test_applying_twice_is_applying_once(market, admin):
    await admin.says("/season tomatoes 1-2")
    apply = await admin.payload_of("Apply")
    await admin.presses(apply)

    await admin.presses(apply)

    assert len(await rows_of(market, AuditEntry, AuditEntry.subject == "product")) == 1


@pytest.mark.parametrize(
    "payload", ["season:{}:13:1:6:9", "season:{}:0:1:6:9", "season:999999:1:2:6:9", "seasonpre:{}:1:0"]
)
async def test_made_up_months_are_not_available(market, admin, payload):
    [product] = await rows_of(market, Product, Product.slug == "tomato")

    await admin.presses(payload.format(product.id))

    assert "That is not available." in await admin.sees()
    assert await season_of(market) == (6, 9)


async def _payloads(phone):
    return [choice.payload for choice in (await phone.messages())[-1].choices]
