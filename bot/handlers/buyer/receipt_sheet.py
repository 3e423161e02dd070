"""An order's receipt on paper: who sold what to the holder of a code, for how much, and how it is paid."""

from datetime import datetime

from bot.catalog.quantities import amount_text
from bot.catalog.snapshot import Catalogue
from bot.documents.sheet import Facts, Note, Part, Sheet, Table, Total
from bot.handlers.buyer.receipt import comes
from bot.handlers.lines import unit_price_text
from bot.i18n import Reader
from bot.orders.receipts import Receipt, ReceiptLine


def receipt_title(reader: Reader, receipt: Receipt) -> str:
    return reader.gettext("Receipt for order %(code)s") % {"code": receipt.code}


def receipt_sheet(reader: Reader, catalogue: Catalogue, receipt: Receipt, now: datetime) -> Sheet:
    """Write an order's receipt with the amounts in force."""
    _ = reader.gettext
    pgettext = reader.pgettext  # by this name, which the extraction of messages knows
    headings = (
        # Translators: headings of a receipt's columns, as short as can be: what, how much of it, its price, the sum.
        pgettext("receipt", "Product"),
        pgettext("receipt", "Amount"),
        pgettext("receipt", "Price"),
        pgettext("receipt", "Sum"),
    )
    goods = tuple(_row(reader, line) for line in receipt.lines if comes(receipt, line))
    if receipt.address is not None:
        # Translators: a row of a receipt: what it costs that the courier brings the order.
        goods = (*goods, (pgettext("receipt", "Courier"), "", "", reader.money(receipt.fee_minor)))
    total = _about(receipt.approximate, reader.money(receipt.total_minor))
    parts: list[Part] = [
        Facts(_facts(reader, catalogue, receipt)),
        Table(headings, goods),
        # Translators: what a whole receipt adds up to; the amount stands beside it.
        Total(pgettext("receipt", "Total"), total),
        # Translators: a line of a receipt; "Paid in cash" or "In cash, on collection" stands behind it.
        Facts(((pgettext("receipt", "Payment"), _payment(reader, receipt)),)),
    ]
    if receipt.approximate:
        parts.append(Note(_("≈ is settled by the scale when the order is packed.")))
    drawn = _("Drawn up on %(date)s. Thank you for buying from the farms!")
    parts.append(Note(drawn % {"date": reader.full_day(reader.local_date(now))}))
    return Sheet(
        title=receipt_title(reader, receipt),
        issuer=catalogue.rules.name_for(reader.language),
        parts=tuple(parts),
        tag=reader.language.code.replace("_", "-"),
        rtl=reader.language.direction == "rtl",
    )


def _facts(reader: Reader, catalogue: Catalogue, receipt: Receipt) -> tuple[tuple[str, str], ...]:
    pgettext = reader.pgettext
    point = catalogue.point(receipt.point_id)
    # Translators: a line of a receipt, with the day behind it on which it was ordered.
    ordered = (pgettext("receipt", "Ordered"), reader.full_day(reader.local_date(receipt.placed_at)))
    day = reader.full_day(receipt.collect_on)
    how: tuple[tuple[str, str], ...]
    if receipt.address is not None:
        # Translators: lines of a receipt: the day on which the courier brings it, and to which address.
        how = ((pgettext("receipt", "Delivery day"), day), (pgettext("receipt", "Delivered to"), receipt.address))
        # Translators: a line of a receipt; the name of whoever takes the order from the courier stands behind it.
        taker = pgettext("receipt", "At the door")
    else:
        # Translators: lines of a receipt: the day on which it is collected, and the name of the place.
        collect, place = pgettext("receipt", "Collection day"), pgettext("receipt", "Pickup point")
        names, addresses = (point.names, point.addresses) if point else ({}, {})
        how = ((collect, day), (place, reader.word(names)), ("", reader.word(addresses)))
        # Translators: a line of a receipt; the name of whoever collects the order for its buyer stands behind it.
        taker = pgettext("receipt", "For")
    facts = (ordered, *how, (taker, receipt.details.collector))
    return tuple(fact for fact in facts if fact[1])


def _row(reader: Reader, line: ReceiptLine) -> tuple[str, ...]:
    price = unit_price_text(reader, line, line.price_minor)
    amount, total = amount_text(reader, line, line.quantity), reader.money(line.amount_minor)
    return (
        reader.word(line.names),
        _about(line.approximate, amount),
        price,
        _about(line.approximate, total),
    )


def _about(approximate: bool, amount: str) -> str:
    return f"≈ {amount}" if approximate else amount


def _payment(reader: Reader, receipt: Receipt) -> str:
    _ = reader.gettext
    if receipt.cash_due_minor:
        return _("In cash, on collection") if receipt.address is None else _("In cash, to the courier")
    return _("Paid in cash")
