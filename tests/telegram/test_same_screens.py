"""The same walk in the web chat and on Telegram shows the same screens, uncut, in every language."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.buttons import PAYLOAD_MAX_BYTES
from bot.catalog.models import Product, Shop
from bot.channels.telegram.markup import CAPTION_MAX, TEXT_MAX, length
from bot.channels.telegram.rendering import BUTTONS_IN_ROW_MAX
from bot.messages import LABEL_MAX, Choice
from tests.conversations.stage import of_table
from tests.market import Line, Market, Message, OwnLine, opened_market
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.line import TelegramLine
from tests.telegram.sending import add_picture
from tools.screens.walk import Step, walk
from tools.screens.words import TYPED

# Links begin where the channel lives; that is what makes them its links.
LINK = re.compile(r"https?://\S+")
CUT = "…"


@dataclass(frozen=True)
class Screen:
    """A message as both phones can show it."""

    title: str
    text: str
    rows: tuple[tuple[str, ...], ...]
    has_picture: bool

    @classmethod
    def of(cls, message: Message) -> "Screen":
        outgoing = message.outgoing
        rows = (tuple(choice.label for choice in row if not is_share(choice)) for row in outgoing.rows)
        return cls(
            LINK.sub("<link>", outgoing.title),
            LINK.sub("<link>", outgoing.text),
            tuple(row for row in rows if row),
            outgoing.picture is not None or bool(outgoing.qr),
        )


def is_share(choice: Choice) -> bool:
    """Whether a button opens Telegram's own page for sending links on; a browser has no such page."""
    return choice.url.startswith("https://t.me/share/")


@pytest.mark.telegram
@pytest.mark.parametrize("language", TYPED)
async def test_both_phones_show_the_same(language: str, sqlite_market: Path, tmp_path: Path) -> None:
    in_web_chat = await steps_on(OwnLine(), language, shutil.copy(sqlite_market, tmp_path / "webchat.db"))
    async with FakeBotApi() as api:
        line = TelegramLine(api, webhook=False)
        on_telegram = await steps_on(line, language, shutil.copy(sqlite_market, tmp_path / "telegram.db"))

    assert api.violations == []
    assert list(map(str, on_telegram)) == list(map(str, in_web_chat))
    for ours, theirs in zip(in_web_chat, on_telegram, strict=True):
        assert [Screen.of(one) for one in theirs.news] == [Screen.of(one) for one in ours.news], str(ours)
        assert (theirs.toast, theirs.standing) == (ours.toast, ours.standing), str(ours)
    assert [problem for step in (*in_web_chat, *on_telegram) for problem in problems(step)] == []


async def steps_on(line: Line, language: str, file: Path) -> list[Step]:
    """Walk, and note what there is to see."""
    steps: list[Step] = []

    async def look(step: Step) -> None:
        steps.append(step)

    async with opened_market(f"sqlite:///{file}", line) as market:
        market.house.links.add("telegram", "https://t.me/village_market_bot?start=")
        await hang_pictures(market)
        await walk(market, language, look)
    return steps


async def hang_pictures(market: Market) -> None:
    """Let the goods of the first shelf have a picture each; the sample's own take seconds to draw."""
    pictures = [await add_picture(market.database, (40, 30 + number)) for number in range(4)]
    products, shop = of_table(Product), of_table(Shop)

    def hang(session: Session) -> None:
        connection = session.connection()
        for product_id, picture_id in enumerate(pictures, start=1):
            connection.execute(sa.update(products).where(products.c.id == product_id).values(picture_id=picture_id))
        connection.execute(sa.update(shop).values(version=shop.c.version + 1))

    await market.database.transact(hang)


def problems(step: Step) -> Iterator[str]:
    """Say what of a step does not fit, or is not there."""
    if not step.news:
        yield f"{step}: nothing new to see"
    for message in step.news:
        outgoing = message.outgoing
        if length(message.text) > (CAPTION_MAX if outgoing.picture is not None else TEXT_MAX):
            yield f"{step}: {length(message.text)} units of text"
        for row in outgoing.rows:
            if len(row) > BUTTONS_IN_ROW_MAX:
                yield f"{step}: {len(row)} buttons in a row"
        for choice in message.choices:
            if choice.label.endswith(CUT) or not choice.label.strip() or len(choice.label) > LABEL_MAX:
                yield f"{step}: label {choice.label!r}"
            if len(choice.payload.encode()) > PAYLOAD_MAX_BYTES:
                yield f"{step}: payload {choice.payload!r}"
