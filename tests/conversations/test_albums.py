"""📷 Pictures: a shelf for those who would rather look than read."""

import hashlib
from collections.abc import Sequence
from functools import partial

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.models import Category, Media, Product
from bot.catalog.snapshot import bump_version
from tests.handlers.admin.rows import rows_of
from tests.market import LANGUAGES, Market, Message, Phone
from tests.telegram.sending import a_picture

MUSHROOMS = ("oyster-mushroom", "fresh-shiitake", "wood-ear")
OYSTER = "🍄 Oyster mushroom: ¥6.00 per jin"

_PRODUCT = Product.__table__  # type: ignore[attr-defined]


async def hang_pictures(market: Market, slugs: Sequence[str] = MUSHROOMS) -> None:
    """Give goods pictures, each its own."""
    await market.database.transact(partial(_hang, slugs=slugs))


def _hang(session: Session, slugs: Sequence[str]) -> None:
    for number, slug in enumerate(slugs):
        content = a_picture((40 + number, 30))
        sha256 = hashlib.sha256(content).hexdigest()
        row = {"sha256": sha256, "mime": "image/png", "size": len(content), "content": content}
        media_id = session.connection().execute(sa.insert(Media).values(row).returning(Media.id)).scalar_one()
        hang = sa.update(_PRODUCT).where(_PRODUCT.c.slug == slug).values(picture_id=media_id)
        assert session.connection().execute(hang).rowcount == 1
    bump_version(session)


async def sell_out(market: Market) -> None:
    admin = await market.admin()
    await admin.says("/stock oyster mushroom =0 jin")
    await admin.taps("Apply")


def captions(message: Message) -> list[str]:
    return [shot.words for shot in message.outgoing.album]


@pytest.fixture
async def ana(market: Market) -> Phone:
    await hang_pictures(market)
    ana = market.buyer("Ana")
    await ana.says("/start")
    return ana


async def test_pictures_come_below_their_shelf_which_stays_the_one_living_message(ana: Phone) -> None:
    await ana.says("mushrooms")
    before = await ana.messages()
    await ana.taps("📷 Pictures")

    *others, album = await ana.messages()
    assert others == before
    assert OYSTER in captions(album)
    assert len(captions(album)) == 3
    assert captions(album) == [line for line in before[-1].text.splitlines() if line in captions(album)]

    await ana.taps("🍄 Oyster mushroom")

    *_, product, still_there = await ana.messages()
    assert product.message_id == before[-1].message_id
    assert "2 jin" in product.labels
    assert still_there == album


async def test_the_shelf_is_put_right_when_its_pictures_are_asked_for(market: Market, ana: Phone) -> None:
    await ana.says("mushrooms")
    await sell_out(market)

    await ana.taps("📷 Pictures")

    *_, card, album = await ana.messages()
    assert "🍄 Oyster mushroom: sold out" in card.text
    assert len(captions(album)) == 2
    assert OYSTER not in captions(album)


async def test_who_presses_again_is_shown_again(ana: Phone) -> None:
    await ana.says("mushrooms")
    await ana.taps("📷 Pictures")
    await ana.taps("📷 Pictures")

    *_, card, first, second = await ana.messages()
    assert captions(first) == captions(second) != []
    assert "📷 Pictures" in card.labels


async def test_one_picture_is_no_album(market: Market) -> None:
    await hang_pictures(market, MUSHROOMS[:1])
    ben = market.buyer("Ben")

    await ben.says("mushrooms")

    assert "📷 Pictures" not in await ben.labels()


async def test_a_button_from_when_there_were_more_draws_the_shelf(market: Market, ana: Phone) -> None:
    await ana.says("mushrooms")
    old = await ana.payload_of("📷 Pictures")
    await market.database.transact(_take_down)

    await ana.presses(old)

    assert OYSTER in await ana.sees()
    assert "📷 Pictures" not in await ana.labels()
    assert not any(captions(message) for message in await ana.messages())


async def test_a_button_of_no_shelf_is_answered(ana: Phone) -> None:
    await ana.presses("pictures:999999:1")

    assert "That is not available." in await ana.sees()


@pytest.mark.parametrize("language", ["zh_Hans", "ar"])
async def test_the_button_and_the_words_are_the_readers(market: Market, language: str) -> None:
    await hang_pictures(market)
    buyer = market.buyer("Cai", language)
    await buyer.says("/start")
    label = LANGUAGES.get(language).translations.gettext("📷 Pictures")
    [shelf] = await rows_of(market, Category, Category.slug == "mushrooms")

    await buyer.presses(f"shelf:{shelf.id}:1")
    await buyer.taps(label)

    *_, card, album = await buyer.messages()
    assert len(captions(album)) == 3
    assert set(captions(album)) <= set(card.text.splitlines())


def _take_down(session: Session) -> None:
    """Leave one."""
    session.connection().execute(sa.update(_PRODUCT).where(_PRODUCT.c.slug != MUSHROOMS[0]).values(picture_id=None))
    bump_version(session)
