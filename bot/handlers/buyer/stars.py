"""Stars on a receipt: what was given, and the buttons by which they are."""

from datetime import datetime

from bot.catalog.snapshot import Catalogue
from bot.catalog.words import fit_label
from bot.handlers.buyer.buttons import OpenMyOrder, OpenRating, RateLine
from bot.handlers.choices import Rows, in_rows, page_of
from bot.handlers.lines import line_words
from bot.i18n import Reader
from bot.messages import Choice
from bot.orders.rating import STARS, rateable
from bot.orders.receipts import Receipt, ReceiptLine

STAR = "⭐"
LINES_A_PAGE = 5  # of the eight choices a screen may have; three are left for the ways on


def stars_given(line: ReceiptLine) -> str:
    return STAR * (line.stars or 0)


def stars_question(reader: Reader, receipt: Receipt, now: datetime) -> str:
    """Ask for stars where none were given; say nothing where they cannot be, or all were."""
    if any(line.stars is None for line in rateable(receipt, now)):
        return reader.gettext("How was it? Your stars help other buyers, and the farms.")
    return ""


def stars_rows(reader: Reader, catalogue: Catalogue, receipt: Receipt, now: datetime, page: int = 1) -> Rows:
    """Draw the buttons: five stars for the one thing that was collected, or a button for each of several."""
    lines = rateable(receipt, now)
    if len(lines) < 2:
        return tuple(star_row(receipt, line) for line in lines)
    shown, more = page_of(lines, page, LINES_A_PAGE)
    choices = in_rows(_choice(reader, catalogue, receipt, line) for line in shown)
    if more:
        return (*choices, (OpenRating(receipt.order_id, 0, max(page, 1) + 1).choice(reader.gettext("Next page")),))
    if len(shown) < len(lines):
        return (*choices, (OpenMyOrder(receipt.order_id).choice(reader.gettext("Back")),))
    return choices


def star_row(receipt: Receipt, line: ReceiptLine) -> tuple[Choice, ...]:
    """Give the five stars of a line, side by side."""
    return tuple(
        RateLine(receipt.order_id, line.line_id, stars).choice(
            f"{stars} {STAR}", "primary" if stars == line.stars else ""
        )
        for stars in STARS
    )


def _choice(reader: Reader, catalogue: Catalogue, receipt: Receipt, line: ReceiptLine) -> Choice:
    label = fit_label(line_words(reader, catalogue, line))
    return OpenRating(receipt.order_id, line.line_id, 1).choice(label)
