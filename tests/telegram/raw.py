"""Updates as they come over the wire, for tests that need no platform."""

from typing import Any

from bot.channels.telegram.groups import Me

ME = Me(7000001, "village_market_bot", frozenset({"start", "shop", "help"}))
SENT_AT = 1_764_000_000  # 2025-11-24

ANA = {"id": 1001, "is_bot": False, "first_name": "Ana", "language_code": "es"}
US = {"id": ME.id, "is_bot": True, "first_name": "Village Market", "username": ME.username}
OTHER_BOT = {"id": 7000002, "is_bot": True, "first_name": "Other", "username": "other_bot"}
WITH_ANA = {"id": 1001, "type": "private", "first_name": "Ana"}
VILLAGE = {"id": -1002000, "type": "supergroup", "title": "Village"}
NEWS = {"id": -1003000, "type": "channel", "title": "News"}

Raw = dict[str, Any]

# An administrator who may do nothing.  Bot API, ChatMemberAdministrator
NO_RIGHTS = dict.fromkeys(
    (
        "can_be_edited",
        "is_anonymous",
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
    ),
    False,
)


def message(update_id: int = 501, **fields: Any) -> Raw:
    """A message from Ana to us; `fields` are set, or (None) taken away."""
    whole = {"message_id": 77, "date": SENT_AT, "from": ANA, "chat": WITH_ANA} | fields
    return {"update_id": update_id, "message": {name: value for name, value in whole.items() if value is not None}}


def in_group(text: str, **fields: Any) -> Raw:
    """A message of Ana's in the group; commands and mentions are marked as Telegram marks them."""
    return message(**{"chat": VILLAGE, "text": text, "entities": entities_of(text)} | fields)


def press(update_id: int = 502, **fields: Any) -> Raw:
    """A press of Ana's below a message of ours."""
    shown = {"message_id": 90, "date": SENT_AT, "from": US, "chat": WITH_ANA, "text": "Shop"}
    whole = {"id": "4382bfdwdsb323b2d9", "from": ANA, "chat_instance": "1", "data": "shop", "message": shown} | fields
    return {
        "update_id": update_id,
        "callback_query": {name: value for name, value in whole.items() if value is not None},
    }


def membership(chat: Raw, status: str, update_id: int = 503, *, user: Raw = ANA, **rights: Any) -> Raw:
    """What became of us in a chat."""
    old = {"user": US, "status": "left"}
    new = {"user": US, "status": status} | rights
    change = {"chat": chat, "from": user, "date": SENT_AT, "old_chat_member": old, "new_chat_member": new}
    return {"update_id": update_id, "my_chat_member": change}


def entities_of(text: str) -> list[Raw]:
    """Mark commands and mentions, in UTF-16 units."""
    found, offset = [], 0
    for word in text.split(" "):
        length = len(word.encode("utf-16-le")) // 2
        kind = {"/": "bot_command", "@": "mention"}.get(word[:1])
        if kind:
            found.append({"type": kind, "offset": offset, "length": length})
        offset += length + 1
    return found
