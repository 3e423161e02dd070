"""The README says what the program says."""

import pytest

from tools import readme


def test_sample_conversation_is_the_tours_output() -> None:
    text = (readme.ROOT / "README.md").read_text(encoding="utf-8")

    assert readme.with_tour(text, readme.play()) == text


def test_another_conversation_would_be_noticed() -> None:
    text = (readme.ROOT / "README.md").read_text(encoding="utf-8")

    assert readme.with_tour(text, "» /start") != text


def test_lost_marks_are_named() -> None:
    with pytest.raises(ValueError, match="marks"):
        readme.with_tour("# Farmgate\n", "» /start")
