"""What the doctor is told about the bot."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.telegram.account import Account
from bot.channels.telegram.checkup import examine
from bot.channels.telegram.webhook import ensure_webhook
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.receiving import client

SECRET = "a-secret-for-tests-alone"
NOW = datetime.now(UTC)


@pytest.fixture
def polled(api: FakeBotApi) -> Account:
    return Account(api.token, api.url)


@pytest.fixture
def hooked(api: FakeBotApi) -> Account:
    return Account(api.token, api.url, "http://127.0.0.1:1", SECRET)


async def todos(account: Account, now: datetime = NOW) -> dict[str, str]:
    return {fact.what: fact.todo for fact in await examine(account, now) if fact.todo}


async def test_a_bot_that_is_well_needs_nothing(api: FakeBotApi, polled: Account) -> None:
    async with client(api) as bot:
        await bot.set_my_commands([("shop", "See what is fresh")])

    facts = await examine(polled, NOW)

    assert [fact.todo for fact in facts] == [""] * 3
    assert facts[0].what == "Telegram knows the bot as @village_market_bot"


async def test_a_token_that_is_refused_is_all_there_is_to_say(api: FakeBotApi, polled: Account) -> None:
    api.bot.revoked = True

    assert list(await todos(polled)) == ["Telegram refuses the token"]


async def test_a_platform_that_cannot_be_reached_is_named() -> None:
    assert list(await todos(Account("1:x", "http://127.0.0.1:9"))) == ["Telegram cannot be asked (NotSent)"]


async def test_what_botfather_can_change_is_said_in_his_words(api: FakeBotApi, polled: Account) -> None:
    api.bot.reads_all_in_groups = True
    api.bot.answers_inline = False

    said = " ".join((await todos(polled)).values())

    assert "/setprivacy" in said
    assert "/setinline" in said


async def test_a_menu_that_is_not_set_is_named(polled: Account) -> None:
    assert "the menu of commands is not set" in await todos(polled)


async def test_polling_beside_a_webhook_is_named(api: FakeBotApi, polled: Account) -> None:
    async with client(api) as bot:
        await bot.set_webhook("http://127.0.0.1:1/somebody")

    assert any("a webhook is set" in what for what in await todos(polled))


async def test_a_webhook_that_is_not_ours_is_named(api: FakeBotApi, hooked: Account) -> None:
    assert "Telegram brings updates to no address" in await todos(hooked)

    async with client(api) as bot:
        await ensure_webhook(bot, hooked.webhook_url, "another-secret-for-tests")

    assert "Telegram brings updates to another address" in await todos(hooked)


async def test_a_webhook_that_cannot_be_reached_is_named_while_it_is_news(api: FakeBotApi, hooked: Account) -> None:
    async with client(api) as bot:
        await ensure_webhook(bot, hooked.webhook_url, SECRET)
    for _ in range(100):
        api.person("Ana").says("hi")
    await api.until(lambda: api.bot.webhook and api.bot.webhook.last_error)

    now_said = await todos(hooked, datetime.fromtimestamp(api.clock(), UTC))
    later_said = await todos(hooked, datetime.fromtimestamp(api.clock(), UTC) + timedelta(hours=2))

    assert any("could not bring an update: " in what for what in now_said)
    assert "100 updates wait at Telegram" in now_said
    assert not any("could not bring an update: " in what for what in later_said)
