"""Pictures of the mushrooms."""

from random import Random

from bot.catalog.sample.pictures.canvas import Canvas, mix
from bot.catalog.sample.pictures.props import bowl_back, bowl_front, tray
from bot.catalog.sample.pictures.shapes import Point, blob, curve, ellipse, polar, stroke, wobble

FAN = blob("-100,16 -82,-42 -30,-68 32,-66 84,-38 100,18 62,30 30,20 0,30 -34,20 -64,30")
FAN_GILLS = blob("-86,12 0,-10 86,12 40,50 0,66 -40,50")
KING_STEM = blob("-46,0 0,8 46,0 56,-60 42,-144 34,-206 -34,-206 -42,-144 -56,-60")
KING_CAP = blob("-66,-197 -56,-233 0,-254 56,-233 66,-197 30,-186 -30,-186")
KING_CUT = blob("-34,0 0,6 34,0 40,-40 28,-92 52,-112 40,-140 0,-152 -40,-140 -52,-112 -28,-92 -40,-40")
DOME = blob("-100,26 -82,-38 0,-72 82,-38 100,26 50,42 0,46 -50,42")


def oyster_mushroom(c: Canvas, chance: Random) -> None:
    c.shadow(322, 412, 150, 20)
    fans = [  # those behind first: x, y, size, turn, colour
        (222, 206, 0.84, -30, "#aa9d8b"), (418, 198, 0.88, 28, "#b0a391"), (318, 150, 0.98, 0, "#bbae9a"),
        (158, 288, 0.82, -46, "#b2a592"), (482, 284, 0.84, 44, "#ab9e8c"), (250, 266, 0.9, -15, "#c3b6a2"),
        (396, 268, 0.92, 16, "#beb19c"), (322, 314, 0.98, 2, "#d2c6b2"),
    ]  # fmt: skip
    for x, y, size, turn, fill in fans:
        foot = (322 + (x - 322) * 0.12, 408)
        bend = (322 + (x - 322) * 0.62, (y + 408) / 2 + 12)
        c.solid(stroke([(x, y), bend, foot], lambda t: 62 - 26 * t), "#f3e7d2", depth=10)
        _fan(c.at(x, y, size=size, turn=turn), fill)


def _fan(c: Canvas, fill: str) -> None:
    gills = c.solid(FAN_GILLS, "#eadfca", depth=8)
    for i in range(-6, 7):
        c.line([(0, 74), (i * 14, 8)], 2.2, "#b9a88c", alpha=0.7, within=gills)
    cap = c.solid(FAN, fill, depth=28, shade="#6b5e50")
    c.soft(ellipse(-20, -30, 50, 16), "#ffffff", blur=10, alpha=0.45, within=cap)


def king_oyster_mushroom(c: Canvas, chance: Random) -> None:
    for x, y, size, turn, cap in [
        (226, 394, 1.08, -10, "#a9774a"),
        (400, 396, 1.16, 9, "#9c6a3f"),
        (312, 410, 0.98, 0, "#b58353"),
    ]:
        c.shadow(x + 8, y + 2, 60, 14)
        _king(c.at(x, y, size=size, turn=turn), cap)
    c.shadow(524, 404, 50, 11)
    half = c.at(520, 404, size=1.06, turn=14)
    half.at(7, 3).paint(KING_CUT, "#c7ab86")
    half.solid(KING_CUT, "#fffaf0", depth=7)
    half.line("-46,-116 -34,-140 0,-149 34,-140 46,-116", 8, "#b58353")


def _king(c: Canvas, cap: str) -> None:
    stem = c.solid(KING_STEM, "#f7efe0", depth=24, shade="#c2a684")
    for x in (-22, -4, 16):
        c.line([(x, -14), (x * 0.8, -96), (x * 0.6, -192)], 1.8, "#d9c3a2", alpha=0.7, within=stem)
    dome = c.solid(KING_CAP, cap, depth=18)
    c.soft(ellipse(-18, -228, 26, 9), "#fff3df", blur=6, alpha=0.6, within=dome)


def fresh_shiitake(c: Canvas, chance: Random) -> None:
    for x, y, size, fill in [(214, 232, 0.86, "#8a5a34"), (430, 224, 0.92, "#7d4f2c"), (324, 296, 1.06, "#966339")]:
        c.shadow(x + 4, y + 100 * size, 60 * size, 12)
        _shiitake(c.at(x, y, size=size), fill, chance)
    for x, y, size in [(146, 368, 0.88), (498, 366, 0.94)]:
        _upturned(c.at(x, y, size=size))


