"""Telegram as an operator has it: a token in the environment, and real processes."""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.processes.conftest import Release
from tests.processes.logs import mishaps
from tests.processes.running import SECRET_KEY, Operator, free_port
from tests.telegram.fake.people import Person
from tests.telegram.fake.server import FakeBotApi

pytestmark = pytest.mark.slow

PATIENCE_S = 60.0  # a machine that has too much to do is no reason to fail
WEBHOOK_SECRET = "a-secret-of-the-tests-alone"


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as served:
        yield served
        assert served.violations == []


@pytest.fixture
def telegram(api: FakeBotApi, operator: Operator) -> Operator:
    """An operator whose settings name the bot."""
    operator.settings |= {"TELEGRAM_TOKEN": api.token, "TELEGRAM_API_URL": api.url}
    return operator


async def orders(api: FakeBotApi, buyer: Person) -> str:
    """Order by taps alone; give the pickup code."""
    buyer.starts()
    for label in ("🍄 Oyster mushroom", "1 jin", "Review", "Confirm"):
        await api.until(lambda wanted=label: wanted in buyer.labels, PATIENCE_S)
        buyer.taps(label)
    await api.until(lambda: "Pickup code" in buyer.sees, PATIENCE_S)
    return re.findall(r"Pickup code: (\w{4})", buyer.sees)[0]


async def lets_in(api: FakeBotApi, operator: Operator) -> Person:
    """Make somebody the owner, by the link that a command prints."""
    printed = (await operator.runs("invite", "admin")).output
    link = re.match(rf"On Telegram: https://t\.me/{api.bot.username}\?start=(\S+)\nIn a browser: http", printed)
    assert link, printed
    lin = api.person("Lin")
    lin.starts(link[1])
    await api.until(lambda: "You look after this shop now" in lin.sees, PATIENCE_S)
    return lin


async def test_first_order_comes_in_three_steps(api: FakeBotApi, telegram: Operator, sqlite_market: Path) -> None:
    file = shutil.copy(sqlite_market, telegram.folder / "market.db")
    telegram.settings["DATABASE_URL"] = f"sqlite:///{file}"
    bot = telegram.start("run")
    lin = await lets_in(api, telegram)

    code = await orders(api, api.person("Ana"))

    lin.says("/orders")
    await api.until(lambda: code in lin.sees, PATIENCE_S)
    await api.until(lambda: "stock" in commands_of(api, lin), PATIENCE_S)  # the menu knows who looks after the shop
    bot.stop()
    assert await bot.ends() == 0
    assert mishaps([bot]) == []
    assert api.token not in bot.log


@pytest.mark.postgres
async def test_web_takes_what_telegram_brings_and_the_worker_answers(
    api: FakeBotApi, telegram: Operator, release: Release
) -> None:
    port = str(free_port())
    telegram.settings |= {
        "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}",
        "TELEGRAM_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "SECRET_KEY": SECRET_KEY,
    }
    with release.market.fresh() as url:
        telegram.settings["DATABASE_URL"] = url
        web, worker = telegram.start("web", PORT=port), telegram.start("worker")
        await web.serves()

        await orders(api, api.person("Ana"))

        web.stop()
        worker.stop()
        assert (await web.ends(), await worker.ends()) == (0, 0)
        assert mishaps([web, worker]) == []


async def test_doctor_says_how_the_bot_stands_with_telegram(
    api: FakeBotApi, telegram: Operator, sqlite_market: Path
) -> None:
    file = shutil.copy(sqlite_market, telegram.folder / "market.db")
    telegram.settings["DATABASE_URL"] = f"sqlite:///{file}"
    api.bot.reads_all_in_groups = True

    found = (await telegram.runs("doctor")).output
    api.bot.revoked = True
    refused = (await telegram.runs("doctor")).output

    assert f"✓ Telegram knows the bot as @{api.bot.username}" in found
    assert "✗ Telegram sends the bot everything that groups say" in found
    assert "✗ the menu of commands is not set" in found
    assert "✗ Telegram refuses the token" in refused
    assert refused.splitlines()[-1] == "Next: take the token that BotFather gives (/token) as TELEGRAM_TOKEN"
    assert api.token not in found + refused


def commands_of(api: FakeBotApi, person: Person) -> list[str]:
    """What stands in the menu of somebody's own chat."""
    shown = api.bot.profile.commands_in({"type": "chat", "chat_id": person.id}, "")
    return [command["command"] for command in shown]
