"""A page under the pen: words of any script, in rows that begin on the side where their reader does."""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Self

from fpdf import FPDF
from fpdf.enums import Align, MethodReturnValue, XPos, YPos
from fpdf.fonts import TTFFont

from bot.documents.fonts import FOLDER, FONTS, writable
from bot.documents.sheet import Page, Sheet

Color = tuple[int, int, int]

INK: Color = (28, 33, 28)
GREY: Color = (105, 112, 105)
RULE: Color = (205, 210, 205)
LEADING = 1.45  # of a line to its letters; Chinese and Arabic need the room
POINT_MM = 0.3528
ROW_GAP_MM = 0.6
ROUNDING_MM = 0.01  # a word that fits by its own length must not be broken over a rounding
UNJOINED = 1.08  # letters that join take less room than line breaking, which looks at each alone, reckons with


class Paper:
    """One document being drawn; lengths are millimetres, sizes of letters points."""

    def __init__(self, sheet: Sheet, page: Page, at: datetime) -> None:
        self._rtl = sheet.rtl
        self._pdf = pdf = FPDF(unit="mm", format=(page.width, page.height))
        pdf.set_margin(page.margin)
        pdf.c_margin = 0
        pdf.set_auto_page_break(True, page.margin)
        pdf.set_creation_date(at)
        pdf.set_title(writable(sheet.title))
        pdf.set_author(writable(sheet.issuer))
        pdf.set_lang(sheet.tag)
        for name, file in FONTS.items():
            pdf.add_font(name, fname=FOLDER / file)
        first, *others = FONTS
        pdf.set_font(first)
        pdf.set_fallback_fonts(others)
        # Shaping joins Arabic letters.  The direction is the paper's: a code or an amount alone has none of its own.
        pdf.set_text_shaping(True, direction="rtl" if sheet.rtl else "ltr")
        pdf.add_page()
        self.width = float(pdf.epw)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the fonts, which the library leaves open."""
        for font in self._pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def done(self) -> bytes:
        return bytes(self._pdf.output())

    def down(self, gap: float) -> None:
        self._pdf.ln(gap)

    def turn(self) -> None:
        self._pdf.add_page()

    def has_room(self, height: float) -> bool:
        return not self._pdf.will_page_break(height)

    def length(self, text: str, size_pt: float) -> float:
        """How long words are in one line."""
        self._pdf.set_font_size(size_pt)
        return float(self._pdf.get_string_width(writable(text))) * UNJOINED

    def height_of(self, cells: Sequence[str], widths: Sequence[float], size_pt: float) -> float:
        """How high a row becomes."""
        broken = (self._broken(writable(cell), width, size_pt) for cell, width in zip(cells, widths, strict=True))
        return max(map(len, broken)) * _line_mm(size_pt) + ROW_GAP_MM

    def write(self, text: str, size_pt: float, color: Color = INK) -> None:
        """Write words over the whole width, on as many lines as they take."""
        self.row((text,), (self.width,), size_pt, colors=(color,))

    def row(
        self,
        cells: Sequence[str],
        widths: Sequence[float],
        size_pt: float,
        *,
        colors: Sequence[Color] = (),
        ends: Sequence[bool] = (),
        inner: Sequence[float] = (),
    ) -> None:
        """Write cells beside each other, the first where the reader begins.

        ends: which of them stand at the far end of their width, as amounts do.
        inner: how much of each width words may take; they stand at the far end of it as well.
        """
        height = self.height_of(cells, inner or widths, size_pt)
        if not self.has_room(height):
            self.turn()
        top, begun = self._pdf.get_y(), 0.0
        for number, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            room = inner[number] if inner else width
            at_end = bool(ends) and ends[number]
            from_begin = begun + width - room
            left = self.width - from_begin - room if self._rtl else from_begin
            color = colors[number] if colors else INK
            self._cell(writable(cell), left, top, room, size_pt, color, Align.R if at_end != self._rtl else Align.L)
            begun += width
        self._pdf.set_xy(self._pdf.l_margin, top + height)

    def rule(self) -> None:
        """Draw a thin line below what was written last."""
        pdf = self._pdf
        pdf.set_draw_color(*RULE)
        pdf.set_line_width(0.2)
        pdf.line(pdf.l_margin, pdf.get_y(), pdf.l_margin + self.width, pdf.get_y())
        pdf.ln(ROW_GAP_MM)

    def _cell(
        self, text: str, left: float, top: float, width: float, size_pt: float, color: Color, side: Align
    ) -> None:
        pdf = self._pdf
        pdf.set_font_size(size_pt)
        pdf.set_text_color(*color)
        pdf.set_xy(pdf.l_margin + left, top)
        # fpdf2 2.8.9 takes a font as set for the page that it has set for one line alone, where a line begins with
        # another than the first font; what follows then has none.  A blank in the first font sets it.
        pdf.text(pdf.get_x(), top, " ")
        pdf.multi_cell(width + ROUNDING_MM, _line_mm(size_pt), text, align=side, new_x=XPos.LEFT, new_y=YPos.NEXT)

    def _broken(self, text: str, width: float, size_pt: float) -> Sequence[str]:
        self._pdf.set_font_size(size_pt)
        lines = self._pdf.multi_cell(
            width + ROUNDING_MM, _line_mm(size_pt), text, dry_run=True, output=MethodReturnValue.LINES
        )
        assert isinstance(lines, list)  # what was asked for
        return lines or [""]


def _line_mm(size_pt: float) -> float:
    return math.ceil(size_pt * POINT_MM * LEADING * 100) / 100
