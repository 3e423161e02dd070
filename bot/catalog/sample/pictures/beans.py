"""Pictures of the beans."""

from dataclasses import dataclass
from random import Random

from bot.catalog.sample.pictures.canvas import Canvas, mix
from bot.catalog.sample.pictures.props import bowl_back, bowl_front, heap, heaped
from bot.catalog.sample.pictures.shapes import blob, ellipse, stroke

POD = blob("-92,0 -70,-17 -46,-23 -24,-17 0,-24 24,-17 46,-22 70,-14 96,2 70,16 46,23 24,18 0,25 -24,18 -46,23 -70,15")


@dataclass(frozen=True, slots=True)
class Bean:
    rx: float
    ry: float
    fill: str
    light: str
    eye: str  # the scar where it hung in the pod


SOYBEAN = Bean(13, 11.4, "#e8cf8f", "#fff2c8", "#a3763a")
RED_BEAN = Bean(14, 10, "#9c2227", "#ef9a90", "#fbf3e6")


def soybean(c: Canvas, chance: Random) -> None:
    bowl = c.at(270, 288, size=2.06)
    bowl_back(bowl, "#7d8f69")
    _heaped(bowl, SOYBEAN, chance)
    bowl_front(bowl, "#7d8f69")
    for x, y, turn in [(506, 342, -52), (540, 392, -24)]:
        _pod(c.at(x, y, turn=turn))
    for x, y in [(462, 416), (492, 426), (430, 424)]:
        _bean(c.at(x, y, turn=20), SOYBEAN, SOYBEAN.fill)


def _pod(c: Canvas) -> None:
    c.shadow(4, 26, 80, 9)
    within = c.solid(POD, "#86b04b", depth=10)
    for x in (-46, 0, 46):
        c.soft(ellipse(x, -2, 17, 14), "#c7e28b", blur=5, alpha=0.8, within=within)
    c.solid(stroke("-90,0 -108,-4 -118,-14", 5), "#6f9638", depth=3)


def red_bean(c: Canvas, chance: Random) -> None:
    bowl = c.at(320, 286, size=2.14)
    bowl_back(bowl, "#efe5d3")
    _heaped(bowl, RED_BEAN, chance)
    bowl_front(bowl, "#efe5d3", band="#b5433f")
    for x, y, turn in [(112, 412, 20), (146, 424, -30), (520, 416, 10), (554, 404, -40), (492, 428, 50)]:
        _bean(c.at(x, y, turn=turn), RED_BEAN, RED_BEAN.fill)


def _heaped(bowl: Canvas, bean: Bean, chance: Random) -> None:
    bowl.paint(heap(52), mix(bean.fill, "#20100a", 0.45))
    for x, y in heaped(bowl, 52, 640, chance):
        fill = mix(bean.fill, "#000000", chance.uniform(0, 0.14))
        _bean(bowl.at(x, y, size=0.48, turn=chance.uniform(-60, 60)), bean, fill)


def _bean(c: Canvas, bean: Bean, fill: str) -> None:
    rx, ry = bean.rx, bean.ry
    c.paint(ellipse(1.5, 2.5, rx, ry, steps=20), mix(fill, "#1c0a04", 0.55))
    c.paint(ellipse(0, 0, rx, ry, steps=20), fill)
    c.paint(ellipse(-rx * 0.3, -ry * 0.38, rx * 0.34, ry * 0.2, steps=12), bean.light)
    c.paint(ellipse(rx * 0.1, ry * 0.5, rx * 0.3, ry * 0.14, steps=10), bean.eye)
