"""The demo as whoever has cloned us meets it: from nothing, through a power cut, to Ctrl+C."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.clock import utc_now
from bot.database import open_database
from bot.handlers.farmer.buttons import SayYes
from bot.people.service import ensure_admin
from tests.processes.conftest import NewPhone
from tests.processes.logs import mishaps
from tests.processes.phones import Phone, labels_of
from tests.processes.running import STOP_WITHIN_S, Kept, Operator, Process, free_port, page

pytestmark = pytest.mark.slow


class Demo(Kept):
    """The demo of an empty folder, started without a single setting, always at the same port."""

    def __init__(self, operator: Operator) -> None:
        port = free_port()
        super().__init__(lambda: operator.start_demo(port))
        self.operator = operator
        self.file = operator.folder / "data/demo/farmgate.db"

    def counts(self, what: str) -> int:
        """Ask the file itself."""
        with closing(sqlite3.connect(self.file)) as connection:
            return int(connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Making its market takes seconds, so tests share it."""
    with Operator(tmp_path_factory.mktemp("clone")) as operator:
        yield Demo(operator)


async def opened(phone: NewPhone, process: Process, name: str) -> Phone:
    """One of the page's three phones, greeted as its page does by itself."""
    chat = phone(process.url, path=f"/chat/{name}/")
    await chat.opens()
    if not chat.messages:
        await chat.posts({"kind": "start"})
    await chat.until(lambda _: True, "a greeting")
    return chat


async def test_three_phones_are_three_people(demo: Demo, phone: NewPhone) -> None:
    process = await demo.up()

    async with page(f"{process.url}/") as front:
        assert [f"/chat/{name}/" in await front.text() for name in ("buyer", "farmer", "admin")] == [True] * 3
    buyer, farmer, admin = [await opened(phone, process, name) for name in ("buyer", "farmer", "admin")]

    assert "All goods" in labels_of(buyer.messages[-1])
    await farmer.sees("欢迎")
    await admin.says("/stock oyster mushroom +1 jin")
    await admin.sees("Nothing has been changed yet")
    await buyer.says("/stock oyster mushroom +1 jin")
    await buyer.until(lambda one: "Nothing has been changed yet" not in one["text"], "a refusal")


async def test_nobody_but_this_machine_reads_its_numbers(demo: Demo) -> None:
    process = await demo.up()

    async with page(f"{process.url}/metrics") as metrics:
        assert metrics.status == 404
    async with page(f"{process.url}/", Host="shop.example") as elsewhere:
        assert elsewhere.status == 421


async def test_an_order_survives_a_kill(demo: Demo, phone: NewPhone) -> None:
    process = await demo.up()
    buyer, farmer = [await opened(phone, process, name) for name in ("buyer", "farmer")]
    before = demo.counts("orders WHERE state = 'placed'")
    for label in ("🍄 Oyster mushroom", "1 jin", "Review"):
        await buyer.taps(label)
    confirm = await buyer.press_of("Confirm") | {"id": "the-same-press"}
    await buyer.posts(confirm)

    process.kill()
    assert (await demo.up()) is not process
    await buyer.listens()
    await farmer.listens()
    await buyer.posts(confirm)  # as a page does that never read the answer

    await buyer.sees("Pickup code")
    assert demo.counts("orders WHERE state = 'placed'") == before + 1
    await farmer.taps(SayYes)
    await buyer.sees("✅ accepted")
    assert demo.counts("stock_move WHERE kind = 'held'") == before + 1


async def test_a_second_process_on_its_file_is_refused_with_one_line(demo: Demo) -> None:
    process = await demo.up()

    again, run = await asyncio.gather(
        demo.operator.runs("demo", "--port", str(free_port())),
        demo.operator.runs("run", DATABASE_URL=f"sqlite:///{demo.file}", SECRET_KEY="pD7vK2mXq9Rt4Zy8Lw3Nb6Hc1Js5Gf0A"),
    )

    for refused in (again, run):
        assert (refused.code, len(refused.log.splitlines())) == (1, 1)
        assert refused.log.startswith(f"farmgate: {demo.file} is in use by 'run' (process ")
    assert process.runs


async def test_sigterm_ends_it_with_code_0(demo: Demo, phone: NewPhone) -> None:
    process = await demo.up()
    await opened(phone, process, "buyer")  # a page is open, and its stream with it

    process.stop()

    async with asyncio.timeout(STOP_WITHIN_S):
        assert await process.ends() == 0
    assert mishaps([process]) == []


async def test_it_opens_no_shop_that_it_has_not_made(operator: Operator, sqlite_template: Path) -> None:
    folder = operator.folder / "elsewhere" / "demo"
    folder.mkdir(parents=True)
    url = f"sqlite:///{shutil.copy(sqlite_template, folder / 'farmgate.db')}"
    database = open_database(url)
    await database.transact(lambda session: ensure_admin(session, "telegram", "1001", now=utc_now()))
    await database.close()

    ended = await operator.runs("demo", "--port", str(free_port()), cold=True, DATA_DIR="elsewhere")

    assert (ended.code, len(ended.log.splitlines())) == (1, 1)
    assert ended.log.startswith("farmgate: the database in elsewhere/demo was not made by the demo")
