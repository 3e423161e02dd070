"""What is new and what is in season: shelves that fill themselves."""

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.models import Product
from bot.catalog.snapshot import bump_version
from tests.market import MORNING, Market

_PRODUCT = Product.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
CARD = "🍊 Mandarins"


async def set_product(market: Market, slug: str, **values: object) -> None:
    def change(session: Session) -> None:
        session.connection().execute(sa.update(_PRODUCT).where(_PRODUCT.c.slug == slug).values(**values))
        bump_version(session)

    await market.database.transact(change)


async def all_goods(buyer) -> list[str]:
    await buyer.says("/shop")
    await buyer.taps("All goods")
    return await buyer.labels()


async def test_in_a_new_shop_nothing_is_new_until_something_comes_later(market):
    ana = market.buyer()
    assert "🆕 New" not in await all_goods(ana)

    await market.later(days=20)
    assert "🆕 New" not in await all_goods(ana)

    await set_product(market, "ginger", shown_at=market.clock())
    assert "🆕 New" in await all_goods(ana)
    await ana.taps("🆕 New")
    assert await ana.labels() == ["🫚 Ginger", "Back", "Basket"]

    await market.later(days=15)
    await ana.presses("special:new:1")
    assert "Nothing new has come in lately." in await ana.sees()
    assert "🆕 New" not in await ana.labels()


async def test_the_latest_stand_first(market):
    ana = market.buyer()
    await market.later(days=20)
    await set_product(market, "ginger", shown_at=market.clock())
    await market.later(hours=1)
    await set_product(market, "tomato", shown_at=market.clock())

    await ana.says("what's new")

    assert (await ana.labels())[:2] == ["🍅 Tomatoes", "🫚 Ginger"]


async def test_what_the_owner_calls_new_is_new(market):
    from bot.catalog.rules import save_settings

    ana = market.buyer()
    await set_product(market, "ginger", shown_at=market.clock())

    def keep(session: Session) -> None:
        save_settings(session, {"new_days": 0})
        bump_version(session)

    await market.database.transact(keep)
    await market.later(hours=1)

    assert "🆕 New" not in await all_goods(ana)


@pytest.mark.parametrize(
    ("month", "there"), [(10, True), (11, True), (12, True), (1, True), (2, True), (3, False), (9, False)]
)
async def test_a_season_may_go_over_the_new_year(market, month, there):
    ana = market.buyer()
    await set_product(market, "mandarin", season_from=10, season_until=2)
    market.clock.now = MORNING.replace(year=2027, month=month, day=15)

    await ana.says("in season")

    if there:
        assert "Mandarins" in await ana.sees()
        await ana.taps(CARD)
        assert "In season until February" in await ana.sees()
    else:
        assert "Mandarins" not in await ana.sees()


async def test_the_month_is_that_of_the_sellers_zone(market):
    ana = market.buyer()
    await set_product(market, "mandarin", season_from=12, season_until=12)
    market.clock.now = MORNING.replace(month=11, day=30, hour=15, minute=59)
    await ana.says("in season")
    assert "Mandarins" not in await ana.sees()

    market.clock.advance(minutes=1)  # midnight in Shanghai
    await ana.says("in season")

    assert "Mandarins" in await ana.sees()


@pytest.mark.parametrize(
    ("language", "words", "title", "until"),
    [
        ("en", "in season", "🌿 In season", "In season until December"),
        ("zh_Hans", "当季", "🌿 当季", "当季，到十二月为止"),
        ("ru", "что сейчас в сезон?", "🌿 Сейчас сезон", "Сезон до конца декабря"),
        ("es", "¿Qué hay de temporada?", "🌿 De temporada", "De temporada hasta diciembre"),
        ("ar", "في الموسم", "🌿 في موسمه", "في موسمه حتى ديسمبر"),
    ],
)
async def test_it_is_found_by_its_words_and_read_on_the_card_in_every_language(market, language, words, title, until):
    ana = market.buyer(language=language)

    await ana.says(words)
    assert (await ana.sees()).startswith(title)

    await ana.presses(f"product:{(await _ids(market))['mandarin']}")
    assert until in await ana.sees()


async def test_where_nothing_has_its_season_all_goods_are_shown(market):
    ana = market.buyer()
    for slug in await _ids(market):
        await set_product(market, slug, season_from=None, season_until=None)

    await ana.says("in season")

    assert "Nothing is in season right now." in await ana.sees()
    assert "🌿 In season" not in await ana.labels()


@pytest.mark.parametrize("payload", ["special:old:1", "special::1", "special:new"])
async def test_a_made_up_shelf_is_not_available(market, payload):
    ana = market.buyer()
    await ana.says("/shop")

    await ana.presses(payload)

    assert "That is not available." in await ana.sees()


async def _ids(market: Market) -> dict[str, int]:
    def read(session: Session) -> dict[str, int]:
        rows = session.connection().execute(sa.select(_PRODUCT.c.slug, _PRODUCT.c.id))
        return {row.slug: row.id for row in rows}

    return await market.database.read(read)
