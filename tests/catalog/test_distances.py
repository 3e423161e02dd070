"""How far it is to the pickup points."""

from decimal import Decimal

import pytest

from bot.catalog.distances import nearest_first
from bot.catalog.snapshot import PointFacts


def point(point_id: int, latitude: float | None, longitude: float | None) -> PointFacts:
    return PointFacts(point_id, str(point_id), {}, {}, {}, "", False, latitude, longitude)


@pytest.mark.parametrize(
    ("here", "there", "km"),
    [
        ((26.378, 108.078), (26.378, 108.078), "0.0"),
        ((26.566, 106.683), (26.378, 108.078), "140"),  # Guiyang to Leishan
        ((0.0, 0.0), (0.0, 0.05), "5.6"),
        ((0.0, 179.95), (0.0, -179.95), "11"),  # across the date line
        ((90.0, 0.0), (-90.0, 120.0), "20015"),  # pole to pole
        ((10.0, 20.0), (-10.0, -160.0), "20015"),  # the other side of the earth
    ],
)
def test_the_way_is_measured_on_a_globe(here: tuple[float, float], there: tuple[float, float], km: str) -> None:
    assert nearest_first([point(1, *there)], *here) == [(point(1, *there), Decimal(km))]


def test_the_nearest_comes_first_and_what_has_no_place_is_left_out() -> None:
    far, near, nowhere = point(1, 27.0, 108.0), point(2, 26.4, 108.0), point(3, None, None)

    assert [found.point_id for found, _ in nearest_first([far, nowhere, near], 26.4, 108.0)] == [2, 1]
