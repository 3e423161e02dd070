"""Pictures of the fruit."""

from random import Random

from bot.catalog.sample.pictures.canvas import Canvas, mix
from bot.catalog.sample.pictures.props import leaf
from bot.catalog.sample.pictures.shapes import Point, blob, ellipse, polar, stroke, wobble

MANDARIN = blob("-100,0 -80,-52 -20,-72 0,-64 20,-72 80,-52 100,0 74,58 0,74 -74,58")
APPLE = blob("-100,-12 -72,-74 -24,-84 0,-70 24,-84 72,-74 100,-12 76,58 30,90 0,82 -30,90 -76,58")
SEGMENT = blob("-44,4 -28,-20 8,-26 40,-12 44,6 10,2 -20,8")
PEEL = blob("0,-30 90,-46 134,0 90,46 0,30")


def navel_orange(c: Canvas, chance: Random) -> None:
    for x, y, size in [(216, 236, 1.12), (414, 228, 1.18)]:
        c.shadow(x + 6, y + 98 * size, 76 * size, 15)
        _orange(c.at(x, y, size=size), chance, navel=x > 300)
    leaf(c.at(226, 132, size=0.9, turn=-24))
    _orange_half(c.at(314, 312, size=1.04))
    _wedge(c.at(506, 378, size=1.1))


def _orange(c: Canvas, chance: Random, *, navel: bool) -> None:
    within = c.solid(ellipse(0, 0, 100, 97), "#f58a1f", depth=30, shade="#b04a08", light="#ffd08a")
    for _ in range(90):
        pore = ellipse(chance.uniform(-100, 100), chance.uniform(-100, 100), 1.6, 1.6, steps=6)
        c.paint(pore, "#d66c0c", alpha=0.55, within=within)
    c.shine(-40, -42, 20, 14, turn=-35, alpha=0.75, within=within)
    if navel:
        c.solid(ellipse(24, 6, 20, 18), "#e2720f", depth=6)
        for i in range(6):
            x, y = polar(17, i * 60)
            c.line([(24, 6), (24 + x, 6 + y)], 2.4, "#a34a06")
    else:
        c.solid(ellipse(2, -86, 9, 5), "#6b8a35", depth=3)


def _orange_half(c: Canvas) -> None:
    c.shadow(4, 88, 86, 14)
    c.solid(ellipse(2, 6, 100, 95), "#ef7f16", depth=9)
    c.paint(ellipse(0, 0, 94, 89), "#fff0cf")
    for i in range(10):
        _juicy(c.at(0, 0, turn=36 * i))
    c.paint(ellipse(0, 0, 9, 8.5), "#fff0cf")


def _juicy(c: Canvas) -> None:
    rim: list[Point] = [polar(81, turn) for turn in (-15, -7, 0, 7, 15)]
    within = c.solid(blob([(11, 0), *rim], steps=3), "#fb9c2c", depth=4, light="#ffd694")
    for x, y in ((38, -2), (53, 3), (68, -3)):
        c.paint(ellipse(x, y, 4.5, 2.2, steps=12), "#ffd08a", alpha=0.8, within=within)


def _wedge(c: Canvas) -> None:
    c.shadow(2, 22, 66, 10)
    c.solid(blob("-66,-24 -40,12 0,24 40,12 66,-24 34,-2 0,8 -34,-2"), "#f08218", depth=6)
    c.solid(blob("-58,-26 0,-40 58,-26 32,-2 0,10 -32,-2"), "#fba338", depth=8, light="#ffdf9f")
    c.line("-58,-27 0,-41 58,-27", 4, "#fff0cf")
    for x in (-30, -10, 10, 30):
        c.line([(x * 1.1, -32), (x * 0.6, 2)], 2.2, "#ffe3b0", alpha=0.8)


def mandarin(c: Canvas, chance: Random) -> None:
    for x, y, size, turn in [(320, 218, 1.04, -44), (200, 262, 1.04, -150), (444, 264, 1.04, -30)]:
        c.shadow(x + 6, y + 74 * size, 76 * size, 14)
        fruit = c.at(x, y, size=size)
        _mandarin(fruit, chance)
        leaf(fruit.at(0, -70, size=0.86, turn=turn))
        leaf(fruit.at(0, -70, size=0.66, turn=turn + (60 if turn > -90 else -50)), "#75ad4d")
        fruit.solid(stroke("0,-62 3,-84", 8), "#6d5a2c", depth=3)
    _peeled(c.at(298, 362, size=0.8))
    for x, y, turn in [(426, 386, -14), (508, 372, 24)]:
        c.shadow(x, y + 15, 46, 8)
        part = c.at(x, y, size=1.1, turn=turn)
        part.solid(SEGMENT, "#f98a2b", depth=9, light="#ffd59c")
        part.line("-38,4 0,2 40,4", 3, "#ffe9cd")


