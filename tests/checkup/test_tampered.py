"""Each check has something that makes it speak, and it alone."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.catalog.models import MoveKind, Shortage, StockMove
from bot.inbox import DeadLetter, Inbox, InboxState, ProcessRun
from bot.notices.models import Job, JobState, Notice, NoticeState, OutboxMessage, OutboxState, SendAttempt, SendPenalty
from bot.orders.models import HoldState, OrderState, PaymentState, WishState
from bot.orders.tables import HOLD, LOT, ORDER, PARCEL, PAYMENT, WISH
from bot.people.models import Identity
from tests.checkup.conftest import Ward, table
from tests.orders.market import NOW

NOTICE, RUN, OUTBOX, IDENTITY = table(Notice), table(ProcessRun), table(OutboxMessage), table(Identity)
LONG_AGO = NOW - timedelta(hours=2)
LATE = NOW - timedelta(minutes=3)

Tampering = Callable[[Ward], Sequence[sa.Executable]]


def job(state: JobState) -> sa.Executable:
    row = {"kind": "draw", "arguments": {}, "state": state, "run_at": LONG_AGO, "attempts": 1, "created_at": LONG_AGO}
    return sa.insert(table(Job)).values(row)


def message(state: OutboxState, at: datetime, lane: int = 1) -> sa.Executable:
    row = {
        "identity_id": sa.select(sa.func.min(IDENTITY.c.id)).scalar_subquery(),
        "channel": "telegram",
        "external_id": "1",
        "shard": 0,
        "lane": lane,
        "delivery": "push",
        "payload": {},
        "notice_ids": [],
        "silent": False,
        "repeats": False,
        "state": state,
        "attempts": 0,
        "created_at": at,
    }
    return sa.insert(OUTBOX).values(row)


def moves(ward: Ward, *deltas: int) -> list[sa.Executable]:
    facts = {"lot_id": ward.tomatoes.lot_id, "kind": MoveKind.ADJUSTED, "held_delta": 0, "cause": "by hand", "at": NOW}
    return [sa.insert(table(StockMove)).values(facts | {"available_delta": delta}) for delta in deltas]


def of_basket(ward: Ward) -> sa.ColumnElement[bool]:
    return HOLD.c.order_id == ward.basket_id


TAMPERED: dict[str, Tampering] = {
    "lots whose stock is not the sum of their moves": lambda ward: [
        sa.update(LOT).where(LOT.c.id == ward.mushrooms.lot_id).values(available=LOT.c.available + 1)
    ],
    "lots of which more or less is promised than their holds say": lambda ward: [
        sa.update(HOLD).where(of_basket(ward)).values(state=HoldState.RELEASED)
    ],
    "lots that were once below zero, as their moves tell": lambda ward: moves(ward, -1_000_000, 1_000_000),
    "goods of which more is promised than is there": lambda ward: [
        sa.insert(table(Shortage)).values(
            lot_id=ward.mushrooms.lot_id, missing=100, state="open", opened_at=NOW
        )
    ],
    "orders that are not whole": lambda ward: [
        sa.delete(PARCEL).where(PARCEL.c.order_id == ward.placed_id, PARCEL.c.farm_id == ward.tomatoes.farm_id)
    ],
    "orders whose total or payment is not the sum of their lines and the courier's fee": lambda ward: [
        sa.update(ORDER).where(ORDER.c.id == ward.placed_id).values(total_minor=ORDER.c.total_minor + 1)
    ],
    "orders whose payment is not as the cash taken for them says": lambda ward: [
        sa.update(PAYMENT).where(PAYMENT.c.order_id == ward.placed_id).values(state=PaymentState.TAKEN)
    ],
    "orders that do not stand as their parcels do": lambda ward: [
        sa.update(ORDER).where(ORDER.c.id == ward.done_id).values(state=OrderState.PLACED)
    ],
    "orders of which too much or too little is kept": lambda ward: [
        sa.update(HOLD).where(HOLD.c.order_id == ward.placed_id).values(line_id=None)
    ],
    "orders for which goods are kept at the wrong time": lambda ward: [
        sa.update(HOLD).where(of_basket(ward)).values(state=HoldState.KEPT)
    ],
    "holds past their time that still keep goods from others, of baskets": lambda ward: [
        sa.update(HOLD).where(of_basket(ward)).values(expires_at=LATE)
    ],
    "holds that are kept for somebody to whom nothing is offered": lambda ward: [
        sa.update(WISH).values(state=WishState.LAPSED, offered_until=None)
    ],
    "offers past their time that have not lapsed, by wish": lambda ward: [sa.update(WISH).values(offered_until=LATE)],
    "orders past the time for an answer that have not lapsed": lambda ward: [
        sa.update(PARCEL).where(PARCEL.c.order_id == ward.placed_id).values(due_at=LATE)
    ],
    "notices that are overdue, by kind": lambda _: [
        sa.update(NOTICE).where(NOTICE.c.state == NoticeState.QUEUED).values(due_at=LATE)
    ],
    "jobs that nobody does, by kind": lambda _: [job(JobState.QUEUED)],
    "jobs given up in the last week, by kind": lambda _: [job(JobState.FAILED)],
    "messages that a killed process had begun and that never came again, by channel": lambda _: [
        sa.insert(table(Inbox)).values(
            channel="telegram", event_id="7", received_at=LONG_AGO, state=InboxState.BEGUN, attempts=1
        )
    ],
    "messages put aside in the last week because they failed, by error": lambda _: [
        sa.insert(table(DeadLetter)).values(
            channel="telegram", event_id="7", error_class="KeyError", traceback="…", failed_at=LONG_AGO
        )
    ],
    "no part of the shop runs; the last sign of life was at 2026-03-10 02": lambda _: [
        sa.update(RUN).values(stopped_at=NOW)
    ],
    "no worker runs, only web": lambda _: [sa.update(RUN).values(command="web")],
    "no web runs, only worker": lambda _: [sa.update(RUN).values(command="worker")],
    "orders for which nobody is asked, by farm": lambda _: [
        sa.update(NOTICE).where(NOTICE.c.asks).values(state=NoticeState.UNDELIVERABLE, due_at=None)
    ],
    "messages that have waited for long, by channel": lambda _: [message(OutboxState.QUEUED, LONG_AGO)],
    "telegram wants us to send nothing until 2026-03-10 03": lambda _: [
        sa.insert(table(SendPenalty)).values(account="telegram", until=NOW + timedelta(hours=1))
    ],
}  # fmt: skip


async def test_nothing_is_wrong_with_the_ward(ward: Ward) -> None:
    assert [finding.what for finding in await ward.examines() if finding.todo] == []


@pytest.mark.parametrize("ill", TAMPERED)
async def test_each_ill_is_named_and_no_other(ward: Ward, ill: str) -> None:
    await ward.tampers(*TAMPERED[ill](ward))

    assert await ward.ills() == [ill]


async def test_the_rows_are_counted_and_the_first_are_named(ward: Ward) -> None:
    for number in range(5):
        await ward.market.sells(f"apples-{number}")
    await ward.tampers(sa.update(LOT).values(held=LOT.c.held + 1))

    [stock] = [finding for finding in await ward.examines() if finding.todo]

    assert stock.what == "lots whose stock is not the sum of their moves: 8 (apples-0, apples-1, apples-2, …)"
    assert "doctor --repair-stock" in stock.todo


async def test_where_a_worker_lives_its_log_tells_more(ward: Ward) -> None:
    overdue = sa.update(HOLD).where(of_basket(ward)).values(expires_at=LATE)

    await ward.tampers(overdue)
    [alive] = [finding.todo for finding in await ward.examines() if finding.todo]
    await ward.tampers(sa.update(RUN).values(command="web"))
    _, missing = [finding.todo for finding in await ward.examines() if finding.todo]

    assert alive.startswith("a worker runs")
    assert missing.startswith("start `python -m bot worker`")


async def test_messages_that_the_platform_does_not_take_wait_for_it(ward: Ward) -> None:
    of_message = sa.select(sa.func.max(OUTBOX.c.id)).scalar_subquery()
    attempt = sa.insert(table(SendAttempt)).values(
        outbox_message_id=of_message, started_at=LATE, ended_at=LATE, outcome="retry", reason="NetworkError"
    )

    await ward.tampers(message(OutboxState.QUEUED, LONG_AGO), attempt)

    [waits] = [finding.todo for finding in await ward.examines() if finding.todo]
    assert waits.startswith("the platform did not take them (NetworkError)")


async def test_a_broadcast_may_take_its_time(ward: Ward) -> None:
    await ward.tampers(message(OutboxState.QUEUED, NOW - timedelta(minutes=50), lane=3))

    assert await ward.ills() == []


async def test_what_may_have_arrived_is_told_and_nothing_is_to_be_done(ward: Ward) -> None:
    await ward.tampers(message(OutboxState.UNKNOWN, LONG_AGO))

    told = [finding for finding in await ward.examines() if "nobody knows" in finding.what]
    assert [(one.what.rpartition(": ")[2], one.todo) for one in told] == [("1 (telegram)", "")]
