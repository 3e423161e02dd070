"""A day at the market, as real as a test can have it: the run that healthy evidence is gathered from."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.market import Market, Phone, opened_market
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.line import TelegramLine

SHOP_WAY = ("🍄 Oyster mushroom",)
MUSHROOM = "oyster-mushroom"


@dataclass
class Diary:
    """The history that whoever drives people writes."""

    path: Path
    lines: list[dict[str, Any]] = field(default_factory=list)

    def write(self, **line: Any) -> None:
        self.lines.append(line)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


@dataclass
class Day:
    """Market, platform and diary together."""

    market: Market
    api: FakeBotApi
    diary: Diary

    async def confirms(self, buyer: Phone, ended: str = "ok") -> str | None:
        """Tap Confirm, and write down what came of it; give the order's code."""
        payload = await buyer.payload_of("Confirm")
        _, order_id, version = payload.split(":")
        at = self.api.clock()
        await buyer.taps("Confirm")
        code = await code_of(buyer) if ended == "ok" else None
        self.diary.write(
            at=at,
            who=buyer.address.external_id,
            channel="telegram",
            did="confirm",
            order_id=int(order_id),
            version=int(version),
            ended=ended,
            code=code,
        )
        return code

    async def fills(self, buyer: Phone, *labels: str) -> None:
        await buyer.says("/start")
        for label in (*labels, "Review"):
            await buyer.taps(label)


async def code_of(buyer: Phone) -> str:
    receipts = [message for message in await buyer.messages() if "Pickup code" in message.text]
    return receipts[-1].outgoing.title.rpartition(" ")[2]


async def play(url: str, folder: Path, *, webhook: bool) -> None:
    """Let the day happen on a seeded database; the logs go into the folder."""
    async with FakeBotApi(log=folder / "calls.jsonl") as api:
        async with opened_market(url, TelegramLine(api, webhook=webhook)) as market:
            day = Day(market, api, Diary(folder / "history.jsonl"))
            await _orders(day)


async def _orders(day: Day) -> None:
    market = day.market
    farmer, admin = await market.farmer(language="en"), await market.admin()
    ana = market.buyer("Ana")
    await day.fills(ana, *SHOP_WAY, "1 jin")
    code = await day.confirms(ana)
    await farmer.taps("✅ Yes")
    await admin.says("/orders")
    for label in (code, "Packed", "At the point", "Collected, paid"):
        await admin.taps(str(label))
