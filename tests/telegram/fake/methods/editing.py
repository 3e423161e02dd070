"""Messages that change after they were sent, or go away."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from tests.telegram.fake.answers import NOT_MODIFIED, bad_request
from tests.telegram.fake.calls import Call, answers
from tests.telegram.fake.chats import Chat, Kind, Message, message_json
from tests.telegram.fake.keyboards import inline_rows
from tests.telegram.fake.methods.sending import attached
from tests.telegram.fake.methods.wording import caption_of, text_of

DELETABLE_S = 48 * 3600  # Bot API, deleteMessage
MOST_AT_ONCE = 100  # Bot API, deleteMessages


@answers("editMessageText")
def edit_text(call: Call) -> Any:
    def change(message: Message, chat: Chat) -> None:
        if message.text is None:
            raise bad_request("there is no text in the message to edit")
        message.text, message.entities = text_of(call, "MESSAGE_TOO_LONG")

    return _edited(call, change)


@answers("editMessageCaption")
def edit_caption(call: Call) -> Any:
    def change(message: Message, chat: Chat) -> None:
        if not message.attachment:
            raise bad_request("there is no caption in the message to edit")
        message.caption, message.caption_entities = caption_of(call.parameters, "MEDIA_CAPTION_TOO_LONG")

    return _edited(call, change)


@answers("editMessageMedia")
def edit_media(call: Call) -> Any:
    def change(message: Message, chat: Chat) -> None:
        media = call.get("media")
        if media["type"] not in {"photo", "document"}:
            raise bad_request(f'type "{media["type"]}" is unsupported')
        message.attachment = attached(call, media["type"], media["media"], media)
        message.text, message.entities = None, []
        message.caption, message.caption_entities = caption_of(media, "message caption is too long")

    return _edited(call, change)


@answers("editMessageReplyMarkup")
def edit_reply_markup(call: Call) -> Any:
    return _edited(call, lambda message, chat: None)


@answers("deleteMessage")
def delete_message(call: Call) -> bool:
    chat = call.chat()
    message = chat.messages.get(call.get("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    _must_be_deletable(chat, message, call.now)
    chat.deleted[message.message_id] = chat.messages.pop(message.message_id)
    return True


@answers("deleteMessages")
def delete_messages(call: Call) -> bool:
    chat = call.chat()
    wanted = call.get("message_ids")
    if not wanted:
        raise bad_request("message identifiers are not specified")
    if len(wanted) > MOST_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    found = [chat.messages[one] for one in wanted if one in chat.messages]  # unknown ones are passed over
    for message in found:
        _must_be_deletable(chat, message, call.now)
    for message in found:
        chat.deleted[message.message_id] = chat.messages.pop(message.message_id)
    return True


def _edited(call: Call, change: Callable[[Message, Chat], None]) -> Any:
    """Change a copy, so that a refusal leaves the message as it was; without a keyboard given, none stays."""
    if call.get("chat_id") is None and call.get("message_id") is None:
        raise bad_request(
            "MESSAGE_ID_INVALID" if call.get("inline_message_id") else "message identifier is not specified"
        )
    chat = call.chat()
    message = chat.messages.get(call.get("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if not message.own or message.frozen:
        raise bad_request("message can't be edited")
    changed = deepcopy(message)
    change(changed, chat)
    changed.keyboard = inline_rows(call.get("reply_markup"), chat.kind)
    if changed.shown() == message.shown():
        raise bad_request(NOT_MODIFIED)
    changed.edited_at = int(call.now)
    chat.messages[message.message_id] = changed
    return message_json(chat, changed)


def _must_be_deletable(chat: Chat, message: Message, now: float) -> None:
    if now - message.date > DELETABLE_S and chat.kind in {Kind.PRIVATE, Kind.GROUP}:
        raise bad_request("message can't be deleted for everyone")
    if not message.own and chat.kind is not Kind.PRIVATE and chat.bot.value != "administrator":
        raise bad_request("message can't be deleted")
