"""`run`: everything in one process on a SQLite file, and the commands that work beside it."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes.conftest import NewPhone
from tests.processes.logs import mishaps
from tests.processes.phones import path_of
from tests.processes.running import SECRET_KEY, STOP_WITHIN_S, Kept, Operator, page

pytestmark = pytest.mark.slow

TOKEN = "a-token-for-the-numbers"


@pytest.fixture(scope="module")
def shopkeeper(sqlite_market: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """An operator whose settings name one shop."""
    folder = tmp_path_factory.mktemp("shop")
    file = shutil.copy(sqlite_market, folder / "market.db")
    settings = {"DATABASE_URL": f"sqlite:///{file}", "SECRET_KEY": SECRET_KEY, "METRICS_TOKEN": TOKEN}
    with Operator(folder, settings) as operator:
        yield operator


@pytest.fixture(scope="module")
def run(shopkeeper: Operator) -> Kept:
    return Kept(lambda: shopkeeper.start("run"))


async def test_numbers_are_for_who_has_the_token(run: Kept, phone: NewPhone) -> None:
    process = await run.up()
    ana = phone(process.url)
    await ana.opens()
    await ana.says("/start")
    await ana.sees("Welcome")

    answers = []
    for headers in ({}, {"Authorization": f"Bearer {TOKEN}!"}, {"Authorization": f"Bearer {TOKEN}"}):
        async with page(f"{process.url}/metrics", **headers) as numbers:
            answers.append((numbers.status, "farmgate_messages_total" in await numbers.text()))

    assert answers == [(401, False), (401, False), (200, True)]


async def test_invite_and_doctor_work_beside_it(run: Kept, shopkeeper: Operator, phone: NewPhone) -> None:
    process = await run.up()
    lin = phone(process.url)

    admin, farmer, doctor = await asyncio.gather(
        shopkeeper.runs("invite", "admin", PUBLIC_URL="https://shop.example/"),
        shopkeeper.runs("invite", "farmer"),
        shopkeeper.runs("doctor"),
    )

    assert admin.code == 0
    assert admin.output.startswith("https://shop.example/i/")
    assert len(path_of(admin.output)) >= len("/i/") + 26  # 128 bits, five in each character
    await lin.redeems(admin.output)
    await lin.sees("You look after this shop now")
    assert (farmer.code, farmer.output, len(farmer.log.splitlines())) == (1, "", 1)
    assert farmer.log.startswith("farmgate: only `invite admin` is done here")
    assert (doctor.code, doctor.output.splitlines()[-1]) == (0, "All is well.")


async def test_stock_is_not_repaired_beside_it(run: Kept, shopkeeper: Operator) -> None:
    process = await run.up()

    repair = await shopkeeper.runs("doctor", "--repair-stock", "--yes")

    assert (repair.code, repair.output, len(repair.log.splitlines())) == (1, "", 1)
    assert "is in use by 'run' (process " in repair.log
    assert process.runs


async def test_sigterm_ends_it_with_code_0(run: Kept, phone: NewPhone) -> None:
    process = await run.up()
    await phone(process.url).opens()  # its stream is open, too

    process.stop()

    async with asyncio.timeout(STOP_WITHIN_S):
        assert await process.ends() == 0
    assert mishaps([process]) == []
