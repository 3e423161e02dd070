"""Figures beside their limits, as a table, as JSON and as a picture."""

import json
import os
import platform
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


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


Sections = Mapping[str, Sequence[Figure]]


def ratio(name: str, value: float, *, at_least: float) -> Figure:
    return Figure(name, value, "×", at_least, at_least=True)


def print_section(title: str, figures: Sequence[Figure]) -> None:
    """Print one line a figure, with its limit where it has one."""
    print(f"\n{title}")
    for figure in figures:
        limit = "" if figure.limit is None else f"{'≥' if figure.at_least else '≤'} {short(figure.limit)}"
        verdict = "" if figure.limit is None else ("ok" if figure.holds else "MISSED")
        print(f"  {figure.name:<70}{short(figure.value):>9} {figure.unit:<8}{limit:>8}  {verdict}".rstrip(), flush=True)


def print_sum(sections: Sections) -> None:
    """Print how many budgets are met, and name the others again."""
    judged = [(title, figure) for title, figures in sections.items() for figure in figures if figure.limit is not None]
    missed = [(title, figure) for title, figure in judged if not figure.holds]
    print(f"\n{len(judged) - len(missed)} of {len(judged)} budgets are met")
    for title, figure in missed:
        print(f"  MISSED  {title}: {figure.name}: {short(figure.value)} {figure.unit}")


def write_json(file: Path, sections: Sections) -> None:
    """Keep the run, for whoever compares two."""
    document = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": machine(),
        "sections": {title: [_facts(figure) for figure in figures] for title, figures in sections.items()},
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    """What the figures depend on; no name of the machine and no path on it."""
    return {
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": platform.system(),
        "architecture": platform.machine(),
    }


def commit() -> str:
    """Give the commit that is checked out, and whether files differ from it; empty outside a repository."""
    if (git := shutil.which("git")) is None:
        return ""
    command = [git, "describe", "--always", "--abbrev=12", "--exclude=*", "--dirty"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _facts(figure: Figure) -> dict[str, Any]:
    return asdict(figure) | {"holds": figure.holds}
