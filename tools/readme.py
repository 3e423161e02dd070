"""Keep the README's sample conversation what it says it is: the tour's own output.

python -m tools.readme             fail if it differs
python -m tools.readme --update    write it anew
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- tour -->\n", "<!-- /tour -->"


def main() -> int:
    """Compare, or write."""
    path = ROOT / "README.md"
    text = path.read_text(encoding="utf-8")
    wanted = with_tour(text, play())
    if wanted == text:
        return 0
    if "--update" in sys.argv[1:]:
        path.write_text(wanted, encoding="utf-8")
        return 0
    print("README.md: the sample conversation is not what the tour prints; run `python -m tools.readme --update`")
    return 1


def play() -> str:
    """Run the tour as anyone would."""
    command = [sys.executable, "-m", "bot", "tour"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def with_tour(text: str, tour: str) -> str:
    """Put the tour between its marks.

    Raises:
        ValueError: the marks are gone.
    """
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError("README.md has lost the marks around its sample conversation")
    return f"{head}{begin}```\n{tour}\n```\n{end}{tail}"


if __name__ == "__main__":
    raise SystemExit(main())
