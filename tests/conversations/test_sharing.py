"""/share: a link and a code for a friend, of the channel that its sender is on."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.catalog.models import Category, Product
from bot.messages import Outgoing
from bot.notices.models import OutboxMessage
from bot.notices.outbox import decode
from tests.conversations.test_joining_phones import code_in
from tests.handlers.admin.rows import rows_of
from tests.market import Market, Phone

TELEGRAM = "https://t.me/farmgate_bot"


@pytest.fixture
async def ana(market: Market) -> Phone:
    ana = market.buyer("Ana")
    await ana.says("/start")
    return ana


async def shows(phone: Phone, link: str) -> bool:
    """Whether the newest message names a link, below a code of it: a picture, where the messenger has taken that."""
    message = (await phone.messages())[-1]
    return message.text.endswith(link) and (message.outgoing.qr == link or message.outgoing.picture is not None)


async def product_payload(market: Market, slug: str = "oyster-mushroom") -> str:
    [product] = await rows_of(market, Product, Product.slug == slug)
    return f"p_{product.id}"


def ways(market: Market) -> list[str]:
    """The buttons below a link; in the web chat it can be tapped itself."""
    return ["Shop"] if market.line.channel == "webchat" else ["Share", "Shop"]


def on_telegram(market: Market) -> Phone:
    """Give somebody a phone there.  This market sends nothing to it; what is written for it waits."""
    market.app.house.links.add("telegram", f"{TELEGRAM}?start=")
    ben = market.buyer("Ben")
    return replace(ben, address=replace(ben.address, channel="telegram"))


async def waiting_for(market: Market, phone: Phone) -> Outgoing:
    """What was written last for somebody whom nothing is sent to."""
    rows = await rows_of(market, OutboxMessage, OutboxMessage.channel == phone.address.channel)
    return decode(rows[-1].payload)


async def test_product_is_shared_by_link_and_code(market: Market, ana: Phone) -> None:
    await ana.says("/share oyster mushroom")

    assert "🍄 Oyster mushroom: ¥6.00 per jin" in await ana.sees()
    assert await shows(ana, market.link(await product_payload(market)))
    assert await ana.labels() == ways(market)


async def test_what_was_shared_opens_it(market: Market, ana: Phone) -> None:
    await ana.says("/share oyster mushroom")
    friend = market.buyer("Friend")

    await friend.says(f"/start {(await ana.sees()).rpartition('=')[2]}")

    assert "Welcome, Friend!" in await friend.sees()
    assert "2 jin" in await friend.labels()


async def test_shelf_is_shared_by_its_name(market: Market, ana: Phone) -> None:
    [category] = await rows_of(market, Category, Category.slug == "mushrooms")

    await ana.says("/share mushrooms")

    assert await shows(ana, market.link(f"c_{category.id}"))


async def test_without_words_what_was_looked_at_last_comes_first(ana: Phone) -> None:
    await ana.says("tomato")
    await ana.says("/share")
    labels = await ana.labels()
    await ana.taps(labels[0])

    assert "Tomato" in labels[0]
    assert labels[-1] == "The whole shop"
    assert len(labels) == 8
    assert "Tomato" in await ana.sees()


async def test_shop_itself_can_be_shared(market: Market, ana: Phone) -> None:
    await ana.says("/share")
    await ana.taps("The whole shop")

    assert await shows(ana, market.link())


async def test_names_that_fit_several_or_none_are_asked_about(ana: Phone) -> None:
    await ana.says("/share oyster")
    several = await ana.labels()
    await ana.says("/share xyzzy")

    assert several[:2] == ["🍄 Oyster mushroom", "🍄 King oyster"]
    assert "I did not find “xyzzy”." in await ana.sees()
    assert "The whole shop" in await ana.labels()


async def test_what_is_hidden_is_not_shared(market: Market, ana: Phone) -> None:
    await ana.says("/share oyster")
    old = await ana.payload_of("🍄 Oyster mushroom")
    admin = await market.admin()
    await admin.says("/hide oyster mushroom")
    await admin.taps("Hide it")

    await ana.presses(old)

    assert "That is not available." in await ana.sees()


async def test_admin_goes_on_to_a_post_where_there_is_a_chat_for_it(market: Market, ana: Phone) -> None:
    admin, place = await market.admin(), market.public_place("Village news")
    await admin.says("/share oyster mushroom")
    before = await admin.labels()
    await place.lets_in(admin)

    await admin.says("/share oyster mushroom")
    after = await admin.labels()
    await admin.taps("Post")
    await ana.says("/share oyster mushroom")

    assert "Post" not in before
    assert "Post" in after
    assert "📣 Village news" in await admin.labels()
    assert await ana.labels() == ways(market)


async def test_on_telegram_the_link_leads_there_and_a_button_sends_it_on(market: Market) -> None:
    ben = on_telegram(market)

    await ben.says("/share oyster mushroom")
    card = await waiting_for(market, ben)

    link = f"{TELEGRAM}?start={await product_payload(market)}"
    share = card.rows[0][0]
    assert card.qr == link
    assert share.label == "Share"
    assert urlsplit(share.url)._replace(query="").geturl() == "https://t.me/share/url"
    assert parse_qs(urlsplit(share.url).query) == {"url": [link], "text": ["🍄 Oyster mushroom: ¥6.00 per jin"]}


async def test_invitations_name_every_channel(market: Market, ana: Phone) -> None:
    market.app.house.links.add("telegram", f"{TELEGRAM}?start=")
    admin = await market.admin()

    await admin.says("/invite farmer Leishan Corn-Cob")
    invited = await admin.sees()
    await ana.says("/link")

    code = invited.partition("/i/")[2].split()[0]
    assert f"On Telegram: {TELEGRAM}?start={code}\nIn a browser: http://shop.test/i/{code}" in invited
    code = code_in(await ana.sees())
    assert f"On Telegram: {TELEGRAM}?start={code}\nIn a browser: http://shop.test/join/{code}" in await ana.sees()
