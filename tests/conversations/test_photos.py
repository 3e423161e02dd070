"""Pictures of goods: an admin sends them over a messenger, a buyer looks at all of them anywhere."""

import hashlib
from collections.abc import Sequence
from functools import partial
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image
from sqlmodel import Session

from bot.catalog.desk_pictures import BYTES_MAX, SIDE_MAX, mime_of
from bot.catalog.media import keep_media
from bot.catalog.models import Media, Product, ProductPicture
from bot.catalog.snapshot import bump_version
from bot.people.models import AuditEntry
from tests.conversations.stage import Stage, ends_role
from tests.handlers.admin.rows import rows_of
from tests.market import LANGUAGES, Market, Message, Phone
from tests.telegram.fake.attachments import a_picture
from tests.telegram.line import TelegramLine

COLOURS = ("tomato", "gold", "green", "navy", "purple", "pink", "black")
_PRODUCT = Product.__table__  # type: ignore[attr-defined]
_MORE = ProductPicture.__table__  # type: ignore[attr-defined]

over_telegram = pytest.mark.parametrize("line", [pytest.param("telegram", marks=pytest.mark.telegram)], indirect=True)


def picture(number: int) -> bytes:
    return a_picture(colour=COLOURS[number])


async def hang(market: Market, slug: str, count: int) -> None:
    """Give a product so many pictures."""

    def change(session: Session) -> None:
        ids = [keep_media(session, "image/jpeg", picture(number)) for number in range(count)]
        connection = session.connection()
        product = connection.execute(sa.select(_PRODUCT.c.id).where(_PRODUCT.c.slug == slug)).scalar_one()
        connection.execute(sa.update(_PRODUCT).where(_PRODUCT.c.slug == slug).values(picture_id=ids[0]))
        for place, media_id in enumerate(ids[1:], start=2):
            connection.execute(sa.insert(_MORE).values(product_id=product, place=place, media_id=media_id))
        bump_version(session)

    await market.database.transact(change)


async def pictures_of(market: Market, slug: str = "oyster-mushroom") -> list[int]:
    """Which of our pictures a product has, in their order; -1: another."""
    [product] = await rows_of(market, Product, Product.slug == slug)
    media = {one.id: one.sha256 for one in await rows_of(market, Media)}
    known = {hashlib.sha256(picture(number)).hexdigest(): number for number in range(len(COLOURS))}
    more = await market.database.read(partial(_more, product_id=product.id))
    ids = [product.picture_id, *more] if product.picture_id else []
    return [known.get(media[one], -1) for one in ids]


def _more(session: Session, product_id: int) -> Sequence[int]:
    find = sa.select(_MORE.c.media_id).where(_MORE.c.product_id == product_id).order_by(_MORE.c.place)
    return list(session.connection().execute(find).scalars())


async def sends(phone: Phone, *contents: bytes, words: str = "", album: str = "") -> None:
    """Send photos, all of one album where that has a name; the first has the words."""
    line = phone.market.line
    assert isinstance(line, TelegramLine)
    for number, content in enumerate(contents):
        extra = {"media_group_id": album} if album else {}
        line.person(phone).sends_photo(content, (words or None) if number == 0 else None, **extra)
    await line.api.until(lambda: not line.api.undelivered)
    await phone.market.settle()


def captions(message: Message) -> list[str]:
    return [shot.words for shot in message.outgoing.album]


@pytest.fixture
async def admin(market: Market) -> Phone:
    admin = await market.admin()
    await admin.says("/stock")
    return admin


@over_telegram
async def test_a_photo_with_a_name_below_it_is_previewed_fetched_and_undone(market: Market, admin: Phone) -> None:
    await sends(admin, picture(0), words="oyster mushroom")
    assert "1 new picture is to be added.\nNothing has been changed yet." in await admin.sees()
    assert await pictures_of(market) == []

    await admin.taps("Apply")
    assert "One moment, I am getting the pictures." in await admin.sees()
    await market.later(seconds=1)
    assert "It has 1 picture." in await admin.sees()
    assert await pictures_of(market) == [0]

    await admin.taps("Undo")
    assert await pictures_of(market) == []
    actions = [entry.action for entry in await rows_of(market, AuditEntry, AuditEntry.subject == "product")]
    assert actions == ["product_pictures_changed", "product_pictures_changed_undone"]


@over_telegram
async def test_an_album_ends_in_one_question_and_stands_in_its_order(market: Market, admin: Phone) -> None:
    await sends(admin, *map(picture, range(4)), words="oyster mushroom", album="a1")

    asked = [message.text for message in await admin.messages() if "Apply" in message.labels]
    assert len(asked) == 1
    assert "4 new pictures are to be added." in asked[0]
    await admin.taps("Apply")
    await market.later(seconds=1)
    assert await pictures_of(market) == [0, 1, 2, 3]


