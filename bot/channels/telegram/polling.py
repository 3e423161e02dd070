"""Long polling: one process asks, and confirms what it was given only when that is committed."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Hashable, Mapping, Sequence
from typing import Any, NoReturn
from urllib.parse import urlencode

import structlog
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import BaseRequest

from bot.channels.telegram.asides import Asides
from bot.channels.telegram.checked import UPDATE_ID_LIMIT, whole
from bot.channels.telegram.receiver import Receiver
from bot.channels.telegram.steady import under_lease
from bot.channels.telegram.troubles import PAUSES, Pauses, Troubles, again
from bot.channels.telegram.updates import ALLOWED_UPDATES, Reading
from bot.database.contract import Database
from bot.database.errors import DatabaseUnavailable

LEASE = "telegram poll"
WAIT_S = 25  # for which the platform holds a call that has nothing to bring
ANSWER_WITHIN_S = 10.0  # beyond that

log = structlog.get_logger()


class Poller:
    """Asks for updates for as long as it runs."""

    def __init__(
        self,
        bot: Bot,
        request: BaseRequest,
        receiver: Receiver,
        database: Database,
        asides: Asides,
        answer_press: Callable[[str, str | None], Coroutine[Any, Any, None]],
        *,
        pauses: Pauses = PAUSES,
    ) -> None:
        """Say with whom.

        request: one of its own, which penalties for sending too much do not stop.
        answer_press: given the press's id and a toast.
        """
        self._bot = bot
        self._request = request
        self._receiver = receiver
        self._database = database
        self._asides = asides
        self._answer_press = answer_press
        self._pauses = pauses
        self._offset: int | None = None
        self._may_ask = False

    async def run(self) -> NoReturn:
        """Poll until cancelled.  What is under way then comes again to whoever polls next."""
        await under_lease(self._database, LEASE, self._poll)

    async def _poll(self) -> NoReturn:
        self._offset, self._may_ask = None, False
        await again(self._step, Troubles("polling", self._pauses))

    async def _step(self) -> None:
        if not self._may_ask:
            await self._end_webhook()
            self._may_ask = True
        await self._take(await self._fetch())

    async def _end_webhook(self) -> None:
        """Polling is refused while a webhook is set; what waits for that comes to us instead."""
        if (await self._bot.get_webhook_info()).url:
            log.warning("a webhook was set and is taken away, because this process polls")
            await self._bot.delete_webhook(drop_pending_updates=False)

    async def _fetch(self) -> list[Mapping[str, Any]]:
        asked = {"timeout": str(WAIT_S), "allowed_updates": json.dumps(ALLOWED_UPDATES)}
        if self._offset is not None:
            asked["offset"] = str(self._offset)
        # Not the client's own method, which parses all updates or none: one that it cannot read would stop the others.
        url = f"{self._bot.base_url}/getUpdates?{urlencode(asked)}"
        found: object = await self._request.post(url, read_timeout=WAIT_S + ANSWER_WITHIN_S)
        if not isinstance(found, list):
            raise TelegramError("no list of updates")
        return sorted((one for one in found if isinstance(one, dict)), key=_id_of)

    async def _take(self, batch: Sequence[Mapping[str, Any]]) -> None:
        """Take a batch, each person's updates one after the other and all persons beside each other.

        Raises:
            DatabaseUnavailable: some must come again; of the same person's none was taken after the first of those.
        """
        chains: dict[Hashable, list[tuple[int, Reading]]] = {}
        for raw in batch:
            reading = self._receiver.read(raw)
            chain = reading.incoming.sender if reading.incoming else object()
            chains.setdefault(chain, []).append((_id_of(raw), reading))
        left = [first for first in await asyncio.gather(*map(self._follow, chains.values())) if first is not None]
        # Everything below is confirmed, and nothing else.  After an empty batch nothing is left to confirm, and the old
        # offset is forgotten: ids begin anew after a quiet week, perhaps lower (Bot API, Update.update_id).
        self._offset = min(left, default=max(map(_id_of, batch), default=-1) + 1) or None
        if left:
            raise DatabaseUnavailable("updates must come again")

    async def _follow(self, chain: Sequence[tuple[int, Reading]]) -> int | None:
        """Take one person's updates in order; return the id of the first that must come again, if any."""
        for update_id, reading in chain:
            try:
                answer = await self._receiver.take(reading)
            except DatabaseUnavailable:
                return update_id
            if answer is not None:
                self._asides.start(self._answer_press(answer.press_id, answer.toast))
        return None


def _id_of(raw: Mapping[str, Any]) -> int:
    """Give an update's id; 0 for what has none, which Telegram never sends."""
    return whole(raw.get("update_id"), below=UPDATE_ID_LIMIT) or 0
