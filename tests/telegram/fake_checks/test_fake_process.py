"""The fake as a process of its own: driven from outside, with a log that tells what it took."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from telegram import Bot
from telegram.error import NetworkError

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
async def log(tmp_path: Path) -> Path:
    return tmp_path / "calls.jsonl"


@pytest.fixture
async def address(log: Path) -> AsyncIterator[dict[str, str]]:
    command = [sys.executable, "-m", "tests.telegram.fake", "--log", str(log)]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    yield json.loads(await process.stdout.readline())
    process.terminate()
    assert await process.wait() == 0


async def test_it_is_driven_through_its_desk_and_logs_before_it_answers(address: dict[str, str], log: Path):
    url, token = address["url"], address["token"]
    async with aiohttp.ClientSession() as session, Bot(token, base_url=f"{url}/bot") as bot:

        async def desk(path: str, body: Any = None) -> Any:
            asked = session.get if body is None else session.post
            async with asked(f"{url}/control/{path}", **({} if body is None else {"json": body})) as answer:
                assert answer.status == 200, await answer.text()
                return await answer.json()

        [ana] = await desk("people", [{"name": "Ana"}])
        await desk("acts", [{"who": ana, "does": "starts"}, {"who": ana, "does": "says", "with": ["Hello"]}])
        assert [update.message.text for update in await bot.get_updates()] == ["/start", "Hello"]
        await desk("faults", [{"fault": "accept_then_reset", "method": "sendMessage"}])
        with pytest.raises(NetworkError):
            await bot.send_message(ana, "Hi Ana")
        await desk("acts", [{"who": ana, "does": "presses", "with": ["x", 3]}])

        lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
        [line] = [line for line in lines if line["kind"] == "accepted"]
        assert line["ending"] == "reset"
        assert (line["method"], line["parameters"]["text"], line["message_ids"]) == ("sendMessage", "Hi Ana", [3])
        assert token not in log.read_text(encoding="utf-8")
        [chat] = await desk("chats")
        assert [message["text"] for message in chat["messages"].values()] == ["/start", "Hello", "Hi Ana"]
        state = await desk("state")
        assert (state["accepted"], state["unanswered_taps"], state["violations"]) == (1, 1, 0)
