"""Text can be read: contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3), in the light and in the dark."""

import re
from pathlib import Path

import pytest

from bot.web import application

PAIRS = [
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "sprout"),
    ("soft", "field"),
    ("soft", "paper"),
    ("soft", "card"),
    ("soft", "sprout"),
    ("on-leaf", "leaf"),
    ("on-deep", "leaf-deep"),
    ("button-ink", "button"),
    ("button-ink", "card"),
    ("clay", "clay-pale"),
    ("on-straw", "straw"),
    ("paper", "ink"),
]
STYLE = Path(application.__file__).with_name("static") / "base.css"
SCHEMES = [dict(re.findall(r"--([\w-]+): #(\w{6});", block)) for block in STYLE.read_text().split(":root")[1:]]


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out(scheme: dict[str, str], text: str, ground: str) -> None:
    darker, lighter = sorted(map(_luminance, (scheme[text], scheme[ground])))

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, glossary)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
