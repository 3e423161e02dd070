"""Waking open pages: at once in the process that shows, by one question in the others."""

import asyncio
import logging
from functools import partial

import pytest

from bot.channels.webchat.hub import STREAMS_MAX, Hub
from bot.messages import Outgoing
from tests.webchat.conftest import NewBrowser
from tests.webchat.double import Double, show_in


async def test_a_wake_up_from_another_process_finds_the_pages_that_are_behind(double: Double) -> None:
    hub = Hub(double.database)
    await double.shows("ana", "m1", Outgoing("hello"))

    with hub.page("ana", 0) as behind, hub.page("ana", 1) as ahead, hub.page("ben", 0) as other:
        hub.nudge()
        await asyncio.wait_for(behind.wake.wait(), 5)

        assert not ahead.wake.is_set()
        assert not other.wake.is_set()
    await hub.close()


async def test_a_stream_hears_what_another_process_shows(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    ana_id = await ana.external_id()
    wake, double.wake = double.wake, lambda _: None

    async with ana.listening() as stream:
        await stream.next()
        show = partial(show_in, external_id=ana_id, message_id="m1", outgoing=Outgoing("From afar"))
        await double.database.transact(show)
        wake([0])  # some other identity: this page has none yet, so it is looked up
        batch = await stream.next()

    assert [row["text"] for row in batch["rows"]] == ["From afar"]


async def test_wake_ups_in_a_row_are_one_question(double: Double) -> None:
    hub = Hub(double.database)

    with hub.page("ana", 0):
        for _ in range(100):
            hub.nudge()

        assert len([task for task in asyncio.all_tasks() if task.get_name() == "webchat-hub"]) == 1
    await hub.close()


async def test_a_chat_open_too_often_polls(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    await ana.opens()

    streams = [await ana.client.get("/chat/events") for _ in range(STREAMS_MAX + 1)]

    assert [response.status for response in streams].count(429) == 1
    assert (await ana.history())["rows"] == []
    for response in streams:
        response.close()


async def test_a_page_that_is_left_ends_quietly(
    browser: NewBrowser, double: Double, caplog: pytest.LogCaptureFixture
) -> None:
    ana = browser()
    ana_id = await ana.external_id()
    async with ana.listening() as stream:
        await stream.next()

    for number in range(5):
        await double.shows(ana_id, f"m{number}", Outgoing("hello"))
        await ana.history()

    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
