"""What the fake says no to, in the words of the real server."""

from collections.abc import Callable
from typing import Any

import pytest
from telegram import Bot, InputMediaPhoto
from telegram.error import BadRequest, Forbidden, InvalidToken

from tests.telegram.fake.answers import NOT_MODIFIED, QUERY_TOO_OLD
from tests.telegram.fake.attachments import a_picture
from tests.telegram.fake.people import Person
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.fake_checks.conftest import Post


def keys(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Go", **button}]]}


SAYS = [
    ({"text": ""}, "message text is empty"),
    ({"text": " \n "}, "text must be non-empty"),
    ({"text": "\ud800"}, "strings must be encoded in UTF-8"),
    ({"text": "a" * 4097}, "message is too long"),
    ({"text": "🍅" * 2049}, "message is too long"),
    (
        {"text": "<b>Hi", "parse_mode": "HTML"},
        "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    (
        {"text": "ą<jam>", "parse_mode": "HTML"},
        'can\'t parse entities: Unsupported start tag "jam" at byte offset 2',
    ),
    ({"text": "1 < 2", "parse_mode": "HTML"}, 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
    (
        {"text": "<b>x</i>", "parse_mode": "HTML"},
        'can\'t parse entities: Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    ),
    ({"text": "x", "parse_mode": "BB"}, "unsupported parse_mode"),
    ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
    ({"text": "x", "reply_markup": keys(callback_data="ż" * 33)}, "BUTTON_DATA_INVALID"),
    (
        {"text": "x", "reply_markup": keys()},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        {"text": "x", "reply_markup": keys(url="http://shop")},
        "inline keyboard button URL 'http://shop' is invalid: Wrong HTTP URL",
    ),
    (
        {"text": "x", "reply_markup": keys(web_app={"url": "http://shop.example"})},
        "inline keyboard button Web App URL 'http://shop.example' is invalid: Only HTTPS links are allowed",
    ),
    (
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "Go", "callback_data": "x"}]] * 101}},
        "reply markup is too long",
    ),
    ({"text": "x", "chat_id": 12345}, "chat not found"),
    ({"text": "x", "chat_id": "@nowhere"}, "chat not found"),
]


@pytest.mark.parametrize(("parameters", "reason"), SAYS, ids=[reason[:40] for _, reason in SAYS])
async def test_sending_is_refused(post: Post, api: FakeBotApi, ana: Person, parameters: dict[str, Any], reason: str):
    answer = await post("sendMessage", **{"chat_id": ana.id, **parameters})

    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {reason}"}
    assert (ana.messages, api.violations) == ([], [])


async def test_tomatoes_that_just_fit_are_taken(bot: Bot, ana: Person):
    await bot.send_message(ana.id, "<b>" + "🍅" * 2048 + "</b>", parse_mode="HTML")

    assert ana.sees == "🍅" * 2048


EDITS = [
    ("editMessageText", {"text": "Hello"}, NOT_MODIFIED),
    ("editMessageText", {"text": "x" * 4097}, "MESSAGE_TOO_LONG"),
    ("editMessageText", {"text": "x", "message_id": 99}, "message to edit not found"),
    ("editMessageText", {"text": "x", "message_id": 1}, "message can't be edited"),  # it is Ana's own
    ("editMessageText", {"text": "x", "message_id": 3}, "there is no text in the message to edit"),
    ("editMessageCaption", {"caption": "x"}, "there is no caption in the message to edit"),
    ("editMessageCaption", {"caption": "x" * 1025, "message_id": 3}, "MEDIA_CAPTION_TOO_LONG"),
    ("editMessageCaption", {"caption": "A picture", "message_id": 3}, NOT_MODIFIED),
    ("editMessageReplyMarkup", {}, NOT_MODIFIED),
    ("deleteMessage", {"message_id": 99}, "message to delete not found"),
    ("deleteMessages", {"message_ids": list(range(1, 102))}, "too many message identifiers specified"),
]


@pytest.mark.parametrize(("method", "parameters", "reason"), EDITS)
async def test_changing_is_refused(
    bot: Bot, post: Post, api: FakeBotApi, ana: Person, method: str, parameters: dict[str, Any], reason: str
):
    await bot.send_message(ana.id, "Hello")
    await bot.send_photo(ana.id, a_picture(), caption="A picture")
    place = {"chat_id": ana.id} | ({} if method == "deleteMessages" else {"message_id": 2})

    answer = await post(method, **(place | parameters))

    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {reason}"}
    assert [message.words for message in ana.messages] == ["Hello", "A picture"]
    assert api.violations == []


