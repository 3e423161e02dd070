"""PostgreSQL goes away under load: the platform is told to come again, and nothing acknowledged is lost."""

from pathlib import Path

import pytest

from tests import postgres
from tests.faults.restarts import ENDINGS, run_restarts

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

SEED = 20261127


async def test_what_is_confirmed_outlives_every_end_of_the_database(tmp_path: Path) -> None:
    if not postgres.may_restart():
        # Reason: the server in TEST_DATABASE_URL is somebody else's to restart, and there is no other.
        pytest.skip("no PostgreSQL of our own to restart")

    restarts = await run_restarts(tmp_path, times=len(ENDINGS), seed=SEED)

    assert restarts.done == len(ENDINGS)
    assert restarts.taken_meanwhile == 0
