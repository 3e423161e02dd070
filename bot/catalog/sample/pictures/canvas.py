"""A canvas for drawing with polygons: soft light and shadow, no fonts, no files.

Everything is drawn three times too large and then reduced, which gives smooth edges.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

from bot.catalog.sample.pictures.shapes import Shape, Width, ellipse, place, stroke

WIDTH, HEIGHT = 640, 480  # picture units, and the pixels of the finished picture
OVERSAMPLE = 3  # drawn at 3x; 4x costs twice the time and shows no difference
QUALITY = 82  # JPEG: soft gradients stay free of bands, and a picture stays under 40 KB
SHADOW = "#40281c"

Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]  # pixels: left, top, right, bottom


def mix(one: str, other: str, share: float) -> str:
    """Blend two colours "#rrggbb"; `share` is how much of the other there is, 0 to 1."""
    pairs = zip(_rgb(one), _rgb(other), strict=True)
    return "#{:02x}{:02x}{:02x}".format(*(round(a + (b - a) * share) for a, b in pairs))


@dataclass(frozen=True, slots=True)
class Mask:
    """Where a painted shape is, so that more paint can be kept within it: a grey picture and its place."""

    image: Image.Image
    left: int
    top: int

    @property
    def box(self) -> Box:
        return self.left, self.top, self.left + self.image.width, self.top + self.image.height


@dataclass(frozen=True, slots=True)
class _Placement:
    x: float = 0
    y: float = 0
    size: float = 1
    turn: float = 0
    flip: bool = False


class Canvas:
    """A picture being painted.  `at` gives the same picture seen from elsewhere: moved, scaled, turned, mirrored."""

    def __init__(self, image: Image.Image, placements: tuple[_Placement, ...] = ()) -> None:
        self._image = image
        self._draw = ImageDraw.Draw(image)
        self._placements = placements  # innermost last
        self._size = math.prod(placement.size for placement in placements)

    @classmethod
    def blank(cls, middle: str, edge: str) -> "Canvas":
        """A new picture whose background glows in the middle."""
        light = _glow(middle, edge)
        return cls(light.resize((WIDTH * OVERSAMPLE, HEIGHT * OVERSAMPLE), Image.Resampling.BILINEAR))

    def at(self, x: float, y: float, *, size: float = 1, turn: float = 0, flip: bool = False) -> "Canvas":
        """This picture with its origin, scale and direction set for one object."""
        return Canvas(self._image, (*self._placements, _Placement(x, y, size, turn, flip)))

    def mask(self, shape: Shape) -> Mask:
        """Where a shape is."""
        return _mask(self._placed(shape))

    def covers(self, mask: Mask, x: float, y: float) -> bool:
        """Whether a point lies in a shape."""
        ((px, py),) = self._placed([(x, y)])
        left, top = round(px * OVERSAMPLE) - mask.left, round(py * OVERSAMPLE) - mask.top
        inside = 0 <= left < mask.image.width and 0 <= top < mask.image.height
        return inside and bool(mask.image.getpixel((left, top)))

    def paint(self, shape: Shape, fill: str, *, alpha: float = 1, within: Mask | None = None) -> None:
        """Fill a shape with one colour; `within` keeps the paint inside another shape."""
        placed = self._placed(shape)
        if alpha >= 1 and within is None:
            self._draw.polygon(_pixels(placed), fill=_rgb(fill))
            return
        mask = _mask(placed)
        self._lay(fill, Mask(_fainter(mask.image, alpha), mask.left, mask.top), within)

    def line(self, line: Shape | str, width: Width, fill: str, *, alpha: float = 1, within: Mask | None = None) -> None:
        """Paint a brush stroke along a smooth line."""
        self.paint(stroke(line, width), fill, alpha=alpha, within=within)

    def soft(self, shape: Shape, fill: str, *, blur: float, alpha: float = 1, within: Mask | None = None) -> None:
        """Fill a shape without a hard edge: a shine, a blush, a shade."""
        blur *= self._size
        small = _small(self._placed(shape), margin=math.ceil(2.5 * blur))
        soft = _fainter(small.image.filter(ImageFilter.GaussianBlur(blur)), alpha)
        self._lay(fill, _enlarged(Mask(soft, small.left, small.top), within), within)

    def solid(self, shape: Shape, fill: str, *, depth: float = 14, shade: str = "", light: str = "") -> Mask:
        """Fill a shape so that it looks round: lit from the upper left, shaded at the lower right."""
        placed, depth = self._placed(shape), depth * self._size
        mask = _mask(placed)
        self._draw.polygon(_pixels(placed), fill=_rgb(fill))
        self._rim(placed, shade or mix(fill, "#3a1a10", 0.42), depth, -0.55 * depth, mask)
        self._rim(placed, light or mix(fill, "#ffffff", 0.55), depth * 0.75, 0.5 * depth, mask)
        return mask

    def shine(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        *,
        turn: float = 0,
        alpha: float = 0.7,
        within: Mask | None = None,
    ) -> None:
        """The window's light on something smooth."""
        self.soft(ellipse(x, y, rx, ry, turn=turn), "#ffffff", blur=min(rx, ry) * 0.5, alpha=alpha, within=within)

    def shadow(self, x: float, y: float, rx: float, ry: float) -> None:
        """The shadow of something that stands at (x, y)."""
        self.soft(ellipse(x, y, rx, ry), SHADOW, blur=7 / self._size, alpha=0.3)

    def jpeg(self) -> bytes:
        """The finished picture; the same bytes each time under one version of Pillow."""
        file = BytesIO()
        self._image.reduce(OVERSAMPLE).save(file, "JPEG", quality=QUALITY, optimize=True)
        return file.getvalue()

    def _placed(self, shape: Shape) -> Shape:
        for p in reversed(self._placements):
            shape = place(shape, p.x, p.y, size=p.size, turn=p.turn, flip=p.flip)
        return shape

    def _rim(self, placed: Shape, fill: str, blur: float, shift: float, within: Mask) -> None:
        # What is outside the shape, moved inwards and blurred, is the shade along one side of its edge.
        small = _small(placed, margin=math.ceil(2 * blur + abs(shift)))
        outside = ImageChops.offset(ImageChops.invert(small.image), round(shift), round(shift))
        soft = _fainter(outside.filter(ImageFilter.GaussianBlur(blur / 1.6)), 0.8)
        self._lay(fill, _enlarged(Mask(soft, small.left, small.top), within), within)

    def _lay(self, fill: str, mask: Mask, within: Mask | None) -> None:
        if within is not None:
            if (both := _overlap(mask.box, within.box)) is None:
                return
            mask = Mask(ImageChops.multiply(_cut(mask, both), _cut(within, both)), both[0], both[1])
        self._image.paste(_rgb(fill), mask.box, mask.image)


