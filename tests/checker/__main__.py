"""The checker as a program: it reads what a run has left behind, and says which promises were broken.

python -m tests.checker --database sqlite:///farmgate.db --platform-log calls.jsonl

Exit status 0: every rule held, and had something to look at.
"""

import argparse
import json
import sys
from dataclasses import fields
from pathlib import Path

from tests.checker import Limits, check, gather


def main(arguments: list[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    canaries = given.canaries.read_text(encoding="utf-8").splitlines() if given.canaries else []
    evidence = gather(
        given.database,
        platform_log=given.platform_log,
        history=given.history,
        app_logs=given.app_log,
        canaries=[canary for canary in canaries if canary],
    )
    limits = Limits(**{name: float(figure) for name, _, figure in (one.partition("=") for one in given.limit)})
    report = check(evidence, may_be_empty=given.allow_empty, limits=limits)
    print(json.dumps(report.facts(), ensure_ascii=False, default=str) if given.json else report)
    return 0 if report.ok else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests.checker", description=__doc__)
    parser.add_argument("--database", required=True, metavar="URL", help="as DATABASE_URL")
    parser.add_argument("--platform-log", type=Path, help="JSON lines of what the platform took, refused and heard")
    parser.add_argument("--history", type=Path, help="JSON lines of what people were seen to do")
    parser.add_argument("--app-log", type=Path, action="append", default=[], help="a log of the product; repeatable")
    parser.add_argument("--canaries", type=Path, help="words, one a line, that no log may hold")
    parser.add_argument("--allow-empty", nargs="*", default=[], metavar="RULE", help="rules that may see nothing")
    parser.add_argument(
        "--limit",
        action="append",
        default=[],
        metavar="NAME=FIGURE",
        help=f"repeatable: {', '.join(spec.name for spec in fields(Limits))}",
    )
    parser.add_argument("--json", action="store_true", help="say it as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
