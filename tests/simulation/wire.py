"""The way from the bot's client to the platform, without a socket: calls take their time, and some of them go wrong."""

import asyncio
from typing import Any

from telegram.error import BadRequest
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram.gate import Gate
from bot.channels.telegram.request import ANSWER_WITHIN_S, AiohttpRequest, NoAnswer, NotSent, TooManyRequests
from tests.simulation.weather import Weather
from tests.telegram.fake.faults import Ending
from tests.telegram.fake.files import Upload
from tests.telegram.fake.platform import Platform


class Wire(AiohttpRequest):
    """The product's own request, but for the exchange of bytes."""

    def __init__(self, platform: Platform, weather: Weather, gate: Gate | None = None) -> None:
        super().__init__(gate)
        self._platform = platform
        self._weather = weather

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
        if self._gate is not None and (left_s := self._gate.left_s):
            raise TooManyRequests(left_s)
        patience_s = ANSWER_WITHIN_S if read_timeout is BaseRequest.DEFAULT_NONE else float(read_timeout)
        try:
            async with asyncio.timeout(patience_s):
                code, payload = await self._exchanged(url, request_data)
        except TimeoutError:
            raise NoAnswer("TimeoutError") from None
        if not 200 <= code <= 299:
            self._refuse(code, payload)
        return code, payload

    async def download(self, url: str, *, at_most: int, within_s: float) -> bytes:
        token, path = url.partition("/file/bot")[2].split("/", 1)
        await asyncio.sleep(self._weather.travel_s())
        if self._weather.is_down():
            raise NotSent("ClientConnectorError")
        stored = self._platform.files.at(self._platform.accounts[token].id, path)
        if stored is None or len(stored.upload.content) > at_most:
            raise BadRequest("HTTP 404")
        return stored.upload.content

    async def _exchanged(self, url: str, data: RequestData | None) -> tuple[int, bytes]:
        token, name = url.rsplit("/", 2)[-2:]
        await asyncio.sleep(self._weather.travel_s())
        if self._weather.is_down():
            raise NotSent("ClientConnectorError")
        if (fault := self._weather.fault(name)) is not None:
            self._platform.faults.next(fault, name)
        try:
            outcome = await self._platform.run(token.removeprefix("bot"), name, *_contents(data))
        except Exception as error:  # the client would take it for a trouble of the network
            self._platform.violate(f"the fake itself failed: {error!r}")
            raise
        await asyncio.sleep(self._weather.travel_s() + outcome.delay_s)
        match outcome.ending:
            case Ending.RESET:
                raise NoAnswer("ServerDisconnectedError")
            case Ending.HANG:
                await asyncio.sleep(2 * ANSWER_WITHIN_S)
        return outcome.status, outcome.body


def _contents(data: RequestData | None) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Give parameters and files of a call."""
    if data is None or not data.contains_files:
        return (data.parameters if data else {}), {}
    # The client names files at random, and a run is to leave the same log each time.
    names = {
        name: f"file{number}" if name.startswith("attached") else name
        for number, name in enumerate(data.multipart_data, start=1)
    }
    parameters = dict(data.json_parameters)
    for old, new in names.items():
        parameters = {key: value.replace(old, new) for key, value in parameters.items()}
    files = {names[part]: _upload(*file) for part, file in data.multipart_data.items()}
    return parameters, files


def _upload(name: str, content: Any, mime: str) -> Upload:
    return Upload(name, content, mime)
