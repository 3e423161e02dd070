"""Pictures of what is sold by the bottle: wine, vinegar and oil."""

from random import Random

from bot.catalog.sample.pictures.canvas import Canvas, Mask
from bot.catalog.sample.pictures.props import cup, ear, flower, label, leaf
from bot.catalog.sample.pictures.shapes import blob, curve, ellipse, mirrored, polar, rounded, stroke

BOTTLE = mirrored("17,-308 17,-262 19,-244 32,-222 60,-192 66,-160 66,-24 64,-6 57,0")
CROCK = mirrored("44,-262 52,-240 104,-196 126,-120 104,-36 78,0")
GLAZE = "120,-104 80,-86 44,-112 0,-82 -50,-116 -90,-92 -130,-108"
CLOTH = blob("-58,-290 0,-304 58,-290 66,-262 82,-226 44,-236 20,-222 -14,-236 -44,-222 -78,-228 -64,-262")


def _bottle(c: Canvas, glass: str, glow: str, cap: str) -> Mask:
    """A full bottle standing on the origin, 330 high."""
    c.shadow(10, 0, 74, 14)
    within = c.solid(BOTTLE, glass, depth=22)
    c.soft(ellipse(2, -170, 48, 40), glow, blur=16, alpha=0.75, within=within)
    c.soft(stroke("-44,-156 -47,-30", 11), "#ffffff", blur=3, alpha=0.65, within=within)
    c.soft(stroke("-8,-294 -8,-250", 4.5), "#ffffff", blur=2, alpha=0.6, within=within)
    c.solid(rounded(-23, -334, 23, -298, 6), cap, depth=8)
    return within


def rice_wine(c: Canvas, chance: Random) -> None:
    _crock(c.at(236, 414, size=1.1))
    for x, y, size in [(432, 352, 0.7), (538, 380, 0.6)]:
        drink = cup(c.at(x, y, size=size), "#fbf7ea", "#f7efd4", "#7fa3c7")
        for _ in range(12):
            grain = ellipse(
                x + chance.uniform(-55, 55), y + chance.uniform(-12, 14), 5, 2.4, turn=chance.uniform(0, 180)
            )
            c.paint(grain, "#ffffff", within=drink)


def _crock(c: Canvas) -> None:
    """A stoneware wine jar under a red cloth."""
    c.shadow(10, 0, 106, 16)
    within = c.solid(CROCK, "#8a5a3a", depth=36, shade="#2f170b", light="#d7a27a")
    c.paint([(-130, -280), (130, -280), *curve(GLAZE)], "#5b3320", alpha=0.55, within=within)
    c.soft(stroke("-76,-186 -92,-120 -80,-60", 16), "#ffffff", blur=8, alpha=0.5, within=within)
    for size, fill in ((70, "#c9262a"), (55, "#e9b84a"), (49, "#c9262a")):
        c.paint([(0, -122 - size), (size, -122), (0, -122 + size), (-size, -122)], fill)
    ear(c.at(0, -122), "#f6d98a")
    c.solid(CLOTH, "#cf2f31", depth=14)
    c.solid(stroke("-62,-258 0,-248 62,-258", 9), "#e9b84a", depth=4)


def rice_vinegar(c: Canvas, chance: Random) -> None:
    bottle = c.at(262, 410, size=1.06)
    within = _bottle(bottle, "#a85a24", "#f0a95a", "#3a2a20")
    label(bottle.at(0, -84), "#f7ecd2", "#7c2f1d", within)
    ear(bottle.at(0, -84), "#b98b2f")
    dish = c.at(462, 378, size=0.96)
    dish.shadow(4, 34, 92, 13)
    dish.solid(ellipse(0, 8, 100, 40), "#d8e2ea", depth=8)
    dish.solid(ellipse(0, 0, 100, 37), "#f7fafc", depth=5)
    vinegar = dish.solid(ellipse(0, 2, 82, 27.5), "#8a431a", depth=8)
    dish.soft(ellipse(-30, -4, 24, 5), "#ffffff", blur=3, alpha=0.7, within=vinegar)
    for i in range(4):  # an ear of rice on the table
        for side in (-1, 1):
            c.at(420 + i * 17, 440 + side * 6 - i * 3, turn=side * 24 - 8).solid(
                ellipse(0, 0, 13, 5.4), "#e2bd55", depth=4
            )
    c.line("400,444 450,436 510,420", 3, "#a9973b")


def rapeseed_oil(c: Canvas, chance: Random) -> None:
    bottle = c.at(238, 412, size=1.08)
    within = _bottle(bottle, "#e9ad1c", "#ffe27a", "#4f8a35")
    label(bottle.at(0, -84), "#fffbe6", "#4f8a35", within)
    flower(bottle.at(0, -84, size=0.32), 4, "#f7cf2e", "#8aa52c")
    c.shadow(476, 414, 30, 7)
    c.solid(stroke("474,414 464,300 450,210", 9), "#6fa53f", depth=3)
    c.solid(stroke("468,340 512,290 534,250", 7), "#6fa53f", depth=3)
    leaf(c.at(470, 386, size=1.16, turn=-28), "#67a341")
    leaf(c.at(466, 354, turn=-160), "#74ae4b")
    for x, y, size in [
        (414, 212, 0.32), (486, 204, 0.34), (448, 166, 0.36), (410, 152, 0.26), (490, 148, 0.28), (450, 112, 0.28),
        (450, 238, 0.3), (520, 254, 0.3), (562, 238, 0.28), (540, 206, 0.3),
    ]:  # fmt: skip
        flower(c.at(x, y, size=size), 4, "#f9d530", "#c9a51a")
    for _ in range(46):
        seed = ellipse(384 + chance.gauss(0, 26), 418 + chance.gauss(0, 6), 4.6, 4.4, steps=12)
        c.solid(seed, "#3a2418", depth=2)


def tea_seed_oil(c: Canvas, chance: Random) -> None:
    bottle = c.at(230, 412, size=1.08)
    within = _bottle(bottle, "#6f7a25", "#c9c04a", "#2a2118")
    label(bottle.at(0, -84), "#faf6e6", "#55652a", within)
    flower(bottle.at(0, -84, size=0.36), 6, "#ffffff", "#eab52e")
    for x, y, size, turn in [(452, 300, 1.3, -20), (440, 310, 1.26, 158), (452, 320, 1.16, 38), (446, 290, 1.1, -96)]:
        leaf(c.at(x, y, size=size, turn=turn), "#3f7d3a")
    camellia = c.at(448, 298, size=0.9)
    flower(camellia, 6, "#fffdf8", "#f2c33a")
    for i in range(14):
        camellia.paint(ellipse(*polar(24, i * 360 / 14), 5, 5), "#e39a1c")
    for x, y, size in [(384, 412, 0.25), (436, 424, 0.22), (540, 412, 0.25), (494, 424, 0.2)]:
        seed = c.at(x, y, size=size)
        seed.shadow(3, 80, 100, 26)
        husk = seed.solid(blob("-100,0 -30,-90 80,-50 100,40 0,86"), "#3f2418", depth=30)
        seed.shine(-30, -36, 26, 16, within=husk)
