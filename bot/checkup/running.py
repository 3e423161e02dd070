"""Whether somebody keeps the shop going: signs of life, and what lies about when nobody does."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from bot.checkup.finding import Check, Finding
from bot.inbox import DeadLetter, Inbox, InboxState, ProcessRun
from bot.notices.models import Job, JobState, NoticeState
from bot.notices.views import NOTICE
from bot.orders.models import HoldState, ParcelState, WishState
from bot.orders.tables import HOLD, ORDER, PARCEL, WISH, one_of
from bot.worker.heartbeat import SILENT_AFTER

LATE = timedelta(minutes=2)  # the clock looks every few seconds, and each of its tries lasts half a minute
STUCK = timedelta(minutes=15)  # of an event or a job: the longest pause between two tries is ten
LATELY = timedelta(days=7)

ANSWERING = frozenset({"run", "web"})
WORKING = frozenset({"run", "worker"})
START_ALL = "start `python -m bot run`, or `web` and `worker` where several share a database"
START_WORKER = "start `python -m bot worker`: without it nothing is sent and no time runs out"
SEE_LOG = "a worker runs, so look for `failed` in its log"
REPORT_JOB = "look for `job failed` in the worker's log, and report it"

_RUN: sa.Table = ProcessRun.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_INBOX: sa.Table = Inbox.__table__  # type: ignore[attr-defined]
_DEAD: sa.Table = DeadLetter.__table__  # type: ignore[attr-defined]
_JOB: sa.Table = Job.__table__  # type: ignore[attr-defined]

_ALIVE = (
    sa.select(_RUN.c.command).where(_RUN.c.stopped_at.is_(None), _RUN.c.heartbeat_at > sa.bindparam("since")).distinct()
)
_LAST = sa.select(sa.func.max(_RUN.c.heartbeat_at))

_LATE: sa.BindParameter[datetime] = sa.bindparam("late")
_STUCK: sa.BindParameter[datetime] = sa.bindparam("stuck")
_NOTICE_DUE = sa.or_(
    NOTICE.c.state == NoticeState.QUEUED,
    NOTICE.c.asks & (NOTICE.c.state == NoticeState.SENT),
    NOTICE.c.state == NoticeState.UNDELIVERABLE,
)

# What the worker's clock has not done although its time has come.
OVERDUE = (
    Check(
        sa.select(
            sa.func.coalesce(
                ORDER.c.code, sa.cast(ORDER.c.id, sa.String), sa.literal("offer ").concat(sa.cast(HOLD.c.id, sa.String))
            )
        )
        .outerjoin_from(HOLD, ORDER, ORDER.c.id == HOLD.c.order_id)
        .where(one_of(HOLD.c.state, HoldState.ACTIVE), HOLD.c.expires_at <= _LATE),
        "holds are released when their time is over",
        "holds past their time that still keep goods from others, of baskets",
        START_WORKER,
    ),
    Check(
        sa.select(ORDER.c.code)
        .join_from(PARCEL, ORDER, ORDER.c.id == PARCEL.c.order_id)
        .where(one_of(PARCEL.c.state, ParcelState.REQUESTED), PARCEL.c.due_at <= _LATE),
        "unanswered orders lapse when their time is over",
        "orders past the time for an answer that have not lapsed",
        START_WORKER,
    ),
    Check(
        sa.select(sa.cast(WISH.c.id, sa.String)).where(
            one_of(WISH.c.state, WishState.OFFERED), WISH.c.offered_until <= _LATE
        ),
        "offers to those who wait lapse when their time is over",
        "offers past their time that have not lapsed, by wish",
        START_WORKER,
    ),
    Check(
        sa.select(NOTICE.c.kind).where(NOTICE.c.due_at <= _LATE, _NOTICE_DUE),
        "reminders and notices go out when they are due",
        "notices that are overdue, by kind",
        START_WORKER,
    ),
)
STUCK_WORK = (
    Check(
        sa.select(_JOB.c.kind).where(
            _JOB.c.state == JobState.QUEUED,
            _JOB.c.run_at <= _STUCK,
            sa.or_(_JOB.c.leased_until.is_(None), _JOB.c.leased_until <= _STUCK),
        ),
        "no job waits",
        "jobs that nobody does, by kind",
        START_WORKER,
    ),
    Check(
        sa.select(_JOB.c.kind).where(_JOB.c.state == JobState.FAILED, _JOB.c.run_at > sa.bindparam("lately")),
        "no job was given up lately",
        "jobs given up in the last week, by kind",
        REPORT_JOB,
    ),
    Check(
        sa.select(_INBOX.c.channel).where(_INBOX.c.state == InboxState.BEGUN, _INBOX.c.received_at <= _STUCK),
        "what was begun was finished",
        "messages that a killed process had begun and that never came again, by channel",
        "look for `turn failed` and `a process was killed` in the log; ask those people to write again",
    ),
    Check(
        sa.select(_DEAD.c.error_class).where(_DEAD.c.retried_at.is_(None), _DEAD.c.failed_at > sa.bindparam("lately")),
        "no message was put aside lately",
        "messages put aside in the last week because they failed, by error",
        "look for `turn failed` in the log, and report it",
    ),
)


def examine_running(session: Session, now: datetime) -> Iterator[Finding]:
    """Look for signs of life, then for what has come due and lies about."""
    alive = set(session.connection().execute(_ALIVE, {"since": now - SILENT_AFTER}).scalars())
    yield _life(alive, session.connection().execute(_LAST).scalar())
    todo = SEE_LOG if alive & WORKING else ""
    for check in OVERDUE:
        yield check.look(session, todo, late=now - LATE)
    stuck, failed, begun, dead = STUCK_WORK
    yield stuck.look(session, todo, stuck=now - STUCK)
    yield failed.look(session, lately=now - LATELY)
    yield begun.look(session, stuck=now - STUCK)
    yield dead.look(session, lately=now - LATELY)


def _life(alive: set[str], last: datetime | None) -> Finding:
    if alive & ANSWERING and alive & WORKING:
        return Finding(f"the shop is open: {', '.join(sorted(alive))}")
    if alive:
        missing = "worker" if alive & ANSWERING else "web"
        todo = START_WORKER if missing == "worker" else "start `python -m bot web`: without it no page is served"
        return Finding(f"no {missing} runs, only {', '.join(sorted(alive))}", todo)
    seen = f"the last sign of life was at {last:%Y-%m-%d %H:%M} UTC" if last else "it never did"
    return Finding(f"no part of the shop runs; {seen}", START_ALL)
