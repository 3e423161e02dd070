"""How updates reach a bot: by long polling and by webhook, each until it is confirmed."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, Conflict

from tests.telegram.fake.people import Person
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.fake_checks.conftest import Post


class Hook:
    """A bot's own server: it notes what arrives, and answers what it is told to."""

    def __init__(self) -> None:
        self.url = ""
        self.texts: list[str] = []
        self.secrets: set[str | None] = set()
        self.answers: list[web.Response] = []
        self.at_once = self.most_at_once = 0

    async def answer(self, request: web.Request) -> web.Response:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0.02)
        self.at_once -= 1
        update = await request.json()
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.texts.append(update["message"]["text"] if "message" in update else update["callback_query"]["data"])
        return self.answers.pop(0) if self.answers else web.Response()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    application = web.Application()
    application.add_routes([web.post("/hook", hook.answer)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_an_update_comes_again_until_a_higher_offset_confirms_it(bot: Bot, api: FakeBotApi, ana: Person):
    ana.says("one")
    ana.says("two")

    first = await bot.get_updates()
    again = await bot.get_updates()
    rest = await bot.get_updates(offset=first[0].update_id + 1)

    assert [update.message.text for update in again] == ["one", "two"]
    assert [update.message.text for update in rest] == ["two"]
    assert api.undelivered == 1


async def test_a_poll_ends_when_something_happens(bot: Bot, ana: Person):
    poll = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.05)
    ana.says("hello")

    assert [update.message.text for update in await poll] == ["hello"]


async def test_a_bot_may_name_the_kinds_it_wants(bot: Bot, ana: Person):
    await bot.get_updates(allowed_updates=["callback_query"])
    ana.says("hello")
    ana.presses("x")

    assert [update.callback_query.data for update in await bot.get_updates()] == ["x"]


async def test_a_second_poll_ends_the_first(bot: Bot, post: Post):
    first = asyncio.create_task(post("getUpdates", timeout=5))
    await asyncio.sleep(0.05)
    await bot.get_updates()

    answer = await first
    assert (answer["error_code"], answer["description"]) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )


async def test_polling_is_refused_while_a_webhook_is_set(bot: Bot, post: Post, hook: Hook):
    waiting = asyncio.create_task(post("getUpdates", timeout=5))
    await asyncio.sleep(0.05)
    await bot.set_webhook(hook.url)

    assert (await waiting)["description"] == "Conflict: terminated by setWebhook request"
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()


async def test_webhooks_must_be_safe(bot: Bot):
    for url, secret, reason in [
        ("http://farm.example/hook", "", "Bad webhook: an https url must be provided for webhook"),
        ("https://farm.example:8080/hook", "", "Bad webhook: webhook can be set up only on ports 80, 88, 443 or 8443"),
        ("https://farm.example/hook", "a b", "Secret token contains unallowed characters"),
    ]:
        with pytest.raises(BadRequest) as refused:
            await bot.set_webhook(url, secret_token=secret)
        assert refused.value.message.lower() == reason.lower()


async def test_a_webhook_gets_what_waited_and_each_update_until_it_takes_it(
    api: FakeBotApi, bot: Bot, ana: Person, hook: Hook
):
    hook.answers = [web.Response(status=500), web.Response(status=503)]
    ana.says("one")
    ana.says("two")
    await bot.set_webhook(hook.url, secret_token="s3cret")
    await api.until(lambda: not api.undelivered)

    assert hook.texts == ["one", "one", "one", "two"]
    assert hook.secrets == {"s3cret"}
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    await bot.delete_webhook()
    ana.says("three")
    assert [update.message.text for update in await bot.get_updates()] == ["three"]


async def test_people_do_not_wait_for_each_other(api: FakeBotApi, bot: Bot, hook: Hook):
    await bot.set_webhook(hook.url, max_connections=3)
    for number in range(9):
        api.person(f"Person {number}").starts()
    await api.until(lambda: not api.undelivered)

    assert hook.most_at_once == 3


async def test_the_answer_of_a_webhook_may_be_a_call(api: FakeBotApi, bot: Bot, ana: Person, hook: Hook):
    await bot.set_webhook(hook.url)
    tap = ana.presses("x")
    call = {"method": "answerCallbackQuery", "callback_query_id": tap.id, "text": "Done"}
    hook.answers = [web.json_response(call)]
    await api.until(lambda: tap.answered)

    assert ana.toast == "Done"
    assert [one.method for one in api.calls] == ["setWebhook", "answerCallbackQuery"]


@pytest.mark.parametrize("by_webhook", [True, False], ids=["webhook", "polling"])
async def test_disorder_on_demand(api: FakeBotApi, bot: Bot, ana: Person, hook: Hook, by_webhook: bool):
    api.disturbs(copies=2, shuffled=True)
    said = [f"word {number}" for number in range(10)]
    if by_webhook:
        await bot.set_webhook(hook.url)
    for words in said:
        ana.says(words)
    heard: list[Any] = hook.texts
    if by_webhook:
        await api.until(lambda: len(hook.texts) == 20)
    else:
        heard = [update.message.text for update in await bot.get_updates()]

    assert sorted(heard) == sorted(said * 2)
    assert list(dict.fromkeys(heard)) != said


async def test_what_is_held_comes_later_and_ids_can_be_set(api: FakeBotApi, bot: Bot, ana: Person):
    updates = api.bot.updates
    updates.held, updates.next_id = True, 17
    ana.says("hello")
    assert list(await bot.get_updates()) == []
    updates.release()

    assert [update.update_id for update in await bot.get_updates()] == [17]


async def test_taps_live_shorter_than_words(api: FakeBotApi, bot: Bot, ana: Person):
    ana.says("hello")
    ana.presses("x")
    api.clock.advance(151)

    assert [update.message.text for update in await bot.get_updates()] == ["hello"]


async def test_odd_updates_can_be_injected(api: FakeBotApi, post: Post):
    api.inject({"message": {"text": 5}})
    api.inject({"update_id": "seven", "nonsense": None})

    answer = await post("getUpdates")
    assert [set(update) - {"update_id"} for update in answer["result"]] == [{"message"}, {"nonsense"}]
