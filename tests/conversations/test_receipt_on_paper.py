"""Receipt as PDF: asked for with one tap, and it comes in a message of its own."""

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.rules import save_settings
from bot.catalog.snapshot import bump_version
from bot.handlers.buyer.papers import wanted_receipt
from bot.i18n import Reader
from bot.notices.models import Document, Job
from bot.people.models import Identity
from tests.conversations.test_whole_order import bring, code_of, place
from tests.handlers.admin.rows import rows_of
from tests.market import LANGUAGES, Market

RECEIPT = "Receipt as PDF"


async def test_a_receipt_is_drawn_and_handed_over(market: Market) -> None:
    buyer = market.buyer("Ana")
    await place(buyer, amount="2 jin")

    await buyer.taps(RECEIPT)
    assert buyer.toast == "Your receipt is on its way."
    await market.later(seconds=1)

    paper = (await buyer.messages())[-1]
    assert paper.outgoing.file is not None
    assert paper.outgoing.file.name == f"receipt-{await code_of(buyer)}.pdf"
    assert "2 jin (1 kg), ¥12.00" in paper.text
    assert "Total: ¥12.00" in paper.text
    [kept] = await market.database.read(documents)
    assert kept.startswith(b"%PDF")


async def test_one_asked_for_again_takes_the_place_of_the_one_before(market: Market) -> None:
    buyer, farmer, admin = market.buyer("Ana"), await market.farmer(language="en"), await market.admin()
    await place(buyer)
    await buyer.taps(RECEIPT)
    await market.later(seconds=1)
    await bring(buyer, farmer, admin)

    await buyer.taps(RECEIPT)
    await market.later(seconds=1)

    papers = [message for message in await buyer.messages() if message.outgoing.file]
    assert len(papers) == 1
    assert "💵 Paid." in papers[0].text


async def test_an_impatient_finger_gets_one(market: Market) -> None:
    buyer = market.buyer("Ana")
    await place(buyer)
    for _ in range(5):
        await buyer.taps(RECEIPT)

    await market.later(seconds=1)

    assert len(await market.database.read(documents)) == 1


async def test_letters_that_no_font_has_leave_the_words(market: Market) -> None:
    buyer = market.buyer("Ana")
    await market.database.transact(rename_the_shop)
    await place(buyer)

    await buyer.taps(RECEIPT)
    await market.later(seconds=1)

    paper = (await buyer.messages())[-1]
    assert paper.outgoing.file is None
    assert "Total: ¥6.00" in paper.text


async def test_a_cancelled_order_has_none(market: Market) -> None:
    buyer = market.buyer("Ana")
    await place(buyer)
    stale = await buyer.payload_of(RECEIPT)
    await buyer.taps("Cancel order")

    await buyer.presses(stale)
    await market.later(seconds=1)

    assert await rows_of(market, Job) == []


async def test_whoever_blocks_us_meanwhile_is_sent_nothing(market: Market) -> None:
    buyer = market.buyer("Ana")
    await place(buyer)
    await buyer.taps(RECEIPT)

    await market.database.transact(lambda session: session.execute(sa.update(Identity).values(state="blocked")))
    await market.later(seconds=1)

    assert await market.database.read(documents) == []


@pytest.mark.parametrize(
    ("language", "row"),
    [
        ("en", ("Oyster mushroom", "2 jin (1 kg)", "¥6.00 per jin", "¥12.00")),
        ("zh_Hans", ("平菇", "2斤（1公斤）", "¥6.00/斤", "¥12.00")),
        ("ru", ("Вешенка", "2 цзиня (1 кг)", "6,00\N{NO-BREAK SPACE}¥ за цзинь", "12,00\N{NO-BREAK SPACE}¥")),
    ],
)
async def test_the_paper_says_what_counts_in_the_readers_language(market: Market, language: str, row: tuple) -> None:
    buyer = market.buyer("Ana")
    await place(buyer, amount="2 jin")
    reader = Reader(LANGUAGES.get(language), market.house.shelf.rules.zone, "CNY")

    def read(session: Session):
        [order] = session.execute(sa.text("SELECT id, buyer_id FROM orders")).all()
        catalogue = market.house.catalogue(session)
        return wanted_receipt(session, order.buyer_id, {"order_id": order.id}, reader, catalogue, market.clock())

    wanted = await market.database.read(read)
    facts, table, total, _payment, *_notes = wanted.sheet.parts
    assert table.rows == (row,)
    assert total.amount == row[-1]
    assert wanted.sheet.title.endswith(await code_of(buyer)) or language == "zh_Hans"
    assert "2026" in facts.rows[0][1]


def documents(session: Session) -> list[bytes]:
    return list(session.execute(sa.select(Document.content)).scalars())


def rename_the_shop(session: Session) -> None:
    save_settings(session, {"seller_name": "தேன் கடை", "seller_names": {}})
    bump_version(session)
