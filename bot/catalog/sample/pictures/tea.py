"""Pictures of the teas."""

from collections.abc import Sequence
from random import Random

from bot.catalog.sample.pictures.canvas import Canvas
from bot.catalog.sample.pictures.props import cup, leaf
from bot.catalog.sample.pictures.shapes import arc, ellipse, mirrored, place, stroke

GREEN_LEAVES = ("#5d7d2f", "#77983f", "#48661f", "#8fae54")
BLACK_LEAVES = ("#3a2218", "#54301f", "#241510", "#7a4a24")


def green_tea(c: Canvas, chance: Random) -> None:
    _leaves(c.at(218, 366), GREEN_LEAVES, chance)
    sprig = c.at(244, 312)
    sprig.solid(stroke("-8,20 -2,-40 4,-90", 7), "#8db552", depth=3)
    leaf(sprig.at(-2, -36, size=1.3, turn=-152), "#7bb04a")
    leaf(sprig.at(0, -44, size=1.36, turn=-24), "#86bb52")
    leaf(sprig.at(4, -84, size=0.9, turn=-84), "#b3d676")
    _glass(c.at(470, 406, size=1.1))


def _glass(c: Canvas) -> None:
    c.shadow(10, 0, 78, 14)
    c.paint(mirrored("78,-190 72,-90 64,0"), "#ffffff", alpha=0.65)
    tea = c.solid(mirrored("71,-150 66,-80 59,-12"), "#bcd166", depth=18, light="#f0f7c4")
    c.paint(ellipse(0, -150, 71, 15), "#dbe6ab")
    for x, y, turn in [(-18, -42, -70), (12, -66, -100), (-2, -24, -40), (26, -30, -120)]:
        leaf(c.at(x, y, size=0.44, turn=turn), "#6f9a38")
    c.line(arc(0, -190, 78, 16, 0, 360), 3.4, "#ffffff", alpha=0.95)
    c.soft(stroke("-50,-140 -46,-30", 10), "#ffffff", blur=4, alpha=0.7, within=tea)


def black_tea(c: Canvas, chance: Random) -> None:
    _leaves(c.at(198, 372), BLACK_LEAVES, chance)
    for x in (412, 452, 492):
        steam = stroke([(x, 262), (x + 14, 230), (x - 8, 196), (x + 10, 160)], lambda t: 13 * (1 - t) + 4)
        c.soft(steam, "#ffffff", blur=5, alpha=0.95)
    saucer = c.at(452, 398)
    saucer.shadow(8, 14, 130, 18)
    saucer.solid(ellipse(0, 6, 146, 40), "#e9e4da", depth=8)
    saucer.solid(ellipse(0, 0, 146, 38), "#fdfbf6", depth=8)
    saucer.line(arc(0, 0, 132, 33, 0, 360), 3, "#c99a3d")
    c.solid(stroke(arc(560, 332, 38, 34, -100, 110, steps=10), 15), "#fdfbf6", depth=6)
    drink = cup(c.at(452, 300, size=1.1), "#fdfbf6", "#a5371a", "#c99a3d")
    c.soft(ellipse(412, 298, 30, 6), "#ffd9a8", blur=4, alpha=0.8, within=drink)


def _leaves(c: Canvas, fills: Sequence[str], chance: Random) -> None:
    """A loose heap of dry, curled leaves."""
    c.shadow(4, 46, 150, 18)
    c.paint(ellipse(0, 26, 128, 26), fills[2])
    for i in range(430):
        t = i / 430
        wide = 156 * (1 - 0.78 * t)
        x, y = chance.uniform(-wide, wide), 48 - 104 * t + chance.uniform(-12, 8)
        half, turn = chance.uniform(11, 21), chance.uniform(-50, 50)
        curl = place([(-half, 3), (0, chance.uniform(-7, 7)), (half, 1)], x, y, turn=turn)
        c.paint(stroke([(px + 1, py + 3) for px, py in curl], _slender), "#1d1a0c", alpha=0.5)
        c.paint(stroke(curl, _slender), chance.choice(fills))


def _slender(t: float) -> float:
    return 7.5 - 6 * abs(2 * t - 1)
