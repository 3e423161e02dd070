"""A day at the market, as real as a test can have it: the run that healthy evidence is gathered from.

Everything that a rule looks at happens in it at least once, over Telegram, with a platform that writes down what it
took: orders that go well and badly, stock and prices changed by hand, people let in, a bug, and the platform's moods.
"""

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from structlog.testing import capture_logs

from bot.handlers.context import Context
from bot.handlers.routes import Replies, Route, Who
from tests.conversations.test_joining_phones import code_in
from tests.market import MORNING, Market, Phone, opened_market
from tests.telegram.fake import faults
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.line import TelegramLine

MUSHROOM = ("🍄 Oyster mushroom", "1 jin")
TWO_JIN = ("🍄 Oyster mushroom", "2 jin")
TOMATO = ("All goods", "🥬 Vegetables", "🍅 Tomatoes", "1 jin")
DOOR = "Lamplighter Lane 5"  # nor an address
CANARY = "Umbrella-Ana"  # a name that nobody else has, to be looked for in the logs


@dataclass
class Diary:
    """The history, as whoever drives people writes it."""

    path: Path
    lines: list[dict[str, Any]] = field(default_factory=list)

    def write(self, **line: Any) -> None:
        self.lines.append(line)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


@dataclass
class Day:
    """Market, platform and diary, under one clock."""

    market: Market
    api: FakeBotApi
    diary: Diary
    farmer: Phone
    admin: Phone

    async def later(self, **by: float) -> None:
        before = self.market.clock()
        self.market.clock.advance(**by)
        self.api.clock.advance((self.market.clock() - before).total_seconds())
        await self.market.later()

    async def reviews(self, name: str, *labels: str) -> Phone:
        await self.later(seconds=10)  # else its alert would wait to be folded with the one before
        buyer = self.market.buyer(name)
        await buyer.says("/start")
        for label in (*labels, "Review"):
            await buyer.taps(label)
        return buyer

    async def orders(self, name: str, *labels: str) -> tuple[Phone, str]:
        """Let somebody order, and write down how; give them and the order's code."""
        buyer = await self.reviews(name, *labels)
        return buyer, await self.confirms(buyer)

    async def confirms(self, buyer: Phone) -> str:
        _, order_id, version = (await buyer.payload_of("Confirm")).split(":")
        at = self.api.clock()
        await buyer.taps("Confirm")
        receipt = [message for message in await buyer.messages() if "🎫" in message.text][-1]
        code = receipt.outgoing.title.rpartition(" ")[2]
        known = {"who": buyer.address.external_id, "channel": buyer.address.channel, "did": "confirm"}
        self.diary.write(at=at, **known, order_id=int(order_id), version=int(version), ended="ok", code=code)
        return code

    async def carries(self, code: str, *labels: str) -> None:
        await self.admin.says("/orders")
        for label in (code, *labels):
            await self.admin.taps(label)


async def play(url: str, folder: Path, *, webhook: bool) -> None:
    """Let the day happen on a seeded database; calls.jsonl, history.jsonl and app.log go into the folder."""
    async with FakeBotApi(log=folder / "calls.jsonl") as api:
        api.clock.ahead_s = MORNING.timestamp() - time.time()
        with capture_logs() as logged:
            async with opened_market(url, TelegramLine(api, webhook=webhook)) as market:
                farmer, admin = await market.farmer(language="en"), await market.admin()
                day = Day(market, api, Diary(folder / "history.jsonl"), farmer, admin)
                for part in (_well, _brought, _badly, _cancelled, _by_hand, _waits, _let_in, _moods, _silence, _a_bug):
                    await part(day)
                await day.later(minutes=2)
    # Of an exception the product's own log has the type and the frames; its set-up is for a whole process.
    lines = (json.dumps(line, ensure_ascii=False, default=lambda error: type(error).__name__) for line in logged)
    (folder / "app.log").write_text("\n".join(lines), encoding="utf-8")


async def _well(day: Day) -> None:
    """Ordered, carried to the end and paid; once with a mistake that is taken back."""
    _, code = await day.orders(CANARY, *MUSHROOM)
    await day.farmer.taps("✅ Yes")
    await day.carries(code, "Packed", "At the point", "Collected, paid")
    _, code = await day.orders("Ben", *MUSHROOM)
    await day.farmer.taps("✅ Yes")
    await day.carries(code, "Packed")


async def _brought(day: Day) -> None:
    """Brought by the courier and paid at the door, with something added on the way; the other loses a farm."""
    for name in ("Vera", "Walt"):
        buyer = await day.reviews(name, *MUSHROOM)
        for label in ("Back", "How to get it", "🛵 Courier"):
            await buyer.taps(label)
        await buyer.says(f"{DOOR}, {name}")
        await buyer.taps("Review")
        code = await day.confirms(buyer)
        await day.farmer.taps("✅ Yes")
        if name == "Vera":
            await buyer.says("10 jin oyster mushroom")
            await buyer.taps(f"Add to order {code}")
            await day.later(seconds=6)
            await day.farmer.taps("✅ Yes")
            steps = [
                f"{step} {number}" for step in ("Packed", "With the courier", "Delivered, paid") for number in (1, 2)
            ]
            await day.carries(code, *steps)
            await day.admin.taps("Undo 1")
        else:
            await buyer.says("2 jin oyster mushroom")
            await day.confirms(buyer)
            await day.farmer.taps("❌ No")


