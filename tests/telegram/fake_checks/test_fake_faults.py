"""What goes wrong on order, and what is noted about how a bot takes it."""

import asyncio
import time
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from tests.telegram.fake import faults
from tests.telegram.fake.faults import Fault
from tests.telegram.fake.people import Person
from tests.telegram.fake.server import FakeBotApi

# What is scripted, what the client makes of it, whether the message arrived all the same.
MISHAPS: list[tuple[Fault, type[TelegramError], bool]] = [
    (faults.penalty(3), RetryAfter, False),
    (faults.server_error(502, "Bad Gateway"), NetworkError, False),
    (faults.bad("chat not found"), BadRequest, False),
    (faults.forbids(), Forbidden, False),
    (faults.migrates(-1001), ChatMigrated, False),
    (faults.garbage(), TelegramError, True),
    (faults.garbage(accepts=False), TelegramError, False),
    (faults.reset(), NetworkError, False),
    (faults.accept_then_reset(), NetworkError, True),
    (faults.accept_then_hang(), TimedOut, True),
    (faults.slow(5), TimedOut, True),
]


@pytest.mark.parametrize(("fault", "error", "arrives"), MISHAPS)
async def test_one_call_fails_as_scripted(
    api: FakeBotApi, bot: Bot, ana: Person, fault: Fault, error: type[TelegramError], arrives: bool
):
    api.fails(fault, "sendMessage", chat=ana.id)

    with pytest.raises(error):
        await bot.send_message(ana.id, "Hello", read_timeout=0.2 if error is TimedOut else 5)

    assert (ana.sees == "Hello") is arrives
    assert bool(api.called("sendMessage")) is arrives


async def test_a_fault_waits_for_its_call(api: FakeBotApi, bot: Bot, ana: Person):
    ben = api.person("Ben")
    ben.starts()
    api.fails(faults.forbids(), "sendMessage", chat=ben.id)

    await bot.send_message(ana.id, "Hello")
    with pytest.raises(Forbidden):
        await bot.send_message(ben.id, "Hello")
    await bot.send_message(ben.id, "Hello again")

    assert ben.sees == "Hello again"


async def test_calls_during_a_penalty_are_violations(api: FakeBotApi, bot: Bot, ana: Person):
    api.fails(faults.penalty(30))
    with pytest.raises(RetryAfter):
        await bot.send_message(ana.id, "Hello")
    await asyncio.sleep(0.01)

    with pytest.raises(RetryAfter) as paused:
        await bot.send_message(ana.id, "Hello")
    await bot.get_me()
    api.clock.advance(30)
    await bot.send_message(ana.id, "Hello")

    assert paused.value.retry_after == timedelta(seconds=30)
    assert api.violations == ["call during a penalty: sendMessage"]


async def test_calls_on_their_way_when_a_penalty_begins_are_not(api: FakeBotApi, bot: Bot, ana: Person):
    api.faults.latency_s = 0.1
    api.fails(faults.penalty(30))

    outcomes = await asyncio.gather(*(bot.send_message(ana.id, "Hello") for _ in range(5)), return_exceptions=True)

    assert {type(one) for one in outcomes} == {RetryAfter}
    assert api.violations == []


async def test_rates_can_be_enforced(api: FakeBotApi, bot: Bot, ana: Person):
    api.faults.rates = faults.Rates()
    for number in range(3):
        await bot.send_message(ana.id, f"Message {number}")

    with pytest.raises(RetryAfter):
        await bot.send_message(ana.id, "One too many")


async def test_every_answer_may_take_its_time(api: FakeBotApi, bot: Bot):
    api.faults.latency_s = 0.05
    begun = time.monotonic()
    await bot.get_me()

    assert time.monotonic() - begun >= 0.05
