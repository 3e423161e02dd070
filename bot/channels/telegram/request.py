"""Calls over one aiohttp session, told apart by what matters to the sender: whether the call may have been heard.

Measured beside the client that python-telegram-bot brings: a fifth to a tenth of the CPU.  Errors raised here quote no
URL, since that holds the token, and are raised outside of any handler, so that none of aiohttp's rides along.
"""

import json
from datetime import timedelta
from http import HTTPStatus
from io import BytesIO
from typing import Any

from aiohttp import (
    ClientConnectorError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    FormData,
    InvalidURL,
    JsonPayload,
    NonHttpUrlClientError,
    TCPConnector,
)
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram.gate import Gate

CONNECT_WITHIN_S = 5.0
# Less than the sender's patience (`notices.accounts.SEND_WITHIN_S`), so that it hears what became of a call.
ANSWER_WITHIN_S = 25.0
CONNECTIONS_MAX = 100  # the sender's 50, with presses, menus and files beside them
# Shorter than servers keep theirs: one that hangs up just as we write leaves a call of which nobody knows.
KEPT_OPEN_S = 15.0
RETRY_AFTER_S = 5.0  # where a 429 does not say
RETRY_AFTER_MAX_S = 86_400.0

# Refusals that PTB tells apart by itself; it takes any other for a trouble of the network, which would be tried again.
_READ_BY_PTB = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
    }
)
_NOT_SENT = (ClientConnectorError, ConnectionTimeoutError, InvalidURL, NonHttpUrlClientError)


class NotSent(NetworkError):
    """It was not accepted, for sure: no connection, or an answer that says that nothing was done."""


class NoAnswer(TimedOut):
    """It left, and nobody said whether it arrived."""


class TooManyRequests(RetryAfter):
    """429; also what calls get that were not made because of one.

    PTB's own warns of a setting in the environment as soon as it is made.
    """

    def __init__(self, retry_after_s: float) -> None:
        TelegramError.__init__(self, "Too many requests")
        self._retry_after = timedelta(seconds=retry_after_s)

    @property
    def retry_after(self) -> timedelta:
        return self._retry_after

    @property
    def retry_after_s(self) -> float:
        return self._retry_after.total_seconds()


class AiohttpRequest(BaseRequest):
    """One way to the platform.  With the account's gate: for messages; without one: for all that is no message."""

    def __init__(self, gate: Gate | None = None) -> None:
        self._gate = gate
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return ANSWER_WITHIN_S

    async def initialize(self) -> None:
        if self._session is None:
            connector = TCPConnector(limit=CONNECTIONS_MAX, keepalive_timeout=KEPT_OPEN_S)
            self._session = ClientSession(connector=connector, cookie_jar=DummyCookieJar())

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make a call; `read_timeout` is for all of it, from the first byte to the last.

        Raises:
            TooManyRequests, NotSent, NoAnswer: as they say.
        """
        if self._gate is not None and (left_s := self._gate.left_s):
            raise TooManyRequests(left_s)
        within = ClientTimeout(
            total=_given(read_timeout, ANSWER_WITHIN_S), connect=_given(connect_timeout, CONNECT_WITHIN_S)
        )
        code, payload = await self._exchange(method, url, _body(request_data), within)
        if not 200 <= code <= 299:
            self._refuse(code, payload)
        return code, payload

    async def download(self, url: str, *, at_most: int, within_s: float) -> bytes:
        """Get a file, of which no more than so many bytes are read.

        Raises:
            BadRequest: there is none, or it is bigger.
            NotSent, NoAnswer: as they say.
        """
        if self._session is None:
            raise NotSent("not initialized")
        failure: TelegramError
        try:
            within = ClientTimeout(total=within_s, connect=CONNECT_WITHIN_S)
            async with self._session.get(url, timeout=within, allow_redirects=False) as response:
                content = bytearray()
                async for piece in response.content.iter_any():
                    content += piece
                    if len(content) > at_most:
                        break
                code = response.status
        except _NOT_SENT as error:
            failure = NotSent(type(error).__name__)
        except Exception as error:  # noqa: BLE001 - its words may quote the address, and so the token
            failure = NoAnswer(type(error).__name__)
        else:
            if code == HTTPStatus.OK and len(content) <= at_most:
                return bytes(content)
            failure = BadRequest("file is too big" if code == HTTPStatus.OK else f"HTTP {code}")
        raise failure

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; PTB's own would log one that it cannot read, whoever's words are in it."""
        answer = _read(payload)
        if answer is None or ("result" not in answer and answer.get("ok") is not False):
            raise NoAnswer("not an answer")
        return answer

    async def _exchange(
        self, method: str, url: str, body: FormData | JsonPayload | None, within: ClientTimeout
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NotSent("not initialized")
        failure: TelegramError
        try:
            # A redirect would carry the token to another host, and turn the call into a GET.
            async with self._session.request(method, url, data=body, timeout=within, allow_redirects=False) as response:
                return response.status, await response.read()
        except _NOT_SENT as error:
            failure = NotSent(type(error).__name__)
        except Exception as error:  # noqa: BLE001 - whatever it was: it may have been heard
            failure = NoAnswer(type(error).__name__)
        raise failure

    def _refuse(self, code: int, payload: bytes) -> None:
        """Raise what PTB would not: other refusals it reads itself."""
        answer = _read(payload)
        if code == HTTPStatus.TOO_MANY_REQUESTS:
            retry_after_s = _retry_after_s(answer)
            if self._gate is not None:
                self._gate.close_for(retry_after_s)
            raise TooManyRequests(retry_after_s)
        is_platform = answer is not None and "ok" in answer  # a proxy's page is no word of the platform's
        if code == HTTPStatus.GATEWAY_TIMEOUT and not is_platform:
            raise NoAnswer(f"HTTP {code}")  # the proxy has passed it on, and heard as little as we
        if code >= 500 or not is_platform:
            raise NotSent(f"HTTP {code}")
        if 400 <= code <= 499 and code not in _READ_BY_PTB:  # as 413: it would be refused again
            raise BadRequest(_description(answer) or f"HTTP {code}")


def _given(timeout: Any, default: float) -> float | None:
    return default if timeout is BaseRequest.DEFAULT_NONE else timeout


def _body(request_data: RequestData | None) -> FormData | JsonPayload | None:
    if request_data is None:
        return None
    if not request_data.contains_files:
        # In one piece: a form's fields are each encoded twice, and its boundary costs as much as the rest (measured).
        return JsonPayload(request_data.parameters)
    form = FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in request_data.multipart_data.items():
        # Not as bare bytes: megabytes of those would be written in one go, and hold everybody up (aiohttp warns of it).
        stream = BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=filename, content_type=mime)
    return form


def _read(payload: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(payload)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _description(answer: dict[str, Any] | None) -> str:
    told = (answer or {}).get("description")
    return told if isinstance(told, str) else ""


def _retry_after_s(answer: dict[str, Any] | None) -> float:
    parameters = (answer or {}).get("parameters")
    told = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return min(float(told), RETRY_AFTER_MAX_S) if isinstance(told, int | float) and told > 0 else RETRY_AFTER_S
