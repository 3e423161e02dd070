"""Pictures of what is sold by the jar: honey, chilli sauce and mushroom paste."""

from random import Random

from bot.catalog.sample.pictures.canvas import Canvas, Mask, mix
from bot.catalog.sample.pictures.greens import pepper
from bot.catalog.sample.pictures.props import WOOD, flower, label
from bot.catalog.sample.pictures.shapes import blob, ellipse, rounded, stroke, wobble

BUTTON_CAP = blob("-100,-12 -80,-66 0,-100 80,-66 100,-12 0,4")


def _jar(c: Canvas, content: str, lid: str) -> Mask:
    """A full jar standing on the origin, 270 high and 220 wide; its content is returned."""
    c.shadow(10, 0, 112, 16)
    c.paint(rounded(-110, -236, 110, 0, 28), mix(content, "#ffffff", 0.62))
    within = c.solid(rounded(-103, -214, 103, -8, 22), content, depth=20)
    c.solid(rounded(-100, -270, 100, -226, 9), lid, depth=10)
    for x in range(-84, 85, 14):
        c.line([(x, -256), (x, -230)], 1.6, mix(lid, "#20100a", 0.4), alpha=0.5)
    return within


def _glint(c: Canvas, within: Mask) -> None:
    c.soft(stroke("-84,-190 -84,-40", 13), "#ffffff", blur=4, alpha=0.65, within=within)


def honey(c: Canvas, chance: Random) -> None:
    _comb(c.at(150, 400))
    jar = c.at(326, 412)
    within = _jar(jar, "#eb9a1a", "#f1dfae")
    jar.soft(ellipse(0, -110, 80, 60), "#ffc94d", blur=22, alpha=0.8, within=within)
    _glint(jar, within)
    label(jar.at(0, -92, size=1.16), "#fff6dd", "#c07a16", within)
    flower(jar.at(0, -92, size=0.34), 6, "#f7c948", "#a5621a")
    _dipper(c.at(532, 388))
    _bee(c.at(506, 164))
    _bee(c.at(152, 190, flip=True))


def _comb(c: Canvas) -> None:
    c.shadow(6, 24, 100, 14)
    for row, columns in enumerate([(1, 2), (0, 1, 2), (0, 1, 2, 3), (0, 1, 2)]):
        for column in columns:
            x, y = column * 44 - 66 + (22 if row % 2 else 0), row * 37 - 104
            c.solid(ellipse(x, y, 25, 24, steps=6, turn=30), "#d98c1a", depth=5)
            c.solid(ellipse(x, y, 19, 18, steps=6, turn=30), "#f7b733", depth=8, light="#ffe9a6")


def _dipper(c: Canvas) -> None:
    c.shadow(0, 34, 62, 10)
    c.soft(ellipse(-6, 28, 58, 12), "#eb9a1a", blur=2)
    c.solid(stroke("10,-22 44,-100 62,-148", 13), "#b67a45", depth=5)
    for i in range(5):
        c.solid(ellipse(8 - i * 7, i * 14 - 26, 40 - abs(i - 2) * 7, 11, turn=24), WOOD, depth=5)
        if i < 4:
            c.paint(ellipse(4 - i * 7, i * 14 - 18, 30 - abs(i - 2) * 5, 5, turn=24), "#f2a724")


def _bee(c: Canvas) -> None:
    for turn in (-64, -104):
        c.at(0, -8, turn=turn).paint(ellipse(26, 0, 26, 13), "#ffffff", alpha=0.9)
    within = c.solid(ellipse(0, 0, 32, 21, turn=-8), "#f7c331", depth=9)
    for x in (-10, 6, 21):
        c.line([(x - 3, -24), (x, 24)], 8, "#3a2716", within=within)
    c.solid(ellipse(-30, 0, 13, 13), "#3a2716", depth=4)
    c.paint(ellipse(-34, -3, 3, 3), "#ffffff")


def chilli_sauce(c: Canvas, chance: Random) -> None:
    jar = c.at(258, 412)
    within = _jar(jar, "#c4231b", "#d9a441")
    for _ in range(110):
        x, y = chance.uniform(-110, 110), chance.uniform(-220, -5)
        if chance.random() < 0.45:
            jar.paint(ellipse(x, y, 5.4, 3.4, turn=chance.uniform(0, 180), steps=12), "#f6c667", within=within)
        else:
            flake = wobble(ellipse(x, y, 10, 7, steps=7), 2, chance)
            jar.paint(flake, mix("#8a0f10", "#f0512f", chance.random()), alpha=0.85, within=within)
    _glint(jar, within)
    label(jar.at(0, -92, size=1.16), "#fff3dc", "#b3161b", within)
    pepper(jar.at(-38, -98, size=0.36, turn=14), "#d4221f")
    for x, y, turn in [(416, 372, 6), (430, 412, -10)]:
        c.shadow(x + 70, y + 26, 80, 9)
        pepper(c.at(x, y, size=0.66, turn=turn), "#d4221f")


def mushroom_paste(c: Canvas, chance: Random) -> None:
    jar = c.at(272, 412)
    within = _jar(jar, "#6d4023", "#3f5f3a")
    for _ in range(70):
        bit = wobble(ellipse(chance.uniform(-110, 110), chance.uniform(-215, -5), 11, 8, steps=8), 2.4, chance)
        jar.paint(bit, mix("#4a2713", "#b07a48", chance.random()), alpha=0.85, within=within)
    _glint(jar, within)
    label(jar.at(0, -92, size=1.16), "#faf0da", "#3f5f3a", within)
    _button(jar.at(0, -82, size=0.38))
    for x, y, size in [(458, 384, 0.86), (552, 406, 0.56)]:
        c.shadow(x + 4, y + 50 * size, 70 * size, 11)
        _button(c.at(x, y, size=size))


def _button(c: Canvas) -> None:
    c.solid(stroke("0,-20 0,50", 50), "#f3e7d2", depth=12)
    within = c.solid(BUTTON_CAP, "#b5824f", depth=30)
    c.soft(ellipse(-30, -62, 26, 12), "#fff1d8", blur=9, alpha=0.7, within=within)
