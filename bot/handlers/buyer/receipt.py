"""An order's receipt: the pickup code, what was ordered, and where each farm stands.

The same card is drawn for the buyer's tap and anew whenever a farm answers, so it takes no Context.
"""

from datetime import datetime

from bot.catalog.quantities import amount_text
from bot.catalog.snapshot import Catalogue
from bot.handlers.buyer.buttons import CancelMyOrder, DrawReceipt
from bot.handlers.buyer.collecting import collecting_text, fee_text, pay_text
from bot.handlers.buyer.stars import stars_given, stars_question, stars_rows
from bot.handlers.choices import Rows, in_rows, my_orders_choice, repeat_choice, shop_choice
from bot.handlers.details_text import collector_text, details_text
from bot.handlers.lines import line_start, line_text, lines, paragraphs, total_text
from bot.handlers.statuses import share_status, what_next
from bot.i18n import Reader
from bot.messages import Ask, Outgoing
from bot.orders import alerts
from bot.orders.cancelling import can_cancel
from bot.orders.models import OrderState
from bot.orders.receipts import ParcelStatus, Receipt, ReceiptLine
from bot.orders.states import PARCEL_NOTHING


def receipt_card(
    reader: Reader,
    catalogue: Catalogue,
    receipt: Receipt,
    *,
    now: datetime,
    note: str = "",
    replaces: str | None = None,
    toast: str | None = None,
    ask: Ask | None = None,
    page: int = 1,
) -> Outgoing:
    """Draw an order as it stands, below whatever there is to say first; `page`: of what can be rated."""
    cancelled = receipt.state is OrderState.CANCELLED
    return Outgoing(
        title=_title(reader, receipt),
        text=paragraphs(
            note,
            # A farm that was asked for more later, and whose shares stand alike, is named once.
            lines(*dict.fromkeys(_parcel_line(reader, catalogue, receipt, parcel) for parcel in receipt.parcels)),
            lines(*(_line(reader, catalogue, receipt, line) for line in receipt.lines)),
            _money(reader, receipt),
            what_next(reader, [parcel.state for parcel in receipt.parcels], by_courier=receipt.address is not None)
            if not cancelled
            else "",
            collecting_text(reader, catalogue, receipt.point_id, receipt.collect_on, receipt.address)
            if receipt.state is OrderState.PLACED
            else "",
            details_text(reader, receipt.details, by_courier=receipt.address is not None),
            stars_question(reader, receipt, now) if ask is None else "",
        ),
        rows=(*stars_rows(reader, catalogue, receipt, now, page), *_rows(reader, receipt, now)),
        card=alerts.receipt_card(receipt.order_id),
        replaces=replaces,
        toast=toast,
        ask=ask,
    )


def comes(receipt: Receipt, line: ReceiptLine) -> bool:
    """Whether anything of a line comes, or came."""
    return line.quantity > 0 and receipt.state_of(line) not in PARCEL_NOTHING


def has_receipt(receipt: Receipt) -> bool:
    """Whether there is anything to give a receipt for."""
    return receipt.state is not OrderState.CANCELLED and any(comes(receipt, line) for line in receipt.lines)


def words_of(reader: Reader, catalogue: Catalogue, receipt: Receipt) -> str:
    """Write what is paid for, without where it stands: what a receipt on paper says, for who cannot open one."""
    return paragraphs(
        lines(
            *(
                line_text(reader, catalogue, line, approximate=line.approximate)
                for line in receipt.lines
                if comes(receipt, line)
            )
        ),
        _money(reader, receipt),
        collector_text(reader, receipt.details.collector, by_courier=receipt.address is not None),
    )


def _title(reader: Reader, receipt: Receipt) -> str:
    _ = reader.gettext
    if receipt.state is OrderState.PLACED:
        title = _("🎫 Pickup code: %(code)s") if receipt.address is None else _("🎫 Order code: %(code)s")
        return title % {"code": receipt.code}
    if receipt.state is OrderState.CANCELLED:
        return _("Order %(code)s: cancelled") % {"code": receipt.code}
    return _("Order %(code)s") % {"code": receipt.code}


def _parcel_line(reader: Reader, catalogue: Catalogue, receipt: Receipt, parcel: ParcelStatus) -> str:
    farm = catalogue.farms.get(parcel.farm_id)
    # Translators: where one farm's share of an order stands: "Leishan Mushrooms: ✅ accepted".
    return reader.gettext("%(farm)s: %(status)s") % {
        "farm": reader.word(farm.names) if farm else "",
        "status": share_status(reader, receipt.state, parcel.state, by_courier=receipt.address is not None),
    }


def _line(reader: Reader, catalogue: Catalogue, receipt: Receipt, line: ReceiptLine) -> str:
    ordered = amount_text(reader, line, line.ordered)
    if not comes(receipt, line):
        return reader.gettext("%(product)s: none of %(ordered)s") % {
            "product": line_start(reader, catalogue, line),
            "ordered": ordered,
        }
    text = lines(line_text(reader, catalogue, line, approximate=line.approximate), stars_given(line))
    if line.quantity >= line.ordered:
        return text
    # Translators: under a line of a receipt, when the farm gives less: "➖ You asked for 2 jin (1 kg)."
    return lines(text, reader.gettext("➖ You asked for %(ordered)s.") % {"ordered": ordered})


def _money(reader: Reader, receipt: Receipt) -> str:
    _ = reader.gettext
    if receipt.state is OrderState.CANCELLED:
        return _("Nothing to pay.")
    total = total_text(reader, receipt.total_minor, approximate=receipt.approximate)
    if receipt.total_minor:
        total = lines(fee_text(reader, receipt.address, receipt.fee_minor), total)
    if receipt.cash_due_minor:
        return lines(total, pay_text(reader, receipt.address))
    return lines(total, _("💵 Paid.")) if receipt.total_minor else _("Nothing to pay.")


def _rows(reader: Reader, receipt: Receipt, now: datetime) -> Rows:
    ways = [my_orders_choice(reader), shop_choice(reader), repeat_choice(reader, receipt.order_id)]
    if has_receipt(receipt):
        # Translators: a button, at most 20 characters: the receipt comes as a file, to be kept or printed.
        ways.append(DrawReceipt(receipt.order_id).choice(reader.gettext("Receipt as PDF")))
    if not can_cancel(receipt, now):
        return in_rows(ways)
    return (*in_rows(ways), (CancelMyOrder(receipt.order_id, 0).choice(reader.gettext("Cancel order"), "danger"),))
