"""Receipt as PDF: asked for by a tap, drawn by the worker, handed over in a message of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.catalog.snapshot import Catalogue
from bot.documents.sheet import Sheet
from bot.handlers.buyer.buttons import DrawReceipt
from bot.handlers.buyer.receipt import has_receipt, receipt_card, words_of
from bot.handlers.buyer.receipt_sheet import receipt_sheet, receipt_title
from bot.handlers.context import Context
from bot.handlers.routes import Replies, Routes, Who
from bot.i18n import Reader
from bot.messages import File, Outgoing
from bot.notices.jobs import add_job
from bot.orders.receipts import load_receipt
from bot.refusals import NotAvailable

RECEIPT = "draw_receipt"  # the job's kind

routes = Routes()


@routes.press(DrawReceipt, Who.ANYONE)
def draw_receipt(ctx: Context, button: DrawReceipt) -> Replies:
    receipt = load_receipt(ctx.session, ctx.asker.person_id, button.order_id)
    if not has_receipt(receipt):
        raise NotAvailable
    arguments = {"order_id": button.order_id, "identity_id": ctx.asker.identity_id}
    key = f"{RECEIPT}:{button.order_id}:{ctx.asker.identity_id}"  # an impatient finger gets one
    add_job(ctx.session, RECEIPT, arguments, key=key, now=ctx.now)
    toast = ctx.reader.gettext("Your receipt is on its way.")
    return [receipt_card(ctx.reader, ctx.catalogue, receipt, now=ctx.now, toast=toast)]


@dataclass(frozen=True, slots=True)
class WantedPaper:
    """A paper to be drawn, and the message that hands it over; without a document its words say the same."""

    sheet: Sheet
    message: Outgoing
    file_name: str

    def handed_over(self, document_id: int) -> Outgoing:
        return Outgoing(
            title=self.message.title,
            text=self.message.text,
            file=File(document_id, self.file_name),
            card=self.message.card,
        )


def wanted_receipt(
    session: Session, person_id: int, arguments: Mapping[str, Any], reader: Reader, catalogue: Catalogue, now: datetime
) -> WantedPaper | None:
    """Write a receipt that was asked for, as its order stands now; None: it is not theirs any more, or is empty."""
    try:
        receipt = load_receipt(session, person_id, arguments["order_id"])
    except NotAvailable:
        return None
    if not has_receipt(receipt):
        return None
    message = Outgoing(
        title=receipt_title(reader, receipt),
        text=words_of(reader, catalogue, receipt),
        card=f"paper:{receipt.order_id}",
    )
    return WantedPaper(receipt_sheet(reader, catalogue, receipt, now), message, f"receipt-{receipt.code}.pdf")
