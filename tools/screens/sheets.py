"""Sheets of paper: each step's screens in a cell, as many cells on a sheet as can be read at once."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from playwright.async_api import Page, ViewportSize

from tools.screens.messenger import STYLE

SHEET: ViewportSize = {"width": 1640, "height": 1560}
QUALITY = 60  # percent, of WebP: letters stay sharp, and a language's screens take less than a megabyte
NARROW = (330, 300)  # what a bubble measures on phones 390 and 360 points wide

PAPER = f"""<!doctype html><meta charset="utf-8"><style>{STYLE}
body {{ margin: 0; background: #f4f4f4; font: 13px sans-serif }}
main {{ display: grid; grid-auto-flow: column; gap: 20px; padding: 10px; width: max-content; align-items: start }}
.cell {{ background: #fff; border: 1px solid #ccc; margin-bottom: 12px }}
.cell h2 {{ margin: 0; padding: 3px 8px; font-size: 13px; background: #333; color: #fff }}
.screens {{ display: grid; grid-auto-flow: column; gap: 8px; width: max-content; align-items: start }}
.chat, .phone {{ width: 390px; box-sizing: border-box }}
.ours {{ width: 390px; display: flex; flex-direction: column; align-items: flex-start; padding: 4px; gap: 4px }}
.phone {{ height: 844px; overflow: hidden; display: flex; flex-direction: column; justify-content: flex-end }}
</style>"""
CUT = """() => [...document.querySelectorAll(".keys span")].filter((one) => one.scrollWidth > one.clientWidth)
  .map((one) => [one.closest(".cell").querySelector("h2").textContent, one.textContent,
    one.scrollWidth - one.clientWidth])"""
HEIGHTS = "() => [...document.querySelectorAll('.cell')].map((one) => one.getBoundingClientRect().height + 12)"


@dataclass(frozen=True, slots=True)
class Paper:
    """How many columns a sheet has, and what its file is called."""

    columns: int
    suffix: str


BESIDE = Paper(2, "png")  # web chat and Telegram, to be looked at
ALONE = Paper(4, "webp")  # the web chat, to be kept


@dataclass(frozen=True, slots=True)
class Cell:
    """One step, on one phone or on both: pieces of HTML."""

    name: str
    web: str
    telegram: str = ""
    whole: bool = False

    def html(self) -> str:
        phone = ' class="phone"' if self.whole else ""
        beside = f"<div{phone}>{self.telegram}</div>" if self.telegram else ""
        return (
            f'<div class="cell"><h2>{escape(self.name)}</h2>'
            f'<div class="screens"><div class="ours">{self.web}</div>{beside}</div></div>'
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


async def draw(page: Page, cells: Sequence[Cell], stem: Path, paper: Paper) -> list[Path]:
    """Write the sheets, numbered where there are several."""
    await page.set_viewport_size(SHEET)
    await page.set_content(f"{PAPER}<main><div>{''.join(cell.html() for cell in cells)}</div></main>")
    sheets = list(_packed(cells, await page.evaluate(HEIGHTS), paper.columns))
    files = []
    for number, columns in enumerate(sheets, start=1):
        drawn = "".join(f"<div>{''.join(cell.html() for cell in column)}</div>" for column in columns)
        await page.set_content(f"{PAPER}<main>{drawn}</main>")
        name = f"{stem.name}-{number}" if len(sheets) > 1 else stem.name
        files.append(stem.with_name(f"{name}.{paper.suffix}"))
        files[-1].write_bytes(await _photograph(page, paper.suffix))
    return files


async def _photograph(page: Page, suffix: str) -> bytes:
    main = page.locator("main")
    if suffix == "png":
        return await main.screenshot()
    box = await main.bounding_box()
    assert box is not None
    session = await page.context.new_cdp_session(page)  # Playwright itself writes no WebP
    facts = {"format": suffix, "quality": QUALITY, "captureBeyondViewport": True, "clip": {**box, "scale": 1}}
    picture = await session.send("Page.captureScreenshot", facts)
    await session.detach()
    return base64.b64decode(picture["data"])


def _packed(cells: Sequence[Cell], heights: Iterable[float], width: int) -> Iterable[list[list[Cell]]]:
    """Fill column after column, sheet after sheet; what is taller than a sheet has a column of its own."""
    columns: list[list[Cell]] = [[]]
    filled = 0.0
    for cell, height in zip(cells, heights, strict=True):
        if columns[-1] and filled + height > SHEET["height"]:
            columns.append([])
            filled = 0.0
        columns[-1].append(cell)
        filled += height
    for start in range(0, len(columns), width):
        yield columns[start : start + width]
