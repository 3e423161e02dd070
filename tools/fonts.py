"""Cut the fonts of our documents out of the whole ones: what our languages and sellers write, and no more.

python -m tools.fonts FOLDER    FOLDER holds the Noto fonts as distributions install them, in any of its folders

The outcome is committed, so nobody needs this who does not add a language.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from bot.documents.fonts import FOLDER

ROOT = Path(__file__).resolve().parent.parent
GB2312_ROWS = range(0xB0, 0xF8)  # hanzi of both levels: 荸荠, 茼蒿 and 薏苡 are on the second
GB2312_CELLS = range(0xA1, 0xFF)
CJK_SIGNS = (range(0x3000, 0x3030), range(0xFF01, 0xFF61), range(0xFFE0, 0xFFE7))  # 、。「」 and full-width forms

# Signs that the first font lacks.
SIGNS = ((0x2248, 0x2260, 0x2264, 0x2265, 0x221A, 0x2605, 0x2606), range(0x2190, 0x2194), range(0x2460, 0x2474))
# Letters of Europe and Viet Nam, Cyrillic, punctuation, currencies, and the signs that stand beside amounts.
SANS = (
    range(0x20, 0x7F),
    range(0xA0, 0x250),
    range(0x2B0, 0x370),
    range(0x400, 0x530),
    range(0x1E00, 0x1F00),
    range(0x2010, 0x2028),
    range(0x2030, 0x205F),
    range(0x2070, 0x20A0),
    range(0x20A0, 0x20C1),
    range(0x2100, 0x2190),
    (0x2212, 0x2215, 0x25CC),
)
# Arabic, also of Persia, Pakistan and Xinjiang.
ARABIC = (range(0x600, 0x700), range(0x750, 0x780))


@dataclass(frozen=True, slots=True)
class Source:
    """A whole font, and what is kept of it.  `number`: which of a collection; `shapes`: its letters join."""

    file: str
    wanted: frozenset[int]
    number: int = -1
    shapes: bool = False


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    for target, source in sources().items():
        found = sorted(Path(sys.argv[1]).rglob(source.file))
        if not found:
            print(f"{source.file} is not in {sys.argv[1]}")
            return 1
        cut(found[0], source, FOLDER / target)
        print(f"{target}: {(FOLDER / target).stat().st_size // 1000} kB")
    return 0


def sources() -> dict[str, Source]:
    """Say from what each of our fonts is cut."""
    written = frozenset(_written())
    return {
        "sans.ttf": Source("NotoSans-Regular.ttf", _all(SANS), shapes=True),
        "arabic.ttf": Source("NotoSansArabic-Regular.ttf", _all(ARABIC) | written, shapes=True),
        "han.otf": Source(
            "NotoSansCJK-Regular.ttc",
            frozenset(_hanzi()) | _all(CJK_SIGNS) | _all(SIGNS) | {each for each in written if each >= 0x2E80},
            number=2,  # simplified Chinese
        ),
    }


def cut(path: Path, source: Source, target: Path) -> None:
    """Write what is wanted of a font."""
    font = TTFont(path, fontNumber=source.number, recalcTimestamp=False)
    options = Options()
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # who made it, and the licence
    options.layout_features = ["*"] if source.shapes else []
    if not source.shapes:
        options.drop_tables += ["BASE", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=source.wanted)
    subsetter.subset(font)
    font.save(target)


def _hanzi() -> Iterator[int]:
    for row in GB2312_ROWS:
        for cell in GB2312_CELLS:
            character = bytes([row, cell]).decode("gb2312", "ignore")
            if character:
                yield ord(character)


def _written() -> Iterator[int]:
    """All that our own sentences and the sample market are written with."""
    for pattern in ("locales/**/*.po", "locales/**/*.toml", "bot/catalog/sample/**/*.toml"):
        for path in sorted(ROOT.glob(pattern)):
            yield from map(ord, path.read_text(encoding="utf-8"))


def _all(ranges: Iterable[Iterable[int]]) -> frozenset[int]:
    return frozenset(one for some in ranges for one in some)


if __name__ == "__main__":
    sys.exit(main())
