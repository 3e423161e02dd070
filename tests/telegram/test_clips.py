"""Clips over Telegram: played by what plays them, uploaded once, and never in the way of the words."""

import pytest

from bot.messages import Choice, Clip, ClipKind, Outgoing
from tests.telegram.fake import faults
from tests.telegram.fake.attachments import a_video, a_voice
from tests.telegram.sending import add_media, outbox
from tests.telegram.test_pictures import handles

M4A = b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00M4A mp42\x00\x00\x00\x21hdlr" + bytes(8) + b"soun"
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00"
KINDS = [
    (ClipKind.VIDEO, "sendVideo", "video", a_video()),
    (ClipKind.VOICE, "sendVoice", "voice", a_voice()),
    (ClipKind.AUDIO, "sendAudio", "audio", MP3),
    (ClipKind.AUDIO, "sendAudio", "audio", M4A),
]


def eggs(media_id: int, kind: ClipKind = ClipKind.VIDEO, **more) -> Outgoing:
    return Outgoing(title="🥚 Eggs & <Co>", text="Leishan", clip=Clip(media_id, kind, 12), **more)


def names(api, method: str, parameter: str) -> list[str]:
    """By what each call named its clip."""
    sent = [call.parameters[parameter] for call in api.called(method)]
    return ["upload" if name.startswith("attach://") else name for name in sent]


@pytest.mark.parametrize(("kind", "method", "parameter", "content"), KINDS)
async def test_a_clip_is_uploaded_once_with_its_words_below(api, out, database, ana, kind, method, parameter, content):
    clip = eggs(await add_media(database, "any/kind", content), kind, rows=((Choice("Remove", "drop:1"),),))
    ben = api.person("Ben", started=True)

    await out.sends(ana, clip, silent=True)
    await out.sends(ben, clip)
    async with outbox(api, database) as restarted:
        await restarted.sends(ana, clip)

    [first, _] = ana.messages
    assert (first.words, first.labels, first.silent) == ("🥚 Eggs & <Co>\nLeishan", ["Remove"], True)
    played = first.attachment[parameter]
    assert played["duration"] == 12
    assert names(api, method, parameter) == ["upload", played["file_id"], played["file_id"]]
    assert await handles(database) == [(f"telegram:{api.bot.id}", played["file_id"])]


async def test_a_video_can_be_watched_while_it_comes(api, out, database, ana):
    await out.sends(ana, eggs(await add_media(database, "video/mp4", a_video())))

    [call] = api.called("sendVideo")
    assert call.parameters["supports_streaming"] is True


async def test_sound_has_a_name_in_the_player(out, database, ana):
    await out.sends(ana, eggs(await add_media(database, "audio/mpeg", MP3), ClipKind.AUDIO))

    assert ana.messages[0].attachment["audio"]["title"] == "🥚 Eggs & <Co>"


async def test_what_telegram_takes_as_a_document_has_no_name_as_a_clip(api, out, database, ana):
    clip = eggs(await add_media(database, "video/mp4", b"no video at all"))

    await out.sends(ana, clip)
    await out.sends(ana, clip)

    assert names(api, "sendVideo", "video") == ["upload", "upload"]
    assert await handles(database) == []


@pytest.mark.parametrize("reason", ["user restricted receiving of voice messages", "VOICE_MESSAGES_FORBIDDEN"])
async def test_who_takes_no_voice_messages_is_left_the_words(api, out, database, ana, reason):
    api.fails(faults.bad(reason), "sendVoice")

    await out.sends(ana, eggs(await add_media(database, "audio/ogg", a_voice()), ClipKind.VOICE))

    assert (ana.sees, ana.messages[0].attachment) == ("🥚 Eggs & <Co>\nLeishan", {})


async def test_a_clip_that_is_gone_leaves_the_words(out, ana):
    await out.sends(ana, eggs(404))

    assert (ana.sees, ana.messages[0].attachment) == ("🥚 Eggs & <Co>\nLeishan", {})


async def test_more_words_than_fit_below_one_leave_its_title(out, database, ana):
    media_id = await add_media(database, "video/mp4", a_video())

    await out.sends(ana, Outgoing(title="Eggs", text="fresh\n" * 300, clip=Clip(media_id, ClipKind.VIDEO, 12)))

    assert ana.sees == "Eggs"


async def test_a_clip_never_becomes_words_nor_words_a_clip(out, database, ana):
    clip = eggs(await add_media(database, "video/mp4", a_video()))
    message_id = await out.sends(ana, clip)

    message_id = await out.sends(ana, Outgoing(text="Removed"), edit_message_id=message_id, standing=clip)
    assert [message.words for message in ana.messages] == ["Removed"]

    await out.sends(ana, clip, edit_message_id=message_id)
    [message] = ana.messages
    assert "video" in message.attachment


async def test_a_name_that_the_platform_does_not_know_is_forgotten(api, out, database, ana):
    clip = eggs(await add_media(database, "video/mp4", a_video()))
    await out.sends(ana, clip)
    api.platform.files._by_id.clear()

    await out.sends(ana, clip)

    assert [name == "upload" for name in names(api, "sendVideo", "video")] == [True, True]
