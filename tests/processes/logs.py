"""Reading what processes wrote into their logs."""

import json
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from tests.processes.running import Process

UNEXPECTED = ("error", "critical")
LENGTH_MIN = 4  # of a secret; what is shorter stands in every log by chance


def mishaps(processes: Iterable[Process]) -> list[str]:
    """The lines that tell of a fault, and those that are no line of our log at all: a traceback, a warning."""
    return [f"{one.name}: {line}" for one in processes for line in one.log.splitlines() if _is_mishap(line)]


def leaks(text: str, secrets: Mapping[str, str]) -> set[str]:
    """The names of the secrets that stand in a text, in any of the ways in which text is written down."""
    return {name for name, secret in secrets.items() if any(form in text for form in _forms(secret))}


def _is_mishap(line: str) -> bool:
    try:
        return json.loads(line)["level"] in UNEXPECTED
    except (ValueError, KeyError, TypeError):
        return True


def _forms(secret: str) -> set[str]:
    assert len(secret) >= LENGTH_MIN
    return {secret, quote(secret), quote(secret, safe=""), json.dumps(secret)[1:-1], repr(secret)[1:-1]}
