"""Look at every screen of a buyer, a farmer and an admin, in five languages.

python -m tools.screens                    every language, in the web chat: docs/screens/<language>-<role>-1.webp
python -m tools.screens ru ar              these
python -m tools.screens --telegram ru      left the web chat, right Telegram: data/screens/ru-<role>-1.png

What is cut, too wide, without a glyph, or different on Telegram is printed.  Needs Chromium, and fonts for Chinese,
Arabic and emoji.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from bot.catalog.sample.market import sample_market
from bot.catalog.seed import draw_pictures, seed_market
from bot.database import migrate, open_database
from tests.market import MORNING, OwnLine, opened_market
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.line import TelegramLine
from tools.screens.glyphs import missing
from tools.screens.sheets import ALONE, BESIDE, Cell, cut_labels, draw
from tools.screens.shots import Shots, TelegramShots, web_shots
from tools.screens.walk import walk
from tools.screens.words import TYPED

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT, LOOKED_AT = ROOT / "docs/screens", ROOT / "data/screens"
PUBLIC = "public"
SHEETS = {"buyer": "buyer", "farmer": "farmer", "admin": "admin", "channel": PUBLIC, "group": PUBLIC}  # by role
TELEGRAM = "https://t.me/village_market_bot?start="


def main() -> None:
    """Walk, draw and tell."""
    parser = argparse.ArgumentParser(prog="python -m tools.screens", description="Every screen, at phone width.")
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help=f"of {', '.join(TYPED)}; none: all")
    parser.add_argument("--telegram", action="store_true", help="beside the same screens on Telegram")
    arguments = parser.parse_args()
    languages = arguments.languages or list(TYPED)
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None or (unknown := set(languages) - TYPED.keys()):
        sys.exit("the pictures need Chromium" if browser is None else f"nobody walks in {', '.join(unknown)}")
    asyncio.run(look_at(languages, browser, beside=arguments.telegram))


async def look_at(languages: list[str], executable: str, *, beside: bool) -> None:
    """Draw every language's sheets."""
    folder = LOOKED_AT if beside else KEPT
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        template = await _seeded(Path(made) / "template.db")
        async with async_playwright() as playwright:
            arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
            browser = await playwright.chromium.launch(executable_path=executable, args=arguments)
            for language in languages:
                for file in folder.glob(f"{language}-*.*"):
                    file.unlink()
                web = await _in_web_chat(browser, language, template)
                telegram = await _on_telegram(language, template) if beside else None
                told = await _drawn(browser, web, telegram, folder / language)
                print(*(f"{language}: {line}" for line in told), sep="\n", flush=True)
            await browser.close()


async def _drawn(browser: Browser, web: Shots, telegram: Shots | None, stem: Path) -> list[str]:
    """Draw one language's sheets; give what there is to complain of, then the files."""
    told = list(web.complaints)
    letters = web.letters
    if telegram is not None:
        told += _gone_missing(web, telegram)
        letters = letters | telegram.letters
    told += [f"no font draws {letter}" for letter in missing(letters)]
    page = await browser.new_page()
    files: list[Path] = []
    for sheet in dict.fromkeys(SHEETS.values()):
        cells = _cells(web, telegram, sheet)
        if telegram is not None:
            told += await cut_labels(page, cells)
        paper = ALONE if telegram is None else BESIDE
        files += await draw(page, cells, stem.with_name(f"{stem.name}-{sheet}"), paper)
    await page.close()
    return [*told, *(str(file.relative_to(ROOT)) for file in files)]


async def _in_web_chat(browser: Browser, language: str, template: Path) -> Shots:
    file = shutil.copy(template, template.with_name(f"{language}-webchat.db"))
    async with opened_market(f"sqlite:///{file}", OwnLine()) as market:
        market.house.links.add("telegram", TELEGRAM)
        async with web_shots(market, browser, language) as shots:
            await walk(market, language, shots.look)
            await shots.see_whole_phones()
    return shots


async def _on_telegram(language: str, template: Path) -> Shots:
    file = shutil.copy(template, template.with_name(f"{language}-telegram.db"))
    async with FakeBotApi() as api:
        line = TelegramLine(api, webhook=False)
        shots = TelegramShots(line=line)
        async with opened_market(f"sqlite:///{file}", line) as market:
            await walk(market, language, shots.look)
    return shots


def _cells(web: Shots, telegram: Shots | None, sheet: str) -> list[Cell]:
    theirs = telegram.html if telegram is not None else [""] * len(web.html)
    cells = [
        Cell(f"{step.name}{_toast(step.toast)}", ours, beside)
        for step, ours, beside in zip(web.steps, web.html, theirs, strict=True)
        if SHEETS[step.role] == sheet
    ]
    if telegram is None:
        return cells
    whole = [role for role, on in SHEETS.items() if on == sheet]
    return [*cells, *(Cell(f"{role}: the whole phone", web.whole[role], telegram.whole[role], True) for role in whole)]


def _toast(toast: str | None) -> str:
    return f" (toast: {toast})" if toast else ""


def _gone_missing(web: Shots, telegram: Shots) -> list[str]:
    """Name the steps at which one phone shows more messages than the other."""
    return [
        f"{ours}: {len(ours.news)} messages in the web chat, {len(theirs.news)} on Telegram"
        for ours, theirs in zip(web.steps, telegram.steps, strict=True)
        if len(ours.news) != len(theirs.news)
    ]


async def _seeded(file: Path) -> Path:
    """Make the sample market with the pictures of its goods."""
    url = f"sqlite:///{file}"
    migrate(url)
    database = open_database(url)
    draw_pictures(sample_market().products)
    await database.transact(partial(seed_market, now=MORNING))
    await database.close()
    return file


if __name__ == "__main__":
    main()
