"""The clip of a product: an admin sends a video or a voice message over Telegram, a buyer plays it anywhere."""

from collections.abc import Callable
from functools import partial

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.desk_clips import BYTES_MAX, mime_of
from bot.catalog.media import keep_media
from bot.catalog.models import Offer, Product, ProductClip
from bot.catalog.snapshot import bump_version
from bot.handlers.choices import CHOICES_MAX
from bot.messages import ClipKind
from bot.people.models import AuditEntry
from tests.conversations.stage import Stage, ends_role
from tests.conversations.test_photos import over_telegram
from tests.handlers.admin.rows import rows_of
from tests.market import LANGUAGES, Market, Message, Phone
from tests.telegram.fake.attachments import a_video, a_voice
from tests.telegram.fake.people import Person
from tests.telegram.line import TelegramLine
from tests.telegram.test_clips import M4A, MP3

_PRODUCT = Product.__table__  # type: ignore[attr-defined]
_CLIP = ProductClip.__table__  # type: ignore[attr-defined]
LIMITS = "A clip is a video (MP4), a voice message, or sound as MP3 or M4A: of at most 60 seconds and 8 MB."

Act = Callable[[Person], object]


async def sends(phone: Phone, act: Act) -> None:
    """Let somebody send a recording."""
    line = phone.market.line
    assert isinstance(line, TelegramLine)
    act(line.person(phone))
    await line.api.until(lambda: not line.api.undelivered)
    await phone.market.settle()


def video(
    words: str = "oyster mushroom", seconds: int = 12, content: bytes | None = None, mime: str = "video/mp4"
) -> Act:
    return lambda person: person.sends_video(seconds, words or None, content=content or a_video(), mime=mime)


def voice(seconds: int = 12) -> Act:
    return lambda person: person.sends_voice(seconds)


def sound(content: bytes, mime: str, words: str = "oyster mushroom") -> Act:
    return lambda person: person.sends_audio(content, mime, 12, words)


async def hang_clip(
    market: Market, slug: str = "oyster-mushroom", kind: ClipKind = ClipKind.VIDEO, size: int = 64
) -> None:
    """Give a product a clip."""

    def change(session: Session) -> None:
        media_id = keep_media(session, "video/mp4", a_video(size))
        connection = session.connection()
        product_id = connection.execute(sa.select(_PRODUCT.c.id).where(_PRODUCT.c.slug == slug)).scalar_one()
        connection.execute(sa.delete(_CLIP).where(_CLIP.c.product_id == product_id))
        row = {"product_id": product_id, "media_id": media_id, "kind": kind, "seconds": 12}
        connection.execute(sa.insert(_CLIP), row)
        bump_version(session)

    await market.database.transact(change)


async def clip_of(market: Market, slug: str = "oyster-mushroom") -> tuple[str, ClipKind, int] | None:
    """What kind of file a product's clip is, how it is played, and for how long."""
    return await market.database.read(partial(_clip_of, slug=slug))


def _clip_of(session: Session, slug: str) -> tuple[str, ClipKind, int] | None:
    find = (
        "SELECT media.mime, product_clip.kind, product_clip.seconds FROM product_clip"
        " JOIN product ON product.id = product_clip.product_id JOIN media ON media.id = product_clip.media_id"
        " WHERE product.slug = :slug"
    )
    row = session.connection().execute(sa.text(find), {"slug": slug}).one_or_none()
    return (row.mime, ClipKind(row.kind), row.seconds) if row else None


async def clips_in(phone: Phone) -> list[Message]:
    return [message for message in await phone.messages() if message.outgoing.clip]


@pytest.fixture
async def admin(market: Market) -> Phone:
    admin = await market.admin()
    await admin.says("/stock")
    return admin


@pytest.fixture
async def ana(market: Market) -> Phone:
    ana = market.buyer("Ana")
    await ana.says("/start")
    return ana


