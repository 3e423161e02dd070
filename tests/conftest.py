"""Fixtures that every test may ask for, and a loud word about what could not be tested."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import structlog
from hypothesis import settings

from tests import postgres
from tests.compiled import share_compiled

if TYPE_CHECKING:
    from bot.database import Database
    from tests.market import Line, Market

NO_POSTGRES = "no PostgreSQL"
NO_CHROMIUM = "no Chromium"

# How long an example takes is the machine's business, and the benchmarks'.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ON_BOTH_ENGINES = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@pytest.fixture(params=ON_BOTH_ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a fresh, empty database at the newest migration; the test runs once on each engine."""
    with _copied(request, tmp_path, file="sqlite_template", server="postgres_cluster") as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator["Database"]:
    """That database, open; the test runs once on each engine."""
    from bot.database import open_database

    opened = open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that was migrated once; copy it, never write to it."""
    from bot.database import migrate  # here, so that tests of the tools need no database

    file = tmp_path_factory.mktemp("template") / "farmgate.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[postgres.Cluster]:
    """A PostgreSQL server with a migrated template; each worker of a parallel run has its own."""
    from bot.database import migrate

    with postgres.cluster(migrate) as cluster:
        yield cluster


@pytest.fixture(params=ON_BOTH_ENGINES)
def market_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a fresh copy of the seeded sample market; the test runs once on each engine."""
    with _copied(request, tmp_path, file="sqlite_market", server="postgres_market") as url:
        yield url


@pytest.fixture
def line() -> "Line | None":
    """How words travel to the shop and back; None: as in the web chat."""
    return None


@pytest.fixture
async def market(market_url: str, line: "Line | None") -> AsyncIterator["Market"]:
    """The sample market, open for conversations; the test runs once on each engine."""
    from tests.market import opened_market

    async with opened_market(market_url, line) as opened:
        yield opened


@pytest.fixture(scope="session")
def sqlite_market(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that was seeded once; copy it, never write to it."""
    from tests.market import make_market

    file = tmp_path_factory.mktemp("template") / "market.db"
    make_market(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_market() -> Iterator[postgres.Cluster]:
    """A PostgreSQL server with a seeded template."""
    from tests.market import make_market

    with postgres.cluster(make_market) as cluster:
        yield cluster


@contextmanager
def _copied(request: pytest.FixtureRequest, folder: Path, *, file: str, server: str) -> Iterator[str]:
    """Copy the template of the engine that the test runs on; `file` and `server` name the fixtures that keep it."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue(file)
        yield f"sqlite:///{shutil.copy(template, folder / template.name)}"
    else:
        cluster: postgres.Cluster = request.getfixturevalue(server)
        with cluster.fresh() as url:
            yield url


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the installed browser, for Playwright's `executable_path`; mark the test `browser`."""
    return _chromium() or pytest.skip(NO_CHROMIUM)


def _chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def pytest_configure() -> None:
    if os.environ.get("REQUIRE_PG") == "1" and not postgres.available():
        raise pytest.UsageError(f"REQUIRE_PG=1, but there is {NO_POSTGRES} to test on")
    share_compiled()
    # By default a traceback is drawn with every variable in it, which takes seconds for a bug that a test wants.
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.stdlib.add_log_level, plain])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = {"postgres": not postgres.available() and NO_POSTGRES, "browser": not _chromium() and NO_CHROMIUM}
    for item in items:
        for marker, reason in missing.items():
            if reason and item.get_closest_marker(marker):
                # Reason: this machine has no such server or browser; the summary below counts aloud what did not run.
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for reason in (NO_POSTGRES, NO_CHROMIUM):
        if count := sum(reason in text for text in skipped):
            terminalreporter.write_line(f"!!! {reason}: {count} tests did not run", red=True, bold=True)
