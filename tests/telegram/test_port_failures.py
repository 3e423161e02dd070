"""When Telegram says no, later, or nothing."""

import socket

import pytest
from structlog.testing import capture_logs

from bot.channels.telegram.limits import is_group
from bot.messages import Choice, Outgoing
from bot.notices.ports import AccountRefused, ChatMoved, SendLater, SendRefused, SendUnknown
from tests.telegram.fake import faults
from tests.telegram.sending import YES, add_picture, outbox

SITE = Choice("Site", url="https://farm.example/")


@pytest.fixture
def ben(api):
    return api.person("Ben", started=True)


async def test_a_penalty_says_how_long_and_stops_every_call(api, out, ana, ben):
    await out.sends(ana, Outgoing(text="hello", rows=((YES,),)))
    tap = ana.taps("Yes")
    api.fails(faults.penalty(40), "sendMessage")

    with pytest.raises(SendLater) as told:
        await out.sends(ana, "one")
    with pytest.raises(SendLater) as held:
        await out.sends(ben, "two")
    await out.port.answer_press(tap.id, "lost")

    assert told.value.retry_after_s == 40
    assert 38 < held.value.retry_after_s <= 40
    assert not tap.answered
    assert len(api.rejected) == 1  # the others were never made


async def test_a_penalty_for_a_tap_stops_messages_too(api, out, ana):
    await out.sends(ana, Outgoing(text="hello", rows=((YES,),)))
    api.fails(faults.penalty(40), "answerCallbackQuery")
    await out.port.answer_press(ana.taps("Yes").id)

    with pytest.raises(SendLater) as held:
        await out.sends(ana, "one")

    assert held.value.reason == "TooManyRequests"


async def test_accepted_and_then_nobody_knows(api, out, ana):
    api.fails(faults.accept_then_reset(), "sendMessage")

    with pytest.raises(SendUnknown):
        await out.sends(ana, "hello")

    assert ana.sees == "hello"


@pytest.mark.parametrize("fault", [faults.reset(), faults.garbage(), faults.garbage(accepts=False)])
async def test_nobody_knows(api, out, ana, fault):
    api.fails(fault, "sendMessage")

    with pytest.raises(SendUnknown):
        await out.sends(ana, "hello")


@pytest.mark.parametrize("code", [500, 502, 503])
async def test_a_server_in_trouble_is_asked_later(api, out, ana, code):
    api.fails(faults.server_error(code), "sendMessage")

    with pytest.raises(SendLater) as told:
        await out.sends(ana, "hello")

    assert (told.value.reason, told.value.retry_after_s) == (f"HTTP {code}", None)


async def test_nobody_at_home(api, database, ana):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        async with outbox(api, database, url=url) as out:
            with pytest.raises(SendLater):
                await out.sends(ana, "hello")


async def test_who_cannot_be_written_to(api, out, ana, ben):
    stranger, gone = api.person("Cem"), api.person("Dia", started=True)
    group, quiet = api.group("Village"), api.channel("News", username="village_news")
    ana.blocks()
    gone.leaves_telegram()
    for room in (group, quiet):
        room.adds_bot(ben)
    group.removes_bot(ben)
    quiet.demotes_bot(ben)

    for chat in (ana, stranger, gone, group, quiet):
        with pytest.raises(SendRefused) as told:
            await out.sends(chat, "hello")
        assert told.value.blocked


async def test_a_chat_that_is_not_there(api, out):
    class Nobody:
        id = 9_999_999_999

    with pytest.raises(SendRefused) as told:
        await out.sends(Nobody, "hello")

    assert told.value.blocked
    assert len(api.rejected) == 1  # no other form of the message would help


async def test_what_cannot_be_shown_is_said_in_plain_words(api, out, ana):
    api.fails(faults.bad("can't parse entities: unsupported start tag"), "sendMessage")

    await out.sends(ana, Outgoing(title="A & B", text="2 jin", rows=((YES, SITE),)))

    (message,) = ana.messages
    assert message.text == "A & B\n2 jin\nSite: https://farm.example/"
    assert "bold" not in {entity["type"] for entity in message.entities}
    assert message.labels == ["Yes"]


