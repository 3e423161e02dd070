"""What people do on Telegram, as events.

An event's id begins with the bot's and the update's.  That alone would not do: after a week without updates their ids
begin anew at random (Bot API, Update.update_id), and might meet one of long ago.  So each ends with something that the
same update always carries: the press's own id, or the message's with its date.
"""

from datetime import datetime
from typing import TypedDict

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, User
from telegram.constants import ChatMemberStatus, ChatType

from bot.channels.telegram.checked import address, moment, person_id, short, whole, words
from bot.channels.telegram.contents import content_of
from bot.channels.telegram.groups import GROUPS, PUBLIC, Me, calls_us, group_id, membership
from bot.messages import Content, GroupCall, Incoming, Press, Reachability


class _About(TypedDict):
    name: str
    language: str | None


def said(message: Message, update: str, me: Me, now: datetime) -> Incoming | None:
    """Read a message: anything in a private chat, calls for us in a group."""
    message_id, content, sender = whole(message.message_id), None, None
    if message_id is None or person_id(message.from_user) is None or message.sender_chat is not None:
        return None
    if (person := _private(message.chat, message.from_user)) is not None:
        content, sender = None if _is_not_theirs(message, me) else content_of(message), address(person)
    elif message.chat.type in GROUPS and (group_chat := group_id(message.chat.id)) and calls_us(message, me):
        content, sender = GroupCall(), address(group_chat)
    if content is None or sender is None:
        return None
    return Incoming(
        sender=sender,
        event_id=f"{update}:{message_id}.{_seconds(message.date)}",
        content=content,
        sent_at=moment(message.date, now),
        message_id=str(message_id),
        **_about(message.chat, message.from_user),
    )


def pressed(query: CallbackQuery, update: str, now: datetime) -> Incoming | None:
    """Read a press below a message in a private chat; elsewhere our buttons are links, which tell us nothing."""
    person, chat = person_id(query.from_user), query.message.chat if query.message else None
    if (
        person is None
        or not isinstance(query.data, str)
        or (chat is not None and _private(chat, query.from_user) is None)
    ):
        return None
    if chat is None and query.inline_message_id is not None:
        return None  # below a card that somebody showed in another chat
    # A message that is too old is named without its content, and cannot be edited.  Bot API, InaccessibleMessage
    message_id = whole(query.message.message_id) if query.message and query.message.is_accessible else None
    return Incoming(
        sender=address(person),
        event_id=f"{update}:{short(query.id)}",
        content=Press(words(query.data), None if message_id is None else str(message_id)),
        sent_at=now,
        **_about(None, query.from_user),
    )


def changed(change: ChatMemberUpdated, update: str, now: datetime) -> Incoming | None:
    """Read what became of us in a chat: a person blocked us or let us in again, a group took us in."""
    content: Content
    at = moment(change.date, now)
    if (person := _private(change.chat, change.from_user)) is not None:
        chat, content = person, Reachability(change.new_chat_member.status != ChatMemberStatus.BANNED, at)
    elif change.chat.type in PUBLIC and (group_chat := group_id(change.chat.id)) is not None:
        chat, content = group_chat, membership(change, at)
    else:
        return None
    return Incoming(
        sender=address(chat),
        event_id=f"{update}:{_seconds(change.date)}",
        content=content,
        sent_at=at,
        **_about(change.chat, change.from_user),
    )


def _is_not_theirs(message: Message, me: Me) -> bool:
    """Whether somebody only passes on what another said: a card of ours, or a command of whoever wrote it first."""
    if message.via_bot is not None and message.via_bot.id == me.id:
        return True
    is_command = isinstance(message.text, str) and message.text.startswith("/")
    return is_command and message.forward_origin is not None


def _private(chat: Chat, user: User | None) -> int | None:
    """Give whose private chat with us this is; such a chat has its person's id (Bot API, Chat.id)."""
    person = person_id(user)
    return person if chat.type == ChatType.PRIVATE and chat.id == person else None


def _about(chat: Chat | None, user: User | None) -> _About:
    """Say what the platform says about the sender: a person, or the group that stands for all who read there."""
    title = words(chat.title) if chat else ""
    name = title or words(user.first_name if user else "")
    return {"name": name, "language": words(user.language_code if user else None) or None}


def _seconds(date: object) -> int:
    return int(date.timestamp()) if isinstance(date, datetime) else 0
