"""Chats and files looked up, and left."""

from typing import Any

from tests.telegram.fake.answers import bad_request
from tests.telegram.fake.calls import Call, answers
from tests.telegram.fake.chats import Kind, Membership
from tests.telegram.fake.files import too_big_to_download
from tests.telegram.fake.members import bot_member, person_member

NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


@answers("getChat")
def get_chat(call: Call) -> dict[str, Any]:
    chat = call.chat(writing=False)
    return {**chat.as_json(), "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": NO_GIFTS}


@answers("getChatMember")
def get_chat_member(call: Call) -> dict[str, Any]:
    chat = call.chat(writing=False)
    user_id = call.get("user_id")
    if user_id == call.account.id:
        return bot_member(call.account, chat, chat.bot)
    if user_id not in chat.members:
        raise bad_request("user not found")
    return person_member(chat, user_id)


@answers("leaveChat")
def leave_chat(call: Call) -> bool:
    chat = call.chat(writing=False)
    if chat.kind is Kind.PRIVATE:
        raise bad_request("chat member status can't be changed in private chats")
    chat.bot = Membership.LEFT
    return True


@answers("getFile")
def get_file(call: Call) -> dict[str, Any]:
    stored = call.files.find(call.account.id, call.get("file_id"))
    if refusal := too_big_to_download(stored):
        raise refusal
    return {**stored.as_json(), "file_path": stored.path}
