"""How our messages look in a chat, and what becomes of them when they change."""

from io import BytesIO

import pytest
from PIL import Image

from bot.channels.telegram.uploads import draw_qr
from bot.messages import Choice, Outgoing
from tests.telegram.sending import NO, YES, add_picture

CARD = Outgoing(title="Order 12", text="2 jin", rows=((YES, NO),), card="order:12")
SITE = Choice("Site", url="https://farm.example/")


async def test_a_message_with_its_buttons(api, out, ana):
    message_id = await out.sends(
        ana, Outgoing(title="Eggs & <Co>", text="2 jin\nhttps://farm.example", rows=((YES, SITE),))
    )

    (message,) = ana.messages
    assert message_id == str(message.message_id)
    assert message.text == "Eggs & <Co>\n2 jin\nhttps://farm.example"
    assert [one for one in message.entities if one["type"] == "bold"] == [{"type": "bold", "offset": 0, "length": 11}]
    assert message.keyboard == [
        [
            {"text": "Yes", "callback_data": "yes:1", "style": "primary"},
            {"text": "Site", "url": "https://farm.example/"},
        ]
    ]
    assert not message.silent
    assert api.calls[-1].parameters["link_preview_options"] == {"is_disabled": True}


async def test_at_night_there_is_no_sound(out, ana):
    await out.sends(ana, "hello", silent=True)

    assert [message.silent for message in ana.messages] == [True]


async def test_a_long_text_comes_in_several_of_which_the_last_has_the_buttons(out, ana):
    lines = "\n".join(f"{number} jin" for number in range(1200))
    message_id = await out.sends(ana, Outgoing(text=lines, rows=((YES,),)))

    assert len(ana.messages) > 1
    assert "\n".join(message.text for message in ana.messages).splitlines() == lines.splitlines()
    assert [message.labels for message in ana.messages] == [*[[]] * (len(ana.messages) - 1), ["Yes"]]
    assert message_id == str(ana.messages[-1].message_id)


async def test_words_become_other_words(api, out, ana):
    message_id = await out.sends(ana, CARD)

    assert await out.sends(ana, "It is yours.", edit_message_id=message_id, standing=CARD) == message_id

    assert (ana.sees, ana.labels, len(ana.messages)) == ("It is yours.", [], 1)


async def test_a_question_for_a_number_comes_with_a_button_that_hands_it_over(out, ana):
    asking = Outgoing(title="My phone", text="Type it.", contact="Share my number", rows=((Choice("Back", "b"),),))
    old = await out.sends(ana, CARD)

    await out.sends(ana, asking, edit_message_id=old, standing=CARD)

    assert [message.text for message in ana.messages] == ["My phone\nType it."]  # it took the place of the card
    assert ana.chat.reply_keyboard == [[{"text": "Share my number", "request_contact": True}], [{"text": "Back"}]]


async def test_what_says_so_already_is_as_good_as_changed(out, ana):
    message_id = await out.sends(ana, CARD)

    assert await out.sends(ana, CARD, edit_message_id=message_id) == message_id


@pytest.mark.parametrize("remembered", [True, False])
async def test_words_get_a_picture(out, ana, database, remembered):
    message_id = await out.sends(ana, CARD)
    shown = Outgoing(text="Eggs", picture=await add_picture(database), rows=((NO,),))

    standing = CARD if remembered else None
    assert await out.sends(ana, shown, edit_message_id=message_id, standing=standing) == message_id

    (message,) = ana.messages
    assert (message.caption, message.labels, bool(message.photo)) == ("Eggs", ["No"], True)


async def test_the_words_below_a_picture_change_and_it_stays(api, out, ana, database):
    before = Outgoing(text="Eggs", picture=await add_picture(database), rows=((YES,),))
    after = Outgoing(title="Eggs", text="2", picture=before.picture)
    message_id = await out.sends(ana, before)

    assert await out.sends(ana, after, edit_message_id=message_id, standing=before) == message_id

    assert (ana.sees, ana.labels) == ("Eggs\n2", [])
    assert [call.method for call in api.calls] == ["sendPhoto", "editMessageCaption"]


async def test_a_picture_becomes_another(out, ana, database):
    before = Outgoing(text="Eggs", picture=await add_picture(database))
    after = Outgoing(text="Pears", picture=await add_picture(database, (30, 30)))
    message_id = await out.sends(ana, before)
    photo = ana.messages[0].photo

    assert await out.sends(ana, after, edit_message_id=message_id, standing=before) == message_id

    assert ana.sees == "Pears"
    assert ana.messages[0].photo != photo