@over_telegram
async def test_a_video_with_a_name_below_it_is_hung_up_played_and_undone(
    market: Market, admin: Phone, ana: Phone
) -> None:
    line = market.line
    assert isinstance(line, TelegramLine)
    await sends(admin, video())
    assert "New: a video of 12 seconds.\n\nNothing has been changed yet." in await admin.sees()
    assert await clip_of(market) is None

    await admin.taps("Apply")
    assert "One moment, I am getting the clip." in await admin.sees()
    await market.later(seconds=1)
    assert "✅ 🍄 Oyster mushroom\nIts card plays it now." in await admin.sees()
    assert await clip_of(market) == ("video/mp4", ClipKind.VIDEO, 12)

    ben = market.buyer("Ben")
    for buyer in (ana, ben):
        await buyer.says("oyster mushroom")
        await buyer.taps("▶ Clip")
        assert (await buyer.messages())[-1].text.startswith("🍄 Oyster mushroom\n")
    first, second = line.api.called("sendVideo")
    assert first.parameters["video"].startswith("attach://")
    [shown] = [one.attachment["video"]["file_id"] for one in line.person(ana).messages if "video" in one.attachment]
    assert second.parameters["video"] == shown

    await admin.taps("Undo")
    assert await clip_of(market) is None
    actions = [entry.action for entry in await rows_of(market, AuditEntry, AuditEntry.subject == "product")]
    assert actions == ["product_clip_changed", "product_clip_changed_undone"]
    await ana.taps("▶ Clip")  # of the card as it was
    assert "▶ Clip" not in (await ana.messages())[-2].labels


@over_telegram
async def test_a_voice_message_is_asked_its_product_and_sent_as_one(market: Market, admin: Phone, ana: Phone) -> None:
    line = market.line
    assert isinstance(line, TelegramLine)
    await sends(admin, voice())
    assert await admin.sees() == "Which product is this a clip of? Type its name."

    await admin.says("oyster mushroom")
    assert "New: a recording of 12 seconds." in await admin.sees()
    await admin.taps("Apply")
    await market.later(seconds=1)

    assert await clip_of(market) == ("audio/ogg", ClipKind.VOICE, 12)
    await ana.says("oyster mushroom")
    await ana.taps("🔊 Voice")
    assert len(line.api.called("sendVoice")) == 1


@over_telegram
@pytest.mark.parametrize(
    ("act", "mime", "kind", "label", "method"),
    [
        (sound(MP3, "audio/mpeg"), "audio/mpeg", ClipKind.AUDIO, "🔊 Voice", "sendAudio"),
        (sound(M4A, "audio/x-m4a"), "audio/mp4", ClipKind.AUDIO, "🔊 Voice", "sendAudio"),
        (sound(a_voice(), "audio/ogg"), "audio/ogg", ClipKind.VOICE, "🔊 Voice", "sendVoice"),
        (video(seconds=60), "video/mp4", ClipKind.VIDEO, "▶ Clip", "sendVideo"),
        (video(content=a_video(BYTES_MAX)), "video/mp4", ClipKind.VIDEO, "▶ Clip", "sendVideo"),
    ],
)
async def test_each_kind_is_sent_by_what_plays_it(
    market: Market, admin: Phone, ana: Phone, act: Act, mime: str, kind: ClipKind, label: str, method: str
) -> None:
    line = market.line
    assert isinstance(line, TelegramLine)
    await sends(admin, act)
    await admin.taps("Apply")
    await market.later(seconds=1)

    hung = await clip_of(market)
    assert hung is not None
    assert hung[:2] == (mime, kind)
    await ana.says("oyster mushroom")
    await ana.taps(label)
    assert len(line.api.called(method)) == 1


@over_telegram
async def test_a_round_video_after_the_command_is_that_products(market: Market, admin: Phone) -> None:
    await admin.says("/clip oyster mushroom")
    assert (
        f"It has no clip.\n\nSend it now: let the farmer show it, or say what it is like.\n{LIMITS}"
        in await admin.sees()
    )

    await sends(admin, lambda person: person.sends_video_note(7))
    await admin.taps("Apply")
    await market.later(seconds=1)

    assert await clip_of(market) == ("video/mp4", ClipKind.VIDEO, 7)


