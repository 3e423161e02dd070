"""Hold our own rules against the sources: those that no linter knows.

python -m tools.house_rules    print each breach as file:line, exit with 1 if there is any
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 400  # lines
# How many leading arguments of a translating call are sentences, that is, literal strings.
TRANSLATING = {"_": 1, "gettext": 1, "ngettext": 2, "pgettext": 2, "npgettext": 3}
TRANSLATORS = ("bot/i18n.py",)  # hands sentences through that were literal where they were said
COMMITTERS = ("bot/database/",)
# Options of pip say where packages come from; a hash alone says what they are.
LOCK_PLACE = re.compile(r"://|(?<!\S)-(?!-hash=sha256:)")


def main() -> int:
    """Check the whole repository."""
    breaches = [*sources(ROOT, ROOT / "bot"), *locks(ROOT, ROOT / "requirements")]
    print(*breaches, sep="\n", end="\n" if breaches else "")
    print(f"house rules: {len(breaches)} breaches")
    return 1 if breaches else 0


def sources(root: Path, folder: Path) -> Iterator[str]:
    """Check every Python file below a folder; paths are reported from `root`."""
    for path in sorted(folder.rglob("*.py")):
        name, text = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
        if (length := len(text.splitlines())) > LONGEST_FILE:
            yield f"{name}: {length} lines, at most {LONGEST_FILE}: find the seam"
        for node in ast.walk(ast.parse(text)):
            if is_commit(node) and not name.startswith(COMMITTERS):
                yield f"{name}:{node.lineno}: commit() belongs to bot/database: a turn commits as a whole"
            if isinstance(node, ast.Call) and not name.startswith(TRANSLATORS) and not has_literal_sentences(node):
                yield f"{name}:{node.lineno}: a translated sentence is a literal string: no f-string, variable or sum"


def locks(root: Path, folder: Path) -> Iterator[str]:
    """Check that no lock file remembers where its packages came from."""
    for path in sorted(folder.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if LOCK_PLACE.search(line):
                yield f"{path.relative_to(root).as_posix()}:{number}: names a host or a folder; run `make lock`"


def has_literal_sentences(call: ast.Call) -> bool:
    """Whether a call that translates was given literals only; a call that does not translate has none to give."""
    sentences = TRANSLATING.get(_called(call), 0)
    given = call.args[:sentences]
    return len(given) == sentences and all(
        isinstance(arg, ast.Constant) and isinstance(arg.value, str) for arg in given
    )


def is_commit(node: ast.AST) -> TypeGuard[ast.Attribute]:
    """Whether this is `.commit`, called or handed on to be called."""
    return isinstance(node, ast.Attribute) and node.attr == "commit"


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


if __name__ == "__main__":
    sys.exit(main())
