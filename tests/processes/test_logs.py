"""What stands in the logs: no key, cookie, code, name, phone number, nor anything that people wrote."""

import asyncio
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import asyncpg
import pytest

from tests.processes.conftest import NewPhone, Release
from tests.processes.logs import leaks
from tests.processes.phones import Phone, path_of
from tests.processes.running import ROOT, until
from tests.processes.shop import Shop, opened_shop

pytestmark = pytest.mark.slow

# Each of these is written nowhere else, so that one hit is one leak.
WORDS = {"name": "Жар-птица Канарейкина", "number": "+86 138 4242 0117", "words": 'two "canaries" in a mine'}
DETAILS = {"phone": "13842420118", "note": "ripe as a canary, please", "collector": "Госпожа Чижова"}
AS_KEPT = {"phone as it is kept": "+8613842420118", "phone as it is shown": "+86 138 4242 0118"}
SETTINGS = {"SECRET_KEY": "kEyOfAcAnArY-9fX2mQ7vT4wZ8rB3nL6", "METRICS_TOKEN": "t0ken-of-a-canary"}
NONSENSE = {"wrong code": "WRONGCANARYC0DE", "path": "canary-in-a-path", "header": "canary-in-a-header"}
PASSWORD = "pAssw0rd-of-a-canary"

# A logger as somebody might add it one day: our own and a library's.
CARELESS = """
import logging, sys, structlog
from urllib.parse import quote
from bot.logs import set_up
set_up("INFO")
for secret in sys.argv[1:]:
    structlog.get_logger().info("heard", words=secret)
    logging.getLogger("library").warning("GET /i/%s", quote(secret))
"""


@pytest.fixture
def talkative_shop(release: Release, tmp_path: Path) -> Iterator[Shop]:
    """A shop that logs all it can."""
    with release.market.fresh() as url:
        parts = urlsplit(url)
        # The tests' own server asks for no password, and takes any.
        netloc = parts.netloc if parts.password else parts.netloc.replace("@", f":{PASSWORD}@", 1)
        with opened_shop(
            parts._replace(netloc=netloc).geturl(), tmp_path, webs=1, LOG_LEVEL="DEBUG", **SETTINGS
        ) as shop:
            yield shop


@asynccontextmanager
async def broken(shop: Shop, table: str) -> AsyncIterator[None]:
    """Take a table away for a while: what runs into that is a bug like any other."""
    connection = await asyncpg.connect(shop.database_url)
    try:
        await connection.execute(f"ALTER TABLE {table} RENAME TO away")
        yield
        await connection.execute(f"ALTER TABLE away RENAME TO {table}")
    finally:
        await connection.close()


async def order(buyer: Phone) -> None:
    await buyer.opens()
    await buyer.says("/start")
    for label in ("🍄 Oyster mushroom", "1 jin", "Review", "Details"):
        await buyer.taps(label)
    for label, words in zip(("📞 My phone", "📝 Note", "👤 For a neighbour"), DETAILS.values(), strict=True):
        await buyer.taps(label)
        await buyer.says(words)
    for label in ("☐ Farmer may call me", "Back to Review", "Confirm"):
        await buyer.taps(label)
    await buyer.sees("Pickup code")


async def talk_nonsense(site: str) -> None:
    """Knock as strangers do."""
    header, path = NONSENSE["header"], NONSENSE["path"]
    headers = {"X-Name": header, "Referer": f"{site}/{header}", "Cookie": f"farmgate={header}", "User-Agent": header}
    async with aiohttp.ClientSession(site, headers=headers) as stranger:
        for there in (f"/chat/{path}/", f"/{path}?words={path}", f"/i/{NONSENSE['wrong code']}", "/chat/history"):
            await stranger.get(there)
        await stranger.post(
            "/chat/send", data=f'{{"{path}', headers={"Content-Type": "application/json", "X-Farmgate": "1"}
        )
        for token in (header, SETTINGS["METRICS_TOKEN"]):
            await stranger.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    reader, writer = await asyncio.open_connection(*site.removeprefix("http://").split(":"))
    writer.write(f"{header} /{path} HTTP/9.{header}\r\n{header}\r\n\r\n".encode())
    await reader.read()
    writer.close()
    await writer.wait_closed()


def keys_of(phones: dict[str, Phone]) -> dict[str, str]:
    """What opens each phone's chat: its cookie, and the id inside."""
    cookies = {name: phone.browsers[0].cookie().partition("=")[2] for name, phone in phones.items()}
    ids = {f"{name}'s id": re.sub(r"\.[^.]+\.[^.]+$", "", cookie) for name, cookie in cookies.items()}
    return cookies | ids


@pytest.mark.postgres
async def test_no_line_of_any_process_holds_what_is_secret_or_personal(talkative_shop: Shop, phone: NewPhone) -> None:
    shop, site = talkative_shop, talkative_shop.sites[0]
    phones = {name: phone(site) for name in ("buyer", "farmer", "admin")}
    buyer, farmer, admin = phones.values()

    await shop.welcomes_admin(admin)
    await shop.welcomes_farmer(farmer, "Leishan", admin)
    await order(buyer)
    await farmer.sees(AS_KEPT["phone as it is shown"])
    await admin.says("/orders")
    await admin.taps((await buyer.sees("Pickup code"))["title"].rpartition(" ")[2])
    async with broken(shop, "audit_entry"):  # while it is written down who wanted to see the number
        await admin.taps("Show the phone")
    await admin.taps("Show the phone")
    await admin.sees(AS_KEPT["phone as it is shown"])
    for words in (*WORDS.values(), f"/start {NONSENSE['wrong code']}"):
        await buyer.says(words)
    async with broken(shop, "outbox_message"):
        await buyer.says(WORDS["words"])
    await talk_nonsense(site)
    await until(lambda: "apology failed" in shop.webs[0].log)

    links = {"first link": shop.operator.started[-1].output, "farmer's link": (await admin.sees("/i/"))["text"]}
    codes = {name: path_of(words).rpartition("/")[2] for name, words in links.items()}
    password = {"password": urlsplit(shop.database_url).password or ""}
    secrets = WORDS | DETAILS | AS_KEPT | SETTINGS | NONSENSE | codes | password | keys_of(phones)
    written = [one.log for one in shop.operator.started] + [one.output for one in (*shop.webs, *shop.workers)]
    assert leaks("\n".join(written), secrets) == set()
    assert "/chat/send 200" in shop.webs[0].log  # it did log all it can


def test_a_careless_logger_would_be_found_out() -> None:
    secrets = WORDS | SETTINGS | NONSENSE | {"password": PASSWORD}

    command = [sys.executable, "-c", CARELESS, *secrets.values()]
    log = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stderr

    assert leaks(log, secrets) == set(secrets)
    assert [line for line in log.splitlines() if not leaks(line, secrets)] == []