@over_telegram
async def test_what_is_more_than_five_is_left_out_and_said_so(market: Market, admin: Phone) -> None:
    await hang(market, "oyster-mushroom", 3)

    await sends(admin, *map(picture, (3, 4, 5)), words="oyster mushroom", album="a1")
    assert "2 new pictures are to be added.\nThere is room for no more" in await admin.sees()
    await admin.taps("Apply")
    await market.later(seconds=1)

    assert await pictures_of(market) == [0, 1, 2, 3, 4]
    await admin.says("/photo oyster mushroom")
    assert "There is room for no more. Remove one first." in await admin.sees()


@over_telegram
async def test_photos_after_the_command_are_that_products(market: Market, admin: Phone) -> None:
    await admin.says("/photo oyster mushroom")
    assert "It has no picture.\n\nSend up to 5 more pictures, as photos." in await admin.sees()

    await sends(admin, picture(0))
    await sends(admin, picture(1))
    await admin.taps("Apply")
    await market.later(seconds=1)

    assert await pictures_of(market) == [0, 1]


@over_telegram
async def test_a_name_that_several_goods_share_is_asked_about_with_the_photos_kept(
    market: Market, admin: Phone
) -> None:
    await sends(admin, picture(0), picture(1), words="oyster", album="a1")
    await admin.taps("🍄 King oyster")
    await admin.taps("Apply")
    await market.later(seconds=1)

    assert await pictures_of(market, "king-oyster-mushroom") == [0, 1]


@over_telegram
async def test_a_name_that_nothing_has_can_be_typed_anew_with_the_photo_kept(market: Market, admin: Phone) -> None:
    await sends(admin, picture(0), words="qqqqq")
    assert "No product is called “qqqqq”." in await admin.sees()

    await admin.says("oyster mushroom")
    await admin.taps("Apply")
    await market.later(seconds=1)

    assert await pictures_of(market) == [0]


@over_telegram
async def test_a_photo_without_a_name_is_asked_for_again(market: Market, admin: Phone) -> None:
    await sends(admin, picture(0))

    assert "Which product is it? Send the photo once more" in await admin.sees()
    assert "/photo oyster mushroom" in await admin.sees()


@over_telegram
async def test_a_file_is_no_photo(market: Market, admin: Phone) -> None:
    await admin.shows("document")

    assert "I cannot open files. Please send a picture as a photo" in await admin.sees()


@over_telegram
async def test_leaving_it_changes_nothing_and_an_old_apply_explains_itself(market: Market, admin: Phone) -> None:
    await sends(admin, picture(0), words="oyster mushroom")
    apply = await admin.payload_of("Apply")
    await admin.taps("Leave it")

    await admin.presses(apply)
    await market.later(seconds=1)

    assert "That preview is out of date, so nothing was changed." in await admin.sees()
    assert await pictures_of(market) == []


@over_telegram
async def test_applying_twice_is_applying_once(market: Market, admin: Phone) -> None:
    await sends(admin, picture(0), words="oyster mushroom")
    apply = await admin.payload_of("Apply")
    await admin.presses(apply)
    await admin.presses(apply)
    await market.later(seconds=1)

    assert await pictures_of(market) == [0]
    assert len(await rows_of(market, AuditEntry, AuditEntry.subject == "product")) == 1


@over_telegram
async def test_a_picture_that_cannot_be_fetched_is_asked_for_again_and_the_others_stay(
    market: Market, admin: Phone
) -> None:
    line = market.line
    assert isinstance(line, TelegramLine)
    await sends(admin, picture(0), picture(1), words="oyster mushroom", album="a1")
    await admin.taps("Apply")
    stored = line.api.platform.files.find(line.api.bot.id, _photo_ids(admin)[0])
    del line.api.platform.files._by_id[stored.file_id]
    await market.later(seconds=1)

    assert "1 picture could not be fetched. Please send it again." in await admin.sees()
    assert await pictures_of(market) == [1]


@over_telegram
async def test_who_is_no_admin_any_more_changes_nothing(market: Market, admin: Phone) -> None:
    other = await market.made_admin("other", "Ed")
    await other.says("/stock")
    await sends(other, picture(0), words="oyster mushroom")
    await other.taps("Apply")
    await Stage(market, "en").change(ends_role(other, market.clock()))
    await market.later(seconds=1)

    assert await pictures_of(market) == []