async def _badly(day: Day) -> None:
    """Less and No, from farmers who read Russian and English."""
    gardener = await day.market.farmer("jingyang-garden")
    await day.orders("Carla", *TWO_JIN)
    await day.farmer.taps("➖ Less")
    await day.farmer.says("1")
    await day.orders("Dina", *TOMATO)
    alert = (await gardener.messages())[-1]
    await gardener.taps(alert.labels[2])


async def _cancelled(day: Day) -> None:
    """Given up before the answer, given up after it, and reviewed without ordering."""
    buyer, _ = await day.orders("Eva", *MUSHROOM)
    await buyer.taps("Cancel order")
    buyer, _ = await day.orders("Finn", *MUSHROOM)
    await day.farmer.taps("✅ Yes")
    await buyer.taps("Cancel order")
    await day.reviews("Gil", *MUSHROOM)
    await day.later(minutes=16)


async def _by_hand(day: Day) -> None:
    """What admins change: stock, prices, what is shown, and how the shop is run."""
    await day.admin.says("/courier 5, 60: 2")
    await day.admin.taps("Apply")
    for command in ("/stock oyster mushroom +30 jin", "/stock apples =100 jin", "/price oyster mushroom 7"):
        await day.admin.says(command)
        await day.admin.taps("Apply")
    await day.orders("Hana", *MUSHROOM)  # at the new price
    await day.farmer.taps("✅ Yes")
    await day.admin.says("/hide apples")
    await day.admin.taps("Hide it")
    await day.admin.says("/setup")
    await day.admin.taps("Hold time")
    await day.admin.says("20")
    await day.admin.taps("Apply")
    stranger = day.market.buyer("Ivo")
    await stranger.presses("deskorder:1")  # not theirs to see


async def _waits(day: Day) -> None:
    """Two stand in line: one takes what comes back and orders it, the other lets the time pass."""
    await _counts(day, "=0")
    for name in ("Tess", "Uma"):
        buyer = day.market.buyer(name)
        for words in ("/start", "rice wine"):
            await buyer.says(words)
        await buyer.taps("🔔 Tell me")
        await buyer.taps((await buyer.labels())[0])
    await _counts(day, "=40")
    await day.later(seconds=6)
    taking = day.market.buyer("Tess")
    await taking.taps(next(label for label in await taking.labels() if label.startswith("Take")))
    await day.confirms(taking)
    await day.later(minutes=61)


async def _counts(day: Day, sign: str) -> None:
    await day.admin.says(f"/stock rice wine {sign}")
    await day.admin.taps("Apply")


async def _let_in(day: Day) -> None:
    """A link that lets somebody in, and one that nobody made."""
    await day.admin.says("/invite farmer jingyang")
    code = code_in(await day.admin.sees())
    newcomer = day.market.buyer("Yang")
    await newcomer.says(f"/start {code}")
    await newcomer.taps("✅ I see it")
    await day.admin.says("/invite admin")
    await day.market.buyer("Kai").says(f"/start {code_in(await day.admin.sees())}")
    await day.market.buyer("Lev").says("/start 23456789ABCDEFGHJKMNPQRSTU")


async def _moods(day: Day) -> None:
    """The platform: an answer that never comes, and a penalty."""
    farmer = int(day.farmer.address.external_id)
    day.api.fails(faults.accept_then_reset(), "sendMessage", chat=farmer)
    await day.orders("Mia", *MUSHROOM)
    await day.later(seconds=6)
    await day.farmer.taps("✅ Yes")
    buyer = day.market.buyer("Nora")
    await buyer.says("/start")
    day.api.fails(faults.penalty(3), "sendMessage", chat=int(buyer.address.external_id))
    await buyer.says("/help")
    await day.later(seconds=4)


async def _silence(day: Day) -> None:
    """Somebody who does not answer, and somebody who cannot be reached: others are asked."""
    await day.orders("Olga", *MUSHROOM)
    await day.later(minutes=31)
    await day.later(minutes=31)
    await day.admin.taps("✅ Yes")
    await day.orders("Rita", *MUSHROOM)  # which nobody answers until the day is over
    await day.later(minutes=31)
    await day.later(minutes=31)
    await day.farmer.blocks()
    await day.orders("Pia", *MUSHROOM)
    await day.later(seconds=30)
    await day.admin.taps("✅ Yes")


async def _a_bug(day: Day) -> None:
    def breaks(ctx: Context, words: str) -> Replies:
        raise RuntimeError(words)

    day.market.app.house.routes.commands["break"] = Route(Who.ANYONE, breaks)
    await day.market.buyer("Quin").says(f"/break {CANARY}")
