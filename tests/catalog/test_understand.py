"""`understand`: JSON lines in, JSON lines out, and a bad line named."""

import io
import json

import pytest

from bot.commands.problems import CannotDo
from bot.commands.understand import understand

LINES = """\
{"language": "en", "text": "2 jin oyster mushroom, 10 eggs"}
no json at all

{"language": "tlh", "text": "qagh"}
{"text": 5}
{"text": "香菇半斤"}
{"language": "ru", "text": "а мёд есть?"}
"""


async def test_each_line_is_answered_and_bad_ones_are_named(capsys):
    code = await understand("zh_Hans", io.StringIO(LINES))

    out, err = capsys.readouterr()
    assert [json.loads(line) for line in out.splitlines()] == [
        {
            "language": "en", "text": "2 jin oyster mushroom, 10 eggs", "expect": "items",
            "items": [{"product": "oyster-mushroom", "quantity": 1000}, {"product": "free-range-eggs", "quantity": 10}],
        },
        {
            "language": "zh_Hans", "text": "香菇半斤", "expect": "ask", "items": [],
            "candidates": ["fresh-shiitake", "dried-shiitake"],
        },
        {"language": "ru", "text": "а мёд есть?", "expect": "none", "items": []},
    ]  # fmt: skip
    assert [line.split(":")[0] for line in err.splitlines()] == ["line 2", "line 4", "line 5"]
    assert code == 1


async def test_lines_without_faults_end_well(capsys):
    assert await understand("en", io.StringIO('{"text": "honey"}\n')) == 0
    assert '"quantity": 500' in capsys.readouterr().out


async def test_a_language_that_is_not_shipped_is_refused():
    with pytest.raises(CannotDo, match="tlh"):
        await understand("tlh", io.StringIO(""))
