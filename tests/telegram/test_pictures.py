"""Pictures are uploaded once."""

import asyncio

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.channels.telegram import uploads
from bot.messages import Outgoing
from bot.notices.models import MediaHandle
from bot.notices.ports import SendLater
from tests.telegram.fake import faults
from tests.telegram.sending import add_picture, outbox

HANDLE = MediaHandle.__table__


async def handles(database) -> list[tuple[str, str]]:
    def work(session: Session) -> list[tuple[str, str]]:
        rows = session.connection().execute(sa.select(HANDLE.c.account, HANDLE.c.handle))
        return [(row.account, row.handle) for row in rows]

    return await database.read(work)


async def set_handle(database, media_id: int, account: str, handle: str) -> None:
    def work(session: Session) -> None:
        session.connection().execute(sa.delete(HANDLE))
        session.connection().execute(sa.insert(HANDLE), {"media_id": media_id, "account": account, "handle": handle})

    await database.transact(work)


def uploaded(api) -> int:
    return sum(call.parameters["photo"].startswith("attach://") for call in api.called("sendPhoto"))


async def test_for_many_chats_at_once(api, out, database):
    eggs = Outgoing(text="Eggs", picture=await add_picture(database))
    people = [api.person(f"P{number}", started=True) for number in range(30)]
    api.faults.latency_s = 0.02

    await asyncio.gather(*(out.sends(person, eggs) for person in people))

    assert (len(api.called("sendPhoto")), uploaded(api)) == (30, 1)
    assert len({person.messages[0].photo for person in people}) == 1


async def test_also_for_the_process_that_comes_after(api, out, database, ana):
    eggs = Outgoing(text="Eggs", picture=await add_picture(database))
    await out.sends(ana, eggs)

    async with outbox(api, database) as restarted:
        await restarted.sends(ana, eggs)

    assert uploaded(api) == 1
    assert await handles(database) == [(f"telegram:{api.bot.id}", ana.messages[0].photo)]


async def test_an_edit_uploads_as_well(api, out, database, ana):
    eggs = Outgoing(text="Eggs", picture=await add_picture(database))
    message_id = await out.sends(ana, "hello")

    await out.sends(ana, eggs, edit_message_id=message_id)
    await out.sends(ana, eggs)

    assert uploaded(api) == 0
    assert ana.messages[0].photo == ana.messages[1].photo


async def test_another_bot_uploads_for_itself(api, out, database, ana):
    eggs = Outgoing(text="Eggs", picture=await add_picture(database))
    await out.sends(ana, eggs)
    other = api.another_bot()
    ben = api.person("Ben", bot=other, started=True)

    async with outbox(api, database, token=other.token) as theirs:
        await theirs.sends(ben, eggs)

    assert uploaded(api) == 2
    assert {account for account, _ in await handles(database)} == {f"telegram:{api.bot.id}", f"telegram:{other.id}"}


async def test_a_name_that_the_platform_does_not_know_is_forgotten(api, out, database, ana):
    picture = await add_picture(database)
    account = f"telegram:{api.bot.id}"
    await set_handle(database, picture, account, "AgACAgIAAxkDsomebody-elses")

    await out.sends(ana, Outgoing(text="Eggs", picture=picture))

    assert uploaded(api) == 1
    assert await handles(database) == [(account, ana.messages[0].photo)]


async def test_one_that_it_never_knows_leaves_the_words(api, out, database, ana):
    eggs = Outgoing(text="Eggs", picture=await add_picture(database))
    api.fails(faults.bad("wrong file identifier/HTTP URL specified"), "sendPhoto", times=9)

    await out.sends(ana, eggs)

    assert (ana.sees, ana.messages[0].photo) == ("Eggs", None)
    assert await handles(database) == []


async def test_who_waits_too_long_for_an_upload_was_not_sent(api, out, database, ana, monkeypatch):
    """Else the sender would lose patience with what never left, and take it for unknown."""
    monkeypatch.setattr(uploads, "UPLOAD_WITHIN_S", 0.05)
    eggs = Outgoing(text="Eggs", picture=await add_picture(database))
    api.fails(faults.accept_then_hang(), "sendPhoto")
    first = asyncio.create_task(out.sends(ana, eggs))
    await api.until(lambda: ana.messages)

    with pytest.raises(SendLater):
        await out.sends(api.person("Ben", started=True), eggs)

    first.cancel()
    await asyncio.gather(first, return_exceptions=True)


async def test_a_database_that_is_away_makes_it_wait(api, out, database, ana):
    eggs = Outgoing(text="Eggs", picture=await add_picture(database))
    await database.close()

    with pytest.raises(SendLater):
        await out.sends(ana, eggs)
