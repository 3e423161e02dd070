"""Long polling: one process asks, and confirms what it was given only when that is committed."""

import asyncio
import json
import random
from collections.abc import Callable, Coroutine, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import urlencode

import structlog
from telegram import Bot
from telegram.error import Conflict, TelegramError
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
# While something has to come again, the platform does not wait for news but brings it at once, each time.
LOOK_AGAIN_S = 0.2
# So long a batch is waited for; who is not answered by then is left under way, while others' news is fetched.
TOGETHER_S = 0.02

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Held:
    """Somebody whose updates could not be taken: after how many tries, and until when they are left alone."""

    tries: int
    until_s: float


class Poller:
    """Asks for updates for as long as it runs.

    What cannot be taken, or takes long, holds up nobody but its own sender: the platform is told of nothing from there
    on, and of what it brings again because of that only what is missing is taken.  It brings a hundred at most, so if
    ever so many wait behind such a one, the others wait too.
    """

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
        self._taken: set[int] = set()  # ids from the offset on that are committed
        self._held: dict[Hashable, _Held] = {}  # by sender
        self._under_way: dict[Hashable, asyncio.Task[DatabaseUnavailable | None]] = {}  # by sender
        self._in_hand: set[int] = set()  # ids of what is under way
        self._takings = Troubles("taking updates", pauses)

    async def run(self) -> NoReturn:
        """Poll until cancelled.  What is under way then comes again to whoever polls next."""
        await under_lease(self._database, LEASE, self._poll)

    async def _poll(self) -> NoReturn:
        self._offset, self._may_ask = None, False
        self._taken, self._held = set(), {}
        try:
            await again(self._step, Troubles("polling", self._pauses))
        finally:
            for task in self._under_way.values():
                task.cancel()
            await asyncio.gather(*self._under_way.values(), return_exceptions=True)
            self._under_way, self._in_hand = {}, set()

    async def _step(self) -> None:
        if not self._may_ask:
            await self._end_webhook()
            self._may_ask = True
        try:
            batch = await self._fetch()
        except Conflict:
            self._may_ask = False  # perhaps somebody has set a webhook since we looked
            raise
        if await self._take(batch):
            return
        if self._under_way:
            await asyncio.wait(self._under_way.values(), timeout=LOOK_AGAIN_S, return_when=asyncio.FIRST_COMPLETED)
        else:
            await asyncio.sleep(LOOK_AGAIN_S)

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

    async def _take(self, batch: Sequence[Mapping[str, Any]]) -> bool:
        """Take a batch, each person's updates one after the other and all persons beside each other.

        Say whether to fetch on at once: nothing must come again, or something else has come.
        """
        known = len(self._taken)
        for sender, chain in self._ready(batch).items():
            self._in_hand.update(update_id for update_id, _ in chain)
            self._under_way[sender] = asyncio.create_task(self._follow(chain))
        if self._under_way:
            await asyncio.wait(self._under_way.values(), timeout=TOGETHER_S)
        for sender in [sender for sender, task in self._under_way.items() if task.done()]:
            self._note(sender, self._under_way.pop(sender).result())
        has_news = len(self._taken) > known
        left = [update_id for update_id in map(_id_of, batch) if update_id not in self._taken]
        # Everything below is confirmed, and nothing else.  After an empty batch nothing is left to confirm, and the old
        # offset is forgotten: ids begin anew after a quiet week, perhaps lower (Bot API, Update.update_id).
        self._offset = min(left, default=max(map(_id_of, batch), default=-1) + 1) or None
        if left:
            self._taken = {update_id for update_id in self._taken if update_id > min(left)}
            return has_news
        self._taken, self._held = set(), {}
        self._takings.over()
        return True

    def _ready(self, batch: Sequence[Mapping[str, Any]]) -> dict[Hashable, list[tuple[int, Reading]]]:
        """Give what may be taken now, by sender."""
        chains: dict[Hashable, list[tuple[int, Reading]]] = {}
        for raw in batch:
            update_id = _id_of(raw)
            if update_id not in self._taken and update_id not in self._in_hand:
                reading = self._receiver.read(raw)
                sender = reading.incoming.sender if reading.incoming else update_id
                chains.setdefault(sender, []).append((update_id, reading))
        now_s = _time()
        return {
            sender: chain
            for sender, chain in chains.items()
            if sender not in self._under_way and (sender not in self._held or self._held[sender].until_s <= now_s)
        }

    async def _follow(self, chain: Sequence[tuple[int, Reading]]) -> DatabaseUnavailable | None:
        """Take one person's updates in order; where one must come again stop, and say why."""
        try:
            for update_id, reading in chain:
                if update_id in self._taken:  # a copy
                    continue
                try:
                    answer = await self._receiver.take(reading)
                except DatabaseUnavailable as error:
                    return error
                self._taken.add(update_id)
                if answer is not None:
                    self._asides.start(self._answer_press(answer.press_id, answer.toast))
            return None
        finally:
            self._in_hand.difference_update(update_id for update_id, _ in chain)

    def _note(self, sender: Hashable, failure: DatabaseUnavailable | None) -> None:
        """Leave somebody alone for a while whose updates could not be taken."""
        held = self._held.pop(sender, None)
        if failure is not None:
            self._takings.note(failure)
            tries = held.tries + 1 if held else 1
            self._held[sender] = _Held(tries, _time() + self._pauses.after(tries, random.random()))


def _id_of(raw: Mapping[str, Any]) -> int:
    """Give an update's id; 0 for what has none, which Telegram never sends."""
    return whole(raw.get("update_id"), below=UPDATE_ID_LIMIT) or 0


def _time() -> float:
    return asyncio.get_running_loop().time()
