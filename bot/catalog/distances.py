"""How far it is to the pickup points, as the crow flies.  Pure."""

from collections.abc import Sequence
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

from bot.catalog.snapshot import PointFacts

EARTH_KM = 6371.0088  # mean radius
NEAR_KM = 10  # up to here a tenth of a kilometre says something

Measured = tuple[PointFacts, Decimal]  # a point, and how many kilometres away it is


def nearest_first(points: Sequence[PointFacts], latitude: float, longitude: float) -> list[Measured]:
    """Measure the way to each point that has a place on the map, the shortest first."""
    ways = [
        (_km(latitude, longitude, point.latitude, point.longitude), point)
        for point in points
        if point.latitude is not None and point.longitude is not None
    ]
    return [(point, _rounded(km)) for km, point in sorted(ways, key=lambda way: way[0])]


def _km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Give the great-circle distance of two places in degrees (haversine)."""
    here, there = radians(latitude), radians(other_latitude)
    across, along = (there - here) / 2, radians(other_longitude - longitude) / 2
    chord = sin(across) ** 2 + cos(here) * cos(there) * sin(along) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(chord)))


def _rounded(km: float) -> Decimal:
    return Decimal(f"{km:.1f}") if km < NEAR_KM else Decimal(round(km))
