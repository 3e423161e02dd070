"""Who writes, what they are called, and which links let them in."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.database import Database
from bot.messages import Address, Incoming, Text
from bot.people.invites import (
    INVITE_HOURS,
    DeadLink,
    Redeemed,
    TooManyTries,
    create_invite,
    record_wrong_try,
    redeem,
    revoke,
)
from bot.people.models import Identity, IdentityState, InviteKind, Person, RoleKind
from bot.people.names import NAME_MAX, clean_name
from bot.people.service import Known, admins, grant_admin, meet
from tests.catalog.shelf import LANGUAGES, bad_input, row_id
from tests.statements import count_statements

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


async def met(database: Database, who: str = "1", *, now: datetime = NOW, language: str | None = "zh-CN") -> Known:
    incoming = Incoming(Address("webchat", who), f"{who}-{now}", Text("hi"), now, name="Ana", language=language)
    return await database.transact(partial(meet, incoming=incoming, languages=LANGUAGES, now=now))


async def redeemed(database: Database, code: str, known: Known, now: datetime = NOW) -> Redeemed:
    return await database.transact(
        partial(redeem, code=code, person_id=known.person_id, identity_id=known.identity_id, now=now)
    )


async def invited(database: Database, code: str = "code") -> int:
    made: Any = await database.transact(
        partial(create_invite, kind=InviteKind.ADMIN, code=code, actor_id=None, now=NOW)
    )
    return int(made)


@pytest.mark.parametrize("row", bad_input("names"), ids=row_id)
def test_names_are_kept_without_what_misleads(row: dict[str, Any]) -> None:
    assert clean_name(row["input"]) == row["is"]


def test_a_name_is_cut_to_what_the_table_holds() -> None:
    assert len(clean_name("x" * 5000)) == NAME_MAX


async def test_a_first_message_makes_one_person_in_the_platforms_language(database: Database) -> None:
    first, again = await met(database), await met(database)

    assert first.new
    assert not again.new
    assert again.person_id == first.person_id
    assert (again.name, again.language, again.roles) == ("Ana", "zh_Hans", frozenset())


async def test_someone_known_is_met_by_one_select(database: Database) -> None:
    await met(database)

    with count_statements(database) as counted:
        await met(database)

    assert counted.most == 1


async def test_two_first_messages_at_once_make_one_person(database: Database) -> None:
    known = await asyncio.gather(*(met(database, "7") for _ in range(8)))

    people = await database.read(lambda session: len(session.exec(select(Person)).all()))
    assert (len({each.person_id for each in known}), people) == (1, 1)


async def test_someone_who_had_blocked_us_and_writes_can_be_reached(database: Database) -> None:
    known = await met(database)
    await database.transact(partial(_block, identity_id=known.identity_id))

    await met(database)

    assert await database.read(partial(_state, identity_id=known.identity_id)) is IdentityState.REACHABLE


async def test_the_first_admin_is_the_owner_and_granting_twice_is_once(database: Database) -> None:
    ana, ben = await met(database, "1"), await met(database, "2")
    for person_id in (ana.person_id, ben.person_id, ben.person_id):
        await database.transact(partial(grant_admin, person_id=person_id, by_id=None, now=NOW))

    assert await database.read(admins) == (ana.person_id, ben.person_id)
    assert (await met(database, "1")).roles == {RoleKind.OWNER}
    assert (await met(database, "2")).roles == {RoleKind.ADMIN}


async def test_a_link_lets_one_person_in_once(database: Database) -> None:
    await invited(database)
    known = [await met(database, str(number)) for number in range(6)]

    outcomes = await asyncio.gather(*(redeemed(database, "code", each) for each in known), return_exceptions=True)

    assert [type(outcome) for outcome in outcomes].count(Redeemed) == 1
    assert [type(outcome) for outcome in outcomes].count(DeadLink) == 5


@pytest.mark.parametrize("why", ["made up", "expired", "revoked"])
async def test_a_dead_link_is_refused_and_nobody_is_told_why(database: Database, why: str) -> None:
    invite_id, known, now = await invited(database), await met(database), NOW
    if why == "revoked":
        await database.transact(partial(revoke, invite_id=invite_id, actor_id=known.person_id, now=NOW))
    if why == "expired":
        now += timedelta(hours=INVITE_HOURS)

    with pytest.raises(DeadLink, match="no open link has this code"):
        await redeemed(database, "other" if why == "made up" else "code", known, now)


async def test_the_sixth_guess_in_an_hour_is_not_looked_at(database: Database) -> None:
    await invited(database)
    known = await met(database)
    for _ in range(5):
        wrong = partial(record_wrong_try, identity_id=known.identity_id, actor_id=known.person_id, now=NOW)
        await database.transact(wrong)

    with pytest.raises(TooManyTries):
        await redeemed(database, "code", known)

    assert (await redeemed(database, "code", known, NOW + timedelta(hours=2))).kind is InviteKind.ADMIN


def _block(session: Session, identity_id: int) -> None:
    session.get_one(Identity, identity_id).state = IdentityState.BLOCKED


def _state(session: Session, identity_id: int) -> IdentityState:
    return session.get_one(Identity, identity_id).state
