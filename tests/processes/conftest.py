"""An operator with a folder of their own, a market on PostgreSQL that commands have made, and phones."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import postgres
from tests.processes.phones import Phone
from tests.processes.running import SECRET_KEY, Ended, Operator
from tests.processes.shop import Shop, opened_shop

NewPhone = Callable[..., Phone]


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    """Runs commands in a fresh folder; whatever still runs at the end is killed."""
    with Operator(tmp_path, {"SECRET_KEY": SECRET_KEY}) as operator:
        yield operator


@pytest.fixture
async def phone() -> AsyncIterator[NewPhone]:
    """Makes phones: `phone(url)`, or `phone(url, other_url)` for one that can reach both."""
    made: list[Phone] = []

    def make(*sites: str, path: str = "/chat/") -> Phone:
        made.append(Phone(*sites, path=path))
        return made[-1]

    yield make
    await asyncio.gather(*(phone.close() for phone in made))


@dataclass
class Release:
    """A PostgreSQL server whose template was made by commands, and how those ended."""

    market: postgres.Cluster
    commands: list[Ended]


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Release]:
    """What happens before the first `web` is started."""
    ended = []

    def make(url: str) -> None:
        with Operator(tmp_path_factory.mktemp("release"), {"DATABASE_URL": url}) as operator:
            for command in ("migrate", "seed"):
                ended.append(asyncio.run(operator.runs(command)))
                assert ended[-1].code == 0, ended[-1].log

    with postgres.cluster(make) as cluster:
        yield Release(cluster, ended)


@pytest.fixture(scope="session")
def running_shop(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Two `web` processes and a `worker` on one PostgreSQL database."""
    with release.market.fresh() as url, opened_shop(url, tmp_path_factory.mktemp("shop"), webs=2) as shop:
        yield shop


@pytest.fixture
async def shop(running_shop: Shop) -> Shop:
    """The shop with all its processes running, whatever a test before has killed."""
    return await running_shop.up()
