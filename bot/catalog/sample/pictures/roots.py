"""Pictures of what grows under the ground."""

from random import Random

from bot.catalog.sample.pictures.canvas import Canvas, mix
from bot.catalog.sample.pictures.shapes import blob, ellipse, polar, stroke, wobble

POTATO = blob("-100,6 -72,-50 -10,-62 60,-52 100,-4 70,52 0,60 -70,50")
POTATO_CUT = blob("-84,4 -52,-46 10,-56 70,-34 84,12 46,48 -30,52")
SWEET_POTATO = blob("-118,12 -88,-14 -40,-36 20,-40 76,-28 122,-12 96,8 52,30 -10,38 -66,30")
BULB = blob("-100,14 -80,-38 -34,-72 -14,-90 14,-90 34,-72 80,-38 100,14 68,68 0,82 -68,68")
CLOVE = blob("-34,10 -22,-16 10,-22 44,-4 34,14 0,20")


def potato(c: Canvas, chance: Random) -> None:
    for x, y, size, turn, fill in [
        (216, 248, 1.2, -14, "#cfa263"),
        (412, 240, 1.24, 16, "#d6ab6b"),
        (300, 326, 1.3, 4, "#d9b071"),
    ]:
        c.shadow(x + 6, y + 60 * size, 84 * size, 16)
        _potato(c.at(x, y, size=size, turn=turn), fill, chance)
    c.shadow(480, 392, 80, 12)
    half = c.at(478, 352, turn=-8)
    half.solid(POTATO_CUT, "#b98a4d", depth=10)
    half.at(-5, -4, size=0.93).solid(POTATO_CUT, "#f7e2a0", depth=12, shade="#dcb75f")
    half.at(-4, -3, size=0.66).line([*POTATO_CUT[::8], POTATO_CUT[0]], 3, "#e7c977", alpha=0.8)


def _potato(c: Canvas, fill: str, chance: Random) -> None:
    within = c.solid(POTATO, fill, depth=26)
    for _ in range(7):
        c.at(chance.uniform(-70, 70), chance.uniform(-40, 40)).line(
            "-7,0 0,4 7,-1", 2.6, "#8d6432", alpha=0.75, within=within
        )
    for _ in range(26):
        speck = ellipse(chance.uniform(-100, 100), chance.uniform(-60, 60), 1.6, 1.3, steps=8)
        c.paint(speck, "#9c7440", alpha=0.6, within=within)
    c.soft(ellipse(-30, -34, 34, 10), "#fff6df", blur=8, alpha=0.55, within=within)


def sweet_potato(c: Canvas, chance: Random) -> None:
    for x, y, size, turn, fill in [
        (280, 214, 1.62, -8, "#9c3f58"),
        (360, 284, 1.66, 9, "#b04a62"),
        (226, 346, 1.34, -5, "#a5445d"),
    ]:
        c.shadow(x, y + 38 * size, 96 * size, 14)
        _sweet_potato(c.at(x, y, size=size, turn=turn), fill, chance)
    for x, y, size in [(432, 364, 0.6), (516, 350, 0.54)]:
        _slice(c.at(x, y, size=size))


def _sweet_potato(c: Canvas, fill: str, chance: Random) -> None:
    c.line("-108,8 -132,10 -146,20", lambda t: 6 - 4 * t, mix(fill, "#3a0d1c", 0.2))
    within = c.solid(SWEET_POTATO, fill, depth=18)
    for _ in range(9):
        mark = c.at(chance.uniform(-75, 75), chance.uniform(-26, 26))
        mark.line("-9,0 0,2 8,0", 1.8, mix(fill, "#3a0d1c", 0.5), alpha=0.75, within=within)
    c.soft(ellipse(-14, -22, 44, 5), "#ffdfe6", blur=5, alpha=0.6, within=within)


