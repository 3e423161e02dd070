"""The words of recorded turns as a script of pgbench, PostgreSQL's own benchmark program.

What differs from buyer to buyer becomes arithmetic on a counter: the ids of the next buyer are those of the last one
and a step, because buyers were set up one after the other.  What differs in any other way, such as a message's text
that names an order's code, stays as the first buyer's: the same words, as long.
"""

import asyncio
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.clocks import Spent
from benchmarks.recording import Statement, Turn

CLIENTS = 8
FIRST_EVENT = 10**12  # beyond those of any turn of ours
EVENT_PARAMETER = 1  # of a turn's first statement, which inserts (channel, event id, …) into the inbox

_PLACEHOLDER = re.compile(r"\$(\d+)")


class NothingToCompare(Exception):
    """Turns that should have been alike said different things."""


@dataclass
class Script:
    """A script and the values of its variables."""

    lines: list[str]
    values: dict[str, str] = field(default_factory=dict)


def script_of(turns: Sequence[Turn], buyers: int, *, prefix: str) -> Script:
    """Write the script of one kind of turn, from the turns of the first few buyers.

    Raises:
        NothingToCompare: they did not all say the same.
    """
    script = Script([r"\set k :k + 1", rf"\set n :k * {CLIENTS} + :client_id", rf"\set buyer :n % {buyers}"])
    script.lines.append(rf"\set event {FIRST_EVENT} + :n")
    body = ["BEGIN;"]
    events = [turn[0].sets[0][EVENT_PARAMETER] for turn in turns]
    for place, alike in enumerate(_in_step(turns)):
        statements = list(_statements(script, alike, events, f"{prefix}{place}"))
        body += [r"\startpipeline", *statements, r"\endpipeline"] if alike[0].many else statements
    script.lines += [*body, "COMMIT;"]
    return script


async def run(program: Path, url: str, scripts: Sequence[Script], turns: int, folder: Path) -> Spent:
    """Let eight clients repeat the scripts, each transaction one of them by chance, and give how long it took.

    Raises:
        RuntimeError: a transaction failed; holds what pgbench said.
    """
    files = []
    for number, script in enumerate(scripts):
        file = folder / f"turn-{number}.sql"
        file.write_text("\n".join(script.lines) + "\n", encoding="utf-8")
        files.append(f"--file={file}")
    values = {"k": "-1"} | {name: value for script in scripts for name, value in script.values.items()}
    process = await asyncio.create_subprocess_exec(
        program,
        *("--no-vacuum", "--protocol=prepared", f"--client={CLIENTS}", f"--transactions={turns // CLIENTS}"),
        *(f"--define={name}={value}" for name, value in values.items()),
        *files,
        url,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said = (await process.communicate())[0].decode()
    found = re.search(r"tps = ([\d.]+) \(without initial connection time\)", said)
    failed = re.search(r"number of failed transactions: (\d+)", said)
    if process.returncode or found is None or failed is None or failed[1] != "0":
        raise RuntimeError(f"pgbench failed: {said[-2000:]}")
    done = turns // CLIENTS * CLIENTS
    return Spent(done, done / float(found[1]))


def _in_step(turns: Sequence[Turn]) -> Iterable[Sequence[Statement]]:
    if len({tuple((statement.sql, len(statement.sets)) for statement in turn) for turn in turns}) != 1:
        raise NothingToCompare(f"{len(turns)} turns are not alike")
    return zip(*turns, strict=True)


def _statements(script: Script, alike: Sequence[Statement], events: Sequence[str], prefix: str) -> Iterable[str]:
    for number, sets in enumerate(zip(*(statement.sets for statement in alike), strict=True)):
        words = [
            _word(script, values, events, f"{prefix}_{number}_{place}")
            for place, values in enumerate(zip(*sets, strict=True))
        ]
        yield _PLACEHOLDER.sub(lambda found, words=words: words[int(found[1]) - 1], alike[0].sql) + ";"  # type: ignore[misc]


def _word(script: Script, values: Sequence[Any], events: Sequence[str], name: str) -> str:
    """Give what stands in the script for one parameter, by its values in the turns of the first buyers."""
    if list(values) == list(events):
        return ":event"
    if values[0] is None:
        return "NULL"
    if step := _step(values):
        script.lines.append(rf"\set {name} {values[0]} + :buyer * {step}")
    else:
        script.values[name] = _text(values[0])
    return f":{name}"


def _step(values: Sequence[Any]) -> int | None:
    """By how much a number rises from buyer to buyer; None for what is no number, or rises unevenly."""
    if not all(type(value) is int or (isinstance(value, str) and value.isdecimal()) for value in values):
        return None
    steps = {int(after) - int(before) for before, after in pairwise(values)}
    return steps.pop() if len(steps) == 1 else None


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime | date) else str(value)
