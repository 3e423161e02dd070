"""What was done so far, kept in the repository: docs/reliability.json, and the table of docs/reliability.md."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from tests.soak.pieces import PIECES, Piece

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
COUNTS, PAGE = DOCS / "reliability.json", DOCS / "reliability.md"
BEGIN, END = "<!-- counts -->\n", "<!-- end of counts -->\n"


@dataclass(frozen=True)
class Count:
    """How much of one kind was done, how often a promise was broken, and with which seed it goes on."""

    what: str
    done: int = 0
    violations: int = 0
    last_seed: int = 0

    def after(self, piece: Piece, done: int, *, violations: int = 0) -> "Count":
        """Give the count after one more piece."""
        return replace(
            self,
            what=piece.what,
            done=self.done + done,
            violations=self.violations + violations,
            last_seed=self.last_seed + piece.seeds,
        )


def read(path: Path = COUNTS) -> dict[str, Count]:
    """Read what was done; nothing where nothing was."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {name: Count(**known[name]) if name in known else Count(piece.what) for name, piece in PIECES.items()}


def write(counts: Mapping[str, Count], path: Path = COUNTS, page: Path = PAGE) -> None:
    """Write it down whole or not at all, and show it in the table."""
    _replace(path, json.dumps({name: asdict(count) for name, count in counts.items()}, indent=2) + "\n")
    if page.exists():
        before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
        _replace(page, before + BEGIN + table(counts) + END + rest.partition(END)[2])


def table(counts: Mapping[str, Count]) -> str:
    """Give the counts as Markdown."""
    lines = ["| What | Done so far | To be done | Promises broken | Again |", "|---|---:|---:|---:|---|"]
    lines += [
        f"| {count.what} | {count.done:,} | {PIECES[name].aim:,} | {count.violations} | `--only {name}` |"
        for name, count in counts.items()
    ]
    return "\n".join(lines) + "\n"


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
