"""The channel as a process starts it: with polling or a webhook, and with a platform that may be down."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from bot.channels.telegram.account import Account
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.steady import under_lease
from bot.channels.telegram.webhook import path_of
from bot.clock import utc_now
from bot.database.leases import Lease
from bot.i18n import Languages
from bot.messages import Address, Outgoing
from bot.notices.ports import Ticket
from bot.settings import locales_folder
from bot.web.application import make_application
from tests.telegram.fake import faults
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.menus import Words, a_person, makes_admin
from tests.telegram.receiving import FAST, Double
from tests.telegram.test_inline import Goods

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SECRET = "a-secret-for-tests-alone"
LANGUAGES = Languages(locales_folder(), ["en", "zh_Hans"])


@asynccontextmanager
async def started(
    account: Account, double: Double, names: list[str], *, penalty_s: float = 0
) -> AsyncIterator[Telegram]:
    telegram = Telegram(
        account,
        commands=frozenset({"shop"}),
        receive=double.receive,
        move=double.move,
        search=Goods().search,
        words=Words(),
        on_name=names.append,
        database=double.database,
        languages=LANGUAGES,
        pauses=FAST,
    )
    telegram.gate.close_until(utc_now() + timedelta(seconds=penalty_s))
    await telegram.start()
    try:
        yield telegram
    finally:
        await telegram.close()


@asynccontextmanager
async def running(telegram: Telegram) -> AsyncIterator[None]:
    task = asyncio.create_task(telegram.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_it_says_its_name_and_listens_and_shows_its_menus(api: FakeBotApi, double: Double) -> None:
    names: list[str] = []
    ana = api.person("Ana")
    await double.database.transact(makes_admin(await double.database.transact(a_person(ana.id))))

    async with started(Account(api.token, api.url), double, names) as telegram, running(telegram):
        assert names == ["village_market_bot"]
        ana.says("hi")
        await api.until(lambda: double.texts() == ["hi"] and not api.undelivered)
        await api.until(lambda: api.bot.profile.text("short_description", "zh"))

    assert api.bot.profile.commands_in({"type": "chat", "chat_id": ana.id}, "")


async def test_a_platform_that_is_down_keeps_nobody_from_starting(api: FakeBotApi, double: Double) -> None:
    names: list[str] = []
    api.fails(faults.server_error(), "getMe", times=3)

    async with started(Account(api.token, api.url), double, names):
        await api.until(lambda: names)

    assert names == ["village_market_bot"]


async def test_without_anybody_there_it_starts_and_stops(double: Double) -> None:
    names: list[str] = []
    nowhere = Account("1:nobody", "http://127.0.0.1:9")

    async with started(nowhere, double, names) as telegram, running(telegram):
        pass

    assert names == []


async def test_a_worker_tells_telegram_where_the_web_listens(api: FakeBotApi, double: Double) -> None:
    web_account = Account(api.token, api.url, "http://127.0.0.1", SECRET)
    async with started(web_account, double, []) as web:
        application = make_application(database=double.database, languages=LANGUAGES, routes=[web.add_to])
        async with TestServer(application) as site:
            address = str(site.make_url("")).rstrip("/")
            async with started(web_account._replace(webhook_url=address), double, []) as worker, running(worker):
                double.toast = "Here it is"
                tap = api.person("Ana").presses("shop")
                await api.until(lambda: tap.answered and not api.undelivered)

    assert tap.toast == "Here it is"
    assert [call.parameters["url"] for call in api.called("setWebhook")] == [address + path_of(SECRET)]


async def test_with_polling_the_web_has_no_webhook(api: FakeBotApi, double: Double) -> None:
    async with started(Account(api.token, api.url), double, []) as web:
        application = make_application(database=double.database, languages=LANGUAGES, routes=[web.add_to])

    assert not [route for route in application.router.resources() if route.canonical.startswith("/telegram")]


@pytest.mark.parametrize("method", ["setMyCommands", "setMyDescription", "getMyCommands", "getWebhookInfo", "getMe"])
async def test_a_penalty_for_what_is_no_message_stops_no_message(api: FakeBotApi, double: Double, method: str) -> None:
    ana = api.person("Ana", started=True)
    api.fails(faults.penalty(80_000), method)

    async with started(Account(api.token, api.url), double, []) as telegram, running(telegram):
        await api.until(lambda: api.rejected)
        await telegram.port.deliver(Ticket(Address("telegram", str(ana.id)), Outgoing(text="New order!")))

    assert ana.sees == "New order!"
    assert telegram.gate.left_s == 0


async def test_a_penalty_for_descriptions_leaves_those_with_rights_their_menus(api: FakeBotApi, double: Double) -> None:
    ana = api.person("Ana")
    person_id = await double.database.transact(a_person(ana.id))
    api.fails(faults.penalty(80_000), "setMyDescription")

    async with started(Account(api.token, api.url), double, []) as telegram:
        keeping = asyncio.create_task(telegram.keep_menus())
        await api.until(lambda: api.rejected)
        await double.database.transact(makes_admin(person_id))
        await api.until(lambda: api.bot.profile.commands_in({"type": "chat", "chat_id": ana.id}, ""), 10)
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


async def test_a_penalty_for_messages_makes_nobody_deaf(api: FakeBotApi, double: Double) -> None:
    """As after a restart, when the penalty is remembered before anybody is asked who we are."""
    names: list[str] = []
    double.toast = "Here it is"
    ana = api.person("Ana")
    tap = ana.presses("shop")

    async with started(Account(api.token, api.url), double, names, penalty_s=3600) as telegram, running(telegram):
        assert names == ["village_market_bot"]
        await api.until(lambda: tap.answered and not api.undelivered)
        await api.until(lambda: api.bot.profile.text("short_description", "zh"))

    assert tap.toast == "Here it is"


async def test_a_penalty_for_messages_hinders_no_webhook(api: FakeBotApi, double: Double) -> None:
    account = Account(api.token, api.url, "http://127.0.0.1:9", SECRET)

    async with started(account, double, [], penalty_s=3600) as telegram, running(telegram):
        await api.until(lambda: api.called("setWebhook"))


async def test_a_bug_that_ends_the_listening_is_said_and_it_begins_anew(
    api: FakeBotApi, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease, bugs = double.database.lease, [RuntimeError("a bug")]

    def breaks_once(name: str) -> AbstractAsyncContextManager[Lease]:
        if bugs and "poll" in name:
            raise bugs.pop()
        return lease(name)

    monkeypatch.setattr(double.database, "lease", breaks_once)
    api.person("Ana").says("hi")

    with capture_logs() as lines:
        async with started(Account(api.token, api.url), double, []) as telegram, running(telegram):
            await api.until(lambda: double.texts() == ["hi"])

    assert [line["event"] for line in lines if line["log_level"] == "error"] == ["telegram failed"]


async def test_a_bug_in_the_work_under_a_lease_is_raised(double: Double) -> None:
    async def work() -> None:
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        async with asyncio.timeout(5):
            await under_lease(double.database, "some work", work)