def _slice(c: Canvas) -> None:
    c.shadow(6, 68, 100, 20)
    c.solid(ellipse(8, 14, 100, 76), "#8c3850", depth=14)
    flesh = c.solid(ellipse(0, 0, 95, 71), "#f0913a", depth=17, shade="#c9621c")
    c.paint(ellipse(0, 0, 66, 47), "#f7a853", alpha=0.7, within=flesh)
    for i in range(12):
        x, y = polar(80, i * 30 + 8)
        c.line([(x * 0.5, y * 0.4), (x, y * 0.74)], 2.6, "#d9701f", alpha=0.6, within=flesh)


def ginger(c: Canvas, chance: Random) -> None:
    c.shadow(306, 384, 200, 22)
    root = c.at(298, 288, size=1.12)
    knobs = [
        (0, 0, 118, 62, -8), (-112, -40, 62, 50, -40), (104, -56, 78, 52, -34), (-70, 52, 66, 46, 22),
        (84, 44, 86, 50, 12), (-16, -74, 48, 52, 10), (166, -108, 44, 40, -50), (-168, -8, 48, 38, 6),
    ]  # fmt: skip
    for x, y, rx, ry, turn in knobs:
        _knob(root.at(x, y, turn=turn), rx, ry, chance)
    for x, y, rx, ry, turn in [(170, -112, 26, 20, -50), (-174, -10, 20, 24, 6), (-18, -108, 26, 13, 6)]:
        root.solid(ellipse(x, y, rx, ry, turn=turn), "#f5dc94", depth=6)
    for x, y in [(470, 376), (540, 356)]:
        c.shadow(x + 4, y + 32, 50, 10)
        cut = blob(wobble(ellipse(0, 0, 52, 38, steps=10), 3, chance))
        piece = c.at(x, y)
        piece.at(3, 7).paint(cut, "#b98d4c")
        within = piece.solid(cut, "#f6e199", depth=8, shade="#dcb95f")
        piece.paint(ellipse(0, 0, 34, 23), "#efd27d", alpha=0.7, within=within)


def _knob(c: Canvas, rx: float, ry: float, chance: Random) -> None:
    within = c.solid(blob(wobble(ellipse(0, 0, rx, ry, steps=14), 3, chance)), "#dcb472", depth=18)
    for i in range(-3, 4):  # the rings that a root leaves as it grows
        x = rx * i * 0.26
        c.line([(x, -ry), (x + 9, 0), (x, ry)], 2, "#a67c3f", alpha=0.5, within=within)


def garlic(c: Canvas, chance: Random) -> None:
    for x, y, size in [(214, 284, 1.06), (402, 270, 1.2)]:
        c.shadow(x + 6, y + 80 * size, 84 * size, 15)
        _bulb(c.at(x, y, size=size))
    for x, y, turn in [(300, 376, -24), (372, 392, 18), (534, 372, 34), (474, 394, -6)]:
        c.shadow(x + 3, y + 18, 38, 8)
        clove = c.at(x, y, size=1.1, turn=turn)
        within = clove.solid(CLOVE, "#f6e9e6", depth=10, shade="#b995a6")
        clove.soft(stroke("-20,-4 10,-12 30,-4", 4), "#ffffff", blur=3, alpha=0.9, within=within)


def _bulb(c: Canvas) -> None:
    for i in range(-4, 5):
        c.line([(i * 3, 78), (i * 7, 96)], 2.4, "#c9b08f")
    c.solid(stroke("0,-60 -2,-100 12,-146", lambda t: 46 - 30 * t), "#efe4d6", depth=8)
    within = c.solid(BULB, "#fbf6f1", depth=26, shade="#b596a8")
    for bend in (-80, -42, 0, 42, 80):
        seam = [(bend * 0.12, -90), (bend * 0.98, 2), (bend * 0.3, 80)]
        c.soft(stroke(seam, 6), "#b889a6", blur=2.6, alpha=0.5, within=within)
        c.line(seam, 1.8, "#a77a96", alpha=0.6, within=within)