@over_telegram
@pytest.mark.parametrize(
    ("act", "why"),
    [
        (video(seconds=61), "That is too long: it lasts 61 seconds."),
        (video(content=a_video(BYTES_MAX + 1)), "That file is too big."),
        (video(mime="video/quicktime"), "Not every phone can play that kind of file."),
        (sound(b"fLaC", "audio/flac"), "Not every phone can play that kind of file."),
    ],
)
async def test_what_is_no_clip_is_refused_at_once_with_what_is_one(
    market: Market, admin: Phone, act: Act, why: str
) -> None:
    await admin.says("/clip tomatoes")

    await sends(admin, act)
    assert await admin.sees() == f"{why}\n{LIMITS}"

    await sends(admin, video(words=""))  # the question is still open
    await admin.taps("Apply")
    await market.later(seconds=1)
    assert await clip_of(market, "tomato") is not None


@over_telegram
@pytest.mark.parametrize("content", [b"MZ no video", M4A.replace(b"soun", b"hint"), b"OggS vorbis"])
async def test_a_file_that_is_not_what_it_is_called_is_not_hung_up(
    market: Market, admin: Phone, content: bytes
) -> None:
    await sends(admin, video(content=content))
    await admin.taps("Apply")
    await market.later(seconds=1)

    assert f"Not every phone can play that kind of file.\n{LIMITS}" in await admin.sees()
    assert await clip_of(market) is None


@over_telegram
async def test_what_cannot_be_fetched_is_asked_for_again(market: Market, admin: Phone) -> None:
    line = market.line
    assert isinstance(line, TelegramLine)
    await sends(admin, video())
    await admin.taps("Apply")
    line.api.platform.files._by_id.clear()
    await market.later(seconds=1)

    assert "The clip could not be fetched. Please send it again." in await admin.sees()
    assert await clip_of(market) is None


@over_telegram
async def test_a_new_clip_takes_the_place_of_the_old_one_and_undo_puts_that_back(market: Market, admin: Phone) -> None:
    await hang_clip(market)

    await sends(admin, sound(MP3, "audio/mpeg"))
    assert "New: a recording of 12 seconds.\nIt takes the place of the clip that is there." in await admin.sees()
    await admin.taps("Apply")
    await market.later(seconds=1)
    assert await clip_of(market) == ("audio/mpeg", ClipKind.AUDIO, 12)

    await admin.taps("Undo")
    assert await clip_of(market) == ("video/mp4", ClipKind.VIDEO, 12)


@over_telegram
async def test_the_same_clip_again_changes_nothing(market: Market, admin: Phone) -> None:
    await hang_clip(market)
    await sends(admin, video())
    await admin.taps("Apply")
    await market.later(seconds=1)

    assert "It is so already; there is nothing to change." in await admin.sees()
    assert await rows_of(market, AuditEntry, AuditEntry.subject == "product") == []


@over_telegram
async def test_a_name_that_several_goods_share_is_asked_about_with_the_clip_kept(market: Market, admin: Phone) -> None:
    await sends(admin, video("oyster"))
    await admin.taps("🍄 King oyster")
    await admin.taps("Apply")
    await market.later(seconds=1)

    assert await clip_of(market, "king-oyster-mushroom") is not None


@over_telegram
async def test_a_name_that_nothing_has_can_be_typed_anew_with_the_clip_kept(market: Market, admin: Phone) -> None:
    await sends(admin, video("qqqqq"))
    assert "No product is called “qqqqq”." in await admin.sees()

    await admin.says("oyster mushroom")
    await admin.taps("Apply")
    await market.later(seconds=1)

    assert await clip_of(market) is not None


@over_telegram
async def test_a_word_that_leaves_is_no_name(market: Market, admin: Phone) -> None:
    await sends(admin, voice())

    await admin.says("stop")

    assert "Nothing was ordered or changed." in await admin.sees()


@over_telegram
async def test_leaving_it_changes_nothing_and_an_old_apply_explains_itself(market: Market, admin: Phone) -> None:
    await sends(admin, video())
    apply = await admin.payload_of("Apply")
    await admin.taps("Leave it")

    await admin.presses(apply)
    await market.later(seconds=1)

    assert "That preview is out of date, so nothing was changed." in await admin.sees()
    assert await clip_of(market) is None


