"""The bots that are measured: the shop by each way of getting updates, and the smallest bot beside it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.telegram.process import BotProcess, running
from tests.processes.running import SECRET_KEY, free_port
from tests.telegram.fake.server import FakeBotApi

NO_LIMITS = {"TELEGRAM_RATE": "1000", "TELEGRAM_CHAT_RATE": "1000"}
LATENCY_S = 0.05  # of each answer of the platform, unless somebody changes it
WEBHOOK_SECRET = "a-secret-of-the-benchmark"


@dataclass(frozen=True, slots=True)
class Served:
    """A fake platform of its own, and the bot that serves it."""

    api: FakeBotApi
    bot: BotProcess


@asynccontextmanager
async def floor(folder: Path) -> AsyncIterator[Served]:
    async with _served(folder, {}, "benchmarks.telegram.floor") as served:
        yield served


@asynccontextmanager
async def shop(
    folder: Path, url: str, *, webhook: bool = False, limited: bool = False, command: Sequence[str] = ()
) -> AsyncIterator[Served]:
    """Run `python -m bot run` on a database, 50 ms away from the platform.

    limited: it sends as fast as Telegram allows; otherwise a thousand a second.
    command: what to run instead.
    """
    port = str(free_port())
    settings = {"DATABASE_URL": url, "SECRET_KEY": SECRET_KEY, "PORT": port}
    if webhook:
        settings |= {"TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}", "TELEGRAM_WEBHOOK_SECRET": WEBHOOK_SECRET}
    if not limited:
        settings |= NO_LIMITS
    async with _served(folder, settings, *(command or ("bot", "run"))) as served:
        yield served


@asynccontextmanager
async def _served(folder: Path, settings: Mapping[str, str], *command: str) -> AsyncIterator[Served]:
    async with FakeBotApi(check=False) as api:
        api.faults.latency_s = LATENCY_S
        account = {"TELEGRAM_TOKEN": api.token, "TELEGRAM_API_URL": api.url}
        async with running(*command, folder=folder, settings={**settings, **account}) as bot:
            yield Served(api, bot)
