"""Shapes as lists of points: smooth outlines, brush strokes, and the arithmetic of placing them.

Outlines may be written as in SVG: "0,0 10,-4 20,0".  Angles are degrees, clockwise as seen; y grows downwards.
"""

import math
from collections.abc import Callable, Sequence
from random import Random

Point = tuple[float, float]
Shape = Sequence[Point]
Width = float | Callable[[float], float]  # of a stroke; may depend on how far along it is, 0 to 1


def points(outline: Shape | str) -> Shape:
    """Read "x,y x,y …"; points stay as they are."""
    if not isinstance(outline, str):
        return outline
    pairs = [pair.split(",") for pair in outline.split()]
    return [(float(x), float(y)) for x, y in pairs]


def blob(outline: Shape | str, *, steps: int = 10) -> list[Point]:
    """A smooth closed outline through the points (Catmull-Rom)."""
    given = points(outline)
    count = len(given)
    corners = [[given[(i + k) % count] for k in (-1, 0, 1, 2)] for i in range(count)]
    return [_between(corner, step / steps) for corner in corners for step in range(steps)]


def curve(line: Shape | str, *, steps: int = 10) -> list[Point]:
    """A smooth open line through the points."""
    given = points(line)
    ends = [given[0], *given, given[-1]]
    parts = [ends[i : i + 4] for i in range(len(given) - 1)]
    return [_between(part, step / steps) for part in parts for step in range(steps)] + [given[-1]]


def stroke(line: Shape | str, width: Width) -> list[Point]:
    """The outline of a brush stroke along a smooth line."""
    middle = curve(line)
    left: list[Point] = []
    right: list[Point] = []
    for i, (x, y) in enumerate(middle):
        (x0, y0), (x1, y1) = middle[max(i - 1, 0)], middle[min(i + 1, len(middle) - 1)]
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        half = (width(i / (len(middle) - 1)) if callable(width) else width) / 2
        dx, dy = -(y1 - y0) / length * half, (x1 - x0) / length * half
        left.append((x + dx, y + dy))
        right.append((x - dx, y - dy))
    return left + right[::-1]


def ellipse(x: float, y: float, rx: float, ry: float, *, turn: float = 0, steps: int = 48) -> list[Point]:
    """An ellipse round (x, y); with few steps, a polygon."""
    angles = [math.tau * i / steps for i in range(steps)]
    return place([(rx * math.cos(a), ry * math.sin(a)) for a in angles], x, y, turn=turn)


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float, *, steps: int = 24) -> list[Point]:
    """Part of an ellipse, from one angle to another; 0 is right, 90 down."""
    angles = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]


def rounded(left: float, top: float, right: float, bottom: float, r: float) -> list[Point]:
    """A rectangle with round corners."""
    corners = ((right - r, top + r), (right - r, bottom - r), (left + r, bottom - r), (left + r, top + r))
    turns = (-90, 0, 90, 180)
    return [p for (x, y), a in zip(corners, turns, strict=True) for p in arc(x, y, r, r, a, a + 90, steps=8)]


def mirrored(side: Shape | str) -> list[Point]:
    """A symmetric outline from its smooth right side, top to bottom; x is the distance from the middle."""
    half = curve(side, steps=8)
    return half + [(-x, y) for x, y in reversed(half)]


def polar(far: float, turn: float) -> Point:
    """The point that lies `far` away in a direction."""
    return far * math.cos(math.radians(turn)), far * math.sin(math.radians(turn))


def place(shape: Shape, x: float, y: float, *, size: float = 1, turn: float = 0, flip: bool = False) -> list[Point]:
    """Scale, mirror, turn and then move a shape drawn round the origin."""
    cos, sin = polar(size, turn)
    side = -1 if flip else 1
    return [(x + side * px * cos - py * sin, y + side * px * sin + py * cos) for px, py in shape]


def wobble(shape: Shape, amount: float, chance: Random) -> list[Point]:
    """Move every point a little, for outlines that look grown rather than made."""
    return [(x + chance.uniform(-amount, amount), y + chance.uniform(-amount, amount)) for x, y in shape]


def _between(four: Shape, t: float) -> Point:
    a, b, c, d = four

    def along(p: float, q: float, r: float, s: float) -> float:
        return 0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t**2 + (3 * q - p - 3 * r + s) * t**3)

    return along(a[0], b[0], c[0], d[0]), along(a[1], b[1], c[1], d[1])