@lru_cache
def _rgb(name: str) -> Colour:
    red, green, blue = ImageColor.getrgb(name)[:3]
    return red, green, blue


@lru_cache
def _glow(middle: str, edge: str) -> Image.Image:
    small = Image.new("RGB", (64, 48), _rgb(edge))
    around = ImageChops.invert(Image.radial_gradient("L")).resize((64, 48))
    small.paste(_rgb(middle), (0, 0), around)
    return small.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


def _pixels(placed: Shape) -> list[tuple[float, float]]:
    return [(x * OVERSAMPLE, y * OVERSAMPLE) for x, y in placed]


def _mask(placed: Shape) -> Mask:
    pixels = _pixels(placed)
    left, top = math.floor(min(x for x, _ in pixels)), math.floor(min(y for _, y in pixels))
    right, bottom = math.ceil(max(x for x, _ in pixels)) + 1, math.ceil(max(y for _, y in pixels)) + 1
    image = Image.new("L", (right - left, bottom - top), 0)
    ImageDraw.Draw(image).polygon([(x - left, y - top) for x, y in pixels], fill=255)
    return Mask(image, left, top)


def _small(placed: Shape, *, margin: int) -> Mask:
    # One pixel a unit is enough for what is blurred anyway, and nine times quicker.
    xs, ys = [x for x, _ in placed], [y for _, y in placed]
    left, top = math.floor(min(xs)) - margin, math.floor(min(ys)) - margin
    image = Image.new("L", (math.ceil(max(xs)) + margin - left, math.ceil(max(ys)) + margin - top), 0)
    ImageDraw.Draw(image).polygon([(x - left, y - top) for x, y in placed], fill=255)
    return Mask(image, left, top)


def _enlarged(small: Mask, within: Mask | None) -> Mask:
    # Only what can be seen is enlarged: that is where most of the time goes.
    left, top, right, bottom = within.box if within else (0, 0, WIDTH * OVERSAMPLE, HEIGHT * OVERSAMPLE)
    seen = left // OVERSAMPLE - 1, top // OVERSAMPLE - 1, right // OVERSAMPLE + 2, bottom // OVERSAMPLE + 2
    if (box := _overlap(small.box, seen)) is None:
        return Mask(Image.new("L", (1, 1), 0), 0, 0)
    part = _cut(small, box)
    size = (part.width * OVERSAMPLE, part.height * OVERSAMPLE)
    return Mask(part.resize(size, Image.Resampling.BILINEAR), box[0] * OVERSAMPLE, box[1] * OVERSAMPLE)


def _overlap(a: Box, b: Box) -> Box | None:
    left, top, right, bottom = max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])
    return (left, top, right, bottom) if left < right and top < bottom else None


def _fainter(image: Image.Image, alpha: float) -> Image.Image:
    return image if alpha >= 1 else image.point(_levels(alpha))


@lru_cache
def _levels(alpha: float) -> list[int]:
    return [round(level * alpha) for level in range(256)]


def _cut(mask: Mask, box: Box) -> Image.Image:
    return mask.image.crop((box[0] - mask.left, box[1] - mask.top, box[2] - mask.left, box[3] - mask.top))