async def test_a_frozen_message_cannot_be_edited(bot: Bot, ana: Person):
    await bot.send_message(ana.id, "Hello")
    ana.messages[0].frozen = True

    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("Bye", ana.id, 2)


async def test_a_message_of_three_days_ago_cannot_be_deleted(api: FakeBotApi, bot: Bot, ana: Person):
    await bot.send_message(ana.id, "Hello")
    api.clock.advance(3 * 86400)

    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_message(ana.id, 2)


PEOPLE: list[tuple[str, Callable[[FakeBotApi, Person], Any], str]] = [
    ("blocked", lambda api, ana: ana.blocks(), "Forbidden: bot was blocked by the user"),
    ("deactivated", lambda api, ana: ana.leaves_telegram(), "Forbidden: user is deactivated"),
]


@pytest.mark.parametrize(("name", "happens", "reason"), PEOPLE, ids=[name for name, _, _ in PEOPLE])
async def test_people_who_cannot_be_reached(
    api: FakeBotApi, bot: Bot, ana: Person, name: str, happens: Callable[[FakeBotApi, Person], Any], reason: str
):
    happens(api, ana)

    with pytest.raises(Forbidden, match=reason):
        await bot.send_message(ana.id, "Hello")


async def test_who_never_pressed_start_cannot_be_written_to(api: FakeBotApi, bot: Bot):
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(api.person("Ben").id, "Hello")


async def test_photos_are_refused(api: FakeBotApi, bot: Bot, ana: Person):
    other = api.another_bot()
    foreign = api.person("Cyd", bot=other).sends_photo().photo

    for photo, reason in [
        (b"no picture at all", "Image_process_failed"),
        (a_picture(2100, 100), "Photo_invalid_dimensions"),
        (foreign, "Wrong file identifier/http url specified"),
        ("AAAA", "Wrong remote file identifier specified"),
        ("https://shop.example/a.jpg", "Failed to get http url content"),
    ]:
        with pytest.raises(BadRequest, match=reason):
            await bot.send_photo(ana.id, photo)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(ana.id, a_picture(), caption="x" * 1025)
    assert ana.messages == []


async def test_an_album_is_taken_or_refused_as_a_whole(bot: Bot, ana: Person):
    with pytest.raises(BadRequest, match="Wrong remote file identifier"):
        await bot.send_media_group(ana.id, [InputMediaPhoto(a_picture()), InputMediaPhoto("AAAA")])

    assert ana.messages == []


async def test_taps_grow_old_and_are_answered_once(api: FakeBotApi, post: Post, ana: Person):
    early, late = ana.presses("a"), ana.presses("b")

    assert (await post("answerCallbackQuery", callback_query_id=early.id, text="Yes"))["ok"]
    again = await post("answerCallbackQuery", callback_query_id=early.id)
    unknown = await post("answerCallbackQuery", callback_query_id="5")
    api.clock.advance(16)
    stale = await post("answerCallbackQuery", callback_query_id=late.id)

    assert [one["description"] for one in (again, unknown, stale)] == [f"Bad Request: {QUERY_TOO_OLD}"] * 3
    assert (early.toast, late.answered) == ("Yes", False)


async def test_tokens_that_are_wrong_or_revoked(api: FakeBotApi, bot: Bot, post: Post):
    answer = await post("getMe", token="5:made-up")
    api.bot.revoked = True

    assert answer == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    with pytest.raises(InvalidToken):
        await bot.get_me()


async def test_what_telegram_would_quietly_drop_is_a_violation(api: FakeBotApi, post: Post, ana: Person):
    await post("sendMessage", chat_id=ana.id, text="x", reply_markup=keys(callback_data="x", url="https://a.example"))
    nine = {"inline_keyboard": [[{"text": "Go", "callback_data": "x"}] * 9]}
    await post("sendMessage", chat_id=ana.id, text="x", reply_markup=nine)

    assert api.violations == [
        "sendMessage: button 'Go' has url and callback_data",
        "sendMessage: more than 8 buttons in a row",
    ]
