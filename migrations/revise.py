"""Draft the next migration from the models: `python migrations/revise.py "what it does"`.

With `--first` the one and only migration is written anew, which is allowed until the first release.
A draft knows nothing of changed CHECKs and of rows that must be moved: read it, and add them by hand;
`tests/database/test_migrations.py` tells what is missing.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.database.migrations import alembic_config, upgrade
from bot.database.sqlite_engine import migrating_engine

VERSIONS = Path(__file__).resolve().parent / "versions"
FIRST = "0001"


def revise(message: str, number: str) -> Path:
    """Write `migrations/versions/<number>_<message>.py`, the step from the latest migration to the models."""
    with tempfile.TemporaryDirectory() as folder:
        engine = migrating_engine(Path(folder) / "draft.db")
        with engine.begin() as connection:
            upgrade(connection)
            config = alembic_config(connection)
            config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
            config.set_main_option("truncate_slug_length", "60")
            script = command.revision(config, message, autogenerate=True, rev_id=number)
        engine.dispose()
    assert script is not None
    assert not isinstance(script, list)
    return Path(script.path)


def main(arguments: list[str]) -> None:
    """Draft it and bring it into the shape of the other files."""
    existing = sorted(path.name[:4] for path in VERSIONS.glob("[0-9]*.py"))
    if arguments[:1] == ["--first"]:
        if existing not in ([], [FIRST]):
            raise SystemExit("there are later migrations, so the first one stays")
        for path in VERSIONS.glob(f"{FIRST}_*.py"):
            path.unlink()
        path = revise("first tables", FIRST)
    elif len(arguments) == 1:
        path = revise(arguments[0], f"{int(existing[-1]) + 1:04}" if existing else FIRST)
    else:
        raise SystemExit(__doc__)
    for check in (["format"], ["check", "--fix", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *check, str(path)], check=True)
    print(path)


if __name__ == "__main__":
    main(sys.argv[1:])
