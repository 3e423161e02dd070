"""Sheets of paper: each step's two screens in a cell, as many cells on a sheet as can be read at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from playwright.async_api import Page, ViewportSize

from tools.side_by_side.messenger import STYLE

SHEET: ViewportSize = {"width": 1640, "height": 1560}
COLUMNS = 2
NARROW = (330, 300)  # what a bubble measures on phones 390 and 360 points wide

PAPER = f"""<!doctype html><meta charset="utf-8"><style>{STYLE}
body {{ margin: 0; background: #f4f4f4; font: 13px sans-serif }}
main {{ display: grid; grid-template-columns: repeat({COLUMNS}, 800px); gap: 20px; padding: 10px; align-items: start }}
.cell {{ background: #fff; border: 1px solid #ccc; margin-bottom: 12px }}
.cell h2 {{ margin: 0; padding: 3px 8px; font-size: 13px; background: #333; color: #fff }}
.two {{ display: grid; grid-template-columns: 400px 390px; gap: 8px; align-items: start }}
.ours {{ display: flex; flex-direction: column; align-items: flex-start; padding: 4px; gap: 4px }}
.phone {{ height: 844px; overflow: hidden; display: flex; flex-direction: column; justify-content: flex-end }}
</style>"""
CUT = """() => [...document.querySelectorAll(".keys span")].filter((one) => one.scrollWidth > one.clientWidth)
  .map((one) => [one.closest(".cell").querySelector("h2").textContent, one.textContent,
    one.scrollWidth - one.clientWidth])"""
HEIGHTS = "() => [...document.querySelectorAll('.cell')].map((one) => one.getBoundingClientRect().height + 12)"


@dataclass(frozen=True, slots=True)
class Cell:
    """One step on both phones: pieces of HTML."""

    name: str
    web: str
    telegram: str
    whole: bool = False

    def html(self) -> str:
        phone = ' class="phone"' if self.whole else ""
        return (
            f'<div class="cell"><h2>{escape(self.name)}</h2><div class="two">'
            f'<div class="ours">{self.web}</div><div{phone}>{self.telegram}</div></div></div>'
        )


async def cut_labels(page: Page, cells: Sequence[Cell]) -> list[str]:
    """Name the labels that Telegram would cut, on phones of either width."""
    await page.set_viewport_size(SHEET)
    await page.set_content(f"{PAPER}{''.join(cell.html() for cell in cells)}")
    told = []
    for bubble in NARROW:
        await page.evaluate(f"document.body.style.setProperty('--bubble', '{bubble}px')")
        told += [
            f"{where}: {label!r} is {over} px too long for a bubble of {bubble}"
            for where, label, over in await page.evaluate(CUT)
        ]
    return told


async def draw(page: Page, cells: Sequence[Cell], stem: Path) -> list[Path]:
    """Write the sheets, numbered where there are several."""
    await page.set_viewport_size(SHEET)
    await page.set_content(f"{PAPER}<main><div>{''.join(cell.html() for cell in cells)}</div></main>")
    sheets = list(_packed(cells, await page.evaluate(HEIGHTS)))
    files = []
    for number, columns in enumerate(sheets, start=1):
        drawn = "".join(f"<div>{''.join(cell.html() for cell in column)}</div>" for column in columns)
        await page.set_content(f"{PAPER}<main>{drawn}</main>")
        files.append(stem.with_name(f"{stem.name}-{number}.png" if len(sheets) > 1 else f"{stem.name}.png"))
        await page.locator("main").screenshot(path=files[-1])
    return files


def _packed(cells: Sequence[Cell], heights: Iterable[float]) -> Iterable[list[list[Cell]]]:
    """Fill column after column, sheet after sheet; what is taller than a sheet has a column of its own."""
    columns: list[list[Cell]] = [[]]
    filled = 0.0
    for cell, height in zip(cells, heights, strict=True):
        if columns[-1] and filled + height > SHEET["height"]:
            columns.append([])
            filled = 0.0
        columns[-1].append(cell)
        filled += height
    for start in range(0, len(columns), COLUMNS):
        yield columns[start : start + COLUMNS]
