"""What strangers send to the webhook is refused unread; what the platform sends is taken, whatever it says.

The rows are data: tests/data/bad_input/webhook.toml says how to read them.
"""

import copy
import json
import tomllib
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from bot.channels.telegram.webhook import SECRET_HEADER
from tests.telegram.conftest import PATH, SECRET
from tests.telegram.raw import message
from tests.telegram.receiving import Double

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

DATA = Path(__file__).parents[1] / "data" / "bad_input" / "webhook.toml"
KEYS = {
    "id",
    "about",
    "secrets",
    "headers",
    "methods",
    "bodies",
    "updates",
    "filler",
    "times",
    "status",
    "heard",
    "by_server",
}
ROWS: list[dict[str, Any]] = tomllib.loads(DATA.read_text(encoding="utf-8"))["row"]
REFUSED_UNREAD = 403

_ids = count(1)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['id']} {row.get('about', '')}".strip())
async def test_bad_requests(site: TestServer, double: Double, row: dict[str, Any]) -> None:
    assert row.keys() <= KEYS, "a row says something that is read by nobody"
    async with TestClient(site) as calling:
        for method in row.get("methods", ["POST"]):
            for body in bodies(row):
                with capture_logs() as lines:
                    answer = await calling.request(method, PATH, data=body, headers=headers(row))
                assert answer.status == row["status"], body[:200]
                assert "by_server" in row or await answer.read() == b""
                assert row["status"] != REFUSED_UNREAD or lines == []

    assert double.texts() == [filled(row, text) for text in row.get("heard", [])]
    assert double.calls == len(list(bodies(row))) if "heard" in row else double.calls == 0


def headers(row: dict[str, Any]) -> list[tuple[str, str]]:
    """The secret as often as the row says, and what else it says."""
    others = {"Content-Type": "application/json"} | row.get("headers", {})
    return [
        *((SECRET_HEADER, filled(row, secret)) for secret in row.get("secrets", ["<secret>"])),
        *((name, filled(row, value)) for name, value in others.items()),
    ]


def bodies(row: dict[str, Any]) -> Iterator[bytes]:
    for body in row.get("bodies", []):
        yield filled(row, body).encode()
    for parts in row.get("updates", [] if "bodies" in row else ["{}"]):
        said = json.loads(filled(row, parts))
        yield json.dumps(joined(message(update_id=next(_ids) + 500, text="hi"), said)).encode()


def joined(whole: Any, parts: Any) -> Any:
    """Put parts into what there is, however deep."""
    if not (isinstance(whole, dict) and isinstance(parts, dict)):
        return parts
    return copy.deepcopy(whole) | {name: joined(whole.get(name), part) for name, part in parts.items()}


def filled(row: dict[str, Any], words: str) -> str:
    known = {"<secret>": SECRET, "<prefix>": SECRET[:-1], "<filler>": row.get("filler", "") * row.get("times", 1)}
    for name, value in known.items():
        words = words.replace(name, value)
    return words
