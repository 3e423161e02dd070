"""Figures beside their limits, as a table and as JSON."""

import json
import os
import platform
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value and what it must stay within.  `at_least`: larger is better."""

    name: str
    value: float
    unit: str = ""
    limit: float | None = None
    at_least: bool = False

    @property
    def holds(self) -> bool:
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def ratio(name: str, value: float, *, at_least: float) -> Figure:
    return Figure(name, value, "×", at_least, at_least=True)


def print_section(title: str, figures: Sequence[Figure]) -> None:
    """Print one line a figure, with its limit where it has one."""
    print(f"\n{title}")
    for figure in figures:
        limit = "" if figure.limit is None else f"{'≥' if figure.at_least else '≤'} {figure.limit:g}"
        verdict = "" if figure.limit is None else ("ok" if figure.holds else "MISSED")
        print(
            f"  {figure.name:<62}{_short(figure.value):>9} {figure.unit:<8}{limit:>8}  {verdict}".rstrip(), flush=True
        )


def write_json(file: Path, sections: Mapping[str, Sequence[Figure]]) -> None:
    """Keep the run, for whoever compares two."""
    document = {
        "machine": machine(),
        "sections": {title: [_facts(figure) for figure in figures] for title, figures in sections.items()},
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": platform.system(),
    }


def _facts(figure: Figure) -> dict[str, Any]:
    return asdict(figure) | {"holds": figure.holds}


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
