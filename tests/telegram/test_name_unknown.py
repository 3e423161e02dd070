"""Before Telegram has said what the bot is called, nothing that would keep a wrong link is written."""

from bot.catalog.models import Post
from bot.links import Links
from tests.handlers.admin.rows import rows_of
from tests.market import Market


def test_a_channel_that_is_late_has_links_once_it_is_added() -> None:
    links = Links("http://shop.test")

    links.expect("telegram")
    assert links.is_late("telegram")
    assert not links.is_late("webchat")

    links.add("telegram", "https://t.me/village_market_bot?start=")
    assert not links.is_late("telegram")


async def test_nothing_is_posted_until_links_are_known(market: Market) -> None:
    admin = await market.admin()
    await admin.says("/start")
    place = market.public_place("Village news")
    await place.lets_in(admin)
    await admin.says("/post oyster mushroom")
    payload = await admin.payload_of("📣 Village news")

    market.house.links.expect(market.line.channel)
    await admin.presses(payload)
    assert "Please try again in a moment." in await admin.sees()
    assert (await place.messages(), await rows_of(market, Post)) == ([], [])

    market.house.links.add(market.line.channel, "http://shop.test/chat/?start=")
    await admin.presses(payload)
    assert len(await place.messages()) == 1