@over_telegram
async def test_a_buyers_photo_leaves_the_question_open(market: Market) -> None:
    ana = market.buyer("Ana")
    await ana.says("oyster mushroom")

    await sends(ana, picture(0), words="tomatoes")
    assert "I can only read words and numbers so far." in await ana.sees()

    await ana.says("4 jin")
    assert "Oyster mushroom: 4 jin" in await ana.sees()


async def test_a_picture_is_put_first_and_taken_off_each_with_undo(market: Market, admin: Phone) -> None:
    await hang(market, "oyster-mushroom", 3)

    await admin.says("/photo oyster mushroom")
    await admin.taps("🖼 Picture 3")
    assert "Picture 3 of 3" in await admin.sees()
    await admin.taps("Make it the first")
    assert await pictures_of(market) == [2, 0, 1]

    await admin.says("/photo oyster mushroom")
    await admin.taps("🖼 Picture 2")
    await admin.taps("Remove")
    assert "It has 2 pictures." in await admin.sees()
    assert await pictures_of(market) == [2, 1]
    await admin.taps("Undo")
    assert await pictures_of(market) == [2, 0, 1]


async def test_what_was_changed_since_is_not_put_back(market: Market, admin: Phone) -> None:
    await hang(market, "oyster-mushroom", 3)
    for number in (3, 2):
        await admin.says("/photo oyster mushroom")
        await admin.taps(f"🖼 Picture {number}")
        await admin.taps("Remove")
    first, _second = await rows_of(market, AuditEntry, AuditEntry.action == "product_pictures_changed")

    await admin.presses(f"undo:{first.id}")

    assert "This cannot be undone: it was changed again since." in await admin.sees()
    assert await pictures_of(market) == [0]


async def test_the_web_chat_says_where_pictures_can_be_sent(market: Market, admin: Phone) -> None:
    await admin.says("/photo oyster mushroom")

    is_telegram = isinstance(market.line, TelegramLine)
    assert ("Pictures cannot be sent on this page." in await admin.sees()) is not is_telegram


@pytest.mark.parametrize("language", ["en", "zh_Hans", "ru", "es", "ar"])
async def test_a_buyer_sees_all_pictures_of_a_product_and_goes_on_answering(market: Market, language: str) -> None:
    await hang(market, "oyster-mushroom", 3)
    ana = market.buyer("Ana", language)
    translated = LANGUAGES.get(language).translations
    [product] = await rows_of(market, Product, Product.slug == "oyster-mushroom")
    await ana.says("/start")
    await ana.presses(f"product:{product.id}")

    await ana.taps(translated.gettext("📷 More photos"))

    *_, card, album = await ana.messages()
    assert len(captions(album)) == 3
    assert translated.gettext("📷 More photos") in card.labels
    await ana.says("4")
    assert translated.gettext("Review") in await ana.labels()


async def test_one_picture_needs_no_button(market: Market) -> None:
    await hang(market, "oyster-mushroom", 1)
    ana = market.buyer("Ana")

    await ana.says("oyster mushroom")

    assert "📷 More photos" not in await ana.labels()


@over_telegram
async def test_pictures_are_uploaded_once(market: Market) -> None:
    line = market.line
    assert isinstance(line, TelegramLine)
    await hang(market, "oyster-mushroom", 3)
    for name in ("Ana", "Ben"):
        buyer = market.buyer(name)
        await buyer.says("oyster mushroom")
        await buyer.taps("📷 More photos")

    first, second = [call for call in line.api.calls if call.method == "sendMediaGroup"]
    assert "attach://" in str(first.parameters["media"])
    assert "attach://" not in str(second.parameters["media"])


def encoded(size: tuple[int, int], kind: str) -> bytes:
    content = BytesIO()
    Image.new("RGB", size).save(content, kind)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (encoded((8, 6), "JPEG"), "image/jpeg"),
        (encoded((8, 6), "PNG"), "image/png"),
        (encoded((8, 6), "WEBP"), "image/webp"),
        (encoded((SIDE_MAX, 1), "PNG"), "image/png"),
        (encoded((SIDE_MAX + 1, 1), "PNG"), None),
        (encoded((8, 6), "GIF"), None),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", None),
        (encoded((8, 6), "PNG")[:20], None),
        (encoded((8, 6), "PNG") + bytes(BYTES_MAX), None),
        (b"", None),
    ],
)
def test_what_a_picture_is_its_own_bytes_say(content: bytes, mime: str | None) -> None:
    assert mime_of(content) == mime


def _photo_ids(phone: Phone) -> list[str]:
    line = phone.market.line
    assert isinstance(line, TelegramLine)
    own = [one for one in line.person(phone).chat.messages.values() if not one.own]
    return [one.photo for one in own if one.photo]
