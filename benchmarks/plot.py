"""Each budget as a bar: how much of its limit was used.  SVG that reads on light and on dark pages."""

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.report import Figure, Sections, short

WIDTH = 960
NAMES = 470  # pixels for what is measured
BAR = 300  # pixels of a whole limit
MOST = 1.25  # limits, after which a bar is cut off
LINE = 19
HEAD = 26
TOP = 58

STYLE = """
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-size: 16px; font-weight: 600 } .section { font-weight: 600 } .value { font-size: 11px }
.met { fill: #2da44e } .missed { fill: #cf222e } .rest { fill: #eaeef2 } .limit { stroke: #57606a; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .met { fill: #3fb950 } .missed { fill: #f85149 } .rest { fill: #21262d }
  .limit { stroke: #8b949e }
}
"""


def write_plot(file: Path, sections: Sections) -> None:
    """Draw what has a limit; figures without one have no place here."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(draw(sections), encoding="utf-8")


def draw(sections: Sections) -> str:
    shapes, y = [], float(TOP)
    for title, figures in sections.items():
        judged = [figure for figure in figures if figure.limit is not None]
        if not judged:
            continue
        y += HEAD
        shapes.append(_text(12, y, title, "section"))
        for figure in judged:
            y += LINE
            shapes += _row(figure, y)
    limit_x = NAMES + BAR
    line = f'<line class="limit" x1="{limit_x}" y1="{TOP - 6}" x2="{limit_x}" y2="{y + 8:g}"/>'
    height = y + 24
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" role="img">',
            "<title>Measured beside its limit</title>",
            f"<style>{STYLE}</style>",
            _text(12, 26, "Measured, beside its limit", "title"),
            _text(12, 44, "A bar is the share of a limit that was used; at or left of the line is within it."),
            *shapes,
            line,
            "</svg>\n",
        ]
    )


def used(figure: Figure) -> float:
    """Give the share of the limit that is used: 1 at the limit, more beyond it, whichever way it points."""
    assert figure.limit is not None
    whole, part = (figure.value, figure.limit) if figure.at_least else (figure.limit, figure.value)
    if whole:
        return part / whole
    return 1.0 if figure.holds else MOST


def _row(figure: Figure, y: float) -> Iterator[str]:
    share, colour = min(used(figure), MOST), "met" if figure.holds else "missed"
    sign = "≥" if figure.at_least else "≤"
    yield _text(24, y, figure.name)
    yield f'<rect class="rest" x="{NAMES}" y="{y - 10:g}" width="{BAR * MOST:g}" height="12" rx="2"/>'
    yield f'<rect class="{colour}" x="{NAMES}" y="{y - 10:g}" width="{max(1.0, BAR * share):.1f}" height="12" rx="2"/>'
    told = f"{short(figure.value)} {figure.unit} ({sign} {short(figure.limit or 0)})".replace(" (", " (").strip()
    yield _text(NAMES + BAR * MOST + 8, y, told, "value")


def _text(x: float, y: float, words: str, kind: str = "") -> str:
    kind = f' class="{kind}"' if kind else ""
    return f'<text x="{x:g}" y="{y:g}"{kind}>{escape(words)}</text>'
