"""The fake Bot API server: real HTTP on this machine, in the loop of a test or in a process of its own."""

import asyncio
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.web_request import FileField

from tests.telegram.fake.account import Account
from tests.telegram.fake.answers import bad_request
from tests.telegram.fake.crowd import Crowd
from tests.telegram.fake.faults import Ending, Fault
from tests.telegram.fake.files import Upload
from tests.telegram.fake.ledger import Accepted, Rejected
from tests.telegram.fake.platform import Outcome, Platform

UPLOAD_MAX_BYTES = 50 << 20  # Bot API, sending files
HANG_S = 3600.0


class FakeBotApi(Crowd):
    """A platform with an address, and one bot to begin with.

    `async with FakeBotApi() as api:` serves at `api.url`; the bot is `api.bot`, its token `api.token`.
    """

    def __init__(
        self,
        *,
        check: bool = True,
        check_own: bool = False,
        log: Path | None = None,
        port: int = 0,
        bot_name: str = "Village Market",
        username: str = "village_market_bot",
    ) -> None:
        self.platform = Platform(check=check, check_own=check_own, log=log)
        super().__init__(self.platform, self.platform.account(bot_name, username))
        self.faults = self.platform.faults
        self.clock = self.platform.clock
        self.port = port
        self.unanswered = 0  # calls that have changed something, and whose answer has not left yet
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def token(self) -> str:
        return self.bot.token

    @property
    def violations(self) -> list[str]:
        return self.platform.ledger.violations

    @property
    def calls(self) -> list[Accepted]:
        return self.platform.ledger.accepted

    @property
    def rejected(self) -> list[Rejected]:
        return self.platform.ledger.rejected

    @property
    def undelivered(self) -> int:
        return self.bot.updates.undelivered

    def called(self, method: str) -> list[Accepted]:
        """The accepted calls of one method."""
        return [call for call in self.calls if call.method == method]

    def fails(self, fault: Fault, method: str | None = None, chat: int | None = None, times: int = 1) -> None:
        """Meet the next matching calls with a fault."""
        self.faults.next(fault, method, chat, times)

    def disturbs(self, copies: int = 1, *, shuffled: bool = False, seed: int = 1) -> None:
        """Deliver every update so many times, and batches in any order; without arguments all is well again."""
        self.bot.updates.copies = copies
        self.bot.updates.shuffler = random.Random(seed) if shuffled else None

    def another_bot(self, name: str = "Other", username: str = "other_bot") -> Account:
        return self.platform.account(name, username)

    async def until(self, condition: Callable[[], Any], timeout_s: float = 5.0) -> None:
        """Wait until something is so; raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while not condition():
                await asyncio.sleep(0.005)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, *extra: web.AbstractRouteDef) -> None:
        """Listen; `extra` are routes of a control desk."""
        application = web.Application(client_max_size=UPLOAD_MAX_BYTES + (1 << 20))
        application.add_routes(
            [
                web.get("/file/bot{token}/{path:.+}", self._download),
                web.route("*", "/bot{token}/{method}", self._answer),
                *extra,
            ]
        )
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        self._closing.set()
        await self.platform.close()
        if self._runner:
            await self._runner.cleanup()
        self.platform.ledger.close()  # last: calls that were waiting have ended with a refusal

    async def _answer(self, request: web.Request) -> web.Response:
        try:
            raw, uploads = await _read(request)
        except ValueError:
            return _response(Outcome(400, bad_request("can't parse the request").body()))
        token, method = request.match_info["token"], request.match_info["method"]
        try:
            outcome = await self.platform.run(token, method, raw, uploads)
        except Exception as bug:
            self.platform.violate(f"fake: {method} broke down: {bug!r}")
            raise
        changes_something = not method.lower().startswith("get")
        self.unanswered += changes_something
        try:
            await self._delay(outcome, request)
        finally:
            self.unanswered -= changes_something
        return _response(outcome)

    async def _delay(self, outcome: Outcome, request: web.Request) -> None:
        """Take as long as the network does, or break off."""
        if delay_s := outcome.delay_s + self.faults.latency_s:
            await self._sleep(delay_s)
        if outcome.ending is Ending.HANG:
            await self._sleep(HANG_S)
        if outcome.ending in {Ending.HANG, Ending.RESET} and request.transport:
            request.transport.abort()

    async def _download(self, request: web.Request) -> web.Response:
        account = self.platform.accounts.get(request.match_info["token"])
        stored = self.platform.files.at(account.id, request.match_info["path"]) if account else None
        if stored is None:
            return _response(Outcome(404, b'{"ok":false,"error_code":404,"description":"Not Found"}'))
        return web.Response(body=stored.upload.content, content_type="application/octet-stream")

    async def _sleep(self, seconds: float) -> None:
        """Sleep, but not beyond the end of the server."""
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            return


def _response(outcome: Outcome) -> web.Response:
    return web.Response(status=outcome.status, body=outcome.body, content_type="application/json")


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Read the parameters of a call in any of the ways that the Bot API takes them."""
    raw: dict[str, Any] = dict(request.query) if request.query_string else {}
    match request.content_type:
        case "application/json":
            body = json.loads(await request.read() or b"{}")
            if not isinstance(body, dict):
                raise ValueError("no object")
            raw |= body
        case "application/x-www-form-urlencoded":
            raw |= dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
        case "multipart/form-data":
            return await _read_parts(request, raw)
    return raw, {}


async def _read_parts(request: web.Request, raw: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Upload]]:
    uploads = {}
    for name, part in (await request.post()).items():
        if isinstance(part, FileField):
            uploads[name] = Upload(part.filename, part.file.read(), part.content_type)
        else:
            raw[name] = part
    return raw, uploads
