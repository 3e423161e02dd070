"""The whole bot killed again and again under load, with the messenger as witness: nothing is lost, nothing doubled.

The witness is the platform's own list of what it accepted, and the rows; what the bot believes counts for nothing.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from functools import partial

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.models import Lot
from bot.catalog.sample.market import sample_market
from bot.database import open_database
from bot.handlers.buyer.buttons import ConfirmOrder
from bot.people.models import Person
from bot.people.service import ensure_identity
from tests.processes.running import Operator, Process, until
from tests.processes.shoppers import Shopper
from tests.telegram.fake.ledger import Accepted
from tests.telegram.fake.server import FakeBotApi

pytestmark = pytest.mark.slow

KILLS = 10
KILLS_AT_WORK = 8  # of those, while the platform had accepted what was not marked yet
EVENTS_PER_S = 50
BUYERS = 40
LATENCY_S = 0.05  # of the platform: so long each call is accepted and not yet answered
GOODS = ("🍄 Oyster mushroom", "🍄‍🟫 Fresh shiitake")

Rows = list[tuple[str, ...]]

_LOT = Lot.__table__  # type: ignore[attr-defined]
_PERSON = Person.__table__  # type: ignore[attr-defined]
_ORDERS = sa.text(
    "SELECT i.external_id, o.code, o.id FROM orders o JOIN identity i ON i.person_id = o.buyer_id"
    " WHERE o.state <> 'basket' AND i.channel = 'telegram'"
)
_PARCELS = sa.text(
    "SELECT o.code, i.external_id FROM parcel p JOIN orders o ON o.id = p.order_id"
    " JOIN farm_member m ON m.farm_id = p.farm_id AND m.ended_at IS NULL"
    " JOIN identity i ON i.person_id = m.person_id AND i.channel = 'telegram'"
)
_OWED = sa.text(
    "SELECT (SELECT count(*) FROM outbox_message WHERE state IN ('queued', 'sending'))"
    " + (SELECT count(*) FROM notice WHERE state = 'queued')"
)


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as served:
        served.faults.latency_s = LATENCY_S
        yield served
        assert served.violations == []


async def test_what_is_confirmed_is_ordered_once_and_told_though_the_bot_is_killed(
    market_url: str, api: FakeBotApi, operator: Operator
) -> None:
    await give_farmers_phones(market_url, api)
    shoppers = [Shopper(api.person(f"B{n}"), GOODS[n % len(GOODS)]) for n in range(BUYERS)]
    settings = {
        "DATABASE_URL": market_url,
        "TELEGRAM_TOKEN": api.token,
        "TELEGRAM_API_URL": api.url,
        "TELEGRAM_RATE": "1000",
        "TELEGRAM_CHAT_RATE": "1000",
    }

    evening = asyncio.Event()
    shopping = asyncio.gather(*(shopper.shops(evening) for shopper in shoppers))
    bot, at_work, rates = await killed_again_and_again(operator, settings, api)
    evening.set()
    await asyncio.wait_for(shopping, 120)
    await quiet(market_url, api, bot)
    bot.stop()
    assert await bot.ends() == 0

    assert at_work >= KILLS_AT_WORK
    assert max(rates) >= EVENTS_PER_S
    orders, alerted = await rows_of(market_url, _ORDERS), await rows_of(market_url, _PARCELS)
    assert sorted(code for _, code, _ in orders) == sorted(code for one in shoppers for code in one.codes)
    assert {int(order_id) for _, _, order_id in orders} <= confirmed(api)
    told = alerts_by_code(api.calls, alerted)
    assert {code: count for code, count in told.items() if not 1 <= count <= 2} == {}
    assert strays(api.calls, orders, alerted) == []


async def give_farmers_phones(url: str, api: FakeBotApi) -> None:
    """Let each farm's first contact be reached on Telegram, where they have pressed Start."""
    phones = {farm.contacts[0]: api.person(farm.slug, started=True).id for farm in sample_market().farms}
    database = open_database(url)
    try:
        await database.transact(partial(_equip, phones=phones))
    finally:
        await database.close()


async def killed_again_and_again(
    operator: Operator, settings: dict[str, str], api: FakeBotApi
) -> tuple[Process, int, list[float]]:
    """Kill the bot at random moments of its work; return the last one, how many kills met it at work, and its pace."""
    chance = random.Random(20261127)
    at_work, rates = 0, []
    for number in range(KILLS):
        bot = operator.start("run", **settings)
        began = len(api.calls)
        await until(lambda seen=began: len(api.calls) > seen + 40)
        started, first = asyncio.get_running_loop().time(), api.bot.updates.confirmed
        await asyncio.sleep(chance.uniform(0.5, 1.5))  # the moment is the test's to choose, not what it waits for
        rates.append((api.bot.updates.confirmed - first) / (asyncio.get_running_loop().time() - started))
        if number < KILLS_AT_WORK:  # the others come whenever they come
            await until(lambda: api.unanswered > 0)
        at_work += api.unanswered > 0
        bot.kill()
    return operator.start("run", **settings), at_work, rates


async def quiet(url: str, api: FakeBotApi, bot: Process) -> None:
    """Wait until everything that is owed was sent."""
    async with asyncio.timeout(60):
        while api.undelivered or (await rows_of(url, _OWED))[0][0]:
            assert bot.runs, bot.log
            await asyncio.sleep(0.2)


def confirmed(api: FakeBotApi) -> set[int]:
    """The baskets of which a Confirm was pressed, however often."""
    pressed = (tap.data.split(":") for tap in api.bot.taps.values())
    return {int(words[1]) for words in pressed if words[0] == ConfirmOrder.verb}


def alerts_by_code(calls: Sequence[Accepted], alerted: Rows) -> Counter[str]:
    """How many messages, not edits of them, told a farm of its parcel; each order here has one."""
    told = Counter(dict.fromkeys((code for code, _ in alerted), 0))
    for code, farmer in alerted:
        told[code] += sum(_is_new(call) and _chat(call) == farmer and code in _words(call) for call in calls)
    return told


def strays(calls: Sequence[Accepted], orders: Rows, alerted: Rows) -> list[str]:
    """Messages about an order in chats of people whom it does not concern."""
    concerned = {code: {buyer} for buyer, code, _ in orders}
    for code, farmer in alerted:
        concerned[code].add(farmer)
    return [
        f"{code} in {_chat(call)}"
        for call in calls
        for code, people in concerned.items()
        if code in _words(call) and _chat(call) not in people
    ]


async def rows_of(url: str, question: sa.TextClause) -> Rows:
    """Ask the database beside the bot, as a stranger would."""
    database = open_database(url, role="guest")
    try:
        return await database.read(lambda session: [tuple(row) for row in session.connection().execute(question)])
    finally:
        await database.close()


def _equip(session: Session, phones: dict[str, int]) -> None:
    # Enough for everybody: who is last is tried elsewhere, and nobody here should go home without.
    session.connection().execute(sa.update(_LOT).values(available=_LOT.c.available * 100))
    for slug, chat in phones.items():
        person_id = session.connection().execute(sa.select(_PERSON.c.id).where(_PERSON.c.slug == slug)).scalar_one()
        ensure_identity(session, person_id, "telegram", str(chat), now=datetime.now(UTC))


def _is_new(call: Accepted) -> bool:
    return call.method in {"sendMessage", "sendPhoto"}


def _chat(call: Accepted) -> str:
    return str(call.parameters.get("chat_id", ""))


def _words(call: Accepted) -> str:
    return str(call.parameters.get("text") or call.parameters.get("caption") or "")