@over_telegram
async def test_the_apply_of_an_earlier_recording_does_not_hang_up_a_later_one(market: Market, admin: Phone) -> None:
    await sends(admin, video())
    apply = await admin.payload_of("Apply")
    await sends(admin, video(words="", seconds=30))

    await admin.presses(apply)
    await market.later(seconds=1)

    assert "That preview is out of date, so nothing was changed." in await admin.sees()
    assert await clip_of(market) is None
    await admin.taps("Apply")
    await market.later(seconds=1)
    assert await clip_of(market) == ("video/mp4", ClipKind.VIDEO, 30)


@over_telegram
async def test_an_apply_hangs_a_recording_on_no_other_goods(market: Market, admin: Phone) -> None:
    [oyster] = await rows_of(market, Product, Product.slug == "oyster-mushroom")
    await sends(admin, video("king oyster mushroom"))
    mark = (await admin.payload_of("Apply")).rpartition(":")[2]

    await admin.presses(f"clipadd:{oyster.id}:{mark}")
    await market.later(seconds=1)

    assert "That preview is out of date, so nothing was changed." in await admin.sees()
    assert await clip_of(market) is None


@over_telegram
async def test_applying_twice_is_applying_once(market: Market, admin: Phone) -> None:
    await sends(admin, video())
    apply = await admin.payload_of("Apply")
    await admin.presses(apply)
    await admin.presses(apply)
    await market.later(seconds=1)

    assert await clip_of(market) is not None
    assert len(await rows_of(market, AuditEntry, AuditEntry.subject == "product")) == 1


@over_telegram
async def test_who_is_no_admin_any_more_changes_nothing(market: Market, admin: Phone) -> None:
    other = await market.made_admin("other", "Ed")
    await other.says("/stock")
    await sends(other, video())
    await other.taps("Apply")
    await Stage(market, "en").change(ends_role(other, market.clock()))
    await market.later(seconds=1)

    assert await clip_of(market) is None


@over_telegram
async def test_a_buyers_recording_leaves_the_question_open(market: Market, ana: Phone) -> None:
    await ana.says("oyster mushroom")

    for act in (video("tomatoes"), voice(), voice(seconds=600)):
        await sends(ana, act)
        assert "I can only read words and numbers so far." in await ana.sees()

    await ana.says("4 jin")
    assert "Oyster mushroom: 4 jin" in await ana.sees()


@over_telegram
async def test_a_recording_is_no_answer_to_another_question(market: Market, admin: Phone) -> None:
    await admin.says("oyster mushroom")

    await sends(admin, voice())

    assert "I can only read words and numbers so far." in await admin.sees()
    await admin.says("4 jin")
    assert "Oyster mushroom: 4 jin" in await admin.sees()


async def test_a_clip_is_shown_and_removed_and_put_back(market: Market, admin: Phone) -> None:
    await hang_clip(market)

    await admin.says("/clip oyster mushroom")
    [shown] = await clips_in(admin)
    assert "This is its clip." in shown.text
    assert shown.labels == ["Remove", "Leave it"]
    remove = await admin.payload_of("Remove")
    await admin.taps("Remove")
    assert "It has no clip." in await admin.sees()
    assert await clips_in(admin) == []
    assert await clip_of(market) is None

    await admin.taps("Undo")
    assert await clip_of(market) == ("video/mp4", ClipKind.VIDEO, 12)

    await hang_clip(market, size=99)  # another one; the old button is about the old one
    await admin.presses(remove)
    assert await clip_of(market) is not None
    assert "This is its clip." in await admin.sees()


async def test_what_was_changed_since_is_not_put_back(market: Market, admin: Phone) -> None:
    await hang_clip(market)
    await admin.says("/clip oyster mushroom")
    await admin.taps("Remove")
    await hang_clip(market, size=99)

    await admin.taps("Undo")

    assert "This cannot be undone: it was changed again since." in await admin.sees()
    assert await clip_of(market) is not None


