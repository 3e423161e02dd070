"""What is told of a run: as text, as JSON, as a picture."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from benchmarks.plot import MOST, used, write_plot
from benchmarks.report import Figure, print_sum, write_json

MET = Figure("turns beside the plain loop", 0.6, "×", 0.5, at_least=True)
MISSED = Figure("tap → answer <p99>", 450, "ms", 300)
PLAIN = Figure("one fdatasync", 1.5, "ms")
SECTIONS = {"The shop": [MET, MISSED, PLAIN]}


def test_the_sum_names_what_is_missed(capsys: pytest.CaptureFixture[str]) -> None:
    print_sum(SECTIONS)

    said = capsys.readouterr().out.splitlines()
    assert said == ["", "1 of 2 budgets are met", "  MISSED  The shop: tap → answer <p99>: 450 ms"]


def test_the_json_has_every_figure_and_nothing_of_where_it_was_measured(tmp_path: Path) -> None:
    write_json(tmp_path / "run.json", SECTIONS)

    run = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert [(one["name"], one["holds"]) for one in run["sections"]["The shop"]] == [
        (MET.name, True),
        (MISSED.name, False),
        (PLAIN.name, True),
    ]
    assert run.keys() == {"measured_at", "commit", "machine", "sections"}
    assert str(Path.home()) not in json.dumps(run)


def test_the_picture_is_sound_and_draws_what_has_a_limit(tmp_path: Path) -> None:
    write_plot(tmp_path / "run.svg", SECTIONS)

    words = [one.text for one in ET.parse(tmp_path / "run.svg").iter() if one.text]
    assert MET.name in words
    assert MISSED.name in words
    assert PLAIN.name not in words


@pytest.mark.parametrize(
    ("figure", "share"),
    [
        (MET, 0.5 / 0.6),
        (MISSED, 1.5),
        (Figure("double orders", 0, "", 0), 1.0),
        (Figure("double orders", 1, "", 0), MOST),
        (Figure("sold", 0, "", 100, at_least=True), MOST),
    ],
)
def test_a_bar_is_the_share_of_the_limit(figure: Figure, share: float) -> None:
    assert used(figure) == pytest.approx(share)
