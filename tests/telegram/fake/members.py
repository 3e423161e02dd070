"""ChatMember objects: what the bot or a person is in a chat."""

from typing import Any

from tests.telegram.fake.account import Account
from tests.telegram.fake.chats import Chat, Kind, Membership

RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
)  # fmt: skip
CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")


def bot_member(account: Account, chat: Chat, membership: Membership) -> dict[str, Any]:
    match membership:
        case Membership.ADMINISTRATOR:
            return _administrator(account.user(), chat)
        case Membership.KICKED:
            return {"status": "kicked", "user": account.user(), "until_date": 0}
        case Membership.MEMBER:
            return {"status": "member", "user": account.user()}
    return {"status": "left", "user": account.user()}


def person_member(chat: Chat, user_id: int) -> dict[str, Any]:
    user = chat.members[user_id]
    return _administrator(user, chat) if user_id in chat.admins else {"status": "member", "user": user}


def _administrator(user: dict[str, Any], chat: Chat) -> dict[str, Any]:
    rights = (*RIGHTS, *CHANNEL_RIGHTS) if chat.kind is Kind.CHANNEL else RIGHTS
    flags = dict.fromkeys(rights, True)
    return {"status": "administrator", "user": user, "can_be_edited": False, "is_anonymous": False, **flags}
