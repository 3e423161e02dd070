"""Pictures of the hen and the dried beef."""

from random import Random

from bot.catalog.sample.pictures.canvas import Canvas, mix
from bot.catalog.sample.pictures.props import WOOD, grass, leaf
from bot.catalog.sample.pictures.shapes import blob, ellipse, stroke, wobble

HEN = blob("190,150 232,156 262,206 318,222 386,190 440,178 456,236 430,314 364,356 288,356 222,312 190,246 178,190")
BREAST = blob("200,220 250,236 300,320 270,350 214,300")
WING = blob("270,240 320,226 388,232 438,262 424,286 396,284 398,308 362,304 352,326 314,314 282,284")
TAIL = blob("0,-20 70,-44 140,-34 164,2 130,20 60,24 0,22")
COMB = blob("176,132 172,102 188,112 196,86 210,108 226,92 230,116 244,116 236,140 200,150", steps=6)
WATTLE = blob("176,182 188,190 186,218 172,222 166,202")
STRIP = "-100,4 -90,-20 -30,-27 30,-20 86,-26 100,-2 88,20 20,26 -40,20 -88,24"


def free_range_chicken(c: Canvas, chance: Random) -> None:
    c.shadow(320, 424, 130, 15)
    for x, y in [(142, 424), (484, 426), (540, 416), (98, 414)]:
        grass(c.at(x, y), chance)
    hen = c.at(-12, -14, size=1.05)
    for x in (292, 346):
        hen.line([(x, 340), (x + 2, 404)], 9, "#e39a2d")
        for toe in (-20, 2, 22):
            hen.line([(x + 2, 402), (x + toe, 414)], 7, "#e39a2d")
    for turn, fill in [(-62, "#3b2a3a"), (-46, "#57313a"), (-30, "#2f2b45"), (-14, "#6b3a2e")]:
        hen.at(404, 226, turn=turn).solid(TAIL, fill, depth=12)
    _body(hen)
    _head(hen)


def _body(c: Canvas) -> None:
    within = c.solid(HEN, "#b55a26", depth=40, shade="#5b2208", light="#eba861")
    c.soft(BREAST, "#f0b673", blur=14, alpha=0.8, within=within)
    for row in range(4):
        for i in range(5 - row // 2):
            plume = c.at(236 + i * 22 + row * 9, 262 + row * 22)
            plume.line("-8,-4 0,5 8,-4", 2.6, "#8a3d12", alpha=0.6, within=within)
    wing = c.solid(WING, "#94431a", depth=20, light="#e29a54")
    for line in ("300,262 346,282 392,280", "318,275 364,290 402,288", "336,288 382,298 412,296"):
        c.line(line, 3, "#5f260a", alpha=0.6, within=wing)


def _head(c: Canvas) -> None:
    c.solid(COMB, "#d8261f", depth=8)
    head = c.solid(ellipse(206, 162, 44, 42), "#bf6730", depth=18, light="#f0b673")
    c.paint(ellipse(196, 170, 24, 20), "#dd3a2c", alpha=0.85, within=head)
    c.solid([(168, 152), (132, 170), (168, 180)], "#f2b233", depth=5)
    c.solid(WATTLE, "#d8261f", depth=6)
    c.paint(ellipse(198, 154, 10, 10), "#fff7e0")
    c.paint(ellipse(196, 154, 6, 6.4), "#20120c")
    c.paint(ellipse(194, 152, 2, 2), "#ffffff")


def dried_beef(c: Canvas, chance: Random) -> None:
    _board(c.at(320, 352), chance)
    for x, y, size, turn in [
        (232, 284, 1.04, -16), (408, 280, 1.08, 14), (316, 306, 1.16, -3), (206, 336, 1.06, 8),
        (436, 334, 1.1, -9), (320, 358, 1.2, 3),
    ]:  # fmt: skip
        _strip(c.at(x, y, size=size, turn=turn), chance)
    leaf(c.at(506, 402, size=0.62, turn=-30), "#6da746")
    leaf(c.at(508, 402, size=0.56, turn=-84), "#7cb552")
    c.solid(stroke("92,398 122,386 156,390 176,404", lambda t: 17 * (1 - t) + 3), "#cf2420", depth=5)


def _board(c: Canvas, chance: Random) -> None:
    top = [(-198, -74), (198, -74), (262, 62), (-262, 62)]
    c.shadow(0, 80, 262, 14)
    c.paint([(-262, 62), (262, 62), (262, 80), (-262, 80)], mix(WOOD, "#4a2408", 0.4))
    c.paint(top, WOOD)
    within = c.mask(top)
    for i in range(9):
        y = -66 + 15 * i + chance.uniform(-3, 3)
        c.line([(-262, y), (0, y + chance.uniform(-5, 5)), (262, y)], 1.8, mix(WOOD, "#6b3a14", 0.45), within=within)


def _strip(c: Canvas, chance: Random) -> None:
    outline = wobble(blob(STRIP), 0.8, chance)
    c.soft([(x + 4, y + 9) for x, y in outline], "#3a1608", blur=5, alpha=0.5)
    within = c.solid(outline, "#8a3022", depth=12, shade="#3b0b0a", light="#d67a5c")
    for i in range(8):
        y = 5.4 * i - 18
        fibre = [(-100, y + chance.uniform(-2, 2)), (0, y + chance.uniform(-5, 5)), (100, y + chance.uniform(-2, 2))]
        c.line(fibre, 1.8, "#5a1713" if i % 2 else "#b85c47", alpha=0.7, within=within)
    for _ in range(5):
        c.at(chance.uniform(-80, 80), chance.uniform(-14, 14)).line(
            "-15,0 0,3 16,-1", 3, "#e8c2a4", alpha=0.75, within=within
        )
    for _ in range(10):
        seed = ellipse(chance.uniform(-85, 85), chance.uniform(-18, 18), 2.4, 2, steps=8)
        c.paint(seed, "#f0cf7c", within=within)
