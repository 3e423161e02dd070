"""The farms' alerts about an order: asked at Confirm, repeated, handed on when nobody answers, and always ended."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.farms import admins_first, alert_recipients
from bot.catalog.snapshot import Catalogue
from bot.notices.models import Lane, Notice, NoticeState
from bot.notices.service import ChangedCard, NewNotice, changed, end, owe, remind
from bot.notices.views import own_card
from bot.orders.facts import parcel_facts
from bot.orders.models import OrderState, ParcelState
from bot.orders.placed import PlacedOrder, PlacedParcel
from bot.orders.tables import ORDER, PARCEL
from bot.people.models import FarmMember, Role

REQUESTED = "parcel_requested"  # asks: Yes, Less or No
UNANSWERED = "parcel_unanswered"  # asks a coordinator to answer for the farm
CANCELLED = "parcel_cancelled"  # tells a farm that had answered

ABOUT = "parcel"

_STATES = {"cancelled": NoticeState.CANCELLED, "lapsed": NoticeState.LAPSED}  # any other answer is one

_NOTICE: sa.Table = Notice.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_MEMBER: sa.Table = FarmMember.__table__  # type: ignore[attr-defined]
_ROLE: sa.Table = Role.__table__  # type: ignore[attr-defined]
# Whoever answers, cancels or lets lapse holds this row as well: what is handed on here is ended there, or never made.
_LOCK_ORDER = (
    sa.select(ORDER.c.id)
    .where(
        ORDER.c.id
        == sa.select(PARCEL.c.order_id)
        .join_from(PARCEL, _NOTICE, _NOTICE.c.about_id == PARCEL.c.id)
        .where(_NOTICE.c.id == sa.bindparam("notice"), _NOTICE.c.about == ABOUT)
        .scalar_subquery()
    )
    .with_for_update(key_share=True)
)
_MAY_ANSWER = sa.or_(
    sa.exists().where(
        _MEMBER.c.person_id == _NOTICE.c.person_id,
        _MEMBER.c.farm_id == PARCEL.c.farm_id,
        _MEMBER.c.ended_at.is_(None),
    ),
    sa.exists().where(_ROLE.c.person_id == _NOTICE.c.person_id, _ROLE.c.ended_at.is_(None)),
)
_READ = (
    sa.select(
        _NOTICE.c.id,
        _NOTICE.c.person_id,
        _NOTICE.c.kind,
        _NOTICE.c.params,
        _NOTICE.c.state,
        _NOTICE.c.step,
        _NOTICE.c.card,
        PARCEL.c.id.label("parcel_id"),
        PARCEL.c.farm_id,
        _MAY_ANSWER.label("may_answer"),
    )
    .join_from(_NOTICE, PARCEL, PARCEL.c.id == _NOTICE.c.about_id)
    .where(
        _NOTICE.c.id == sa.bindparam("notice"),
        _NOTICE.c.about == ABOUT,
        _NOTICE.c.state.in_((NoticeState.SENT, NoticeState.UNDELIVERABLE)),
        PARCEL.c.state == ParcelState.REQUESTED,
    )
)
_ASKED = sa.select(_NOTICE.c.person_id).where(
    _NOTICE.c.about == ABOUT, _NOTICE.c.about_id == sa.bindparam("parcel"), _NOTICE.c.asks
)
_PASS_ON = (
    sa.update(_NOTICE)
    .where(_NOTICE.c.id == sa.bindparam("notice"), _NOTICE.c.state == sa.bindparam("old"))
    .values(state=sa.bindparam("new"), due_at=None, ended_at=sa.bindparam("now"))
    .returning(_NOTICE.c.id)
)


def receipt_card(order_id: int) -> str:
    """Name the living message that shows an order to its buyer."""
    return f"order:{order_id}"


def news_card(order_id: int) -> str:
    """Name the message that holds the latest news of an order, below its receipt."""
    return f"news:{order_id}"


def ask_farms(
    session: Session,
    order: PlacedOrder,
    parcels: Sequence[PlacedParcel],
    catalogue: Catalogue,
    *,
    now: datetime,
) -> None:
    """Owe each farm of an order's new parcels its alert; one select and one insert for any number of farms."""
    farms = {parcel.farm_id for parcel in parcels}
    people = alert_recipients(session, farms, coordinator_id=catalogue.rules.coordinator_id)
    # A farm for which there is nobody at all is asked by nobody, and its parcel lapses when its time is over.
    asked = [
        _question(REQUESTED, person_id, parcel.parcel_id, parcel_facts(order, parcel))
        for parcel in parcels
        for person_id in people.get(parcel.farm_id, ())[:1]
    ]
    owe(session, asked, now=now)


