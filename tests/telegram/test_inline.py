"""Goods shown in other chats: what is offered, and that a search leaves nothing behind."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from structlog.testing import capture_logs

from bot.channels.telegram.asides import Asides
from bot.channels.telegram.groups import Me
from bot.channels.telegram.inline import AT_ONCE, PEOPLE_MAX, Inline
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.port import TelegramPort
from bot.channels.telegram.receiver import Receiver
from bot.channels.telegram.request import AiohttpRequest
from bot.clock import utc_now
from bot.database import DatabaseBusy
from bot.messages import Address, Choice, Outgoing, SharedCard
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.receiving import FAST, Double, client

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BUY = Choice("Buy", style="primary", url="https://t.me/village_market_bot?start=p_7")


class Goods:
    """Has tomatoes, until told otherwise.  While it is not `open`, who asks has to wait."""

    def __init__(self) -> None:
        self.cards: Sequence[SharedCard] = [tomato("p_7")]
        self.asked: list[tuple[str, Address, str | None]] = []
        self.away = False
        self.open = asyncio.Event()
        self.open.set()

    async def search(self, words: str, who: Address, language: str | None) -> Sequence[SharedCard]:
        self.asked.append((words, who, language))
        await self.open.wait()
        if self.away:
            raise DatabaseBusy
        return self.cards


def tomato(key: str) -> SharedCard:
    message = Outgoing(
        "Ridge Farm\n¥12 <jin>", title="Tomatoes & co", rows=((BUY, Choice("Share", "share:7")),), picture=3
    )
    return SharedCard(key, "Tomatoes & co", "¥12 · Ridge Farm", message)


@pytest.fixture
async def goods(api: FakeBotApi, double: Double) -> AsyncIterator[Goods]:
    """Goods that a polling bot searches."""
    goods, asides = Goods(), Asides()
    async with client(api) as bot, AiohttpRequest() as request:
        inline = Inline(bot, goods.search)
        receiver = Receiver(
            receive=double.receive,
            move=double.move,
            search=inline.take,
            me=lambda: Me(api.bot.id, api.bot.username),
            clock=utc_now,
        )
        press = TelegramPort(bot, double.database).answer_press
        poller = Poller(bot, request, receiver, double.database, asides, press, pauses=FAST)
        asides.start(poller.run())
        yield goods
        await inline.close()
        await asides.close()


async def test_what_is_found_can_be_shown_anywhere(api: FakeBotApi, double: Double, goods: Goods) -> None:
    ana = api.person("Ana", language="es")

    asking = ana.asks_inline("toma\0te")
    await api.until(lambda: asking.answered)

    assert goods.asked == [("tomate", Address("telegram", str(ana.id)), "es")]
    [result] = asking.results
    assert {name: result[name] for name in ("type", "id", "title", "description")} == {
        "type": "article",
        "id": "p_7",
        "title": "Tomatoes & co",
        "description": "¥12 · Ridge Farm",
    }
    content = result["input_message_content"]
    assert content["message_text"] == "<b>Tomatoes &amp; co</b>\nRidge Farm\n¥12 &lt;jin&gt;"
    assert content["parse_mode"] == "HTML"
    [[button]] = result["reply_markup"]["inline_keyboard"]  # a press in somebody else's chat would tell us nothing
    assert (button["text"], button["url"]) == ("Buy", BUY.url)
    assert (asking.answer["cache_time"], asking.answer["is_personal"]) == (60, True)
    assert double.received == []


async def test_no_more_is_offered_than_telegram_takes(api: FakeBotApi, goods: Goods) -> None:
    goods.cards = [tomato(f"{number}" + "x" * 100) for number in range(60)]

    asking = api.person("Ana").asks_inline("")
    await api.until(lambda: asking.answered)

    assert len(asking.results) == 50


async def test_nothing_found_is_an_answer_too(api: FakeBotApi, goods: Goods) -> None:
    goods.cards = []

    asking = api.person("Ana").asks_inline("durian")
    await api.until(lambda: asking.answered)

    assert asking.results == []


async def test_a_search_that_fails_leaves_a_line_and_holds_nobody_up(
    api: FakeBotApi, double: Double, goods: Goods
) -> None:
    goods.away = True

    with capture_logs() as lines:
        ana = api.person("Ana")
        ana.asks_inline("tomato")
        ana.says("2 jin tomatoes")
        await api.until(lambda: double.texts() and not api.undelivered)

    assert [line["event"] for line in lines] == ["telegram call was lost"]


async def test_an_answer_that_comes_too_late_is_no_trouble(api: FakeBotApi, double: Double, goods: Goods) -> None:
    api.inject({"inline_query": {"id": "1", "from": api.person("Ana").user, "query": "", "offset": ""}})
    api.person("Ben").says("hi")

    await api.until(lambda: double.texts() and api.rejected and not api.undelivered)


async def test_of_each_person_only_the_newest_is_answered(api: FakeBotApi, goods: Goods) -> None:
    ana, ben = api.person("Ana"), api.person("Ben")
    goods.open.clear()

    typed = [ana.asks_inline("t")]
    await api.until(lambda: goods.asked)
    typed += [ana.asks_inline("tomato"[:length]) for length in range(2, 7)]
    other = ben.asks_inline("to")
    await api.until(lambda: not api.undelivered and len(goods.asked) == 2)
    goods.open.set()
    await api.until(lambda: typed[-1].answered and other.answered)

    assert [words for words, who, _ in goods.asked if who.external_id == str(ana.id)] == ["t", "tomato"]
    assert [asking.answered for asking in typed] == [False] * 5 + [True]


async def test_a_few_are_answered_at_once_and_all_in_the_end(api: FakeBotApi, double: Double, goods: Goods) -> None:
    goods.open.clear()

    asked = [api.person(f"B{number}").asks_inline("tomato") for number in range(20)]
    api.person("Ana").says("2 jin tomatoes")
    await api.until(lambda: double.texts() and not api.undelivered)
    assert len(goods.asked) == AT_ONCE
    goods.open.set()

    await api.until(lambda: all(asking.answered for asking in asked))


async def test_too_many_who_search_are_let_down_and_nobody_else(api: FakeBotApi, double: Double, goods: Goods) -> None:
    double.toast = "Here it is"
    goods.open.clear()
    asked = [api.person(f"B{number}").asks_inline("tomato") for number in range(PEOPLE_MAX + 5)]
    await api.until(lambda: not api.undelivered)

    tap = api.person("Ana").presses("shop")
    await api.until(lambda: tap.answered)
    goods.open.set()
    await api.until(lambda: sum(asking.answered for asking in asked) == PEOPLE_MAX)
    late = api.person("Ben").asks_inline("tomato")
    await api.until(lambda: late.answered)