def _mandarin(c: Canvas, chance: Random) -> None:
    within = c.solid(MANDARIN, "#f26a12", depth=28, shade="#9c3a06", light="#ffbe7a")
    for _ in range(60):
        pore = ellipse(chance.uniform(-100, 100), chance.uniform(-80, 80), 1.7, 1.7, steps=6)
        c.paint(pore, "#cc4f06", alpha=0.6, within=within)
    c.shine(-45, -26, 22, 12, turn=-25, alpha=0.75, within=within)


def _peeled(c: Canvas) -> None:
    c.shadow(0, 50, 130, 26)
    for turn in (18, 90, 162, 234, 306):
        cos, sin = polar(1, turn)  # laid flat: seen from the side
        petal = [(x * cos - y * sin, 30 + 0.5 * (x * sin + y * cos)) for x, y in PEEL]
        c.solid(petal, "#f7c383", depth=8, shade="#d9730f")
    within = c.solid(ellipse(0, 0, 86, 66), "#f98a2b", depth=16, light="#ffd59c")
    for bend in (-75, -40, 0, 40, 75):
        c.line([(bend * 0.1, -62), (bend * 0.92, 0), (bend * 0.2, 62)], 4, "#ffe3bd", alpha=0.9, within=within)
    c.paint(ellipse(0, -50, 9, 5), "#fff1da")


def apple(c: Canvas, chance: Random) -> None:
    for x, y, size in [(210, 256, 1.1), (424, 250, 1.14), (316, 314, 1.08)]:
        c.shadow(x + 6, y + 86 * size, 76 * size, 15)
        _apple(c.at(x, y, size=size), chance)


def _apple(c: Canvas, chance: Random) -> None:
    within = c.solid(APPLE, "#d42d33", depth=32, shade="#6f0c18", light="#ff8f7a")
    c.soft(ellipse(0, -64, 44, 20), "#f3c45a", blur=12, alpha=0.85, within=within)
    for _ in range(42):
        x, top, long = chance.uniform(-80, 80), chance.uniform(-60, 40), chance.uniform(16, 44)
        c.line([(x * 0.9, top), (x, top + long)], 1.7, "#f2a04a", alpha=0.4, within=within)
    c.shine(-48, -30, 14, 24, turn=22, alpha=0.75, within=within)
    c.soft(ellipse(0, -68, 20, 8), "#5c2a10", blur=4, alpha=0.8, within=within)
    c.solid(stroke("0,-66 4,-92 14,-114", lambda t: 7 + 3 * t), "#7a4f28", depth=3)
    leaf(c.at(8, -90, size=0.62, turn=-28), "#67a341")


def kiwi(c: Canvas, chance: Random) -> None:
    for x, y, turn in [(198, 250, -12), (428, 240, 10)]:
        c.shadow(x + 6, y + 92, 96, 15)
        _kiwi(c.at(x, y, turn=turn), chance)
    for x, y, size in [(280, 326, 1.06), (484, 340, 0.92)]:
        _kiwi_half(c.at(x, y, size=size), chance)


def _kiwi(c: Canvas, chance: Random) -> None:
    within = c.solid(ellipse(0, 0, 118, 92), "#8f6a3c", depth=28)
    for _ in range(190):
        x, y = chance.uniform(-114, 114), chance.uniform(-90, 90)
        hair = [(x, y), (x + 5, y + chance.uniform(2, 7))]
        c.line(hair, 1.5, mix("#6b4a22", "#c09a62", chance.random()), alpha=0.8, within=within)
    c.solid(ellipse(108, 2, 8, 12), "#5e4420", depth=4)


def _kiwi_half(c: Canvas, chance: Random) -> None:
    c.shadow(4, 84, 90, 15)
    c.solid(ellipse(2, 7, 100, 90), "#86622f", depth=7)
    flesh = c.solid(ellipse(0, 0, 95, 85), "#86b82f", depth=9, shade="#5f8f1c", light="#b4db5e")
    c.soft(ellipse(0, 0, 62, 54), "#b7dc57", blur=9, alpha=0.9, within=flesh)
    for i in range(40):
        x, y = polar(84, i * 9)
        c.line([(x * 0.36, y * 0.32), (x, y * 0.9)], 1.6, "#d7ee96", alpha=0.65, within=flesh)
    c.solid(blob(wobble(ellipse(0, 0, 26, 20, steps=10), 2, chance)), "#f4f2c4", depth=6, shade="#cfd58a")
    for i in range(26):
        x, y = polar(chance.uniform(36, 50), i * 360 / 26)
        c.paint(ellipse(x, y * 0.88, 5, 2.6, turn=i * 360 / 26, steps=12), "#231a10")
