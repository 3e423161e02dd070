"""The fake against the published Bot API: other people's mistakes are found, and it makes none of its own."""

from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineQueryResultArticle,
    InputMediaPhoto,
    InputTextMessageContent,
)

from tests.telegram.fake.attachments import a_picture, a_video, a_voice
from tests.telegram.fake.calls import HANDLERS
from tests.telegram.fake.people import Person
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.fake.spec import load_spec
from tests.telegram.fake_checks.conftest import Post

HELLO = {"chat_id": 1, "text": "Hello"}
MISTAKES: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {**HELLO, "disable_notifcation": True}, "sendMessage.disable_notifcation is not a parameter"),
    ("sendMessage", {"chat_id": 1}, "sendMessage.text is missing"),
    ("sendMessage", {"chat_id": 1, "text": 5}, "sendMessage.text is no String: 5"),
    ("sendMessage", {**HELLO, "protect_content": "yes"}, "sendMessage.protect_content is no Boolean: 'yes'"),
    ("deleteMessage", {"chat_id": 1, "message_id": "x"}, "deleteMessage.message_id is no Integer: 'x'"),
    ("deleteMessages", {"chat_id": 1, "message_ids": [1, "2"]}, "deleteMessages.message_ids[1] is no Integer: '2'"),
    (
        "sendMessage",
        {**HELLO, "reply_markup": {"inline_keyboard": [[{"text": "Go", "callbak_data": "x"}]]}},
        "sendMessage.reply_markup.inline_keyboard[0][0].callbak_data is not a field of InlineKeyboardButton",
    ),
    ("setMyCommands", {"commands": [{"command": "shop"}]}, "setMyCommands.commands[0].description is missing"),
    (
        "editMessageMedia",
        {"chat_id": 1, "message_id": 1, "media": {"type": "photo"}},
        "editMessageMedia.media.media is missing",
    ),
]


@pytest.mark.parametrize(("method", "parameters", "mistake"), MISTAKES)
async def test_a_mistake_is_refused_and_recorded(
    api: FakeBotApi, post: Post, method: str, parameters: dict[str, Any], mistake: str
):
    answer = await post(method, **parameters)

    assert answer["description"] == f"Bad Request: {mistake}"
    assert api.violations == [mistake]


async def test_a_method_that_does_not_exist(api: FakeBotApi, post: Post):
    answer = await post("sendMesage", chat_id=1, text="x")

    assert (answer["error_code"], answer["description"]) == (404, "Not Found: method not found")
    assert api.violations == ["sendMesage is no method"]


async def test_checks_can_be_switched_off():
    async with FakeBotApi(check=False) as api:
        ana = api.person("Ana")
        ana.starts()

        outcome = await api.platform.run(api.token, "sendMessage", {"chat_id": str(ana.id), "text": "x", "odd": "1"})

        assert (outcome.status, ana.sees, api.violations) == (200, "x", [])


def test_every_method_here_is_a_method_there():
    assert [name for name in HANDLERS if load_spec().method(name) is None] == []


def test_the_whole_specification_can_be_compiled():
    spec = load_spec()

    assert spec.version == "10.2"
    assert spec.faults_of("Update", {"update_id": 1}) == []
    assert spec.faults_of("Array of Message", [{"message_id": 1, "date": 0}]) == ["Array of Message[0].chat is missing"]


async def test_all_updates_hold_against_the_specification(api: FakeBotApi, ana: Person):
    kinds = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member", "channel_post"]
    everything_people_do(api, ana)

    told = {key for pending in api.bot.updates.pending.values() for key in pending.update}
    assert told >= set(kinds)
    assert api.violations == []


async def test_all_answers_hold_against_the_specification(api: FakeBotApi, bot: Bot, ana: Person):
    group = api.group("Village")
    group.adds_bot(ana)
    sent = await bot.send_message(ana.id, "See /shop or https://farm.example", reply_to_message_id=1)
    photo = await bot.send_photo(group.id, a_picture(), caption="<b>New</b>", parse_mode="HTML")
    await bot.send_document(ana.id, b"a,b", filename="orders.csv")
    await bot.send_voice(ana.id, a_voice(), duration=3)
    await bot.send_video(ana.id, a_video(), duration=3, supports_streaming=True)
    await bot.send_audio(ana.id, b"ID3", duration=3, title="Tomatoes")
    await bot.send_media_group(ana.id, [InputMediaPhoto(a_picture()), InputMediaPhoto(photo.photo[-1].file_id)])
    await bot.edit_message_media(InputMediaPhoto(a_picture(9, 9)), ana.id, sent.message_id)
    await bot.edit_message_caption(ana.id, sent.message_id, caption="Words")
    await bot.get_chat(group.id)
    await bot.get_chat_member(group.id, ana.id)
    await bot.get_chat_member(group.id, api.bot.id)
    await bot.set_my_commands([BotCommand("shop", "Shop")], BotCommandScopeChat(ana.id), "pl")
    await bot.get_my_commands(BotCommandScopeChat(ana.id), "pl")
    await bot.get_webhook_info()
    await bot.get_file(photo.photo[-1].file_id)
    await bot.send_chat_action(ana.id, "typing")
    await bot.delete_messages(ana.id, [sent.message_id, 77])
    await bot.get_updates()
    await bot.answer_inline_query(ana.asks_inline("tomato").id, [_article()])
    await bot.leave_chat(group.id)

    assert api.violations == []


def everything_people_do(api: FakeBotApi, ana: Person) -> None:
    """Let every kind of thing happen once."""
    ana.says("Look @village_market_bot /shop #tomato a@b.example")
    ana.edits("Hello")
    ana.presses("x")
    ana.presses("x", message_id=99)
    ana.shares_contact()
    ana.shares_contact(of_other="Ben")
    ana.shares_location(52.1, 21.0)
    ana.sends_photo(caption="Mine")
    ana.sends_voice()
    ana.sends_video(caption="Mine")
    ana.sends_video_note()
    ana.sends_audio(b"ID3", "audio/mpeg")
    ana.sends_sticker()
    ana.blocks()
    ana.unblocks()
    ana.asks_inline("tomato")
    group, channel = api.group("Village", basic=True), api.channel("News")
    group.adds_bot(ana)
    group.promotes_bot(ana)
    group.anonymous_says("Hello")
    group.other_bot_says("Rain")
    channel.adds_bot(ana)
    group.channel_says(channel, "News")
    channel.edits_post(channel.posts("Fresh"), "Sold")
    group.upgrades(ana)
    group.removes_bot(ana)


def _article() -> InlineQueryResultArticle:
    return InlineQueryResultArticle("1", "Tomato", InputTextMessageContent("Tomato"))
