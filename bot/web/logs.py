"""What the web writes into the log: routes, statuses and times, never paths, ids, cookies or bodies."""

import asyncio
import logging
import traceback
from collections import Counter

from aiohttp import web
from aiohttp.abc import AbstractAccessLogger
from aiohttp.http_exceptions import HttpProcessingError

from bot.web.metrics import route_of

REFUSALS_EVERY_S = 60.0

log = logging.getLogger(__name__)


class AccessLog(AbstractAccessLogger):
    """One line per request at DEBUG; aiohttp's own would write paths with codes, and referers."""

    __slots__ = ()

    def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
        log.debug("%s %s %s in %.1f ms", request.method, route_of(request), response.status, time * 1000)

    @property
    def enabled(self) -> bool:
        return log.isEnabledFor(logging.DEBUG)


def log_crash(request: web.Request, error: Exception) -> None:
    """Write where an error came from; its text may quote what a person wrote, so it is left out."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s %s failed with %s\n%s", request.method, route_of(request), type(error).__name__, where)


class Refused:
    """Counts requests that we refused and writes one line a minute: a flood of them must not fill the disk."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()
        self._written_at = float("-inf")

    def count(self, status: int) -> None:
        self._counts[status] += 1
        now = asyncio.get_running_loop().time()
        if now - self._written_at >= REFUSALS_EVERY_S:
            log.info("refused requests by status: %s", dict(sorted(self._counts.items())))
            self._counts.clear()
            self._written_at = now


def server_log() -> logging.Logger:
    """The logger for aiohttp's server, which reports malformed requests with address and content: not with us."""
    logger = logging.getLogger("bot.web.server")
    if not logger.filters:
        logger.addFilter(_without_content)
    return logger


def _without_content(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, HttpProcessingError):
        return False  # somebody's nonsense: answered with 400, and a flood of it must not fill the disk
    record.msg, record.args = "the web server: %s", (type(error).__name__ if error else "a warning",)
    record.exc_info = record.exc_text = None
    return True
