"""A stop, as a supervisor asks for it, while everything hangs."""

import asyncio
import shutil
from pathlib import Path

import pytest

from tests.processes.logs import mishaps
from tests.processes.running import SECRET_KEY, STOP_WITHIN_S, Operator, free_port
from tests.telegram.fake import faults
from tests.telegram.fake.server import FakeBotApi

pytestmark = pytest.mark.slow

PATIENCE_S = 60.0  # a machine that has too much to do is no reason to fail
# Half a request: its client has gone silent.
CUT_OFF = (
    b"POST /chat/send HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
)


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_a_platform_that_hangs_keeps_nobody_from_stopping(
    api: FakeBotApi, sqlite_market: Path, tmp_path: Path, webhook: bool
) -> None:
    file = shutil.copy(sqlite_market, tmp_path / "market.db")
    port = str(free_port())
    settings = {
        "SECRET_KEY": SECRET_KEY,
        "DATABASE_URL": f"sqlite:///{file}",
        "TELEGRAM_TOKEN": api.token,
        "TELEGRAM_API_URL": api.url,
    }
    if webhook:
        settings |= {
            "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}",
            "TELEGRAM_WEBHOOK_SECRET": "a-secret-of-the-tests-alone",
        }
    with Operator(tmp_path, settings) as operator:
        bot = operator.start("run", PORT=port)
        ana = api.person("Ana")
        ana.starts()
        await api.until(lambda: ana.labels, PATIENCE_S)
        api.fails(faults.accept_then_hang(), "sendMessage", times=5)
        ana.says("hello")
        await api.until(lambda: api.unanswered and not api.undelivered, PATIENCE_S)
        _, silent = await asyncio.open_connection("127.0.0.1", int(port))
        silent.write(CUT_OFF)
        await silent.drain()

        async with asyncio.timeout(STOP_WITHIN_S):
            bot.stop()
            assert await bot.ends() == 0

        silent.close()
        assert mishaps([bot]) == []
