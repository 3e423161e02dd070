"""Count how the phrases that people type are read.

python -m tools.phrases            a line for each language and half: right, asked, missed, wrong
python -m tools.phrases --misses   and each phrase that is not read as its label says

Whoever changes the grammar tunes it with one half and does not open the other, held_out: `--misses` shows of that only
what was read wrong.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.catalog.grammar.reading import read_order
from bot.catalog.grammar.result import Nothing, Order, Question, Understood
from bot.catalog.snapshot import Catalogue
from bot.i18n import Languages

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "data" / "phrases"
HALVES = {"tuning": FOLDER, "held out": FOLDER / "held_out"}


@dataclass(frozen=True, slots=True)
class Phrase:
    language: str
    text: str
    expect: str  # items, ask or none
    items: dict[str, int]  # base units by product


@dataclass(frozen=True, slots=True)
class Score:
    """What became of one phrase: right; asked or missed where more was hoped for; or wrong, which must never be."""

    phrase: Phrase
    outcome: str
    understood: Understood


def phrases(path: Path) -> Iterator[Phrase]:
    """Read a file of phrases."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        items: Counter[str] = Counter()
        for item in row["items"]:
            items[item["product"]] += item["quantity"]
        yield Phrase(row["language"], row["text"], row["expect"], dict(items))


def score(phrase: Phrase, catalogue: Catalogue, languages: Languages) -> Score:
    """Read one phrase and compare."""
    understood = read_order(phrase.text, catalogue, languages.get(phrase.language))
    return Score(phrase, _outcome(phrase, understood), understood)


def _outcome(phrase: Phrase, understood: Understood) -> str:
    match understood:
        case Order(wanted):
            read = {each.item.slug: each.quantity for each in wanted}
            return "right" if phrase.expect == "items" and read == phrase.items else "wrong"
        case Question():
            return "right" if phrase.expect == "ask" else "asked"
        case Nothing():
            return "right" if phrase.expect == "none" else "missed"


def files() -> Iterator[tuple[str, Path]]:
    """Give the half and the path of each file that is there."""
    for half, folder in HALVES.items():
        for path in sorted(folder.glob("*.jsonl")):
            yield half, path


def report(scores: Sequence[Score]) -> str:
    """Write a half's figures in one line."""
    counts = Counter(each.outcome for each in scores)
    share = f"{100 * counts['right'] / len(scores):5.1f} % right"
    others = (f"{counts[outcome]} {outcome}" for outcome in ("asked", "missed", "wrong"))
    return f"{share}, {', '.join(others)} of {len(scores)}"


def written(understood: Understood) -> str:
    """Write what was understood, for people."""
    match understood:
        case Order(wanted):
            return " ".join(f"{each.item.slug}:{each.quantity}" for each in wanted)
        case Question(ask, candidates, words):
            return f"ask {ask}: {words!r} of {' '.join(item.slug for item in candidates)}"
        case Nothing():
            return "nothing"


def main() -> int:
    """Score every file; exit with 1 where anything is read wrong."""
    from tests.catalog.shelf import LANGUAGES, shelf

    parser = argparse.ArgumentParser()
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    wrong = 0
    for half, path in files():
        if arguments.only not in path.stem:
            continue
        scores = [score(phrase, shelf(), LANGUAGES) for phrase in phrases(path)]
        wrong += sum(each.outcome == "wrong" for each in scores)
        print(f"{path.stem:8} {half:8} {report(scores)}")
        if arguments.misses:
            for each in sorted(scores, key=lambda one: one.outcome):
                if each.outcome == "wrong" or (each.outcome != "right" and half != "held out"):
                    label = f"{each.phrase.expect} {each.phrase.items or ''}"
                    print(f"  {each.outcome:6} {each.phrase.text!r}  is {label}; read {written(each.understood)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
