"""Pictures of the nuts."""

from random import Random

from bot.catalog.sample.pictures.canvas import Canvas, mix
from bot.catalog.sample.pictures.shapes import blob, ellipse, polar, wobble

CHESTNUT = blob("-100,20 -70,-46 -14,-80 0,-102 14,-80 70,-46 100,20 60,66 0,74 -60,66")
CHESTNUT_FOOT = blob("-90,44 0,30 90,44 60,90 -60,90")
LOBE = blob("5,-52 20,-66 40,-60 56,-50 58,-34 74,-22 64,-4 76,12 62,26 58,44 40,54 22,64 5,50 13,0")


def chestnut(c: Canvas, chance: Random) -> None:
    c.shadow(412, 368, 110, 18)
    _bur(c.at(404, 244, size=1.16), chance)
    for x, y, size, turn in [
        (204, 270, 0.7, -12),
        (140, 356, 0.64, 10),
        (282, 354, 0.74, 6),
        (412, 376, 0.66, -14),
        (510, 366, 0.62, 12),
    ]:
        c.shadow(x + 4, y + 66 * size, 90 * size, 11)
        _chestnut(c.at(x, y, size=size, turn=turn))


def _chestnut(c: Canvas) -> None:
    within = c.solid(CHESTNUT, "#7c3f1d", depth=28, shade="#2f1206", light="#c98650")
    c.paint(CHESTNUT_FOOT, "#d8b182", within=within)
    for bend in (-50, -22, 10, 40):
        c.line([(bend * 0.2, -90), (bend * 1.1, -10), (bend * 1.2, 34)], 3, "#4a2009", alpha=0.5, within=within)
    c.shine(-42, -22, 13, 30, turn=24, alpha=0.75, within=within)


def _bur(c: Canvas, chance: Random) -> None:
    for i in range(150):
        base, tip = polar(72, i * 2.4), polar(chance.uniform(98, 120), i * 2.4 + chance.uniform(-12, 12))
        c.line([base, tip], 2.6, mix("#7f9a3d", "#c0b85a", chance.random()))
    c.solid(ellipse(0, 0, 86, 84), "#8ea446", depth=20)
    for _ in range(190):
        turn, far = chance.uniform(0, 360), chance.uniform(50, 86)
        prickle = [polar(far, turn), polar(far + 20, turn + chance.uniform(-16, 16))]
        c.line(prickle, 2, mix("#6f8a32", "#d3cc74", chance.random()))
    c.solid(blob(wobble(ellipse(0, 4, 64, 52, steps=12), 4, chance)), "#efe0b4", depth=12, shade="#b79a5c")
    for side in (-1, 1):
        _chestnut(c.at(side * 27, 8, size=0.36, turn=side * 12))


def walnut(c: Canvas, chance: Random) -> None:
    for x, y, size in [(200, 256, 1.0), (420, 226, 1.06), (492, 344, 0.84), (152, 366, 0.7)]:
        c.shadow(x + 5, y + 86 * size, 78 * size, 13)
        _walnut(c.at(x, y, size=size), chance)
    _open_walnut(c.at(322, 324, size=1.1), chance)


def _walnut(c: Canvas, chance: Random) -> None:
    within = c.solid(blob(wobble(ellipse(0, 0, 100, 90, steps=12), 3, chance)), "#c79a62", depth=30)
    for side in (-1, 1):
        for bend in (30, 55, 80):
            seam = [(side * (bend * (1 - (k / 4 - 1) ** 2) + chance.uniform(-6, 6)), k * 22 - 86) for k in range(9)]
            c.line(seam, lambda t: 2 + 9.6 * t * (1 - t), "#85592c", alpha=0.75, within=within)
        for k in range(5):
            x, y = side * chance.uniform(20, 80), (k - 2) * 30
            c.line([(x, y), (x + side * 16, y + chance.uniform(-8, 8))], 3, "#8d6032", alpha=0.7, within=within)
    c.line("0,-92 4,0 0,92", 8, "#dcb684", within=within)
    c.line("0,-92 4,0 0,92", 2.4, "#7b5026", within=within)
    c.soft(ellipse(-40, -38, 26, 14, turn=-30), "#fff3dc", blur=7, alpha=0.6, within=within)


def _open_walnut(c: Canvas, chance: Random) -> None:
    """Half a shell with the nut in it."""
    c.shadow(4, 80, 88, 14)
    c.solid(ellipse(0, 5, 100, 86), "#b98a55", depth=12)
    c.solid(ellipse(0, 0, 88, 74), "#7d5329", depth=8, light="#6b4520")
    for flip in (False, True):
        half = c.at(0, 0, size=1.08, flip=flip)
        within = half.solid(LOBE, "#e8bf80", depth=10, shade="#8a5424", light="#fff3d6")
        for _ in range(9):
            x, y = chance.uniform(16, 52), chance.uniform(-52, 48)
            half.line([(x, y), (x + 8, y + 6), (x + 15, y - 3)], 3, "#b27f42", alpha=0.85, within=within)
    c.line("0,-58 0,58", 4, "#6d451d")
