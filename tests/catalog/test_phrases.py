"""What people type as orders: nearly all of it is read right, and nothing is read wrong."""

import pytest

from tests.catalog.shelf import LANGUAGES, shelf
from tools.phrases import Score, files, phrases, report, score, written

RIGHT_MIN = 0.95

FILES = [pytest.param(path, id=f"{path.stem}, {half}") for half, path in files()]


@pytest.mark.parametrize("path", FILES)
def test_phrases_are_read_right_and_none_is_read_wrong(path):
    scores = [score(phrase, shelf(), LANGUAGES) for phrase in phrases(path)]

    assert [_shown(each) for each in scores if each.outcome == "wrong"] == []
    assert sum(each.outcome == "right" for each in scores) >= RIGHT_MIN * len(scores), report(scores)


def _shown(each: Score) -> str:
    return f"{each.phrase.text!r} is {each.phrase.expect} {each.phrase.items}, read {written(each.understood)}"
