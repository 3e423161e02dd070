"""Groups and channels: who let us in, who calls us there, and what becomes of their ids."""

from datetime import datetime
from typing import NamedTuple

from telegram import (
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Message,
    MessageEntity,
    User,
)
from telegram.constants import ChatMemberStatus, ChatType

from bot.channels.telegram.checked import ID_LIMIT, address, person_id, whole, words
from bot.messages import Address, Membership

# Tuples, because a forged type may be a list, which no set can be asked for.
GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
PUBLIC = (*GROUPS, ChatType.CHANNEL)
BANISHED = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


class Me(NamedTuple):
    """The bot itself: the id that its token names, the name that only the platform knows, and what it can be told."""

    id: int
    username: str = ""
    commands: frozenset[str] = frozenset()


class Moved(NamedTuple):
    """A group became a supergroup, which is the same group under another id."""

    old: Address
    new: Address


def group_id(value: object) -> int | None:
    """Give the id of a group or channel, which is negative."""
    return whole(value, above=-ID_LIMIT, below=0)


def moved(message: Message) -> Moved | None:
    """Read the message that either of the two chats gets when a group becomes a supergroup."""
    here = group_id(message.chat.id)
    there, before = group_id(message.migrate_to_chat_id), group_id(message.migrate_from_chat_id)
    if here is not None and there is not None:
        return Moved(address(here), address(there))
    if here is not None and before is not None:
        return Moved(address(before), address(here))
    return None


def membership(update: ChatMemberUpdated, at: datetime) -> Membership:
    """Say what we may do in a group or channel from now on."""
    by = person_id(update.from_user)
    is_channel = update.chat.type == ChatType.CHANNEL
    return Membership(
        title=words(update.chat.title),
        is_channel=is_channel,
        may_post=_may_post(update.new_chat_member, is_channel),
        by=None if by is None else address(by),
        at=at,
        was_out=not _may_post(update.old_chat_member, is_channel),
    )


def calls_us(message: Message, me: Me) -> bool:
    """Whether a message in a group is for us: our command, our name, or a reply to what we said.

    A command without a name may be another bot's: to an admin of a group, or without privacy mode, Telegram brings all
    that is said there.  So we heed those that we know.
    """
    if message.via_bot is not None:
        return False  # a card of ours, or of another bot, that somebody shows to the others
    answered = message.reply_to_message
    if answered is not None and answered.from_user is not None and answered.from_user.id == me.id:
        return True
    text = message.text or message.caption
    entities = (*message.entities, *message.caption_entities)
    return isinstance(text, str) and any(_names_us(entity, text, me) for entity in entities)


def _names_us(entity: MessageEntity, text: str, me: Me) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return isinstance(entity.user, User) and entity.user.id == me.id
    if entity.type == MessageEntity.MENTION:
        return _same(_part(entity, text), f"@{me.username}")
    if entity.type == MessageEntity.BOT_COMMAND:
        command, _, named = _part(entity, text).partition("@")
        is_ours = _same(named, me.username) if named else command.removeprefix("/").lower() in me.commands
        return entity.offset == 0 and is_ours
    return False


def _same(name: str, ours: str) -> bool:
    return len(ours) > 1 and name.lower() == ours.lower()


def _part(entity: MessageEntity, text: str) -> str:
    """Cut out what an entity marks; its offsets count UTF-16 units (Bot API, MessageEntity)."""
    start, length = whole(entity.offset, above=-1), whole(entity.length)
    if start is None or length is None:
        return ""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[start * 2 : (start + length) * 2].decode("utf-16-le", "replace")


def _may_post(member: ChatMember, is_channel: bool) -> bool:
    if is_channel:
        return isinstance(member, ChatMemberAdministrator) and member.can_post_messages is True
    if isinstance(member, ChatMemberRestricted):
        return member.is_member is True and member.can_send_messages is True
    return member.status not in BANISHED
