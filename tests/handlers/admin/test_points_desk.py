"""/points: hours, weekdays and holidays are previewed, applied once, and can be undone."""

import sqlalchemy as sa

from bot.catalog.models import Point, Setting
from tests.handlers.buyer.rows import ask

POINT = sa.select(Point.hours, Point.closed).where(Point.slug == "leishan-centre")
WEEKDAYS = sa.select(Setting.value).where(Setting.key == "collect_weekdays")
HOLIDAYS = sa.select(Setting.value).where(Setting.key == "holidays")


async def reviews(market) -> str:
    buyer = market.buyer("Ana")
    await buyer.says("/start")
    await buyer.says("1 jin ginger")
    return await buyer.sees()


async def test_the_points_are_shown_with_their_hours_and_days(market):
    admin = await market.admin()
    await admin.says("/points")

    shown = await admin.sees()
    assert shown.startswith("Pickup points\n📍 Leishan trade-service centre\n08:30-18:00\n\n📍 Huaguoyuan gate 3")
    assert shown.endswith("Open on all weekdays.\nNo holidays.")
    assert await admin.labels() == ["📍 Leishan centre", "📍 Huaguoyuan gate 3", "Weekdays", "Holidays"]


async def test_hours_are_changed_shown_to_buyers_and_undone(market):
    admin = await market.seeded("hao", "en")  # any admin may
    await admin.says("/points")
    for label in ("📍 Leishan centre", "Change the hours"):
        await admin.taps(label)
    await admin.says("9-17:30")
    preview, unchanged = await admin.sees(), await ask(market, POINT)
    await admin.taps("Apply")
    changed, shown = await ask(market, POINT), await reviews(market)
    await admin.taps("Undo")

    assert "Before:\n08:30-18:00\n\nAfter:\n09:00-17:30\n\nNothing has been changed yet." in preview
    assert unchanged == [("08:30-18:00", False)]
    assert changed == [("09:00-17:30", False)]
    assert "📅 Collect: Wed, Nov 25, 09:00-17:30" in shown
    assert await ask(market, POINT) == [("08:30-18:00", False)]


async def test_a_point_is_closed_and_opened_again(market):
    admin = await market.admin()
    await admin.says("/points")
    for label in ("📍 Leishan centre", "Close it for now", "Apply"):
        await admin.taps(label)
    closed, shown = await ask(market, POINT), await reviews(market)
    await admin.says("/points")
    for label in ("📍 Leishan centre", "Open it again", "Apply"):
        await admin.taps(label)

    assert closed == [("08:30-18:00", True)]
    assert "📍 Huaguoyuan gate 3" in shown
    assert await ask(market, POINT) == [("08:30-18:00", False)]


async def test_a_preview_is_not_applied_to_a_point_that_was_changed_since(market):
    admin, other = await market.admin(), await market.seeded("hao", "en")
    apply = "pointset:1:09.00-12.00:0:08.30-18.00:0"
    await other.presses("pointset:1:10.00-12.00:0:08.30-18.00:0")
    await admin.presses(apply)

    assert "Before:\n10:00-12:00\n\nAfter:\n09:00-12:00" in await admin.sees()
    assert await ask(market, POINT) == [("10:00-12:00", False)]


async def test_nobody_collects_on_a_weekday_that_is_closed(market):
    admin = await market.admin()
    await admin.says("/points")
    await admin.taps("Weekdays")
    for label in ("✅ Wed", "Apply"):
        await admin.taps(label)
    done, shown = await admin.sees(), await reviews(market)
    await admin.taps("Undo")

    assert done == "✅ Closed on: Wed"
    assert "📅 Collect: Thu, Nov 26" in shown
    assert await ask(market, WEEKDAYS) == []


async def test_one_weekday_stays_open(market):
    admin = await market.admin()
    for day in range(6):
        await admin.presses(f"weekday:{day}")
        await admin.taps("Apply")
    await admin.presses("weekday:6")

    assert "At least one weekday has to stay open." in await admin.sees()
    assert await ask(market, WEEKDAYS) == [([6],)]


async def test_nobody_collects_on_a_holiday(market):
    admin = await market.admin()
    await admin.says("/points")
    await admin.taps("Holidays")
    await admin.says("soon")
    refused = await admin.sees()
    await admin.says("2026-11-25 - 2026-11-26")
    await admin.taps("Apply")
    done, shown = await admin.sees(), await reviews(market)
    await admin.taps("Undo")

    assert "Please type days within a year" in refused
    assert done == "✅ Holidays: November 25, 2026; November 26, 2026"
    assert "📅 Collect: Fri, Nov 27" in shown
    assert await ask(market, HOLIDAYS) == []
