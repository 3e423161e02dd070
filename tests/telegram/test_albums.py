"""Several pictures in one call: uploaded once, known by name from then on, and never in the way of the words."""

import asyncio

import pytest

from bot.channels.telegram import uploads
from bot.messages import Outgoing, Shot, album_of
from bot.notices.ports import SendLater, SendRefused
from tests.telegram.fake import faults
from tests.telegram.sending import add_picture, outbox
from tests.telegram.test_pictures import handles, set_handle

CAPTIONS = ["🥚 Eggs & <Co>: ¥1.00 per piece", "🍐 Pears: ¥6.00 per jin", "🍅 Tomato: ¥4.00 per jin"]
WORDS = "\n".join(CAPTIONS)


@pytest.fixture
async def shots(database) -> list[Shot]:
    return [Shot(await add_picture(database, (30 + 10 * at, 40)), words) for at, words in enumerate(CAPTIONS)]


def names(api) -> list[list[str]]:
    """What each call named its pictures."""
    return [
        ["upload" if shot["media"].startswith("attach://") else shot["media"] for shot in call.parameters["media"]]
        for call in api.called("sendMediaGroup")
    ]


async def test_it_is_one_album_of_which_the_first_message_counts(api, out, ana, shots):
    message_id = await out.sends(ana, album_of(shots), silent=True)

    assert message_id == str(ana.messages[0].message_id)
    assert [message.caption for message in ana.messages] == CAPTIONS
    assert len({message.photo for message in ana.messages}) == 3
    assert len({message.attachment["media_group_id"] for message in ana.messages}) == 1
    assert all(message.silent for message in ana.messages)
    assert [call.method for call in api.calls] == ["sendMediaGroup"]


async def test_pictures_are_uploaded_together_and_once(api, out, database, ana, shots):
    await out.sends(ana, album_of(shots))
    await out.sends(ana, album_of(shots))
    async with outbox(api, database) as restarted:
        await restarted.sends(ana, album_of(shots))

    photos = [message.photo for message in ana.messages[:3]]
    assert names(api) == [["upload"] * 3, photos, photos]
    assert sorted(await handles(database)) == sorted((f"telegram:{api.bot.id}", photo) for photo in photos)


async def test_only_what_is_not_known_is_uploaded(api, out, ana, shots):
    await out.sends(ana, Outgoing(text="Pears", picture=shots[1].picture))
    await out.sends(ana, album_of(shots))
    await out.sends(ana, Outgoing(text="Eggs", picture=shots[0].picture))

    assert names(api) == [["upload", ana.messages[0].photo, "upload"]]
    assert [call.parameters["photo"].startswith("attach://") for call in api.called("sendPhoto")] == [True, False]


async def test_for_many_chats_at_once_in_whatever_order(api, out, shots):
    people = [api.person(f"P{number}", started=True) for number in range(10)]
    api.faults.latency_s = 0.02

    await asyncio.gather(
        *(out.sends(person, album_of(shots[:: -1 if at % 2 else 1])) for at, person in enumerate(people)),
        *(out.sends(person, Outgoing(text="Eggs", picture=shots[0].picture)) for person in people),
    )

    assert sum(name == "upload" for call in names(api) for name in call) == 3
    assert not any(call.parameters["photo"].startswith("attach://") for call in api.called("sendPhoto"))


async def test_goods_that_share_a_picture_are_one_upload(api, out, database, ana, shots):
    await out.sends(ana, album_of([shots[0], Shot(shots[0].picture, "Duck eggs")]))

    (call,) = api.called("sendMediaGroup")
    assert len({shot["media"] for shot in call.parameters["media"]}) == 1
    assert len(await handles(database)) == 1


async def test_a_name_that_the_platform_does_not_know_is_forgotten_and_tried_anew(api, out, database, ana, shots):
    await set_handle(database, shots[1].picture, f"telegram:{api.bot.id}", "AgACAgIAAxkDsomebody-elses")

    await out.sends(ana, album_of(shots))
    await out.sends(ana, album_of(shots))

    photos = [message.photo for message in ana.messages[:3]]
    assert [message.caption for message in ana.messages] == CAPTIONS * 2
    assert names(api) == [["upload"] * 3, photos]  # the refused call is not among those that were carried out
    assert "AgACAgIAAxkDsomebody-elses" not in dict(await handles(database)).values()


async def test_the_same_where_the_platform_says_which(api, out, ana, shots):
    await out.sends(ana, album_of(shots))
    reason = 'failed to send message #2 with the error message "Wrong file identifier/HTTP URL specified"'
    api.fails(faults.bad(reason), "sendMediaGroup")

    await out.sends(ana, album_of(shots))

    assert len(ana.messages) == 6
    assert names(api)[-1] == ["upload"] * 3


@pytest.mark.parametrize("reason", ["wrong file identifier/HTTP URL specified", "not enough rights to send photos"])
async def test_an_album_that_is_refused_leaves_the_words(api, out, ana, shots, reason):
    api.fails(faults.bad(reason), "sendMediaGroup", times=9)

    message_id = await out.sends(ana, album_of(shots))

    (message,) = ana.messages
    assert (message.text, str(message.message_id)) == (WORDS, message_id)


async def test_a_picture_that_is_none_or_is_gone_leaves_the_words(out, database, ana, shots):
    broken = await add_picture(database, content=b"as good as a picture")

    await out.sends(ana, album_of([shots[0], Shot(broken, "Shiitake")]))
    await out.sends(ana, album_of([shots[0], Shot(404, "Shiitake")]))

    assert [message.words for message in ana.messages] == [f"{CAPTIONS[0]}\nShiitake"] * 2
    assert await handles(database) == []


async def test_a_chat_that_is_not_there_is_told_no_words(api, out, ana, shots):
    ana.blocks()

    with pytest.raises(SendRefused):
        await out.sends(ana, album_of(shots))

    assert not api.called("sendMessage")


async def test_waiting_for_several_uploads_takes_no_longer_than_for_one(api, out, ana, shots, monkeypatch):
    """Else the sender would lose patience with what never left, and take it for unknown."""
    monkeypatch.setattr(uploads, "UPLOAD_WITHIN_S", 0.1)
    api.fails(faults.accept_then_hang(), "sendMediaGroup")
    first = asyncio.create_task(out.sends(ana, album_of(shots)))
    await api.until(lambda: ana.messages)

    async with asyncio.timeout(0.25):
        with pytest.raises(SendLater):
            await out.sends(api.person("Ben", started=True), album_of(shots))

    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
