"""Pictures of the vegetables that grow above the ground."""

from random import Random

from bot.catalog.sample.pictures.canvas import Canvas, mix
from bot.catalog.sample.pictures.shapes import Point, blob, ellipse, polar, stroke

CHILLI = stroke("0,0 80,-8 170,4 250,40", lambda t: 62 * (1 - t**1.7) ** 0.75 + 3)
CHILLI_HAT = blob("-12,-20 6,-33 24,-22 14,-8 28,2 14,12 22,26 4,32 -12,20")
TOMATO = blob("-100,0 -76,-66 -24,-82 0,-74 24,-82 76,-66 100,0 70,68 0,86 -70,68")
COB = blob("-62,-60 -66,-140 -46,-255 -14,-310 14,-310 46,-255 66,-140 62,-60 0,-30")
HUSK_BACK = blob("-8,0 -52,-124 -24,-290 10,-248 44,-108 20,0")
HUSK_FRONT = blob("-24,4 74,-50 80,-142 50,-93 4,-31")


def chilli(c: Canvas, chance: Random) -> None:
    c.shadow(322, 404, 190, 20)
    for x, y, turn, fill, flip in [
        (172, 152, 54, "#c81e1e", False), (472, 152, -54, "#d92a20", True), (238, 112, 72, "#a81318", False),
        (406, 112, -72, "#cf2420", True), (322, 92, 88, "#e23a2a", False),
    ]:  # fmt: skip
        pepper(c.at(x, y, size=1.16, turn=turn, flip=flip), fill)


def pepper(c: Canvas, fill: str) -> None:
    """One long pepper, its stalk at the origin."""
    within = c.solid(CHILLI, fill, depth=16, shade="#6d0a12")
    c.soft(stroke("22,-14 80,-22 160,-10", 7), "#ffffff", blur=3, alpha=0.7, within=within)
    c.solid(CHILLI_HAT, "#5d9139", depth=7)
    c.solid(stroke("-8,0 -36,-4 -58,14", lambda t: 12 - 3 * t), "#6aa043", depth=4)


def tomato(c: Canvas, chance: Random) -> None:
    for x, y, size in [(214, 244, 1.08), (404, 234, 1.16), (294, 314, 1.14)]:
        c.shadow(x + 6, y + 84 * size, 78 * size, 15)
        _tomato(c.at(x, y, size=size))
    _tomato_half(c.at(462, 340, size=0.92))


def _tomato(c: Canvas) -> None:
    within = c.solid(TOMATO, "#e0352b", depth=30, shade="#86121a", light="#ff9a80")
    c.shine(-42, -28, 20, 13, turn=-30, alpha=0.8, within=within)
    star = [polar(46 if i % 2 == 0 else 13, i * 36 - 90) for i in range(10)]
    c.solid([(x, -66 + y * 0.55) for x, y in star], "#4f8a35", depth=5)
    c.solid(stroke("0,-64 4,-84 12,-98", 8), "#5d9a3e", depth=3)


def _tomato_half(c: Canvas) -> None:
    c.shadow(4, 74, 96, 16)
    c.solid(ellipse(3, 8, 100, 82), "#c92a24", depth=9)
    flesh = c.solid(ellipse(0, 0, 95, 77), "#ef5a43", depth=11, shade="#d03327")
    for i in range(4):
        x, y = polar(48, i * 90 + 45)
        room = c.at(x, y * 0.8)
        room.solid(ellipse(0, 0, 29, 22, turn=45 if i % 2 == 0 else -45), "#cf3128", depth=6, light="#e86a4e")
        for j in range(6):
            px, py = polar(16, j * 60 + i * 20)
            room.paint(ellipse(px, py * 0.8, 4.8, 3.2, turn=j * 40), "#f6d98c")
    c.soft(ellipse(-30, -46, 30, 8), "#ffffff", blur=5, alpha=0.5, within=flesh)


