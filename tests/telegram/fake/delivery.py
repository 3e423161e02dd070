"""Updates on their way to one bot: kept until confirmed, handed out by long polling, or pushed to a webhook."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.telegram.fake.answers import OTHER_POLL, WEBHOOK_IS_SET, Refused, conflict
from tests.telegram.fake.clock import Clock

FIRST_UPDATE_ID = 700_000_001
# A bot that names no kinds gets all but these.  Bot API, getUpdates.allowed_updates
UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
LIVES_S = {"callback_query": 150.0, "inline_query": 30.0}  # others a day
A_DAY_S = 86_400.0


@dataclass(slots=True)
class Pending:
    key: int
    update: dict[str, Any]
    line: object  # updates of one line are delivered in order
    expires_at: float
    dropped: bool = False


class Updates:
    """All that one bot has not confirmed yet, by rising id."""

    def __init__(self, clock: Clock) -> None:
        self.pending: dict[int, Pending] = {}
        self.next_id = FIRST_UPDATE_ID
        self.allowed: frozenset[str] = frozenset()
        self.has_webhook = False
        self.added: Callable[[Pending], None] = lambda _: None
        # What the bot said to an update: a status of HTTP, None where it said nothing.
        self.heard: Callable[[dict[str, Any], int | None], None] = lambda update, status: None
        self.held = False
        # Disorder for tests: how often each update arrives, and who shuffles a batch.
        self.copies = 1
        self.shuffler: random.Random | None = None
        # With the real server words and taps of one person are two lines, of which either may be first.
        self.kinds_apart = False
        self.clock = clock
        self.confirmed = 0  # how many updates the bot has taken
        self._held: list[Pending] = []
        self._poll: asyncio.Future[None] | None = None

    @property
    def undelivered(self) -> int:
        return len(self.pending)

    def add(self, kind: str, content: dict[str, Any], line: object) -> dict[str, Any] | None:
        """Queue an update; None if the bot does not want its kind."""
        if kind not in self.allowed if self.allowed else kind in UNASKED:
            return None
        line = (kind, line) if self.kinds_apart else line
        return self.add_raw({"update_id": self.next_id, kind: content}, line, LIVES_S.get(kind, A_DAY_S))

    def add_raw(self, update: dict[str, Any], line: object, lives_s: float = A_DAY_S) -> dict[str, Any]:
        """Queue an update as it is, whatever is in it."""
        update.setdefault("update_id", self.next_id)
        key = update["update_id"] if isinstance(update["update_id"], int) else self.next_id
        self.next_id = max(self.next_id, key) + 1
        pending = self.pending[key] = Pending(key, update, line, self.clock() + lives_s)
        if self.held:
            self._held.append(pending)
        else:
            self.added(pending)
            self._wake()
        return update

    def release(self) -> None:
        """Deliver what has come while `held` was set."""
        self.held, waiting, self._held = False, self._held, []
        for pending in waiting:
            self.added(pending)
        self._wake()

    def forget(self) -> None:
        """Drop all that waits, as `drop_pending_updates` does."""
        for pending in self.pending.values():
            pending.dropped = True
            self.heard(pending.update, 200)  # it wants to hear no more of them
        self.pending.clear()

    def taken(self, pending: Pending) -> None:
        """Drop what a webhook took; not what has come under the same id since."""
        if self.pending.get(pending.key) is pending:
            del self.pending[pending.key]
            self.confirmed += 1

    async def poll(self, offset: int, limit: int, timeout_s: float) -> list[dict[str, Any]]:
        """Answer one getUpdates; the newest call wins, and an older one still waiting gets the conflict."""
        if self.has_webhook:
            raise conflict(WEBHOOK_IS_SET)
        self.interrupt(conflict(OTHER_POLL))
        self._confirm(offset)
        batch = self._batch(limit)
        if batch or timeout_s <= 0:
            return batch
        await self._wait(timeout_s)
        return self._batch(limit)

    def interrupt(self, refusal: Refused) -> None:
        """End a running getUpdates with an error."""
        if self._poll and not self._poll.done():
            self._poll.set_exception(refusal)

    async def _wait(self, timeout_s: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(timeout_s):
                await poll
        except TimeoutError:
            poll.cancel()

    def _wake(self) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    def _confirm(self, offset: int) -> None:
        """Drop what lies before an offset; a negative one keeps that many of the newest."""
        keys = sorted(self.pending)
        done = keys[:offset] if offset < 0 else [key for key in keys if key < offset]
        for key in done:
            self.heard(self.pending.pop(key).update, 200)
        self.confirmed += len(done)

    def _batch(self, limit: int) -> list[dict[str, Any]]:
        if self.held:
            return []
        self._expire()
        batch = [self.pending[key].update for key in sorted(self.pending)[:limit]] * self.copies
        if self.shuffler:
            self.shuffler.shuffle(batch)
        return batch

    def is_over(self, pending: Pending) -> bool:
        """Whether nobody wants an update any more."""
        return pending.dropped or pending.expires_at < self.clock()

    def _expire(self) -> None:
        for pending in [one for one in self.pending.values() if self.is_over(one)]:
            del self.pending[pending.key]
