"""The morning of collection: each buyer hears once what waits, where, and what to bring."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.catalog.rules import Rules
from bot.notices.models import Notice
from bot.orders.reminding import reminder_day
from bot.orders.telling import REMINDER
from tests.conversations.test_whole_order import code_of, place
from tests.handlers.admin.rows import rows_of
from tests.market import Market, Phone

TITLE = "⏰ Today you collect order"
WEDNESDAY = datetime(2026, 11, 25, tzinfo=UTC)
EIGHT = WEDNESDAY  # 08:00 in Shanghai, on the day for which Tuesday's orders are


async def ordered(market: Market, *, answer: str = "✅ Yes") -> tuple[Phone, Phone]:
    """Give a buyer whose order a farm has answered on the day before, and an admin."""
    buyer, farmer, admin = market.buyer("Ana"), await market.farmer(language="en"), await market.admin()
    await place(buyer, amount="2 jin")
    await farmer.taps(answer)
    return buyer, admin


async def at(market: Market, moment: datetime) -> None:
    await market.later(seconds=(moment - market.clock()).total_seconds())


async def reminders(market: Market) -> int:
    return len(await rows_of(market, Notice, Notice.kind == REMINDER))


async def test_the_buyer_is_reminded_once_with_all_there_is_to_know(market: Market) -> None:
    buyer, _ = await ordered(market)
    await at(market, EIGHT - timedelta(minutes=1))
    assert TITLE not in await buyer.sees()

    await at(market, EIGHT)
    code = await code_of(buyer)
    assert await buyer.sees() == (
        f"{TITLE} {code}\n"
        "📅 Collect: Wed, Nov 25, 08:30-18:00\n"
        "📍 Leishan trade-service centre\n"
        "1 Jiaotong Road, Leishan county town\n\n"
        f"Say your pickup code: {code}\n"
        "💵 Cash to bring: ¥12.00\n\n"
        "You will hear from us as soon as all of it is there."
    )

    await at(market, EIGHT + timedelta(hours=2))
    assert await reminders(market) == 1


async def test_news_stays_one_message(market: Market) -> None:
    buyer, _ = await ordered(market)
    await at(market, EIGHT)

    assert len(await buyer.messages()) == 2


@pytest.mark.parametrize(
    "way", [("Packed", "At the point", "Collected, paid"), ("Cancel", "Yes, cancel")], ids=["collected", "cancelled"]
)
async def test_whoever_has_nothing_to_collect_is_left_in_peace(market: Market, way: tuple[str, ...]) -> None:
    buyer, admin = await ordered(market)
    await admin.says("/orders")
    for label in (await code_of(buyer), *way):
        await admin.taps(label)

    await at(market, EIGHT)

    assert await reminders(market) == 0


async def test_a_declined_order_is_not_reminded_of(market: Market) -> None:
    await ordered(market, answer="❌ No")
    await at(market, EIGHT)

    assert await reminders(market) == 0


async def test_a_cancelled_order_is_not_reminded_of(market: Market) -> None:
    buyer = market.buyer("Ana")
    await place(buyer)
    await buyer.taps("Cancel order")
    await at(market, EIGHT)

    assert await reminders(market) == 0


async def test_what_was_said_to_be_ready_this_morning_is_not_said_again(market: Market) -> None:
    buyer, admin = await ordered(market)
    await at(market, EIGHT - timedelta(minutes=30))
    await admin.says("/orders")
    for label in (await code_of(buyer), "Packed", "At the point"):
        await admin.taps(label)
    assert "Ready to collect" in await buyer.sees()

    await at(market, EIGHT)

    assert await reminders(market) == 0


async def test_what_was_ready_yesterday_is_worth_a_reminder(market: Market) -> None:
    buyer, admin = await ordered(market)
    await admin.says("/orders")
    for label in (await code_of(buyer), "Packed", "At the point"):
        await admin.taps(label)

    await at(market, EIGHT)

    assert TITLE in await buyer.sees()
    assert "You will hear" not in await buyer.sees()


async def test_after_an_outage_of_half_a_day_nobody_is_told_of_a_morning(market: Market) -> None:
    await ordered(market)
    await at(market, EIGHT + timedelta(hours=5))

    assert await reminders(market) == 0


async def test_the_owner_decides_on_the_hour(market: Market) -> None:
    buyer, owner = await ordered(market)
    await owner.says("/setup")
    await owner.taps("Pickup reminder")
    await owner.says("7:15")
    await owner.taps("Apply")

    await at(market, EIGHT - timedelta(minutes=45))

    assert TITLE in await buyer.sees()


async def test_unasked_messages_about_one_order_are_four_at_most(market: Market) -> None:
    """G5 on the longest road: one farm gives less, the other says yes, then the morning, then all of it is there."""
    buyer, admin = market.buyer("Ana"), await market.admin()
    mushrooms, tomatoes = await market.farmer(language="en"), await market.farmer("jingyang-garden", "en")
    await buyer.says("/start")
    for label in ("🍄 Oyster mushroom", "2 jin", "Add more", "All goods", "🥬 Vegetables", "🍅 Tomatoes", "1 jin"):
        await buyer.taps(label)
    for label in ("Review", "Confirm"):
        await buyer.taps(label)
    await mushrooms.taps("➖ Less")
    await mushrooms.says("1")
    await tomatoes.taps("✅ Yes")
    await at(market, EIGHT)
    await admin.says("/orders")
    await admin.taps(await code_of(buyer))
    for label in ("Packed 1", "At the point 1", "Packed 2", "At the point 2", "Collected, paid 1", "Collected, paid 2"):
        await admin.taps(label)
    await at(market, EIGHT + timedelta(days=15))

    told = [notice.kind for notice in await rows_of(market, Notice, Notice.about == "orders")]
    assert told == ["order_short", "order_answered", "pickup_reminder", "order_ready"]
    assert len(await buyer.messages()) == 2


SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("hour", "now", "is_morning"),
    [
        (time(8), (7, 59), False),
        (time(8), (8, 0), True),
        (time(8), (11, 59), True),
        (time(8), (12, 0), False),
        (time(5), (5, 0), False),  # people sleep until six
        (time(5), (6, 0), True),
        (time(20), (20, 59), True),
        (time(20), (21, 0), False),  # and from nine
        (time(23), (23, 30), False),
    ],
)
def test_the_hour_is_the_shops_and_never_one_of_the_night(hour: time, now: tuple[int, int], is_morning: bool) -> None:
    moment = datetime(2026, 11, 25, *now, tzinfo=SHANGHAI)

    day = reminder_day(Rules(zone=SHANGHAI, pickup_reminder=hour), moment.astimezone(UTC))

    assert (day == moment.date()) is is_morning