def _shiitake(c: Canvas, fill: str, chance: Random) -> None:
    c.solid(stroke("0,30 -4,100", 42), "#ead8ba", depth=12)
    c.paint(ellipse(0, 32, 93, 26), "#e9d5b0")
    cap = c.solid(DOME, fill, depth=34)
    c.soft(ellipse(-25, -36, 40, 16), "#ffe9c9", blur=10, alpha=0.55, within=cap)
    for _ in range(34):  # pale flecks, denser towards the brim
        x, y = chance.uniform(-95, 95), 30 - 58 * chance.random() ** 2.2
        fleck = wobble(ellipse(x, y, 5.5, 3.4, steps=9), 1.6, chance)
        c.paint(fleck, "#ecd6b3", alpha=0.75, within=cap)


def _upturned(c: Canvas) -> None:
    """A mushroom lying with its gills up."""
    c.shadow(4, 42, 100, 22)
    c.solid(ellipse(0, 10, 100, 56), "#7d4f2c", depth=15)
    under = c.solid(ellipse(0, 0, 95, 50), "#f2e3c6", depth=12)
    for i in range(40):
        c.line([(0, 0), polar(100, i * 9)], 1.7, "#c9ad80", alpha=0.75, within=under)
    c.solid(stroke("0,4 4,-30", 30), "#f7ecd6", depth=10)
    c.solid(ellipse(4, -32, 16, 12), "#ddc39a", depth=6)


def dried_shiitake(c: Canvas, chance: Random) -> None:
    tray(c.at(320, 316, size=2.5))
    rows = [(250, (208, 322, 436)), (312, (152, 266, 380, 492)), (372, (206, 322, 438))]
    for x, y in [(x, y) for y, row in rows for x in row]:
        _dried(c.at(x, y, size=chance.uniform(0.56, 0.62)), chance)


def _dried(c: Canvas, chance: Random) -> None:
    """A "flower mushroom": dark, wrinkled, its cap burst into a pale star."""
    c.shadow(6, 60, 88, 18)
    cap = c.solid(blob(wobble(ellipse(0, 0, 100, 72, steps=11), 7, chance)), "#5a3a22", depth=26)
    first = chance.uniform(0, 60)
    for i in range(7):
        ray: list[Point] = [(8, 0), (45, chance.uniform(-12, 12)), (92, chance.uniform(-14, 14))]
        c.paint(_leaning(stroke(ray, lambda t: 5 + 12 * t), first + i * 51), "#e8cfa3", alpha=0.92, within=cap)
        c.paint(_leaning(stroke("50,14 74,26", 7), first + i * 51), "#e8cfa3", alpha=0.85, within=cap)
    c.soft(ellipse(-25, -30, 30, 12), "#ffffff", blur=10, alpha=0.35, within=cap)


def _leaning(shape: list[Point], turn: float) -> list[Point]:
    cos, sin = polar(1, turn)  # turned on the cap, which is seen from the side
    return [(x * cos - y * sin, 0.72 * (x * sin + y * cos)) for x, y in shape]


def wood_ear(c: Canvas, chance: Random) -> None:
    bowl = c.at(320, 282, size=2.14)
    bowl_back(bowl, "#f1ead9")
    ears = [
        (214, 238, 0.66, -30), (318, 190, 0.8, 10), (426, 234, 0.7, 34), (166, 276, 0.46, -60), (474, 276, 0.46, 60),
        (258, 262, 0.74, -8), (384, 262, 0.76, 20), (320, 292, 0.64, 4),
    ]  # fmt: skip
    for x, y, size, turn in ears:
        _ear(c.at(x, y, size=size, turn=turn), chance)
    bowl_front(bowl, "#f1ead9", band="#9aa9b4")


def _ear(c: Canvas, chance: Random) -> None:
    """One ruffled, shining ear."""
    ruffle = [polar(100 + (9 if i % 2 else -5) + chance.uniform(-9, 9), i * 22.5) for i in range(16)]
    within = c.solid(blob([(x, y * 0.8) for x, y in ruffle]), "#3d2b26", depth=26, light="#9a7868", shade="#120a08")
    c.soft(blob("-42,14 0,-6 46,8 14,46"), "#120a08", blur=9, alpha=0.85, within=within)
    for fold in ("-78,2 -34,-40 26,-30 80,-44", "-60,34 -10,14 40,44"):
        c.soft(stroke(curve(fold)[::5], 8), mix("#c9a896", "#3d2b26", 0.15), blur=4, alpha=0.8, within=within)
