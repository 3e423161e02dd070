"""Updates of every kind as the platform sends them, to be broken.  Ids are those of `raw`."""

from typing import Any

from tests.telegram.raw import (
    ANA,
    NEWS,
    NO_RIGHTS,
    OTHER_BOT,
    SENT_AT,
    US,
    VILLAGE,
    WITH_ANA,
    Raw,
    entities_of,
    in_group,
    membership,
    message,
    press,
)

_FILE = {"file_id": "AgACAgIAAxkBAAIB", "file_unique_id": "AQADx", "file_size": 1234}
_PICTURE = {**_FILE, "width": 90, "height": 67}
_OPTION = {"text": "This", "voter_count": 0, "persistent_id": "1"}
_POLL = {
    "id": "51",
    "question": "Which?",
    "options": [_OPTION, {**_OPTION, "text": "That"}],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
}
_LONG = "2 jin 蘑菇 🍄 " * 340  # 4,080 UTF-16 units
_FORWARDED = {"type": "user", "date": SENT_AT - 60, "sender_user": OTHER_BOT}
_FROM_ANA = {"id": "7", "from": ANA, "query": "tomatoes", "offset": "", "chat_type": "sender"}


def _said(text: str, **more: Any) -> Raw:
    return message(text=text, entities=entities_of(text), **more)


SAMPLES: tuple[Raw, ...] = (
    _said("2 jin tomatoes"),
    _said("平菇两斤，鸡蛋十个"),
    _said("/start"),
    _said("/start i_0123456789abcdef"),
    _said("/shop"),
    _said("/basket"),
    _said("/language ar"),
    _said("/stock tomatoes +30 jin"),
    _said("/help@village_market_bot"),
    _said("5"),
    _said("ok", reply_to_message={"message_id": 5, "date": SENT_AT, "chat": WITH_ANA, "from": US, "text": "Yes?"}),
    _said(_LONG),
    _said("https://example.test/ +86 138 0000 0000", link_preview_options={"is_disabled": True}),
    _said("/shop", forward_origin=_FORWARDED),
    _said("card", via_bot=US),
    message(photo=[_PICTURE, {**_PICTURE, "width": 1280, "height": 960}], caption="2 jin", media_group_id="13"),
    message(voice={**_FILE, "duration": 3, "mime_type": "audio/ogg"}),
    message(video_note={**_FILE, "length": 240, "duration": 3}),
    message(sticker={**_PICTURE, "type": "regular", "is_animated": False, "is_video": False, "emoji": "🍄"}),
    message(document={**_FILE, "file_name": "prices.xlsx", "mime_type": "application/zip"}),
    message(contact={"phone_number": "+86", "first_name": "Li", "user_id": 42}),
    message(location={"latitude": 26.4, "longitude": 108.0, "horizontal_accuracy": 12.5}),
    message(
        venue={"location": {"latitude": 26.4, "longitude": 108.0}, "title": "Market", "address": "1 Main"},
        location={"latitude": 26.4, "longitude": 108.0},
    ),
    message(poll=_POLL),
    message(dice={"emoji": "🎲", "value": 3}),
    message(web_app_data={"data": "{}", "button_text": "Open"}),
    message(successful_payment={"currency": "CNY", "total_amount": 1, "invoice_payload": "order:1"}),
    message(new_chat_title="Village"),
    message(chat=VILLAGE, migrate_from_chat_id=-500),
    message(chat=VILLAGE, migrate_to_chat_id=-1002001),
    message(chat=VILLAGE, new_chat_members=[US]),
    message(chat=VILLAGE, sender_chat=VILLAGE, text="anonymous admin"),
    in_group("/start@village_market_bot now"),
    in_group("and this?", reply_to_message={"message_id": 5, "date": SENT_AT, "chat": VILLAGE, "from": US}),
    press(),
    press(data="basket"),
    press(data="review"),
    press(data="confirm:1:2"),
    press(data="put:1:500"),
    press(data="yes:1"),
    press(data="stock:1:+:5:0:1764000000"),
    press(data="setapply:cut_off:17.00:16.00"),
    press(data=None, game_short_name="game"),
    press(message=None, inline_message_id="AAAA"),
    press(message={"message_id": 90, "date": 0, "chat": WITH_ANA}),
    membership(WITH_ANA, "kicked", until_date=0),
    membership(WITH_ANA, "member"),
    membership(VILLAGE, "member"),
    membership(VILLAGE, "left"),
    membership(NEWS, "administrator", **NO_RIGHTS),
    {"update_id": 9, "inline_query": _FROM_ANA},
    {"update_id": 10, "edited_message": message(text="3 jin tomatoes", edit_date=SENT_AT)["message"]},
    {"update_id": 11, "channel_post": {"message_id": 3, "date": SENT_AT, "chat": NEWS, "text": "/shop"}},
    {"update_id": 12, "chosen_inline_result": {"result_id": "1", "from": ANA, "query": "to"}},
    {"update_id": 13, "pre_checkout_query": {"id": "1", "from": ANA, "currency": "CNY", "total_amount": 1,
                                             "invoice_payload": "x"}},
    {"update_id": 14, "message_reaction": {"chat": WITH_ANA, "message_id": 90, "user": ANA, "date": SENT_AT,
                                           "old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": "👍"}]}},
    {"update_id": 15, "something_of_next_year": {"from": ANA}},
)  # fmt: skip
