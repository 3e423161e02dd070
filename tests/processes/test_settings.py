"""A setting that is missing or wrong stops the start with one line that names it."""

import asyncio
import shutil
import socket
from pathlib import Path

import pytest

from tests.processes.running import SECRET_KEY, Ended, Operator

pytestmark = pytest.mark.slow

AT_ONCE = 3  # a start is work for one core; more of them at once would only wait for each other

# What is set, and what the line says.  Read from the outside: an operator has nothing else.
WRONG = [
    ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY is shorter than 32 characters"),
    ({"SECRET_KEY": "change-me-change-me-change-me-change-me"}, "SECRET_KEY can be guessed"),
    ({"CURRENCY": "RMB"}, "CURRENCY is no ISO 4217 currency code, as CNY or EUR"),
    ({"TIMEZONE": "Mars/Olympus"}, "TIMEZONE is no time zone, as Asia/Shanghai"),
    ({"LANGUAGES": "en,tlh"}, "LANGUAGES is not a list of what is shipped: "),
    ({"DATABASE_URL": "mysql://u:hunter2@host/name"}, "DATABASE_URL has a scheme that is not supported"),
    ({"PORT": "70000"}, "PORT should be less than or equal to 65535"),
    ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL is none of DEBUG, INFO, WARNING, ERROR"),
    ({"ADMINS": "telegram:"}, "ADMINS is not a list like telegram:1001,telegram:1002"),
    ({"TELEGRAM_TOKEN": "hunter2"}, "TELEGRAM_TOKEN is no token as BotFather gives it"),
    ({"TELEGRAM_WEBHOOK_URL": "https://shop.example"}, "TELEGRAM_WEBHOOK_SECRET is missing"),
    ({"TELEGRAM_WEBHOOK_SECRET": "hunter2"}, "TELEGRAM_WEBHOOK_SECRET must be 16 to 256 letters, digits, _ or -"),
    ({"TELEGRAM_RATE": "0"}, "TELEGRAM_RATE should be greater than 0"),
    ({"PUBLIC_URL": "shop.example"}, "PUBLIC_URL is no address, as https://shop.example"),
    ({"DATABASE_URL": f"sqlite:///{__file__}"}, "DATABASE_URL names something that is no SQLite file"),
    ({"DATA_DIR": "/dev/null/data"}, "DATA_DIR needs a folder that cannot be made: "),
]


def is_one_line(ended: Ended, beginning: str) -> bool:
    """Whether a command ended at once, with one line that begins so and nothing else."""
    lines = ended.log.splitlines()
    return (ended.code, ended.output, len(lines)) == (1, "", 1) and lines[0].startswith(f"farmgate: {beginning}")


async def test_a_wrong_setting_stops_the_start_with_one_line_that_names_it(operator: Operator) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def start(settings: dict[str, str]) -> Ended:
        async with gate:
            return await operator.runs("run", **settings)

    starts = await asyncio.gather(*(start(settings) for settings, _ in WRONG))

    told = list(zip(WRONG, starts, strict=True))
    assert [(wrong, ended) for wrong, ended in told if not is_one_line(ended, wrong[1])] == []
    assert [ended for ended in starts if "hunter2" in ended.log] == []


async def test_web_and_worker_want_a_database_that_can_be_shared(operator: Operator) -> None:
    web, worker = await asyncio.gather(operator.runs("web"), operator.runs("worker"))

    assert is_one_line(web, "web shares its database with other processes: use `run`, or PostgreSQL in DATABASE_URL")
    assert is_one_line(worker, "worker shares its database with other processes: use `run`, or PostgreSQL")


async def test_run_on_tables_of_no_release_says_to_migrate(operator: Operator) -> None:
    ended = await operator.runs("run", cold=True)

    assert is_one_line(ended, "the database is not up to date: run `python -m bot migrate` first")


async def test_a_taken_port_is_one_line_that_names_it(operator: Operator, sqlite_market: Path) -> None:
    file = shutil.copy(sqlite_market, operator.folder / "market.db")
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = somebody.getsockname()[1]

        ended = await operator.runs("run", PORT=str(port), DATABASE_URL=f"sqlite:///{file}", SECRET_KEY=SECRET_KEY)

    assert is_one_line(ended, f"cannot listen on 127.0.0.1:{port}: address already in use; choose another HOST or PORT")