async def test_the_web_chat_says_where_clips_can_be_sent(market: Market, admin: Phone) -> None:
    await admin.says("/clip oyster mushroom")

    is_telegram = isinstance(market.line, TelegramLine)
    assert ("Clips cannot be sent on this page." in await admin.sees()) is not is_telegram


@pytest.mark.parametrize("language", ["en", "zh_Hans", "ru", "es", "ar"])
@pytest.mark.parametrize(("kind", "label"), [(ClipKind.VIDEO, "▶ Clip"), (ClipKind.VOICE, "🔊 Voice")])
async def test_a_buyer_plays_a_clip_and_goes_on_answering(
    market: Market, language: str, kind: ClipKind, label: str
) -> None:
    await hang_clip(market, kind=kind)
    ana = market.buyer("Ana", language)
    translated = LANGUAGES.get(language).translations
    [product] = await rows_of(market, Product, Product.slug == "oyster-mushroom")
    await ana.says("/start")
    await ana.presses(f"product:{product.id}")
    before = (await ana.messages())[-1]

    await ana.taps(translated.gettext(label))
    await ana.taps(translated.gettext(label))

    *_, card, clip = await ana.messages()
    assert card == before
    assert await clips_in(ana) == [clip]  # however often it was asked for
    await ana.says("4")
    assert translated.gettext("Review") in await ana.labels()


async def test_the_clip_of_other_goods_takes_its_place(market: Market, ana: Phone) -> None:
    for slug in ("oyster-mushroom", "king-oyster-mushroom"):
        await hang_clip(market, slug)
    for name in ("oyster mushroom", "king oyster mushroom"):
        await ana.says(name)
        await ana.taps("▶ Clip")

    [clip] = await clips_in(ana)
    assert "King oyster" in clip.text


async def test_a_clip_that_was_taken_off_meanwhile_leaves_the_card(market: Market, admin: Phone, ana: Phone) -> None:
    await hang_clip(market)
    await ana.says("oyster mushroom")
    await admin.says("/clip oyster mushroom")
    await admin.taps("Remove")

    await ana.taps("▶ Clip")

    assert await clips_in(ana) == []
    assert "2 jin" in await ana.labels()
    assert "▶ Clip" not in await ana.labels()


async def test_a_clip_is_one_of_eight_choices_and_costs_no_amount_before_that(market: Market, ana: Phone) -> None:
    await market.database.transact(partial(_pack, jin=range(1, 7)))
    await ana.says("oyster mushroom")
    without = await ana.labels()
    await hang_clip(market)

    await ana.says("oyster mushroom")
    assert sorted(await ana.labels()) == sorted([*without, "▶ Clip"])

    await ana.says("9999 jin")
    labels = await ana.labels()
    assert {"▶ Clip", "Wait for 9999 jin", "☆ Favourite", "Other amount", "4 jin"} < set(labels)
    assert len(labels) == CHOICES_MAX + 2  # Back and Basket do not count


def _pack(session: Session, jin: range) -> None:
    """Offer everything by so many jin."""
    packs = [{"quantity": 500 * number, "label": ""} for number in jin]
    session.connection().execute(sa.update(Offer).values(packs=packs))
    bump_version(session)


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (a_video(), "video/mp4"),
        (a_video(BYTES_MAX), "video/mp4"),
        (a_video(BYTES_MAX + 1), None),
        (a_video().replace(b"mp42", b"qt  ", 1), None),
        (a_video().replace(b"vide", b"soun"), "audio/mp4"),
        (a_video().replace(b"vide", b"hint"), None),
        (M4A, "audio/mp4"),
        (a_voice(), "audio/ogg"),
        (a_voice().replace(b"OpusHead", b"\x01vorbis\x00"), None),
        (MP3, "audio/mpeg"),
        (b"\xff\xfb\x90\x00", "audio/mpeg"),
        (b"\xff\xd8\xff\xe0", None),  # a JPEG
        (b"\xff\xf1\x50\x80", None),  # AAC without a container
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"", None),
    ],
)
def test_what_a_recording_is_its_own_bytes_say(content: bytes, mime: str | None) -> None:
    assert mime_of(content) == mime
