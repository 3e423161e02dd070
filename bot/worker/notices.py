"""The notices' clock: posting what has come due, and the next step of what nobody answered."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby

import structlog
from sqlalchemy import bindparam, or_, select, update
from sqlmodel import Session

from bot.database.contract import Database
from bot.database.errors import DatabaseUnavailable
from bot.notices.models import NoticeState
from bot.notices.outbox import enqueue
from bot.notices.posting import C, Poster
from bot.notices.service import wait
from bot.notices.views import NOTICE
from bot.worker.posting import PostingSweep
from bot.worker.sweeps import BATCHES_MAX

# Takes the next step of one notice: remind, hand on, lapse.  It reads the notice, and does nothing where that is over.
Step = Callable[[Session, int, C, datetime], None]

STEPS_AT_ONCE = 100
# A worker that dies in the middle leaves its steps to the next one after so long; one that fails is tried again then.
STEP_LEASE = timedelta(seconds=30)
POST_AGAIN = timedelta(minutes=5)  # what could not be written for its reader: perhaps a newer release can

log = structlog.get_logger()

_STEPPING = or_(
    (NOTICE.c.state == NoticeState.SENT) & NOTICE.c.asks.is_(True), NOTICE.c.state == NoticeState.UNDELIVERABLE
)
_DUE = (
    select(NOTICE.c.id)
    .where(NOTICE.c.due_at <= bindparam("now"), _STEPPING, NOTICE.c.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(NOTICE.c.due_at, NOTICE.c.id)
    .limit(STEPS_AT_ONCE)
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(NOTICE)
    .where(NOTICE.c.id.in_(bindparam("ids", expanding=True)))
    .values(due_at=bindparam("leased_until"))
    .returning(NOTICE.c.id, NOTICE.c.person_id, NOTICE.c.kind)
)
_DONE = (
    update(NOTICE)
    .where(NOTICE.c.id.in_(bindparam("ids", expanding=True)), NOTICE.c.due_at == bindparam("leased_until"))
    .values(due_at=None)
)


class NoticeClock(PostingSweep[C]):
    """Posts, and takes steps, a batch at a time."""

    def __init__(
        self,
        database: Database,
        poster: Poster[C],
        steps: Mapping[str, Step[C]],
        *,
        catalogue_of: Callable[[Session], C],
        wake_sender: Callable[[], None],
    ) -> None:
        """`steps` by kind; a notice of another kind is left alone."""
        super().__init__(database, poster, catalogue_of=catalogue_of, wake_sender=wake_sender)
        self._steps = steps

    async def post_due(self, now: datetime) -> None:
        """Post queued notices whose time has come: folded alerts, and what goes to another identity."""
        for _ in range(BATCHES_MAX):
            try:
                posted = await self._database.transact(partial(self._post, now=now))
            except DatabaseUnavailable:
                raise
            except Exception:  # noqa: BLE001 - logged below, with the notice that it is about
                posted = await self._post_singly(now)
            if not posted:
                return
            self._wake_sender()

    async def take_steps(self, now: datetime) -> None:
        """Take the next step of everything that is still unanswered, or cannot be delivered.

        Each person's notices step together, so that five reminders make one message.
        """
        claimed = await self._database.transact(partial(self._claim, now=now))
        for _, some in groupby(claimed, key=lambda one: one[0]):
            await self._step_for([notice for _, notice in some], now)

    async def _step_for(self, notices: Sequence[tuple[int, str]], now: datetime) -> None:
        try:
            await self._database.transact(partial(self._step, notices=notices, now=now))
        except DatabaseUnavailable:
            raise
        except Exception as error:
            if len(notices) == 1:
                # It stays leased for a while and then comes up again: an alert is never dropped over a bug.
                log.error("step failed", notice=notices[0][0], kind=notices[0][1], exc_info=error)
                return
            for notice in notices:  # find out who can do without the others
                await self._step_for([notice], now)
        else:
            self._wake_sender()

    async def _post_singly(self, now: datetime) -> int:
        """Find out which notice cannot be posted, so that it holds no other up."""
        posted = 0
        for notice_id in await self._database.transact(partial(self._poster.due_ids, now=now)):
            try:
                posted += await self._database.transact(partial(self._post, now=now, only=notice_id))
            except DatabaseUnavailable:
                raise
            except Exception as error:
                log.error("posting failed", notice=notice_id, exc_info=error)
                await self._database.transact(partial(wait, notice_id=notice_id, until=now + POST_AGAIN))
        return posted

    def _post(self, session: Session, now: datetime, only: int | None = None) -> int:
        envelopes = self._poster.post_due(session, self._catalogue_of(session), now=now, only=only)
        enqueue(session, envelopes, now=now)
        return len(envelopes)

    def _claim(self, session: Session, now: datetime) -> list[tuple[int, tuple[int, str]]]:
        """Lease what is due in a transaction of its own: a step locks lots before notices, as everyone does."""
        connection = session.connection()
        due = list(connection.execute(_DUE, {"now": now, "kinds": sorted(self._steps)}).scalars())
        if not due:
            return []
        rows = connection.execute(_CLAIM, {"ids": due, "leased_until": now + STEP_LEASE})
        return sorted((row.person_id, (row.id, row.kind)) for row in rows)

    def _step(self, session: Session, notices: Iterable[tuple[int, str]], now: datetime) -> None:
        catalogue = self._catalogue_of(session)
        ids = []
        for notice_id, kind in notices:
            self._steps[kind](session, notice_id, catalogue, now)
            ids.append(notice_id)
        self._post_owed(session, catalogue, now)
        session.connection().execute(_DONE, {"ids": ids, "leased_until": now + STEP_LEASE})
