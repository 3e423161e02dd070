"""One channel's account at work: what may go now goes, how it ended is written down, and when to look again."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from uuid import uuid4

import structlog
from prometheus_client import Counter
from sqlmodel import Session

from bot.clock import Clock
from bot.database.contract import Database
from bot.database.errors import DatabaseUnavailable
from bot.notices.accepted import RemindAt
from bot.notices.account_change import writes_as
from bot.notices.claiming import Batch, Claimed, claim, give_back
from bot.notices.fencing import fence
from bot.notices.history import AT_ONCE, store
from bot.notices.marking import Finished, mark, penalty_of, punish, recent_sends, recover
from bot.notices.models import Outcome
from bot.notices.outcomes import Result
from bot.notices.overdue import hand_on
from bot.notices.pacing import Limits, Pacing
from bot.notices.ports import AccountRefused, ChatMoved, Port, SendLater, SendRefused, SendUnknown

POLL_S = 1.0  # behind all wake-ups: one may be lost with a connection
IN_FLIGHT_MAX = 50  # messages of one account on the wire
SEND_WITHIN_S = 30.0  # after that nobody knows whether it arrived
FINISH_WITHIN_S = 3.0  # at the end, for what is on the wire
REMEMBERED = timedelta(seconds=12)  # of what was sent before us; a group has rested by then

MESSAGES = Counter("farmgate_messages_total", "Tries to send a message, by how they ended.", ["channel", "outcome"])

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all accounts share."""

    database: Database
    clock: Clock
    remind_at: RemindAt
    shown: Callable[[Sequence[int]], None]
    chance: Callable[[], float]


class Account(ABC):
    """One channel's account; only whoever holds its lease works it."""

    def __init__(self, channel: str, port: Port, around: Surroundings) -> None:
        self.channel = channel
        self.wake = asyncio.Event()
        self._port = port
        self._around = around

    @abstractmethod
    async def take_over(self) -> None:
        """Begin, or begin again, after whoever had the account before."""

    @abstractmethod
    async def advance(self) -> float:
        """Do what can be done now; return after how many seconds to look again, unless woken before."""

    @abstractmethod
    async def finish(self) -> None:
        """Wait for what is on the wire, and write down how it ended."""

    @abstractmethod
    async def drain(self) -> int:
        """Send all that may go now; return how many tries that took."""


class HistoryAccount(Account):
    """A channel that shows what we keep: there is no wire."""

    async def take_over(self) -> None:
        """Nothing can have been left half done."""

    async def advance(self) -> float:
        return 0.0 if await self._store() == AT_ONCE else POLL_S

    async def finish(self) -> None:
        """Nothing is on the wire."""

    async def drain(self) -> int:
        total = 0
        while stored := await self._store():
            total += stored
        return total

    async def _store(self) -> int:
        self.wake.clear()
        around = self._around
        stored = await around.database.transact(
            partial(
                store,
                channel=self.channel,
                can=self._port.capabilities,
                now=around.clock(),
                remind_at=around.remind_at,
            )
        )
        if stored.count:
            MESSAGES.labels(self.channel, Outcome.OK).inc(stored.count)
        if stored.identity_ids:
            around.shown(stored.identity_ids)
        return stored.count


