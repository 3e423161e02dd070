"""Whether a bot may reach a chat, and what it hears if it may not."""

from tests.telegram.fake.answers import bad_request, forbidden, upgraded
from tests.telegram.fake.chats import Chat, Kind, Membership


def let_in(chat: Chat, *, writing: bool = True) -> None:
    """Raise the refusal that a bot hears in this chat, if any."""
    if chat.migrated_to is not None and writing:
        raise upgraded(chat.migrated_to)
    if chat.kind is Kind.PRIVATE:
        _let_in_to_person(chat, writing=writing)
    elif chat.bot is Membership.KICKED:
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    elif chat.bot in {Membership.LEFT, Membership.STRANGER}:
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    elif chat.kind is Kind.CHANNEL and writing and chat.bot is not Membership.ADMINISTRATOR:
        raise bad_request("need administrator rights in the channel chat")


def _let_in_to_person(chat: Chat, *, writing: bool) -> None:
    if chat.deactivated:
        raise forbidden("user is deactivated")
    if not writing and chat.bot is Membership.STRANGER:
        raise bad_request("chat not found")
    if not writing:
        return
    if chat.bot is Membership.STRANGER:
        raise forbidden("bot can't initiate conversation with a user")
    if chat.bot is Membership.KICKED:
        raise forbidden("bot was blocked by the user")
