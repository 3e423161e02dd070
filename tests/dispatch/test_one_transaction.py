"""One message, one transaction: handled once, refused whole, or put aside; never half."""

import asyncio
from dataclasses import replace
from functools import partial

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot import inbox
from bot.catalog.models import Category
from bot.database import DatabaseBusy
from bot.handlers.context import Context
from bot.handlers.routes import Replies, Route, Who
from bot.inbox import DeadLetter, Inbox, InboxState
from bot.messages import Address, Incoming, Outgoing, Text
from bot.people.models import AuditEntry, Person
from bot.refusals import Refusal
from tests.market import CHANNEL, MORNING, Market


def event(words: str, event_id: str = "e1", sender: str = "ana") -> Incoming:
    return Incoming(Address(CHANNEL, sender), event_id, Text(words), MORNING, message_id=event_id, language="en")


def with_command(market: Market, name: str, handle: object) -> None:
    market.app.house.routes.commands[name] = Route(Who.ANYONE, handle)  # type: ignore[arg-type]


async def count(market: Market, table: type, *where: object) -> int:
    def counted(session: Session) -> int:
        statement = sa.select(sa.func.count()).select_from(table).where(*where)  # type: ignore[arg-type]
        return int(session.connection().execute(statement).scalar_one())

    return await market.database.read(counted)


def leaves_a_shelf(ctx: Context, words: str) -> None:
    ctx.session.add(Category(slug="left-behind"))
    ctx.session.flush()


async def test_event_that_comes_five_times_is_handled_once(market: Market) -> None:
    buyer = market.buyer("Ana")

    await asyncio.gather(*(market.receive(event("/start", sender="buyer-ana")) for _ in range(5)))
    await market.settle()

    assert len(await buyer.messages()) == 1
    assert await count(market, Inbox) == 1


async def test_refused_turn_leaves_its_answer_and_nothing_else(market: Market) -> None:
    def refuses(ctx: Context, words: str) -> Replies:
        leaves_a_shelf(ctx, words)
        raise Refusal("no")

    with_command(market, "refuse", refuses)
    buyer = market.buyer("Ana")

    await buyer.says("/refuse")

    assert "nothing was changed" in await buyer.sees()
    assert await count(market, Category, Category.slug == "left-behind") == 0


async def test_turn_that_is_not_refused_does_leave_it(market: Market) -> None:
    def works(ctx: Context, words: str) -> Replies:
        leaves_a_shelf(ctx, words)
        return [Outgoing("done")]

    with_command(market, "work", works)

    await market.buyer("Ana").says("/work")

    assert await count(market, Category, Category.slug == "left-behind") == 1


async def test_bug_is_tried_three_times_then_put_aside_with_an_apology_and_a_word_to_the_admin(market: Market) -> None:
    tries = []

    def breaks(ctx: Context, words: str) -> Replies:
        tries.append(words)
        leaves_a_shelf(ctx, words)
        raise RuntimeError(f"cannot {words}")

    with_command(market, "break", breaks)
    buyer, admin = market.buyer("Ana"), await market.admin()

    await buyer.says("/break secret-words")

    assert len(tries) == 3
    assert "our fault" in await buyer.sees()
    assert "put aside" in await admin.sees()
    assert await count(market, Category, Category.slug == "left-behind") == 0
    letter = await market.database.read(lambda session: session.connection().execute(sa.select(DeadLetter)).one())
    assert letter.error_class == "RuntimeError"
    assert "secret-words" not in letter.traceback


async def test_next_message_of_the_same_person_goes_on_after_a_bug(market: Market) -> None:
    def breaks(ctx: Context, words: str) -> Replies:
        raise RuntimeError

    with_command(market, "break", breaks)
    buyer = market.buyer("Ana")
    await buyer.says("/break")

    await buyer.says("/start")

    assert "Oyster mushroom" in await buyer.sees()


async def test_busy_database_is_told_to_the_platform_and_the_event_may_come_again(market: Market) -> None:
    busy = [True]

    def is_busy(ctx: Context, words: str) -> Replies:
        if busy:
            busy.pop()
            raise DatabaseBusy("later")
        return [Outgoing("done")]

    with_command(market, "busy", is_busy)

    with pytest.raises(DatabaseBusy):
        await market.receive(event("/busy"))
    await market.receive(event("/busy"))

    assert await count(market, Inbox, Inbox.state == InboxState.HANDLED) == 1


async def test_one_persons_messages_are_handled_in_the_order_they_came(market: Market) -> None:
    heard: list[str] = []

    def listens(ctx: Context, words: str) -> Replies:
        heard.append(words)
        return [Outgoing(words)]

    with_command(market, "say", listens)
    await market.receive(event("/start", "first"))

    await asyncio.gather(*(market.receive(event(f"/say {number}", f"n{number}")) for number in range(20)))

    assert heard == [str(number) for number in range(20)]


async def test_cancelled_caller_does_not_stop_the_turn(market: Market) -> None:
    waiting = asyncio.create_task(market.receive(event("/start", sender="buyer-ana")))
    await asyncio.sleep(0)  # it has begun, and the turn is on its way

    waiting.cancel()
    await market.app.dispatch.drain()

    assert await count(market, Inbox, Inbox.state == InboxState.HANDLED) == 1


async def test_event_that_killed_a_process_is_put_aside_at_its_second_coming(market: Market) -> None:
    poison = event("/start", "poison", "buyer-ana")
    begin = partial(inbox.begin, channel=CHANNEL, event_id="poison", now=market.clock())
    await market.database.transact(begin)  # all that the killed process left
    market.clock.advance(seconds=5)
    market.app.dispatch.quarantine()

    await market.receive(poison)
    await market.settle()

    assert "our fault" in await market.buyer("Ana").sees()
    assert await count(market, DeadLetter, DeadLetter.error_class == "ProcessKilled") == 1


async def test_other_events_pass_the_quarantine(market: Market) -> None:
    market.app.dispatch.quarantine()

    await market.receive(event("/start", "harmless", "buyer-ana"))
    await market.settle()

    assert "Oyster mushroom" in await market.buyer("Ana").sees()
    assert await count(market, DeadLetter) == 0


async def test_quarantine_ends_after_a_minute(market: Market) -> None:
    await market.database.transact(partial(inbox.begin, channel=CHANNEL, event_id="poison", now=market.clock()))
    market.app.dispatch.quarantine()
    market.clock.advance(seconds=61)

    await market.receive(event("/start", "poison", "buyer-ana"))

    assert await count(market, DeadLetter) == 0


async def test_denial_is_recorded_and_reads_like_a_thing_that_does_not_exist(market: Market) -> None:
    buyer = market.buyer("Ana")
    await buyer.says("/start")

    await buyer.says("/stock oyster mushroom =0")

    assert "not available" in await buyer.sees()
    assert await count(market, AuditEntry, AuditEntry.action == "denied") == 1
    assert await market.stock_of("oyster-mushroom") == (150_000, 0)


async def test_two_first_messages_at_once_make_one_person(market: Market) -> None:
    before = await count(market, Person)

    await asyncio.gather(*(market.receive(replace(event("/start"), event_id=f"e{number}")) for number in range(4)))

    assert await count(market, Person) == before + 1


async def test_admin_of_the_settings_is_answered_in_the_language_of_their_phone(market: Market) -> None:
    owner = await market.made_admin("owner", "Lin", language="zh_Hans")

    await owner.says("/start")

    assert "Lin，欢迎！" in await owner.sees()
