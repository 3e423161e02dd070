"""What goods lie in and stand beside: bowls, plates, trays, labels, leaves and flowers."""

from collections.abc import Iterator
from random import Random

from bot.catalog.sample.pictures.canvas import Canvas, Mask, mix
from bot.catalog.sample.pictures.shapes import Point, arc, blob, curve, ellipse, polar, rounded, stroke

WOOD = "#c98f56"
GREEN = "#5f9c3f"
DARK = "#2a1608"

LEAF = blob("0,0 30,-26 70,-19 100,0 70,19 30,26")
PETAL = blob("0,0 55,-42 100,0 55,42")
EAR_GRAIN = ellipse(0, 0, 10, 4.4)


# -- dishes: drawn round their opening, which is 100 wide to each side -------------------------------

OPENING = 32  # how high the ellipse of a bowl's opening is, to each side
DEPTH = 62


def bowl_back(c: Canvas, fill: str) -> None:
    """The far rim and the inside of a bowl; then put something in, then add the front."""
    c.shadow(4, DEPTH + 2, 82, 12)
    c.paint(ellipse(0, 0, 100, OPENING), mix(fill, "#ffffff", 0.35))
    c.paint(ellipse(0, 1.5, 96.5, OPENING - 2), mix(fill, DARK, 0.35))


def bowl_front(c: Canvas, fill: str, *, band: str = "") -> None:
    """The near side of a bowl, over what lies in it."""
    side = curve([(-100, 0), (-86, DEPTH * 0.55), (-42, DEPTH)])
    body = side + [(-x, y) for x, y in reversed(side)] + arc(0, 0, 100, OPENING, 0, 180)
    c.paint(ellipse(0, DEPTH, 42, 6), mix(fill, DARK, 0.3))
    within = c.solid(body, fill, depth=14)
    if band:
        c.line(arc(0, DEPTH * 0.3, 99, OPENING, 0, 180, steps=12), 5, band, within=within)
    c.line(arc(0, 0, 99, OPENING, 0, 180, steps=12), 2.6, mix(fill, "#ffffff", 0.45))


def heap(height: float) -> list[Point]:
    """The outline of a heap in a bowl."""
    top = curve([(-95, 0), (-55, -height * 0.72), (0, -height), (55, -height * 0.72), (95, 0)])
    return [*top, *arc(0, 0, 95, OPENING - 2, 0, 180)]


def heaped(c: Canvas, height: float, count: int, chance: Random) -> Iterator[Point]:
    """Where things lie on a heap in a bowl: those behind first, none over the rim."""
    within = c.at(0, -1, size=0.95).mask(heap(height))
    spots = sorted((chance.uniform(-height, OPENING), chance.uniform(-95, 95)) for _ in range(count))
    return ((x, y) for y, x in spots if c.covers(within, x, y))


def plate(c: Canvas, rim: str) -> None:
    """A plate seen from a little above."""
    china = "#fbf8f2"
    c.shadow(3, 8, 100, 36)
    c.paint(ellipse(0, 3, 100, 38), mix(china, "#4b3a2c", 0.28))
    c.solid(ellipse(0, 0, 100, 38), china, depth=4)
    c.paint(ellipse(0, 0, 93, 34.5), rim)
    c.paint(ellipse(0, 0.5, 90.5, 33), china)
    c.soft(ellipse(0, 3, 66, 22), "#8b7a69", blur=5, alpha=0.18)


def tray(c: Canvas) -> None:
    """A round woven bamboo tray."""
    c.shadow(3, 8, 101, 48)
    c.paint(ellipse(0, 5, 100, 46), "#9a6a32")
    c.solid(ellipse(0, 0, 100, 46), "#d9ad6a", depth=4)
    floor = ellipse(0, 1, 90, 40)
    c.paint(floor, "#c4924f")
    within = c.mask(floor)
    for lean, fill in ((55, "#dcb273"), (-55, "#b8843f")):
        for shift in range(-108, 109, 9):
            c.line([(shift - lean, -46), (shift + lean, 46)], 2, fill, alpha=0.55, within=within)


def cup(c: Canvas, china: str, drink: str, band: str) -> Mask:
    """A small cup without a handle, full; the drink's surface is returned."""
    c.shadow(6, 92, 80, 12)
    side = curve("-100,0 -88,50 -50,92")
    within = c.solid(side + [(-x, y) for x, y in reversed(side)], china, depth=20)
    c.line(arc(0, 32, 100, 26, 0, 180, steps=10), 9, band, within=within)
    c.solid(ellipse(0, 0, 100, 30), mix(china, "#ffffff", 0.4), depth=6)
    return c.solid(ellipse(0, 2, 90, 23.5), drink, depth=9)


def label(c: Canvas, paper: str, ink: str, within: Mask) -> None:
    """A paper label round a vessel, 120 by 92, for a small drawing instead of a word."""
    c.paint(rounded(-60, -46, 60, 46, 8), paper, within=within)
    for y in (-38, 38):
        c.line([(-52, y), (52, y)], 2.6, ink, within=within)
    c.soft([(50, -46), (60, -46), (60, 46), (50, 46)], "#4a2a14", blur=8, alpha=0.4, within=within)


# -- leaves and flowers ----------------------------------------------------------------------------


def leaf(c: Canvas, fill: str = GREEN) -> None:
    """A leaf 100 long that grows from the origin to the right."""
    within = c.solid(LEAF, fill, depth=9)
    vein = mix(fill, "#f4ffd8", 0.45)
    c.line("0,0 50,0 95,0", 3, vein)
    for x in (28, 46, 64):
        for side in (-1, 1):
            c.line([(x, 0), (x + 16, side * 17)], 1.7, vein, alpha=0.8, within=within)


def flower(c: Canvas, petals: int, fill: str, heart: str) -> None:
    """An open flower, 100 to each side."""
    for i in range(petals):
        c.at(0, 0, turn=360 * i / petals - 90).solid(PETAL, fill, depth=16)
    c.solid(ellipse(0, 0, 30, 30), heart, depth=8)


def ear(c: Canvas, fill: str) -> None:
    """A stiff ear of grain for a label, about 60 high."""
    for i in range(5):
        for side in (-1, 1):
            c.at(side * 9, -26 + i * 12, turn=90 - side * 38).paint(EAR_GRAIN, fill)
    c.line("0,-34 0,36", 3, fill)


def grass(c: Canvas, chance: Random) -> None:
    """A tuft of grass."""
    for _ in range(4):
        tip = polar(chance.uniform(16, 26), chance.uniform(-120, -60))
        c.paint(stroke([(0, 0), tip], 3), mix("#7fae5a", "#a9cf83", chance.random()))
