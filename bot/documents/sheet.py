"""What stands on a paper, in its reader's words: frozen values that know nothing of PDF."""

from dataclasses import dataclass

PDF = "application/pdf"  # what becomes of all of it


@dataclass(frozen=True, slots=True)
class Facts:
    """Short lines below each other, each with a name before it."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below headings.  The first column holds words and gets what room the others leave."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Total:
    """One amount that everything above adds up to."""

    label: str
    amount: str


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence in small letters."""

    text: str


Part = Facts | Table | Total | Note


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper.

    issuer: whose it is, above the title.
    tag: the language as browsers and screen readers name it, "zh-Hans"; rtl: it runs from right to left.
    """

    title: str
    issuer: str
    parts: tuple[Part, ...]
    tag: str
    rtl: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The paper itself, in millimetres."""

    width: float
    height: float
    margin: float


A5 = Page(148, 210, 12)  # read on a phone without zooming, printed two on a sheet
