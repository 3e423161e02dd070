"""New messages: text, pictures, documents, clips, albums."""

from collections.abc import Mapping
from typing import Any

from tests.telegram.fake.answers import bad_request
from tests.telegram.fake.calls import Call, answers
from tests.telegram.fake.chats import Chat, Kind, Message, message_json
from tests.telegram.fake.files import Upload, photo_sizes, taken_as
from tests.telegram.fake.keyboards import inline_rows
from tests.telegram.fake.methods.wording import caption_of, text_of

FILES = ("photo", "document", "video", "voice", "audio", "sticker")  # what may be sent, by the name of its parameter
ALBUM = range(2, 11)  # Bot API, sendMediaGroup.media
ACTIONS = frozenset(
    {"typing", "upload_photo", "upload_document", "choose_sticker", "find_location"}
    | {f"{verb}_{what}" for verb in ("record", "upload") for what in ("video", "voice", "video_note")}
)


@answers("sendMessage")
def send_message(call: Call) -> Any:
    chat = call.chat()
    text, entities = text_of(call, "message is too long")
    message = new_message(call, chat)
    message.text, message.entities = text, entities
    return put(chat, message, call)


@answers("sendPhoto", "sendDocument", "sendVideo", "sendVoice", "sendAudio", "sendSticker")
def send_file(call: Call) -> Any:
    chat = call.chat()
    kind = next(kind for kind in FILES if kind in call.parameters)
    attachment = attached(call, kind, call.get(kind), call.parameters)
    caption = caption_of(call.parameters, "message caption is too long")
    message = new_message(call, chat)
    message.attachment, (message.caption, message.caption_entities) = attachment, caption
    return put(chat, message, call)


@answers("sendMediaGroup")
def send_media_group(call: Call) -> Any:
    chat = call.chat()
    album = call.get("media")
    if len(album) not in ALBUM:
        raise bad_request("wrong number of items in the album; must be between 2 and 10")
    messages = [_of_album(call, chat, media) for media in album]
    group_id = call.account.query_id()
    for message in messages:
        message.attachment["media_group_id"] = group_id
    return [put(chat, message, call) for message in messages]


@answers("sendChatAction")
def send_chat_action(call: Call) -> bool:
    chat = call.chat()
    if call.get("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.actions.append(call.get("action"))
    return True


def new_message(call: Call, chat: Chat) -> Message:
    """Everything of a message but its content, checked before anything is kept."""
    message = Message(0, int(call.now), own=True, silent=bool(call.get("disable_notification")))
    if chat.kind is Kind.CHANNEL:
        message.sender_chat = chat.as_json()
    else:
        message.sender = call.account.user()
    message.reply_to = _quoted(call, chat)
    message.keyboard = _keyboard(call, chat)
    return message


def put(chat: Chat, message: Message, call: Call) -> dict[str, Any]:
    """Let a message appear, and the keyboard under the input field with it."""
    message.message_id = chat.next_id()
    chat.messages[message.message_id] = message
    markup = call.get("reply_markup") or {}
    if "keyboard" in markup:
        chat.reply_keyboard = markup["keyboard"]
    elif markup.get("remove_keyboard"):
        chat.reply_keyboard = []
    return message_json(chat, message)


def attached(call: Call, kind: str, value: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a message for a file that is uploaded, or known by its id."""
    if value.startswith("attach://"):
        upload = _upload(call, value)
        kind = taken_as(kind, upload.content)
        stored = call.files.keep(call.account.id, kind, upload)
    elif value.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")  # there is no internet here
    else:
        stored = call.files.find(call.account.id, value)
        if stored.kind != kind:
            raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
    match kind:
        case "photo":
            return {"photo": photo_sizes(stored)}
        case "video":
            sides = {side: given.get(side, 320) for side in ("width", "height")}
            about = {**sides, "duration": given.get("duration", 0), "mime_type": "video/mp4"}
        case "voice":
            about = {"duration": given.get("duration", 0), "mime_type": "audio/ogg"}
        case "audio":
            told = {key: given[key] for key in ("title", "performer") if key in given}
            about = {**told, "duration": given.get("duration", 0), "mime_type": stored.upload.mime_type}
        case "sticker":
            about = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        case _:
            about = {"file_name": stored.upload.name, "mime_type": stored.upload.mime_type}
    return {kind: {**stored.as_json(), **about}}


def _upload(call: Call, value: str) -> Upload:
    name = value.removeprefix("attach://")
    if name not in call.uploads:
        raise bad_request(f'can\'t find file "{name}" in the request')
    return call.uploads[name]


def _of_album(call: Call, chat: Chat, media: Mapping[str, Any]) -> Message:
    kind = media["type"]
    if kind not in {"photo", "document"}:
        raise bad_request(f'type "{kind}" can\'t be used in sendMediaGroup')
    message = new_message(call, chat)
    message.attachment = attached(call, kind, media["media"], media)
    message.caption, message.caption_entities = caption_of(media, "message caption is too long")
    return message


def _quoted(call: Call, chat: Chat) -> int | None:
    wanted = call.get("reply_parameters") or {}
    if wanted.get("message_id") is None or wanted["message_id"] in chat.messages:
        return wanted.get("message_id")
    if wanted.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _keyboard(call: Call, chat: Chat) -> list[list[dict[str, Any]]]:
    markup = call.get("reply_markup") or {}
    asking = [
        key for row in markup.get("keyboard", []) for button in row for key in button if key.startswith("request_")
    ]
    if asking and chat.kind is not Kind.PRIVATE:
        what = asking[0].removeprefix("request_").replace("contact", "phone number").capitalize()
        raise bad_request(f"{what} can be requested in private chats only")
    return inline_rows(markup, chat.kind)
