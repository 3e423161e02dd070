"""Pictures of the eggs."""

from random import Random

from bot.catalog.sample.pictures.canvas import Canvas, mix
from bot.catalog.sample.pictures.props import plate
from bot.catalog.sample.pictures.shapes import arc, blob, ellipse, place, polar, stroke

EGG = blob("0,-126 56,-90 94,-10 86,50 46,92 0,102 -46,92 -86,50 -94,-10 -56,-90")
# Cut along and lying on its shell, seen from the side.
HALF_EGG = [(x, y * 0.62) for x, y in place([(x, y * 0.74) for x, y in EGG], 0, 0, turn=90)]
BASKET = [(-212, 0), (-198, 50), (-164, 118), (164, 118), (198, 50), (212, 0), *arc(0, 0, 212, 40, 0, 180)]


def _egg(c: Canvas, fill: str, chance: Random, *, freckles: int = 0) -> None:
    within = c.solid(EGG, fill, depth=42)
    for _ in range(freckles):
        freckle = ellipse(chance.uniform(-100, 100), chance.uniform(-100, 100), 2.5, 2, steps=8)
        c.paint(freckle, mix(fill, "#6b3414", 0.5), alpha=0.55, within=within)
    c.shine(-36, -50, 20, 30, turn=24, alpha=0.85, within=within)


def free_range_eggs(c: Canvas, chance: Random) -> None:
    c.shadow(322, 400, 230, 30)
    _straw(c.at(320, 340), 250, 80, 230, chance)
    for x, y, turn, fill in [
        (216, 254, -16, "#d59a66"), (320, 234, 3, "#e0aa78"), (424, 254, 15, "#cf9260"),
        (264, 304, -8, "#e6b587"), (376, 304, 10, "#dba26f"),
    ]:  # fmt: skip
        _egg(c.at(x, y, size=0.72, turn=turn), fill, chance, freckles=20)
    _straw(c.at(320, 378), 240, 46, 190, chance)


def _straw(c: Canvas, rx: float, ry: float, count: int, chance: Random) -> None:
    c.soft(ellipse(0, 4, rx * 0.92, ry * 0.85), "#b98b3e", blur=6)
    for _ in range(count):
        x, y = polar(chance.uniform(0.35, 1) ** 0.6, chance.uniform(0, 360))
        half = chance.uniform(34, 70)
        blade = c.at(x * rx * 0.88, y * ry * 0.88, turn=chance.uniform(-32, 32))
        fill = mix("#f2d488", "#b5833a", chance.random())
        blade.line([(-half, 0), (0, chance.uniform(-9, 9)), (half, 0)], 3.6, fill)


def duck_eggs(c: Canvas, chance: Random) -> None:
    c.shadow(316, 410, 190, 20)
    c.solid(ellipse(310, 296, 213, 66), "#8a5c2c", depth=10)
    for x, y, turn, fill in [
        (206, 252, -18, "#bfd6cd"), (414, 252, 17, "#b4cfc6"), (310, 226, 2, "#cde0d8"),
        (252, 282, -7, "#d8e8e1"), (368, 284, 9, "#c5dad2"),
    ]:  # fmt: skip
        _egg(c.at(x, y, size=0.74, turn=turn), fill, chance)
    _basket_front(c.at(310, 296))
    _feather(c.at(556, 414, size=1.2, turn=34))


def _basket_front(c: Canvas) -> None:
    within = c.solid(BASKET, "#9c6a34", depth=26)
    for row in range(6):
        for column in range(-9, 10):
            x = column * 25 + (12 if row % 2 else 0)
            sag = 40 * max(0.0, 1 - (x / 212) ** 2) ** 0.5 * (1 - row / 6)
            strand = ellipse(x, 10 + row * 21 + sag, 14, 9, steps=24)
            c.paint([(px + 1.5, py + 2.5) for px, py in strand], "#7a4e22", within=within)
            c.paint(strand, "#d2a061" if (row + column) % 2 else "#c08a4b", within=within)
    c.soft(ellipse(190, 60, 80, 110), "#4a2508", blur=26, alpha=0.4, within=within)
    c.soft(ellipse(-110, 60, 60, 50), "#fff0cf", blur=24, alpha=0.35, within=within)
    c.solid(stroke(arc(0, 0, 213, 40, 0, 180, steps=12), 17), "#caa063", depth=6)


def _feather(c: Canvas) -> None:
    c.shadow(0, 2, 18, 6)
    vane = c.solid(blob("0,0 -16,-40 -10,-88 14,-118 22,-80 18,-34"), "#ffffff", depth=8, shade="#a9bcc7")
    c.line("0,12 2,-40 12,-112", 2.6, "#c3ced4")
    for y in (-24, -46, -68, -88):
        c.line([(3, y), (-16, y - 14)], 1.4, "#b5c5cd", within=vane)


def salted_duck_eggs(c: Canvas, chance: Random) -> None:
    for x, y, turn in [(180, 226, -8), (316, 200, 2), (456, 226, 9)]:
        c.shadow(x + 8, y + 84, 70, 14)
        _egg(c.at(x, y, size=0.8, turn=turn), "#c9dcd9", chance)
    plate(c.at(320, 354, size=2.46), "#c8653f")
    for x, y, turn in [(226, 326, -12), (412, 326, 12), (318, 360, 2)]:
        _salted_half(c.at(x, y, size=0.96, turn=turn))


def _salted_half(c: Canvas) -> None:
    """In its shell: the oily red yolk is what it is bought for."""
    c.shadow(4, 46, 96, 14)
    c.solid(place(HALF_EGG, 0, 12, size=1.04), "#b7cfcb", depth=12)
    c.solid(HALF_EGG, "#fffdf6", depth=9, shade="#d9d2c0")
    yolk = c.solid(ellipse(-4, 0, 50, 34), "#f28a1c", depth=13, shade="#b8460a", light="#ffc65a")
    c.soft(ellipse(-4, 3, 25, 16), "#d9560f", blur=6, alpha=0.7, within=yolk)
    c.soft(ellipse(-20, -14, 13, 5), "#fff2c8", blur=3, alpha=0.9, within=yolk)
