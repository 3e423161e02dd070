"""Pictures of the spices."""

from random import Random

from bot.catalog.sample.pictures.canvas import Canvas, mix
from bot.catalog.sample.pictures.props import bowl_back, bowl_front, heap, heaped, leaf
from bot.catalog.sample.pictures.shapes import blob, curve, ellipse, polar, wobble


def sichuan_pepper(c: Canvas, chance: Random) -> None:
    bowl = c.at(272, 296, size=1.96)
    bowl_back(bowl, "#4c5a4a")
    bowl.paint(heap(52), "#4a1412")
    for x, y in heaped(bowl, 52, 330, chance):
        _husk(bowl.at(x, y, size=chance.uniform(0.42, 0.52), turn=chance.uniform(0, 360)), chance)
    bowl_front(bowl, "#4c5a4a")
    _twig(c, chance)
    for x, y in [(98, 412), (132, 426), (456, 430)]:
        c.shadow(x + 2, y + 10, 14, 5)
        _husk(c.at(x, y, turn=chance.uniform(0, 360)), chance)
    for x, y in [(160, 420), (112, 436), (424, 436)]:
        c.solid(ellipse(x, y, 5.4, 5.2, steps=16), "#1c1513", depth=3, light="#a0a0aa")


def _husk(c: Canvas, chance: Random) -> None:
    """A dry berry, split along one side, its pale lining showing."""
    fill = mix("#b8352d", "#8a2018", chance.random())
    c.paint(ellipse(1.5, 2.5, 16, 15, steps=16), "#3d0d0a")
    c.paint(wobble(ellipse(0, 0, 16, 15, steps=14), 0.8, chance), fill)
    if chance.random() < 0.55:
        c.paint(blob("-13,3 -4,-5 6,-5 14,2 6,6 -4,7", steps=4), "#ecc99a")
        c.paint(blob("-8,3 -2,-1 4,-1 9,2 3,4 -2,4", steps=4), "#8a5a34")
    for _ in range(4):
        x, y = polar(chance.uniform(6, 13), chance.uniform(190, 350))
        c.paint(ellipse(x, y, 1.9, 1.7, steps=8), "#ef8a6c")


def _twig(c: Canvas, chance: Random) -> None:
    """A fresh twig: five leaves and a bunch of ripe berries."""
    stem = curve("562,424 540,340 514,270 506,190")
    c.line(stem[::6], 6, "#7a5c38")
    for at, size, turn in [(4, 0.8, -10), (10, 0.86, -168), (15, 0.86, -16), (21, 0.86, -160), (29, 0.96, -88)]:
        leaf(c.at(*stem[at], size=size, turn=turn), "#5f9c3f")
    for _ in range(22):
        x, y = 506 + chance.gauss(0, 17), 204 + chance.gauss(0, 16)
        c.solid(ellipse(x, y, 12, 12, steps=20), mix("#d0342c", "#a91f22", chance.random()), depth=5, light="#ff9a80")
