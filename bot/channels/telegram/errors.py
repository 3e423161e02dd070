"""What Telegram's refusals mean for us.  Pure.

They are told apart by their words, since the Bot API has no codes for them.  The words are those of its server
(tdlib/telegram-bot-api, Client.cpp, and TDLib behind it); PTB writes the first letter large, so case is not looked at.
"""

from enum import StrEnum

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels.telegram.request import NoAnswer, NotSent, TooManyRequests
from bot.notices.ports import AccountRefused, ChatMoved, SendLater, SendRefused, SendUnknown

Outcome = SendLater | SendRefused | SendUnknown | AccountRefused | ChatMoved


class UploadUnderWay(NotSent):
    """Somebody else is having the same picture uploaded; the platform was not asked."""


class Why(StrEnum):
    """Why a call was a bad request."""

    NOT_MODIFIED = "not modified"  # it says so already: as good as done
    GONE = "gone"  # the message is not there any more
    NOT_EDITABLE = "not editable"  # it is there, and cannot become this
    NO_CAPTION = "no caption"  # it has words where we thought it had a picture
    NO_CHAT = "no chat"  # nothing will arrive here
    WRONG_FILE = "wrong file"  # the platform does not know the picture under this name
    OTHER = "other"  # what is in the message


_WORDS: tuple[tuple[Why, tuple[str, ...]], ...] = (
    (Why.NOT_MODIFIED, ("message is not modified",)),
    (Why.GONE, ("message to edit not found", "message to delete not found", "message_id_invalid", "message not found")),
    (Why.NO_CAPTION, ("there is no caption in the message to edit",)),
    (Why.NOT_EDITABLE, ("message can't be edited", "there is no text in the message", "there is no media in the")),
    (
        Why.NO_CHAT,
        (
            "chat not found",
            "user not found",
            "peer_id_invalid",
            "chat_write_forbidden",
            "chat_send_plain_forbidden",
            "chat_restricted",
            "chat_admin_required",
            "chat was deactivated",
            "chat is deactivated",
            "have no rights to send",
            "not enough rights to send text",
            "need administrator rights",
        ),
    ),
    (Why.WRONG_FILE, ("wrong file", "wrong remote file", "invalid file_id", "file_reference_", "file reference")),
)


def why(error: BadRequest) -> Why:
    """Say what a bad request was about."""
    words = error.message.lower()
    return next((kind for kind, some in _WORDS if any(one in words for one in some)), Why.OTHER)


def outcome_of(error: TelegramError) -> Outcome:
    """Put an error into the sender's words, without a word of the platform's."""
    match error:
        case TooManyRequests():
            return SendLater("TooManyRequests", error.retry_after_s)
        case RetryAfter():
            return SendLater("TooManyRequests")
        case ChatMigrated():
            return ChatMoved(str(error.new_chat_id))
        case InvalidToken():
            return AccountRefused("InvalidToken")
        case Forbidden():
            return SendRefused("Forbidden", blocked=True)
        case BadRequest():
            kind = why(error)
            return SendRefused(f"BadRequest: {kind}", blocked=kind is Why.NO_CHAT)
        case UploadUnderWay():
            return SendLater("UploadUnderWay", local=True)
        case NotSent():
            return SendLater(error.message)
        case NoAnswer():
            return SendUnknown(error.message)
        case NetworkError():  # any other code of HTTP: an answer, and no yes
            return SendLater(type(error).__name__)
        case _:
            return SendUnknown(type(error).__name__)
