"""Delivery to a webhook: one line per person kept in order, lines in parallel, each update until it is taken."""

import asyncio
import contextlib
import ipaddress
import json
import re
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tests.telegram.fake.answers import bad_request
from tests.telegram.fake.delivery import Pending, Updates

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
PORTS = frozenset({443, 80, 88, 8443})  # Bot API, setWebhook
# The real server waits 1, 2, 4 ... seconds; tests have no time for that.
RETRY_DELAYS_S = (0.02, 0.05, 0.1, 0.2, 0.5)
# The real server passes these over in an answer without a word.
NOT_IN_ANSWERS = ("get", "setwebhook", "deletewebhook", "close", "logout")

Run = Callable[[str, dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Target:
    url: str
    secret: str = ""
    max_connections: int = 40

    def check(self) -> None:
        """Raise what setWebhook says about a bad address; this machine's own may be plain HTTP on any port."""
        parts = urlsplit(self.url)
        if not _is_local(parts.hostname or ""):
            if parts.scheme != "https":
                raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
            if (parts.port or 443) not in PORTS:
                raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        if len(self.secret) > 256:
            raise bad_request("secret token is too long")
        if not re.fullmatch(r"[A-Za-z0-9_-]*", self.secret):
            raise bad_request("secret token contains unallowed characters")


@dataclass
class Webhook:
    """The pump of one bot while its webhook is set."""

    target: Target
    updates: Updates
    run: Run  # carries out a call that came as the answer
    delays_s: tuple[float, ...] = RETRY_DELAYS_S
    posts: int = 0
    statuses: Counter[int] = field(default_factory=Counter)  # how often each was answered
    last_error: str = ""
    last_error_at: float = 0.0
    _lines: defaultdict[object, deque[Pending]] = field(default_factory=lambda: defaultdict(deque))
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _session: aiohttp.ClientSession | None = None

    def start(self) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self.target.max_connections),
            timeout=aiohttp.ClientTimeout(total=60),
        )
        self.updates.added = self.push
        for pending in [] if self.updates.held else list(self.updates.pending.values()):
            self.push(pending)

    async def stop(self) -> None:
        self.updates.added = lambda _: None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    def push(self, pending: Pending) -> None:
        """Put an update at the end of its line."""
        for copy in range(self.updates.copies):
            # Copies race each other, and so does everything once order is off.
            line = object() if copy or self.updates.shuffler else pending.line
            waiting = self._lines[line]
            waiting.append(pending)
            if len(waiting) == 1:
                task = asyncio.get_running_loop().create_task(self._drain(line))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _drain(self, line: object) -> None:
        waiting = self._lines[line]
        if shuffler := self.updates.shuffler:
            await asyncio.sleep(shuffler.uniform(0, 0.02))
        while waiting:
            await self._deliver(waiting[0])
            waiting.popleft()
        del self._lines[line]

    async def _deliver(self, pending: Pending) -> None:
        tries = 0
        while not (self.updates.is_over(pending) or await self._post(pending.update)):
            await asyncio.sleep(self.delays_s[min(tries, len(self.delays_s) - 1)])
            tries += 1
        self.updates.taken(pending)

    async def _post(self, update: dict[str, Any]) -> bool:
        assert self._session is not None
        body = json.dumps(update).encode()
        headers = {"Content-Type": "application/json"}
        if self.target.secret:
            headers[SECRET_HEADER] = self.target.secret
        self.posts += 1
        try:
            async with self._session.post(self.target.url, data=body, headers=headers) as answer:
                said = await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            self._fail(f"Connection failed: {type(error).__name__}")
            self.updates.heard(update, None)
            return False
        self.updates.heard(update, answer.status)
        self.statuses[answer.status] += 1
        if not 200 <= answer.status < 300:
            self._fail(f"Wrong response from the webhook: {answer.status} {answer.reason}")
            return False
        await self._obey(said)
        return True

    async def _obey(self, said: bytes) -> None:
        """Carry out the call in an answer, if there is one; its result goes nowhere, as with Telegram."""
        call = None
        with contextlib.suppress(ValueError):
            call = json.loads(said) if said else None
        if isinstance(call, dict) and isinstance(call.get("method"), str):
            method = call.pop("method")
            if not method.lower().startswith(NOT_IN_ANSWERS):
                await self.run(method, call)

    def _fail(self, reason: str) -> None:
        self.last_error, self.last_error_at = reason, self.updates.clock()


def _is_local(host: str) -> bool:
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"
