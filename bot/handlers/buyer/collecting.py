"""When and where an order is collected, as its review and its receipt say it."""

from datetime import date

from bot.catalog.snapshot import Catalogue
from bot.handlers.lines import lines
from bot.i18n import Reader


def collecting_text(reader: Reader, catalogue: Catalogue, point_id: int | None, collect_on: date) -> str:
    """Write "Collect: Wed, Nov 25, 08:30-18:00", then the point and its address."""
    point = catalogue.point(point_id)
    if point is None:
        return reader.gettext("📅 Collect: %(day)s") % {"day": reader.day(collect_on)}
    # Translators: %(day)s is "Wed, Nov 25", %(hours)s "08:30-18:00".
    when = reader.gettext("📅 Collect: %(day)s, %(hours)s") % {"day": reader.day(collect_on), "hours": point.hours}
    return lines(when, f"📍 {reader.word(point.names)}", reader.word(point.addresses))


def point_lost(reader: Reader, catalogue: Catalogue, point_id: int | None) -> str:
    """Say that the point they meant is closed; nothing where it is not."""
    point = catalogue.point(point_id)
    if point is None:
        return ""
    closed = reader.gettext("⚠️ %(point)s is closed for now.") % {"point": reader.word(point.names)}
    if len(catalogue.points) < 2:
        return closed
    return lines(closed, reader.gettext("Where would you like to collect?"))
