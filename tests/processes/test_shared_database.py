"""Several processes on one PostgreSQL database: nothing is sold, said or ordered twice, whoever dies."""

import asyncio
from collections.abc import Iterable, Sequence

import aiohttp
import pytest

from bot.channels.webchat.live import BEAT_S
from tests.processes.conftest import NewPhone
from tests.processes.logs import mishaps
from tests.processes.phones import Message, Phone, labels_of, text_of
from tests.processes.running import STOP_WITHIN_S, until
from tests.processes.shop import Shop

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

BUYERS, UNITS = 40, 5  # cabbages
TALKERS, HEARD_BEFORE = 20, 10  # who talk at once, and how many of their messages are acknowledged before the kill
PLACED = "SELECT count(*) FROM orders WHERE state = 'placed'"
LINKS = "SELECT count(*) FROM invite"
CABBAGES_PROMISED = """
SELECT held FROM lot JOIN product ON product.id = lot.product_id WHERE slug = 'chinese-cabbage' AND available = 0
"""


async def begins(buyer: Phone, site: int, *labels: str) -> Phone:
    """Open the chat at a site, and tap along from the greeting."""
    buyer.site = site
    await buyer.opens()
    await buyer.says("/start")
    for label in labels:
        await buyer.taps(label)
    return buyer


async def in_the_same_moment(buyers: Sequence[Phone], label: str) -> None:
    """Press together: the presses meet in the processes, not here."""
    presses = [await buyer.press_of(label) for buyer in buyers]
    await asyncio.gather(*(buyer.posts(press) for buyer, press in zip(buyers, presses, strict=True)))


def is_decided(message: Message) -> bool:
    return "Confirm" in labels_of(message) or "sold out" in text_of(message).lower()


async def test_last_units_go_to_as_many_as_there_are(shop: Shop, phone: NewPhone) -> None:
    to_cabbage = ("All goods", "🥬 Vegetables", "🥬 Chinese cabbage", "1 pc")
    buyers = await asyncio.gather(*(begins(phone(*shop.sites), number % 2, *to_cabbage) for number in range(BUYERS)))
    admin = await shop.welcomes_admin(phone(*shop.sites))
    await admin.says(f"/stock chinese cabbage ={UNITS}")
    await admin.taps("Apply")
    placed_before = await shop.asks(PLACED)

    await in_the_same_moment(buyers, "Review")
    answers = await asyncio.gather(*(buyer.until(is_decided, "an answer to Review") for buyer in buyers))

    holding = [buyer for buyer, answer in zip(buyers, answers, strict=True) if "Confirm" in labels_of(answer)]
    assert len(holding) == UNITS
    assert sum("sold out" in text_of(answer).lower() for answer in answers) == BUYERS - UNITS

    for buyer in holding:
        buyer.site = 1 - buyer.site
    await in_the_same_moment(holding, "Confirm")
    await asyncio.gather(*(buyer.sees("Pickup code") for buyer in holding))

    assert await shop.asks(PLACED) - placed_before == UNITS
    assert await shop.asks(CABBAGES_PROMISED) == UNITS
    # A turn that fails is tried again, and only the database remembers then.
    assert await shop.broken_constraints() == 0
    assert mishaps(shop.operator.started) == []


@pytest.mark.parametrize("listens_at", [0, 1])
async def test_what_one_process_takes_is_seen_through_the_other_at_once(
    shop: Shop, phone: NewPhone, listens_at: int
) -> None:
    ana = await begins(phone(*shop.sites), listens_at)
    await ana.sees("Welcome")

    ana.site = 1 - listens_at
    async with asyncio.timeout(BEAT_S - 1):  # before the page would have looked by itself
        await ana.says("/basket")
        await ana.sees("It is empty")


async def test_messages_of_a_burst_are_handled_once_though_a_web_is_killed_in_its_middle(
    shop: Shop, phone: NewPhone
) -> None:
    to_review = ("🍄 Oyster mushroom", "1 jin", "Review")
    buyers = await asyncio.gather(*(begins(phone(*shop.sites), 0, *to_review) for _ in range(TALKERS)))
    links_before, placed_before = await shop.asks(LINKS), await shop.asks(PLACED)
    ask_link = {"kind": "text", "text": "/link"}
    bursts = [[ask_link, await buyer.press_of("Confirm"), ask_link] for buyer in buyers]
    acknowledged, repeated = [], []

    async def talk(buyer: Phone, burst: list[dict[str, str]]) -> None:
        for number, fields in enumerate(burst):
            message = fields | {"id": buyer.new_id()}
            try:
                await buyer.posts(message, site=0)
            except aiohttp.ClientError:
                repeated.append(number)
            else:
                acknowledged.append(number)
                if len(acknowledged) == HEARD_BEFORE:
                    shop.webs[0].kill()
            # A page that was closed before it read the answer repeats what was acknowledged, too.
            await buyer.posts(message, site=1)

    await asyncio.gather(*(talk(buyer, burst) for buyer, burst in zip(buyers, bursts, strict=True)))

    assert len(repeated) >= TALKERS
    assert await shop.asks(PLACED) - placed_before == TALKERS
    assert await shop.asks(LINKS) - links_before == 2 * TALKERS
    for buyer in buyers:
        buyer.site = 1
        await buyer.listens()
    await asyncio.gather(*(buyer.sees("Pickup code") for buyer in buyers))
    await until(lambda: count_own(buyers, "/link") >= 2 * TALKERS)
    assert count_own(buyers, "/link") == 2 * TALKERS
    assert mishaps(shop.operator.started) == []


def count_own(phones: Iterable[Phone], words: str) -> int:
    """How often people see that they said something."""
    return sum(one["own"] and text_of(one) == words for phone in phones for one in phone.chat)


async def test_sigterm_ends_web_and_worker_with_code_0(shop: Shop, phone: NewPhone) -> None:
    await begins(phone(*shop.sites), 0)  # a page is open, and its stream with it
    processes = [*shop.webs, shop.workers[-1]]

    for process in processes:
        process.stop()

    async with asyncio.timeout(STOP_WITHIN_S):
        assert await asyncio.gather(*(process.ends() for process in processes)) == [0, 0, 0]
    assert mishaps(processes) == []
