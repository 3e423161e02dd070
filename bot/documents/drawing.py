"""A sheet as a PDF."""

from collections.abc import Sequence
from datetime import datetime

from bot.documents.paper import GREY, INK, Paper
from bot.documents.sheet import A5, Facts, Note, Page, Part, Sheet, Table, Total

# Sizes in points: those of the chat's own page, as a phone shows A5.
TITLE_PT, TOTAL_PT, TEXT_PT, SMALL_PT = 17.0, 13.0, 10.5, 8.5
GAP_MM = 3.5
CELL_GAP_MM = 2.0
NAMES_SHARE = 0.3  # of the width, for what stands before a fact
COLUMN_MAX_SHARE = 0.27  # of the width, for a column that holds no words


def draw(sheet: Sheet, *, at: datetime, page: Page = A5) -> bytes:
    """Draw a sheet.  Takes tenths of a second, so keep it off the loop.

    Raises:
        Unwritable: our fonts lack a letter of it.
    """
    with Paper(sheet, page, at) as paper:
        if sheet.issuer:
            paper.write(sheet.issuer, SMALL_PT, GREY)
        paper.write(sheet.title, TITLE_PT)
        for part in sheet.parts:
            paper.down(GAP_MM)
            _draw(paper, part)
        return paper.done()


def _draw(paper: Paper, part: Part) -> None:
    match part:
        case Facts(rows):
            names = paper.width * NAMES_SHARE
            for row in rows:
                paper.row(row, (names, paper.width - names), TEXT_PT, colors=(GREY, INK))
        case Table():
            _table(paper, part)
        case Total(label, amount):
            paper.row((label, amount), (paper.width / 2, paper.width / 2), TOTAL_PT, ends=(False, True))
        case Note(text):
            paper.write(text, SMALL_PT, GREY)


def _table(paper: Paper, table: Table) -> None:
    """Draw rows with a line below each; the headings come again on every page."""
    widths = _widths(paper, table)
    ends = (False, *(True for _ in widths[1:]))
    gaps = tuple(width - CELL_GAP_MM if number else width for number, width in enumerate(widths))

    def headings() -> None:
        paper.row(table.headings, widths, SMALL_PT, colors=[GREY] * len(widths), ends=ends, inner=gaps)
        paper.rule()

    headings()
    for cells in table.rows:
        if not paper.has_room(paper.height_of(cells, gaps, TEXT_PT)):
            paper.turn()
            headings()
        paper.row(cells, widths, TEXT_PT, ends=ends, inner=gaps)
        paper.rule()


def _widths(paper: Paper, table: Table) -> Sequence[float]:
    """Give each column but the first as much as it needs, within reason; the first gets the rest."""
    others = []
    for number, heading in enumerate(table.headings[1:], start=1):
        needed = max(
            paper.length(heading, SMALL_PT), *(paper.length(cells[number], TEXT_PT) for cells in table.rows), 0.0
        )
        others.append(min(needed + CELL_GAP_MM, paper.width * COLUMN_MAX_SHARE))
    return (paper.width - sum(others), *others)
