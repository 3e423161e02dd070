"""A link that makes two chats one person is opened by one tap on Telegram, so there it asks first."""

from collections.abc import AsyncIterator

import pytest

from tests.conversations.test_joining_phones import joins, link_of
from tests.conversations.test_whole_order import place
from tests.market import Line, Market
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.line import TelegramLine

pytestmark = pytest.mark.telegram


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with FakeBotApi() as api:
        yield TelegramLine(api, webhook=False)


async def test_a_strangers_link_takes_nothing_by_one_tap(market: Market) -> None:
    ana, stranger = market.buyer("Ana"), market.buyer("Mal")
    await place(ana)

    await ana.says(f"/start {await link_of(stranger)}")

    assert "Is this link from your own other phone?" in await ana.sees()
    await stranger.says("/myorders")
    assert "AAA" not in await stranger.sees()


async def test_whoever_made_the_link_says_so_and_is_one_person(market: Market) -> None:
    ana, her_other_phone = market.buyer("Ana"), market.buyer("Ana's tablet")
    await place(ana)

    await joins(her_other_phone, ana)

    assert "Welcome back!" in await her_other_phone.sees()


async def test_a_link_that_is_left_alone_can_be_opened_later(market: Market) -> None:
    ana, her_other_phone = market.buyer("Ana"), market.buyer("Ana's tablet")
    code = await link_of(ana)
    await her_other_phone.says(f"/start {code}")
    await her_other_phone.taps("Leave it")

    await her_other_phone.says(f"/start {code}")
    await her_other_phone.taps("Yes, it is mine")

    assert "Welcome back!" in await her_other_phone.sees()
