"""The wheel brings along what lies beside the package in a checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_the_wheel_carries_locales_and_migrations(tmp_path):
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], cwd=ROOT, check=True)

    wheel, *others = tmp_path.glob("*.whl")
    carried = set(zipfile.ZipFile(wheel).namelist())

    assert others == []
    assert {f"bot/_{path}" for path in _files("locales", "migrations")} <= carried
    assert _files("bot") <= carried


def _files(*folders: str) -> set[str]:
    paths = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in paths if "__pycache__" not in path.parts}