class NetworkAccount(Account):
    """A channel with a platform behind it: claim, send, mark."""

    def __init__(self, channel: str, port: Port, limits: Limits, around: Surroundings) -> None:
        super().__init__(channel, port, around)
        self._pacing = Pacing(limits)
        self._fence = uuid4().hex
        self._sending: set[asyncio.Task[None]] = set()
        self._in_hand: dict[int, str] = {}  # messages that were claimed and not yet written down, and their chats
        self._finished: list[Finished] = []
        self._handed_on_until: datetime | None = None  # messages up to here, since the platform last took any

    async def take_over(self) -> None:
        # Our own first: they are not unknown, only not written down yet.
        await self.finish()
        await self._around.database.transact(self._recover)

    async def advance(self) -> float:
        self.wake.clear()
        await self._hand_on()
        now_s = self._now_s()
        most = min(IN_FLIGHT_MAX - len(self._sending), self._pacing.allowance(now_s, len(self._sending)))
        batch = await self._mark_and_claim(most)
        if len(batch.claimed) < most and not batch.idle:  # nothing else waits but what has to
            return min(POLL_S, self._pacing.chat_pause_s(now_s) or POLL_S)
        return min(POLL_S, self._pacing.pause_s(self._now_s()) or (POLL_S if most <= 0 else 0.0))

    async def finish(self) -> None:
        if self._sending:
            _, late = await asyncio.wait(self._sending, timeout=FINISH_WITHIN_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._mark()

    async def drain(self) -> int:
        await self.take_over()
        total = 0
        while True:
            await self._hand_on()
            batch = await self._mark_and_claim(min(IN_FLIGHT_MAX, self._pacing.allowance(self._now_s())))
            if not batch.claimed and not batch.idle:
                return total
            total += len(batch.claimed)
            if self._sending:
                await asyncio.wait(self._sending)

    def _recover(self, session: Session) -> None:
        around = self._around
        fence(session, self.channel, self._fence)
        writes_as(session, self.channel, getattr(self._port, "account", ""))
        lost = recover(session, self.channel, now=around.clock(), remind_at=around.remind_at)
        if lost:
            log.warning("messages of a process that died", channel=self.channel, count=lost)
        # The platform remembers what whoever had the account before sent to a chat.
        recent = recent_sends(session, self.channel, around.clock() - REMEMBERED)
        self._pacing.remember((external_id, at.timestamp()) for external_id, at in recent)
        if until := penalty_of(session, self.channel):
            self._pacing.punish(until.timestamp())

    async def _mark_and_claim(self, most: int) -> Batch:
        """Write down what has ended and take in hand what may go now, in one transaction.

        Each message costs two looks, and on PostgreSQL each transaction two ways to the server and back.
        """
        if most <= 0:
            await self._mark()
            return Batch()
        finished = tuple(self._finished)
        now = self._around.clock()
        # One thing at a time in each chat, broadcasts included: what stands there was read for the first.
        ended = {one.claimed.message.id for one in finished}
        busy = (chat for message, chat in self._in_hand.items() if message not in ended)
        cooling = {*self._pacing.cooling(now.timestamp()), *busy}
        runs = count()

        def work(session: Session) -> Batch:
            if next(runs):  # the run before this may have been committed, without our hearing of it
                give_back(session, self.channel, fence=self._fence, in_hand=self._in_hand)
            if finished:
                self._write(session, finished)
            can = self._port.capabilities
            return claim(session, self.channel, can, fence=self._fence, most=most, cooling=cooling, now=now)

        try:
            batch = await self._around.database.transact(work)
        except DatabaseUnavailable:
            raise
        except Exception:
            if not finished:
                raise
            await self._mark()  # which knows what to do with one that cannot be written
            return Batch(idle=1)
        self._written(finished)
        self._send_all(batch)
        return batch

    def _send_all(self, batch: Batch) -> None:
        now = self._around.clock()  # the claim may have taken long, and the platform counts from here
        for claimed in batch.claimed:
            self._in_hand[claimed.message.id] = claimed.message.address.external_id
            self._pacing.start(claimed.message.address.external_id, now.timestamp())
            task = asyncio.create_task(self._send(claimed))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _send(self, claimed: Claimed) -> None:
        result = Result(Outcome.UNKNOWN, reason="stopped")  # of a task that is cancelled on the wire
        try:
            result = await self._try(claimed)
        finally:
            around = self._around
            MESSAGES.labels(self.channel, result.outcome).inc()
            self._pace(result)
            self._finished.append(Finished(claimed, self._of_all(result), around.clock(), around.chance()))
            self.wake.set()

    async def _try(self, claimed: Claimed) -> Result:
        if self._pacing.is_silent(self._now_s()):  # the penalty came while this was being claimed
            return Result(Outcome.RETRY, reason="penalty", retry_after_s=0.0)
        try:
            async with asyncio.timeout(SEND_WITHIN_S):
                delivered = await self._port.deliver(claimed.ticket)
        except SendLater as error:
            return Result(Outcome.RETRY, reason=error.reason, retry_after_s=error.retry_after_s, local=error.local)
        except DatabaseUnavailable as error:
            return Result(Outcome.RETRY, reason=type(error).__name__, local=True)
        except SendRefused as error:
            return Result(Outcome.PERMANENT, reason=error.reason, blocked=error.blocked)
        except SendUnknown as error:
            return Result(Outcome.UNKNOWN, reason=error.reason)
        except AccountRefused as error:
            return Result(Outcome.RETRY, reason=error.reason, account_refused=True)
        except ChatMoved as error:
            return Result(Outcome.RETRY, reason="moved", moved_to=error.external_id)
        except TimeoutError:
            return Result(Outcome.UNKNOWN, reason="timeout")
        except Exception as error:  # a bug of the channel's: it would fail each time, and hold the others up
            log.error("channel failed", channel=self.channel, error=type(error).__name__, exc_info=error)
            return Result(Outcome.PERMANENT, reason=type(error).__name__)
        return Result(Outcome.OK, delivered.message_id)

    def _pace(self, result: Result) -> None:
        """Heed what the platform said at once, before it is written down."""
        now_s = self._now_s()
        if result.local:
            return  # nobody there was asked
        if result.account_refused:
            if self._pacing.refused(now_s):
                log.error("account refused: nothing can be sent until that is mended", channel=self.channel)
        elif result.retry_after_s is not None:
            self._pacing.punish(now_s + result.retry_after_s)
        elif result.outcome in (Outcome.OK, Outcome.PERMANENT) or result.moved_to:
            self._pacing.answered()
        else:
            self._pacing.failed(now_s, self._around.chance())

    def _of_all(self, result: Result) -> Result:
        """Say of a failure whether it is the platform's: it then says nothing about the message."""
        now_s = self._now_s()
        if result.outcome is not Outcome.RETRY or not result.is_about_the_message or not self._pacing.is_held(now_s):
            return result
        return replace(result, down_for_s=self._pacing.silence_s(now_s))

    async def _hand_on(self) -> None:
        """While the platform takes nothing, see that alerts do not wait for it longer than people would."""
        now = self._around.clock()
        if not self._pacing.is_held(now.timestamp()):
            self._handed_on_until = None
            return
        await self._mark()  # what was being sent until now may be overdue as well
        self._handed_on_until = await self._around.database.transact(
            partial(
                hand_on,
                channel=self.channel,
                since=self._handed_on_until,
                now=now,
                remind_at=self._around.remind_at,
            )
        )

    async def _mark(self) -> None:
        if not self._finished:
            return
        finished = tuple(self._finished)
        try:
            await self._around.database.transact(partial(self._write, finished=finished))
        except DatabaseUnavailable:
            raise
        except Exception:  # noqa: BLE001 - logged below, with the message that it is about
            for one in finished:
                await self._mark_alone(one)
        self._written(finished)

    def _written(self, finished: Sequence[Finished]) -> None:
        """Forget what is written down; only now: what could not be written is written with the next ones."""
        del self._finished[: len(finished)]
        for one in finished:
            self._in_hand.pop(one.claimed.message.id, None)

    async def _mark_alone(self, one: Finished) -> None:
        """Write one try down; what its platform said cannot be stored, perhaps, and must not hold the others up."""
        try:
            await self._around.database.transact(partial(self._write, finished=[one]))
        except DatabaseUnavailable:
            raise
        except Exception as error:
            log.error("marking failed", outbox_message=one.claimed.message.id, exc_info=error)
            unknown = replace(one, result=Result(Outcome.UNKNOWN, reason=type(error).__name__))
            await self._around.database.transact(partial(self._write, finished=[unknown]))

    def _write(self, session: Session, finished: Sequence[Finished]) -> None:
        mark(session, finished, now=self._around.clock(), remind_at=self._around.remind_at)
        if any(one.result.retry_after_s for one in finished):
            punish(session, self.channel, datetime.fromtimestamp(self._pacing.silent_until_s, UTC))

    def _now_s(self) -> float:
        return self._around.clock().timestamp()