def end_alerts(
    session: Session,
    order: PlacedOrder,
    parcel_ids: Collection[int],
    answer: str,
    result: Mapping[str, Any] | None,
    *,
    by_id: int | None,
    now: datetime,
) -> None:
    """End all that was asked about some parcels, and have every card that shows them, the receipt too, drawn anew.

    answer: "yes", "less" or "no"; "cancelled" or "lapsed" where nobody's answer is needed any more.
    """
    end(
        session,
        about=ABOUT,
        about_ids=parcel_ids,
        state=_STATES.get(answer, NoticeState.ANSWERED),
        answer=answer,
        result=None if result is None else dict(result),
        by_id=by_id,
        now=now,
    )
    if order.buyer_id != by_id:  # else the answer to their press shows it
        show_on_receipt(session, order)
    elif order.state is OrderState.CANCELLED:  # "the farms have said yes" is no longer true
        changed(session, ChangedCard(order.buyer_id, news_card(order.order_id)))


def show_on_receipt(session: Session, order: PlacedOrder) -> None:
    """Have the buyer's receipt drawn anew where it stands."""
    changed(session, ChangedCard(order.buyer_id, receipt_card(order.order_id)))
    if order.state in {OrderState.DONE, OrderState.CANCELLED}:  # "ready to collect" is no news any more
        changed(session, ChangedCard(order.buyer_id, news_card(order.order_id)))


def tell_farms_of_cancelling(
    session: Session, before: PlacedOrder, parcels: Iterable[PlacedParcel], catalogue: Catalogue, *, now: datetime
) -> None:
    """Tell farms that had answered; the card of an unanswered alert says it by itself."""
    answered = [parcel for parcel in parcels if parcel.state is not ParcelState.REQUESTED and not parcel.has_ended]
    if not answered:
        return
    farms = {parcel.farm_id for parcel in answered}
    people = alert_recipients(session, farms, coordinator_id=catalogue.rules.coordinator_id)
    told = [
        NewNotice(person_id, CANCELLED, _as_promised(parcel_facts(before, parcel)), ABOUT, parcel.parcel_id)
        for parcel in answered
        for person_id in people.get(parcel.farm_id, ())[:1]
    ]
    owe(session, told, now=now)


def _as_promised(facts: dict[str, Any]) -> dict[str, Any]:
    """Name what a farm would have packed: what it has said Less to was never promised."""
    lines = [line | {"ordered": line["quantity"]} for line in facts["lines"] if line["quantity"]]
    return facts | {"lines": lines}


def step(session: Session, notice_id: int, catalogue: Catalogue, *, now: datetime) -> bool:
    """Take an alert's next step, its time having come: repeat it once, then ask the coordinators, one after the other.

    One that will never be delivered, or that its reader may no longer answer, is handed on at once, to the next member
    of the farm if there is one.  False: it was answered or ended meanwhile, or it is none of ours.
    """
    session.connection().execute(_LOCK_ORDER, {"notice": notice_id}).all()
    notice = session.connection().execute(_READ, {"notice": notice_id}).one_or_none()
    if notice is None:
        return False
    if notice.state is NoticeState.SENT and notice.step == 0 and notice.may_answer:
        return remind(session, notice_id, now=now)
    return _pass_on(session, notice, catalogue, now)


def _pass_on(session: Session, notice: Any, catalogue: Catalogue, now: datetime) -> bool:
    lost = notice.state is NoticeState.UNDELIVERABLE
    # Who is merely silent may still answer; who has left is asked no more.
    unanswered = NoticeState.UNANSWERED if notice.may_answer else NoticeState.CANCELLED
    new = notice.state if lost else unanswered
    parameters = {"notice": notice.id, "old": notice.state, "new": new, "now": now}
    if session.connection().execute(_PASS_ON, parameters).one_or_none() is None:
        return False
    coordinators = admins_first(session, catalogue.rules.coordinator_id)
    ask_there = lost or not notice.may_answer
    members = alert_recipients(session, [notice.farm_id])[notice.farm_id] if ask_there else ()
    asked = set(session.connection().execute(_ASKED, {"parcel": notice.parcel_id}).scalars())
    person_id = next((one for one in (*members, *coordinators) if one not in asked), None)
    if person_id is not None:
        kind = UNANSWERED if person_id in coordinators else REQUESTED
        owe(session, [_question(kind, person_id, notice.parcel_id, notice.params)], now=now)
    if not lost:
        changed(session, ChangedCard(notice.person_id, notice.card or own_card(notice.id)))
    return True


def _question(kind: str, person_id: int, parcel_id: int, params: Mapping[str, Any]) -> NewNotice:
    return NewNotice(person_id, kind, dict(params), ABOUT, parcel_id, lane=Lane.ALERT, asks=True)