@pytest.mark.parametrize("remembered", [True, False])
async def test_a_picture_cannot_be_taken_away_so_a_new_message_takes_its_place(out, ana, database, remembered):
    before = Outgoing(text="Eggs", picture=await add_picture(database))
    message_id = await out.sends(ana, before)

    standing = before if remembered else None
    new_id = await out.sends(ana, CARD, edit_message_id=message_id, standing=standing)

    (message,) = ana.messages
    assert (str(message.message_id), message.silent, message.labels) == (new_id, True, ["Yes", "No"])
    assert new_id != message_id


async def test_a_text_that_has_become_long_comes_anew(out, ana):
    message_id = await out.sends(ana, CARD)

    new_id = await out.sends(ana, Outgoing(text="egg " * 2000, rows=((YES,),)), edit_message_id=message_id)

    assert message_id not in {str(message.message_id) for message in ana.messages}
    assert new_id == str(ana.messages[-1].message_id)
    assert all(message.silent for message in ana.messages)


async def test_a_message_that_is_gone_comes_anew_and_silently(api, out, ana):
    message_id = await out.sends(ana, CARD)
    ana.deletes(ana.messages[0])

    new_id = await out.sends(ana, CARD, edit_message_id=message_id, standing=CARD)

    assert [(str(message.message_id), message.silent) for message in ana.messages] == [(new_id, True)]
    assert not api.called("deleteMessage")


async def test_a_message_that_is_too_old_to_be_changed_comes_anew(out, ana):
    message_id = await out.sends(ana, CARD)
    ana.messages[0].frozen = True

    new_id = await out.sends(ana, "It is yours.", edit_message_id=message_id, standing=CARD)

    assert [str(message.message_id) for message in ana.messages] == [new_id]


async def test_older_copies_go_or_lose_their_buttons(out, ana):
    first, second, third = [await out.sends(ana, CARD) for _ in range(3)]

    await out.sends(ana, CARD, remove_message_ids=(first, second), disarm_message_ids=(third,))

    assert [message.labels for message in ana.messages] == [[], ["Yes", "No"]]


async def test_an_older_copy_that_may_not_be_deleted_any_more_loses_its_buttons(api, out, ana):
    first = await out.sends(ana, CARD)
    api.clock.advance(49 * 3600)

    await out.sends(ana, CARD, remove_message_ids=(first, "999"), disarm_message_ids=("998",))

    assert [message.labels for message in ana.messages] == [[], ["Yes", "No"]]


async def test_a_code_to_scan(out, ana):
    code = Outgoing(text="Scan me", qr="https://t.me/village_market_bot?start=o_12")
    message_id = await out.sends(ana, code)

    assert await out.sends(ana, code, edit_message_id=message_id, standing=code) == message_id

    assert (ana.sees, bool(ana.messages[0].photo)) == ("Scan me", True)


@pytest.mark.parametrize("address", ["x", "https://t.me/village_market_bot?start=abcdefghijklmnopqrstuv", "x" * 300])
def test_a_code_is_large_enough_and_has_quiet_around_it(address):

    with Image.open(BytesIO(draw_qr(address))) as image:
        gray = image.convert("L")
        assert 350 <= gray.width == gray.height <= 650
        dark = gray.point(lambda level: 255 - level).getbbox()
        assert dark[0] == dark[1] == gray.width - dark[2] >= 8


async def test_a_tap_is_answered_with_a_few_words(out, ana):
    await out.sends(ana, CARD)
    first, second, third = ana.taps("Yes"), ana.taps("No"), ana.taps("No")

    await out.port.answer_press(first.id, "Three left")
    await out.port.answer_press(second.id)
    await out.port.answer_press(third.id, "🥚" * 300)

    assert (first.toast, second.answered, second.toast) == ("Three left", True, None)
    assert third.toast == "🥚" * 99 + "…"


async def test_a_tap_that_is_too_old_to_be_answered_is_nobodys_trouble(api, out, ana):
    await out.sends(ana, CARD)
    tap = ana.taps("Yes")
    api.clock.advance(3600)

    await out.port.answer_press(tap.id, "Three left")

    assert not tap.answered
