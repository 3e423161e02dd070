"""Seeded markets for pieces: made once, copied for each."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path

from tests import postgres
from tests.market import make_market


class Markets:
    """A file and a server with a market on each, from the first use until `close()`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open = ExitStack()

    @contextmanager
    def on_sqlite(self, folder: Path) -> Iterator[str]:
        """Give the URL of a fresh copy."""
        yield f"sqlite:///{shutil.copy(self._template, folder / 'market.db')}"

    @contextmanager
    def on_postgres(self) -> Iterator[str]:
        """Give the URL of a fresh copy.

        Raises:
            RuntimeError: there is no PostgreSQL.
        """
        with self._cluster.fresh() as url:
            yield url

    def close(self) -> None:
        self._open.close()

    @cached_property
    def _template(self) -> Path:
        file = self._folder / "template.db"
        make_market(f"sqlite:///{file}")
        return file

    @cached_property
    def _cluster(self) -> postgres.Cluster:
        return self._open.enter_context(postgres.cluster(make_market))
