"""A cheap phone on a slow line: what the page weighs."""

import gzip

from bot.channels.webchat.site import PAGES

SCRIPT_MAX_BYTES = 30_000
PAGE_MAX_BYTES = 20_000  # script and style of the chat, as they travel


def test_the_scripts_are_small() -> None:
    assert sum(file.stat().st_size for file in PAGES.glob("*.js")) < SCRIPT_MAX_BYTES


def test_the_chat_is_light_on_the_wire() -> None:
    files = [file for file in PAGES.iterdir() if file.suffix in {".js", ".css"} and file.stem != "demo"]

    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < PAGE_MAX_BYTES
