"""Take the README's picture: the demo's three phones in the middle of an order.

python -m tools.screenshots    needs Chromium and fonts for Chinese and emoji
"""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.async_api import Frame, Page, ViewportSize, async_playwright, expect

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs/images/three-phones.png"
SIZE: ViewportSize = {"width": 1280, "height": 860}
START_WITHIN_S = 60


def main() -> None:
    """Start a demo of our own, play, and photograph it."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        raise SystemExit("screenshots need Chromium")
    with tempfile.TemporaryDirectory() as folder, demo(Path(folder)) as url:
        asyncio.run(photograph(browser, url))
    print(PICTURE.relative_to(ROOT))


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """Run the demo on a free port with data in a folder of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "bot", "demo", "--port", str(port)]
    process = subprocess.Popen(command, cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)})
    try:
        url = f"http://127.0.0.1:{port}/"
        wait_for(url + "healthz")
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def wait_for(url: str) -> None:
    """Ask until it answers."""
    for _ in range(START_WITHIN_S * 10):
        try:
            urlopen(url, timeout=1).close()
        except (URLError, OSError):
            asyncio.run(asyncio.sleep(0.1))
        else:
            return
    raise SystemExit("the demo did not start")


async def photograph(browser: str, url: str) -> None:
    """Order something, preview a delivery, and take the picture while the farmer's alert waits."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        page = await chromium.new_page(viewport=SIZE, locale="en-US", reduced_motion="reduce")
        await page.goto(url)
        buyer, farmer, admin = (phone(page, name) for name in ("buyer", "farmer", "admin"))
        for label in ("Oyster mushroom", "2 jin", "Review", "Confirm"):
            await buyer.get_by_role("button", name=label).first.click()
        await expect(buyer.get_by_text("Pickup code")).to_be_visible()
        await expect(farmer.get_by_role("button", name="有货")).to_be_visible()
        await admin.get_by_role("textbox").fill("/stock oyster mushroom +30 jin")
        await admin.get_by_role("textbox").press("Enter")
        await expect(admin.get_by_role("button", name="Apply")).to_be_visible()
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=PICTURE, animations="disabled")
        await chromium.close()


def phone(page: Page, name: str) -> Frame:
    """Find a phone's frame."""
    return next(frame for frame in page.frames if f"/chat/{name}/" in frame.url)


if __name__ == "__main__":
    main()