async def test_and_refused_when_that_is_not_wanted_either(api, out, ana):
    api.fails(faults.bad("what Ana wrote is bad"), "sendMessage", times=9)

    with pytest.raises(SendRefused) as told:
        await out.sends(ana, "hello")

    assert (told.value.reason, told.value.blocked) == ("BadRequest: other", False)
    assert len(api.rejected) == 2


async def test_an_edit_that_cannot_be_shown_is_made_in_plain_words(api, out, ana):
    message_id = await out.sends(ana, "hello")
    api.fails(faults.bad("can't parse entities"), "editMessageText")

    assert await out.sends(ana, Outgoing(title="A", text="b"), edit_message_id=message_id) == message_id

    assert ana.messages[0].entities == []


async def test_a_message_of_nothing_is_refused(out, ana):
    with pytest.raises(SendRefused):
        await out.sends(ana, " \n ")


async def test_a_revoked_token_is_nobodys_message(api, out, ana):
    api.bot.revoked = True

    with pytest.raises(AccountRefused):
        await out.sends(ana, "hello")


async def test_a_group_that_has_moved_says_where(api, out, ana):
    group = api.group("Village", basic=True)
    group.adds_bot(ana)

    class Before:
        id = group.id

    group.upgrades(ana)
    with pytest.raises(ChatMoved) as told:
        await out.sends(Before, "hello")
    await out.sends(group, "hello")

    assert told.value.external_id == str(group.id)
    assert [message.text for message in group.messages] == ["hello"]


async def test_groups_are_known_by_their_ids(api):
    rooms = (api.group("Village"), api.group("Market", basic=True), api.channel("News"))

    assert all(is_group(str(room.id)) for room in rooms)
    assert not is_group(str(api.person("Ana").id))


async def test_a_picture_that_nobody_wants_leaves_the_words(api, out, ana, database):
    picture = await add_picture(database, content=b"no picture at all")

    await out.sends(ana, Outgoing(title="Eggs", text="2 jin", picture=picture, rows=((YES,),)))
    await out.sends(ana, Outgoing(text="Pears", picture=picture + 99))

    assert [(message.words, message.labels, message.photo) for message in ana.messages] == [
        ("Eggs\n2 jin", ["Yes"], None),
        ("Pears", [], None),
    ]


async def test_what_went_without_its_picture_can_still_be_changed(api, out, ana, database):
    card = Outgoing(text="Eggs", picture=await add_picture(database), rows=((YES,),))
    api.fails(faults.bad("not enough rights to send photos to the chat"), "sendPhoto")
    message_id = await out.sends(ana, card)

    # We remember a picture there, and it gets one this time.
    changed = Outgoing(text="Pears", picture=card.picture)
    assert await out.sends(ana, changed, edit_message_id=message_id, standing=card) == message_id

    assert (ana.sees, bool(ana.messages[0].photo), len(ana.messages)) == ("Pears", True, 1)


async def test_a_failed_courtesy_is_nobodys_trouble(api, out, ana):
    first = await out.sends(ana, "old")
    api.fails(faults.server_error(), "deleteMessage")

    await out.sends(ana, "new", remove_message_ids=(first, "not a number"), disarm_message_ids=("77",))

    assert ana.sees == "new"


async def test_neither_words_nor_tokens_get_into_logs_or_reasons(api, out, ana, caplog):
    caplog.set_level("DEBUG", logger="bot")
    api.fails(faults.bad("the secret word of Ana"), "sendMessage", times=2)
    api.fails(faults.reset(), "answerCallbackQuery")

    with capture_logs() as logs:
        await out.port.answer_press("1", "the secret word")
        with pytest.raises(SendRefused) as told:
            await out.sends(ana, "the secret word")

    said = repr((logs, [record.getMessage() for record in caplog.records], told.value))
    assert logs
    assert "secret" not in said
    assert api.token not in said


@pytest.mark.parametrize("fault", [faults.server_error(), faults.bad("Bad Request: message text is empty")])
async def test_what_stands_of_a_long_message_is_not_said_again_and_again(api, out, ana, fault):
    line = "mushrooms of the valley\n"

    async def fails_at_the_second() -> None:
        api.fails(faults.slow(0), "sendMessage")
        api.fails(fault, "sendMessage")
        await out.sends(ana, line * 300)

    with pytest.raises(SendUnknown):  # repeated once, with its mark, and never again
        await fails_at_the_second()

    assert len(ana.messages) == 1
