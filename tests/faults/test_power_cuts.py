"""The power fails: of what SQLite had acknowledged nothing is missing, whatever the disk made of the rest."""

from pathlib import Path

import pytest

from tests.faults.images import images
from tests.faults.power_cuts import Lost, lied_to, played, run_power_cuts

pytestmark = pytest.mark.slow

IMAGES = 100
SEED = 20261127


async def test_no_image_of_the_disk_lacks_what_was_acknowledged(sqlite_url: str, tmp_path: Path) -> None:
    assert await run_power_cuts(sqlite_url, tmp_path, times=IMAGES, seed=SEED) == IMAGES


async def test_an_image_of_a_disk_that_lies_is_found_out(sqlite_url: str, tmp_path: Path) -> None:
    """Control: what the images stand on is that a commit waits for the disk."""
    story = await played(sqlite_url)

    for image in images(lied_to(story.parts), 3, SEED):
        with pytest.raises(Lost, match="acknowledged and not there"):
            story.check(image, tmp_path)
