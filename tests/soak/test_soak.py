"""The table in docs/reliability.md is what was counted, and only whole pieces count."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak import counts
from tests.soak.__main__ import Soak
from tests.soak.markets import Markets
from tests.soak.pieces import PIECES, Piece


class Interrupted(KeyboardInterrupt):
    """Somebody has pressed Ctrl-C."""


@pytest.fixture
def soak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Soak]:
    """A sitting that writes its counts beside the test."""
    read, write, file = counts.read, counts.write, tmp_path / "counts.json"
    monkeypatch.setattr(counts, "read", lambda: read(file))
    monkeypatch.setattr(counts, "write", lambda known: write(known, file, tmp_path / "page.md"))
    markets = Markets(tmp_path)
    yield Soak(tmp_path, markets)
    markets.close()


def with_piece(monkeypatch: pytest.MonkeyPatch, *ends: int | BaseException) -> None:
    """Let the pieces called "kills" end so, one after the other, and then be stopped."""
    script = iter([*ends, Interrupted()])

    def run(markets: Markets, folder: Path, seed: int) -> int:
        end = next(script)
        if isinstance(end, BaseException):
            raise end
        return end

    monkeypatch.setattr("tests.soak.__main__.PIECES", {**PIECES, "kills": Piece("kills", 100, run)})


def test_the_page_shows_what_was_counted() -> None:
    page = counts.PAGE.read_text(encoding="utf-8")

    assert page.partition(counts.BEGIN)[2].partition(counts.END)[0] == counts.table(counts.read())


def test_a_sitting_goes_on_where_the_last_one_stopped_and_counts_what_is_whole(
    soak: Soak, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_piece(monkeypatch, 10, 11)
    with pytest.raises(Interrupted):
        soak.go_on(["kills"], 60)
    with_piece(monkeypatch, 12)
    with pytest.raises(Interrupted):
        soak.go_on(["kills"], 60)

    assert counts.read()["kills"] == counts.Count("kills", done=33, last_seed=3)
    assert not soak.broken


def test_a_broken_piece_is_told_with_its_seed_and_counts_as_broken(
    soak: Soak, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with_piece(monkeypatch, 10, AssertionError("an alert is missing"))
    with pytest.raises(Interrupted):
        soak.go_on(["kills"], 60)
    soak.sum_up()

    assert counts.read()["kills"] == counts.Count("kills", done=10, violations=1, last_seed=2)
    assert "again: python -m tests.soak --only kills --seed 2" in capsys.readouterr().out


def test_counts_are_written_whole(tmp_path: Path) -> None:
    file = tmp_path / "counts.json"
    counts.write(counts.read(file), file, tmp_path / "page.md")

    assert json.loads(file.read_text()).keys() == PIECES.keys()
    assert list(tmp_path.iterdir()) == [file]