def chinese_cabbage(c: Canvas, chance: Random) -> None:
    for x, size, turn in [(234, 1.02, -9), (402, 1.08, 8)]:
        c.shadow(x + 8, 408, 96, 16)
        _cabbage(c.at(x, 406, size=size, turn=turn), chance)


def _cabbage(c: Canvas, chance: Random) -> None:
    leaves = [  # those behind first: lean, height, half width, colour
        (0, 318, 74, "#86ba52"), (-8, 302, 74, "#97c661"), (8, 302, 74, "#8ec058"),
        (-12, 268, 70, "#b0d77a"), (12, 268, 70, "#a8d272"), (0, 248, 82, "#c6e592"),
    ]  # fmt: skip
    for lean, high, half, fill in leaves:
        _cabbage_leaf(c.at(0, 0, turn=lean), high, half, fill, chance)
    c.solid(ellipse(0, -1, 42, 12), "#f3efda", depth=5)


def _cabbage_leaf(c: Canvas, high: float, half: float, fill: str, chance: Random) -> None:
    edge: list[Point] = []
    for i in range(15):  # frilled round the top
        t = i / 7 - 1
        frill = (7 if i % 2 else -5) + chance.uniform(-3, 3)
        edge.append((half * t, frill - high * (0.62 + 0.38 * (1 - t * t) ** 0.5)))
    within = c.solid(blob([(-half * 0.5, -4), *edge, (half * 0.5, -4), (0, 6)], steps=5), fill, depth=18)
    rib = [(-half * 0.5, 0), (-half * 0.46, -high * 0.35), (-half * 0.13, -high * 0.78)]
    c.soft(blob([*rib, *((-x, y) for x, y in reversed(rib))]), "#fbfdf0", blur=3, alpha=0.95, within=within)
    for side in (-1, 1):
        for at in (0.34, 0.5, 0.64):
            vein = [(side * half * reach, -high * (at + rise)) for reach, rise in ((0.18, 0), (0.55, 0.14), (0.8, 0.2))]
            c.line(vein, 3, "#eef8d2", alpha=0.8, within=within)


def sweet_corn(c: Canvas, chance: Random) -> None:
    for x, turn in [(232, -16), (408, 14)]:
        c.shadow(x + 6, 404, 80, 15)
        cob(c.at(x, 400, turn=turn), chance)


def cob(c: Canvas, chance: Random) -> None:
    """An ear of maize, about 310 high, half out of its husk."""
    for lean, fill in [(-24, "#6da746"), (24, "#639c3e")]:
        c.at(0, 0, turn=lean).solid(HUSK_BACK, fill, depth=12)
    c.paint(COB, "#dfa01c")
    within = c.mask(COB)
    for row in range(19):
        for column in range(-4, 5):
            squeeze = 1 - 0.035 * abs(column)
            x, y = column * 15.4 * squeeze + (7 if row % 2 else 0) - 3.5, -44 - row * 14.1
            fill = mix("#f9d343", "#fff0a0" if chance.random() < 0.5 else "#eeb52a", chance.uniform(0, 0.5))
            c.paint(ellipse(x, y, 8.6 * squeeze, 8.2, steps=14), fill, within=within)
            c.paint(ellipse(x - 2.4, y - 2.6, 2.6, 2.2, steps=8), "#fffbe0", alpha=0.8, within=within)
    c.soft(ellipse(64, -155, 26, 155), "#8a4d05", blur=14, alpha=0.5, within=within)
    for flip, fill in [(True, "#8cc15a"), (False, "#7db54d")]:
        husk = c.at(0, 0, flip=flip)
        inside = husk.solid(HUSK_FRONT, fill, depth=10)
        for reach in (0.3, 0.55, 0.8):
            husk.line([(-6, 0), (62 * reach, -50), (76 * reach, -124)], 1.8, "#d8efae", alpha=0.7, within=inside)
    c.solid(stroke("0,-8 0,16", 40), "#9fca72", depth=6)
