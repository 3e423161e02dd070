"""/points: when the pickup points are open, on which weekdays nobody collects, and the holidays ahead."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from babel.lists import format_list

from bot.catalog.day_words import read_holidays
from bot.catalog.desk import apply_settings
from bot.catalog.desk_points import apply_point
from bot.catalog.desk_refusals import BadSetting
from bot.catalog.desk_settings import DAYS_CHANGED
from bot.catalog.rules import EVERY_DAY
from bot.catalog.setup_words import read_opening
from bot.catalog.snapshot import PointFacts
from bot.catalog.words import fit_label
from bot.handlers.admin.buttons import (
    ApplyDays,
    ApplyPoint,
    AskHolidays,
    AskHours,
    OpenPoint,
    OpenWeekdays,
    PreviewPoint,
    PreviewWeekday,
    ShowPoints,
)
from bot.handlers.admin.previews import CARD, before_and_after, done_card, preview_card
from bot.handlers.choices import in_rows, page_of
from bot.handlers.context import Context
from bot.handlers.global_words import global_word
from bot.handlers.lines import lines, paragraphs
from bot.handlers.routes import Replies, Routes, Who
from bot.i18n import Reader
from bot.messages import Ask, Outgoing
from bot.refusals import NotAvailable

QUESTION = "points"
POINTS_A_PAGE = 5  # of eight choices; weekdays and holidays stand beside them

routes = Routes()


@routes.command("points", Who.ADMIN)
def points_command(ctx: Context, words: str) -> Replies:
    return [points_card(ctx, 1)]


@routes.press(ShowPoints, Who.ADMIN)
def show_points(ctx: Context, button: ShowPoints) -> Replies:
    return [points_card(ctx, button.page)]


@routes.press(OpenPoint, Who.ADMIN)
def open_point(ctx: Context, button: OpenPoint) -> Replies:
    _ = ctx.reader.gettext
    point = _point(ctx, button.point_id)
    shut = PreviewPoint(point.point_id, 1).choice(_("Close it for now"), "danger")
    ways = [
        # Translators: buttons, at most 20 characters: the hours of a pickup point; close or open it.
        AskHours(point.point_id).choice(_("Change the hours")),
        PreviewPoint(point.point_id, 0).choice(_("Open it again")) if point.closed else shut,
        ShowPoints(1).choice(_("Back")),
    ]
    return [
        Outgoing(
            title=_named(ctx, point), text=_state(ctx.reader, point.hours, point.closed), rows=in_rows(ways), card=CARD
        )
    ]


@routes.press(AskHours, Who.ADMIN)
def ask_hours(ctx: Context, button: AskHours) -> Replies:
    point = _point(ctx, button.point_id)
    asked = ctx.reader.gettext("When can people collect there? Type it, for example 08:30-18:00.")
    ask = Ask(QUESTION, {"point": point.point_id})
    return [Outgoing(title=_named(ctx, point), text=asked, card=CARD, ask=ask)]


@routes.press(AskHolidays, Who.ADMIN)
def ask_holidays(ctx: Context, button: AskHolidays) -> Replies:
    asked = ctx.reader.gettext(
        "On which days of the coming year is there no collection? Type them all, for example 2027-02-16 - 2027-02-19,"
        " 2027-05-01. 0 means none."
    )
    present = _holidays(ctx.reader, ctx.catalogue.rules.holidays)
    return [Outgoing(title=present, text=asked, card=CARD, ask=Ask(QUESTION, {"what": "holidays"}))]


@routes.answer(QUESTION, Who.ADMIN)
def points_typed(ctx: Context, words: str) -> Replies | None:
    if global_word(ctx.reader, words):
        return None
    if "point" in ctx.data:
        point = _point(ctx, ctx.data["point"])
        return [_preview_point(ctx, point, read_opening(words), closed=point.closed)]
    days = read_holidays(words, ctx.reader.local_date(ctx.now))
    return [_preview_days(ctx, {"holidays": [day.isoformat() for day in days]})]


@routes.press(PreviewPoint, Who.ADMIN)
def press_closed(ctx: Context, button: PreviewPoint) -> Replies:
    point = _point(ctx, button.point_id)
    return [_preview_point(ctx, point, point.hours, closed=bool(button.closed))]


@routes.press(ApplyPoint, Who.ADMIN)
def press_apply(ctx: Context, button: ApplyPoint) -> Replies:
    """Set what was previewed, unless the point was changed since."""
    point, hours, closed = _point(ctx, button.point_id), _hours(button.hours), bool(button.closed)
    if (point.hours, point.closed) not in ((_hours(button.seen), bool(button.was_closed)), (hours, closed)):
        return [_preview_point(ctx, point, hours, closed=closed)]
    audit_id = apply_point(
        ctx.session, point.point_id, hours=hours, closed=closed, actor_id=ctx.asker.person_id, now=ctx.now
    )
    return [done_card(ctx, _named(ctx, point), _state(ctx.reader, hours, closed), audit_id)]


@routes.press(OpenWeekdays, Who.ADMIN)
def open_weekdays(ctx: Context, button: OpenWeekdays) -> Replies:
    _ = ctx.reader.gettext
    open_days, names = ctx.catalogue.rules.collect_weekdays, _weekdays(ctx.reader)
    choices = [
        PreviewWeekday(day).choice(f"{'✅' if day in open_days else '🚫'} {names[day]}") for day in sorted(EVERY_DAY)
    ]
    return [
        Outgoing(
            title=_closed_days(ctx.reader, open_days),
            text=_("Tap a weekday to close it or to open it again."),
            rows=(*in_rows(choices), (ShowPoints(1).choice(_("Back")),)),
            card=CARD,
        )
    ]


@routes.press(PreviewWeekday, Who.ADMIN)
def press_weekday(ctx: Context, button: PreviewWeekday) -> Replies:
    if button.day not in EVERY_DAY:
        raise NotAvailable
    after = ctx.catalogue.rules.collect_weekdays ^ {button.day}
    if not after:
        raise BadSetting("weekdays")
    return [_preview_days(ctx, {"collect_weekdays": sorted(after)})]


@routes.press(ApplyDays, Who.ADMIN)
def apply_days(ctx: Context, button: ApplyDays) -> Replies:
    """Set what was previewed, unless it was changed since."""
    values: dict[str, Any] = ctx.data.get("values", {})
    if not values or ctx.data.get("at") != button.previewed_at:
        note = ctx.reader.gettext("That preview is out of date, so nothing was changed. Please look again:")
        return [points_card(ctx, 1, note)]
    if _stored(ctx, values) != ctx.data["seen"]:
        return [_preview_days(ctx, values)]
    audit_id = apply_settings(ctx.session, values, action=DAYS_CHANGED, actor_id=ctx.asker.person_id, now=ctx.now)
    return [done_card(ctx, _days_text(ctx.reader, values), "", audit_id)]


def points_card(ctx: Context, page: int, note: str = "") -> Outgoing:
    """Show each point with its hours, and on which days nobody collects."""
    _ = ctx.reader.gettext
    rules = ctx.catalogue.rules
    points, more = page_of(ctx.catalogue.all_points, page, POINTS_A_PAGE)
    ways = [
        # Translators: buttons, at most 20 characters: on which weekdays, and on which days ahead, nobody collects.
        OpenWeekdays().choice(_("Weekdays")),
        AskHolidays().choice(_("Holidays")),
    ]
    if more:
        ways.append(ShowPoints(page + 1).choice(_("Next page")))
    return Outgoing(
        title=_("Pickup points"),
        text=paragraphs(
            note,
            *(lines(_named(ctx, point), _state(ctx.reader, point.hours, point.closed)) for point in points),
            lines(_closed_days(ctx.reader, rules.collect_weekdays), _holidays(ctx.reader, rules.holidays)),
        ),
        rows=(*in_rows(OpenPoint(point.point_id).choice(_label(ctx, point)) for point in points), *in_rows(ways)),
        card=CARD,
    )


def _preview_point(ctx: Context, point: PointFacts, hours: str, *, closed: bool) -> Outgoing:
    if (point.hours, point.closed) == (hours, closed):
        so_already = ctx.reader.gettext("It is so already; there is nothing to change.")
        return Outgoing(title=_named(ctx, point), text=so_already, card=CARD)
    apply = ApplyPoint(point.point_id, _written(hours), int(closed), _written(point.hours), int(point.closed))
    before, after = _state(ctx.reader, point.hours, point.closed), _state(ctx.reader, hours, closed)
    return _preview(ctx, _named(ctx, point), before, after, apply)


def _preview_days(ctx: Context, values: dict[str, Any]) -> Outgoing:
    """Show before and after.  What is previewed stays with the open question: holidays are too long for a button."""
    seen, at = _stored(ctx, values), int(ctx.now.timestamp())
    if seen == values:
        return points_card(ctx, 1, ctx.reader.gettext("It is so already; there is nothing to change."))
    before, after = _days_text(ctx.reader, seen), _days_text(ctx.reader, values)
    card = _preview(ctx, ctx.reader.gettext("Pickup points"), before, after, ApplyDays(at))
    return replace(card, ask=Ask(QUESTION, {"what": "holidays", "values": values, "seen": seen, "at": at}))


def _preview(ctx: Context, title: str, before: str, after: str, apply: ApplyPoint | ApplyDays) -> Outgoing:
    _ = ctx.reader.gettext
    return preview_card(
        ctx,
        title,
        before_and_after(ctx, before, after),
        apply.choice(_("Apply"), "primary"),
    )


def _stored(ctx: Context, values: Collection[str]) -> dict[str, Any]:
    """Give how the same rules stand, as their Setting values."""
    rules = ctx.catalogue.rules
    stands = {
        "collect_weekdays": sorted(rules.collect_weekdays),
        "holidays": [day.isoformat() for day in sorted(rules.holidays)],
    }
    return {key: stands[key] for key in values}


def _days_text(reader: Reader, values: dict[str, Any]) -> str:
    if "holidays" in values:
        return _holidays(reader, [date.fromisoformat(day) for day in values["holidays"]])
    return _closed_days(reader, values["collect_weekdays"])


def _closed_days(reader: Reader, open_days: Iterable[int]) -> str:
    names, closed = _weekdays(reader), sorted(EVERY_DAY - set(open_days))
    if not closed:
        return reader.gettext("Open on all weekdays.")
    # Translators: %(days)s are weekdays or days, as "Sat, Sun".
    return reader.gettext("Closed on: %(days)s") % {"days": _listed(reader, [names[day] for day in closed])}


def _holidays(reader: Reader, days: Iterable[date]) -> str:
    listed = [reader.full_day(day) for day in sorted(days)]
    if not listed:
        return reader.gettext("No holidays.")
    return reader.gettext("Holidays: %(days)s") % {"days": _listed(reader, listed)}


def _listed(reader: Reader, words: list[str]) -> str:
    return "; ".join(words) if any("," in word for word in words) else _joined(reader, words)


def _joined(reader: Reader, words: list[str]) -> str:
    return str(format_list(words, style="unit", locale=reader.language.formatting))


def _weekdays(reader: Reader) -> dict[int, str]:
    return {day: str(name) for day, name in reader.language.formatting.days["stand-alone"]["abbreviated"].items()}


def _state(reader: Reader, hours: str, closed: bool) -> str:
    return lines(hours, reader.gettext("🚫 closed for now") if closed else "")


def _point(ctx: Context, point_id: int) -> PointFacts:
    point = ctx.catalogue.point(point_id)
    if point is None:
        raise NotAvailable
    return point


def _named(ctx: Context, point: PointFacts) -> str:
    return f"📍 {ctx.reader.word(point.names)}"


def _label(ctx: Context, point: PointFacts) -> str:
    return fit_label(f"📍 {ctx.reader.word(point.short_names or point.names)}")


def _written(hours: str) -> str:
    """Write hours as a button carries them, which holds no colon: "08.30-18.00"."""
    return hours.replace(":", ".")


def _hours(written: str) -> str:
    return read_opening(written) if written else ""
