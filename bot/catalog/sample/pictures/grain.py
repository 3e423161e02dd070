"""Pictures of the grain: heaped in bowls, with the plant beside them."""

from collections.abc import Sequence
from math import pi, sin
from random import Random

from bot.catalog.sample.pictures.canvas import Canvas, mix
from bot.catalog.sample.pictures.greens import cob
from bot.catalog.sample.pictures.props import bowl_back, bowl_front, heap, heaped
from bot.catalog.sample.pictures.shapes import Point, blob, curve, ellipse, stroke

DUMPLING = blob("0,-160 16,-150 105,-18 95,0 0,6 -95,0 -105,-18 -16,-150", steps=6)
WHITES = ("#ffffff", "#f8f4e8", "#e9e2cf", "#fbf9f1")
MILLETS = ("#f9d45f", "#e5aa26", "#ffe28a", "#d99b1c")

Grain = tuple[float, float]  # half its length and half its width, in picture units


def rice(c: Canvas, chance: Random) -> None:
    bowl = c.at(286, 286, size=2.06)
    bowl_back(bowl, "#3f6f9e")
    _heaped(bowl, 54, WHITES, (9.5, 3.4), 1300, chance)
    bowl_front(bowl, "#3f6f9e", band="#f3efe2")
    _spilled(c.at(516, 408), WHITES, (9.5, 3.4), 26, chance)
    _drooping_ear(c)


def _drooping_ear(c: Canvas) -> None:
    stem = curve("512,402 520,300 540,220 574,176 604,196 612,262")
    c.line(stem[::5], 4, "#a9973b")
    for i in range(14):
        x, y = stem[22 + 2 * i]
        for side in (-1, 1):
            grain = ellipse(x + side * 9, y + 9, 13, 5.4, turn=90 - side * 24 + i * 3)
            c.solid(grain, "#e2bd55", depth=4)
    _blade(c, "514,390 500,310 496,230 470,170", "#9fae4a")
    _blade(c, "514,396 536,340 574,310 606,330", "#8d9f3f")


def glutinous_rice(c: Canvas, chance: Random) -> None:
    bowl = c.at(254, 284, size=1.9)
    bowl_back(bowl, "#b5603a")
    _heaped(bowl, 54, WHITES, (6.8, 4.8), 900, chance)
    bowl_front(bowl, "#b5603a", band="#e8b07e")
    _dumpling(c.at(494, 402, size=1.04, turn=4))
    _spilled(c.at(330, 424), WHITES, (6.8, 4.8), 16, chance)


def _dumpling(c: Canvas) -> None:
    """Zongzi, tied in a leaf: what this rice is bought for."""
    c.shadow(8, 0, 112, 16)
    within = c.solid(DUMPLING, "#6f8f3a", depth=22)
    c.paint([(0, -162), (10, -70), (-30, 5), (-110, -5)], "#86a648", alpha=0.85, within=within)
    for i in range(9):
        c.line([(0, -150), (-11 * i, 0)], 1.6, "#55742a", alpha=0.5, within=within)
        c.line([(0, -150), (12 * i, 0)], 1.6, "#55742a", alpha=0.35, within=within)
    for high in (34, 62, 92):
        c.line([(-100, 10 - high), (0, -high - 8), (100, 6 - high)], 6, "#f3e3bb", within=within)
    for side in (-1, 1):
        c.line([(0, -72), (side * 30, -94), (side * 40, -68), (0, -72)], 5, "#f3e3bb")


def millet(c: Canvas, chance: Random) -> None:
    bowl = c.at(282, 290, size=2.06)
    bowl_back(bowl, "#5a4636")
    _heaped(bowl, 55, MILLETS, (4.4, 3.9), 1500, chance)
    bowl_front(bowl, "#5a4636")
    _spilled(c.at(500, 414), MILLETS, (4.4, 3.9), 40, chance)
    c.line("546,404 564,290 560,200", 6, "#8a8f3a")
    _blade(c, "556,360 590,320 604,250 600,200", "#8fa548")
    _blade(c, "558,330 530,300 500,290 470,310", "#9db354")
    tail = stroke("562,216 548,150 500,118 452,140 436,204", lambda t: 10 + 46 * sin(pi * (0.1 + 0.86 * t)))
    within = c.solid(tail, "#e3ab2f", depth=12)
    for _ in range(520):
        x, y = chance.uniform(410, 590), chance.uniform(90, 224)
        if c.covers(within, x, y):
            c.paint(ellipse(x, y, 4.6, 4, steps=10), mix("#f7d56a", "#c98c1a", chance.random()))


def cornmeal(c: Canvas, chance: Random) -> None:
    bowl = c.at(240, 296, size=1.96)
    bowl_back(bowl, "#9c6b42")
    within = bowl.solid(heap(62), "#f5cf58", depth=13, light="#fff3bd")
    for _ in range(700):
        speck = ellipse(chance.uniform(60, 450), chance.uniform(160, 360), 2.1, 1.8, steps=6)
        c.paint(speck, mix("#fff0a8", "#d9a52c", chance.random()), alpha=0.85, within=within)
    c.soft(stroke("150,256 230,220 310,252", 12), "#fff8d8", blur=8, alpha=0.6, within=within)
    _scoop(c.at(284, 224))
    bowl_front(bowl, "#9c6b42")
    c.shadow(524, 412, 84, 13)
    cob(c.at(438, 404, size=0.6, turn=62), chance)


def _scoop(c: Canvas) -> None:
    c.solid(stroke("30,-4 90,-62 128,-98", 17), "#b67a45", depth=6)
    c.solid(ellipse(6, 18, 52, 32, turn=-34), "#c58a52", depth=8)
    c.solid(ellipse(4, 15, 43, 23, turn=-34), "#f7d772", depth=6)


def _blade(c: Canvas, line: str, fill: str) -> None:
    """A long leaf of grass."""
    c.solid(stroke(line, lambda t: 3 + 34 * t * (1 - t)), fill, depth=4)


def _heaped(c: Canvas, height: float, fills: Sequence[str], grain: Grain, count: int, chance: Random) -> None:
    within = c.solid(heap(height), mix(fills[0], "#6b4a20", 0.12), depth=14)
    shade = mix(fills[0], "#5a3d1c", 0.3)
    rx, ry = grain[0] / 2, grain[1] / 2  # a bowl is drawn at about twice its size
    for x, y in heaped(c, height, count, chance):
        turn = chance.uniform(0, 180)
        c.paint(ellipse(x + 0.5, y + 0.9, rx, ry, turn=turn, steps=10), shade)
        c.paint(ellipse(x, y, rx, ry, turn=turn, steps=10), chance.choice(fills))
    c.soft(ellipse(82, 0, 30, 46), "#5a3d1c", blur=10, alpha=0.34, within=within)


def _spilled(c: Canvas, fills: Sequence[str], grain: Grain, count: int, chance: Random) -> None:
    for _ in range(count):
        at: Point = (chance.gauss(0, 32), chance.gauss(0, 8))
        turn = chance.uniform(0, 180)
        c.paint(ellipse(at[0] + 2, at[1] + 3, *grain, turn=turn, steps=10), "#6b5032", alpha=0.35)
        c.paint(ellipse(*at, *grain, turn=turn, steps=10), chance.choice(fills))
