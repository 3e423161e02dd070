"""Farms and who answers for them."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, exists, insert, select, update
from sqlmodel import Session

from bot.catalog.models import Farm
from bot.catalog.snapshot import Catalogue, FarmFacts, bump_version
from bot.catalog.typed import folded
from bot.notices.models import Lane, NoticeState
from bot.notices.service import NewNotice, end, give_up, owe, remind
from bot.notices.views import NOTICE
from bot.people.audit import Audited, record
from bot.people.models import FarmMember, Identity, IdentityState
from bot.people.public_chats import refuse_public_chats
from bot.people.service import admins

TEST_ALERT = "test_alert"
FARM_TESTED = "farm_tested"
FARM_SILENT = "farm_silent"  # nobody has answered the test alert

_FARM = Farm.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_MEMBER = FarmMember.__table__  # type: ignore[attr-defined]
_IDENTITY = Identity.__table__  # type: ignore[attr-defined]

_REACHABLE = exists().where(_IDENTITY.c.person_id == _MEMBER.c.person_id, _IDENTITY.c.state == IdentityState.REACHABLE)
_OPEN_MEMBERS = (
    select(_MEMBER.c.id, _MEMBER.c.farm_id, _MEMBER.c.person_id, _MEMBER.c.rank, _REACHABLE.label("reachable"))
    .where(_MEMBER.c.farm_id.in_(bindparam("farms", expanding=True)), _MEMBER.c.ended_at.is_(None))
    .order_by(_MEMBER.c.farm_id, _MEMBER.c.rank, _MEMBER.c.id)
)
_ADD_MEMBER = insert(_MEMBER).returning(_MEMBER.c.id)
_MOVE_BACK = (
    update(_MEMBER)
    .where(_MEMBER.c.farm_id == bindparam("of_farm"), _MEMBER.c.ended_at.is_(None))
    .values(rank=_MEMBER.c.rank + 1)
)
_TEST_ALERT = (
    select(
        NOTICE.c.about_id.label("farm_id"),
        NOTICE.c.state,
        NOTICE.c.step,
        exists()
        .where(
            _MEMBER.c.farm_id == NOTICE.c.about_id,
            _MEMBER.c.person_id == NOTICE.c.person_id,
            _MEMBER.c.ended_at.is_(None),
        )
        .label("may_answer"),
    )
    .where(
        NOTICE.c.id == bindparam("notice"),
        NOTICE.c.kind == TEST_ALERT,
        NOTICE.c.state.in_((NoticeState.SENT, NoticeState.UNDELIVERABLE)),
    )
    .with_for_update(of=NOTICE)
)
_MARK_TESTED = (
    update(_FARM)
    .where(_FARM.c.id == bindparam("of_farm"), _FARM.c.alerts_tested_at.is_(None))
    .values(alerts_tested_at=bindparam("at"))
    .returning(_FARM.c.id)
)


def alert_recipients(
    session: Session, farm_ids: Collection[int], *, coordinator_id: int | None = None
) -> dict[int, tuple[int, ...]]:
    """Say who is asked first for each farm: its first-ranked member who can be reached, else all admins."""
    rows = session.connection().execute(_OPEN_MEMBERS, {"farms": sorted(farm_ids)}).all()
    found: dict[int, tuple[int, ...]] = {}
    for row in rows:
        if row.reachable:
            found.setdefault(row.farm_id, (row.person_id,))
    if len(found) < len(set(farm_ids)):
        others = admins_first(session, coordinator_id)
        for farm_id in farm_ids:
            found.setdefault(farm_id, others)
    return found


def admins_first(session: Session, coordinator_id: int | None) -> tuple[int, ...]:
    """All who look after the shop, the coordinator first."""
    everyone = admins(session)
    return tuple(sorted(everyone, key=lambda person_id: person_id != coordinator_id)) if coordinator_id else everyone


def add_member(session: Session, farm_id: int, person_id: int, *, by_id: int | None, now: datetime) -> None:
    """Let somebody answer for a farm: first where nobody there can be reached, else last.  Twice is once.

    Raises:
        NotAllowed: this is no person, but a chat that many read.
    """
    refuse_public_chats(session, person_id)
    connection = session.connection()
    members = connection.execute(_OPEN_MEMBERS, {"farms": [farm_id]}).all()
    if any(member.person_id == person_id for member in members):
        return
    first = not any(member.reachable for member in members)
    if first and members:
        connection.execute(_MOVE_BACK, {"of_farm": farm_id})
    rank = 1 if first else max(member.rank for member in members) + 1
    row = {"farm_id": farm_id, "person_id": person_id, "rank": rank, "since": now}
    member_id = connection.execute(_ADD_MEMBER, row).scalar_one()
    joined = Audited("member_added", "farm_member", member_id, after={"farm_id": farm_id, "rank": rank})
    record(session, joined, actor_id=by_id, now=now)


def owe_test_alert(session: Session, farm_id: int, person_id: int, *, now: datetime) -> None:
    """Send the alert that must be answered before the farm goes on sale."""
    alert = NewNotice(person_id, TEST_ALERT, {"farm_id": farm_id}, "farm", farm_id, lane=Lane.ALERT, asks=True)
    owe(session, [alert], now=now)


def ask_for_test(session: Session, farm_id: int, *, now: datetime) -> bool:
    """Send the test alert to whoever is asked first of those at the farm.  False: nobody there can be reached."""
    members = session.connection().execute(_OPEN_MEMBERS, {"farms": [farm_id]}).all()
    first = next((member.person_id for member in members if member.reachable), None)
    if first is not None:
        owe_test_alert(session, farm_id, first, now=now)
    return first is not None


def step_test_alert(session: Session, notice_id: int, *, now: datetime) -> bool:
    """Take a test alert's next step: repeat it once, then tell those who look after the shop.

    It may still be answered after that; who has left the farm is asked no more.  False: it was answered meanwhile.
    """
    alert = session.connection().execute(_TEST_ALERT, {"notice": notice_id}).one_or_none()
    if alert is None:
        return False
    if alert.state is NoticeState.SENT and alert.step == 0 and alert.may_answer:
        return remind(session, notice_id, now=now)
    give_up(session, notice_id, now=now)
    if not alert.may_answer:
        return True
    told = [
        NewNotice(person_id, FARM_SILENT, {"farm_id": alert.farm_id}, "farm", alert.farm_id)
        for person_id in admins(session)
    ]
    owe(session, told, now=now)
    return True


def mark_tested(session: Session, farm_id: int, *, actor_id: int, now: datetime) -> None:
    """A test alert was answered: alerts reach this farm, and it is on sale.  Twice is once."""
    end(
        session,
        about="farm",
        about_ids=[farm_id],
        state=NoticeState.ANSWERED,
        answer="yes",
        by_id=actor_id,
        now=now,
    )
    tested = session.connection().execute(_MARK_TESTED, {"of_farm": farm_id, "at": now}).scalar_one_or_none()
    if tested is None:
        return
    bump_version(session)
    record(session, Audited("farm_tested", "farm", farm_id), actor_id=actor_id, now=now)
    told = [
        NewNotice(person_id, FARM_TESTED, {"farm_id": farm_id}, "farm", farm_id)
        for person_id in admins(session)
        if person_id != actor_id
    ]
    owe(session, told, now=now)


def find_farms(words: str, catalogue: Catalogue) -> tuple[FarmFacts, ...]:
    """Find farms by slug or by a part of a name in any language."""
    typed = folded(words)
    if not typed:
        return ()
    farms: Mapping[int, FarmFacts] = catalogue.farms
    whole = tuple(farm for farm in farms.values() if typed in map(folded, (farm.slug, *farm.names.values())))
    if whole:
        return whole
    return tuple(farm for farm in farms.values() if any(typed in folded(name) for name in farm.names.values()))
