"""When and where an order is collected, or that the courier brings it: as basket, review, receipt and news say it."""

from datetime import date

from bot.catalog.courier import Courier
from bot.catalog.snapshot import Catalogue
from bot.handlers.lines import lines
from bot.i18n import Reader


def collecting_text(
    reader: Reader, catalogue: Catalogue, point_id: int | None, collect_on: date, address: str | None = None
) -> str:
    """Write "Collect: Wed, Nov 25, 08:30-18:00", then the point and its address; without a point the courier's way."""
    if point_id is None:
        # Translators: %(day)s is "Wed, Nov 25"; the address stands below it.
        brought = reader.gettext("🛵 By courier: %(day)s") % {"day": reader.day(collect_on)}
        return lines(brought, f"🏠 {address}" if address else "")
    point = catalogue.point(point_id)
    if point is None:
        return reader.gettext("📅 Collect: %(day)s") % {"day": reader.day(collect_on)}
    # Translators: %(day)s is "Wed, Nov 25", %(hours)s "08:30-18:00".
    when = reader.gettext("📅 Collect: %(day)s, %(hours)s") % {"day": reader.day(collect_on), "hours": point.hours}
    return lines(when, f"📍 {reader.word(point.names)}", reader.word(point.addresses))


def point_lost(reader: Reader, catalogue: Catalogue, point_id: int | None, *, lost_courier: bool = False) -> str:
    """Say that the point they meant is closed, or that the courier does not drive; nothing where it is not so."""
    point = catalogue.point(point_id)
    if point is None and not lost_courier:
        return ""
    if point is not None:
        lost = reader.gettext("⚠️ %(point)s is closed for now.") % {"point": reader.word(point.names)}
    else:
        lost = reader.gettext("⚠️ There is no courier at the moment.")
    if len(catalogue.points) < 2:
        return lost
    return lines(lost, reader.gettext("Where would you like to collect?"))


def fee_text(reader: Reader, address: str | None, fee_minor: int) -> str:
    """Say what the courier costs; nothing where it is collected."""
    if address is None:
        return ""
    if not fee_minor:
        return reader.gettext("🛵 Courier: free")
    return reader.gettext("🛵 Courier: %(fee)s") % {"fee": reader.money(fee_minor)}


def pay_text(reader: Reader, address: str | None) -> str:
    """Say how it is paid for."""
    if address is None:
        return reader.gettext("💵 Pay in cash when you collect.")
    return reader.gettext("💵 Pay the courier in cash.")


def fee_table(reader: Reader, courier: Courier) -> str:
    """Write what the courier costs, a line for each step."""
    _ = reader.gettext
    steps = [fee_text(reader, "", step.fee_minor) for step in courier.steps[:1]]
    for step in courier.steps[1:]:
        # Translators: lines below "🛵 Courier: ¥6.00": from which sum of goods on it costs less.
        words = _("from %(sum)s: %(fee)s") if step.fee_minor else _("from %(sum)s: free")
        steps.append(words % {"sum": reader.money(step.from_minor), "fee": reader.money(step.fee_minor)})
    return lines(*steps, least_text(reader, courier))


def least_text(reader: Reader, courier: Courier) -> str:
    """Say from which sum of goods on the courier drives; nothing where it is any."""
    if not courier.minimum_minor:
        return ""
    return reader.gettext("For orders from %(sum)s.") % {"sum": reader.money(courier.minimum_minor)}


def too_little_text(reader: Reader, minimum_minor: int, goods_minor: int) -> str:
    """Say that an order is less than the courier drives for, and what to do about it."""
    told = reader.gettext(
        "The courier comes for orders from %(least)s, and yours is %(sum)s. Add something, or choose a pickup point."
    )
    return told % {"least": reader.money(minimum_minor), "sum": reader.money(goods_minor)}
