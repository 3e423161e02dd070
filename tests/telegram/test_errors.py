"""What refusals mean."""

import pytest
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, TelegramError

from bot.channels.telegram.errors import Why, outcome_of, why
from bot.channels.telegram.request import NoAnswer, NotSent, TooManyRequests
from bot.notices.ports import AccountRefused, ChatMoved, SendLater, SendRefused, SendUnknown


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("message is not modified: specified new message content and reply markup are exactly …", Why.NOT_MODIFIED),
        ("message to edit not found", Why.GONE),
        ("MESSAGE_ID_INVALID", Why.GONE),
        ("message can't be edited", Why.NOT_EDITABLE),
        ("there is no text in the message to edit", Why.NOT_EDITABLE),
        ("there is no caption in the message to edit", Why.NO_CAPTION),
        ("chat not found", Why.NO_CHAT),
        ("group chat was deactivated", Why.NO_CHAT),
        ("not enough rights to send text messages to the chat", Why.NO_CHAT),
        ("need administrator rights in the channel chat", Why.NO_CHAT),
        ("have no rights to send a message", Why.NO_CHAT),
        ("CHAT_WRITE_FORBIDDEN", Why.NO_CHAT),
        ("wrong file identifier/HTTP URL specified", Why.WRONG_FILE),
        ("wrong remote file identifier specified: can't unserialize it. Wrong last symbol", Why.WRONG_FILE),
        ("wrong file_id or the file is temporarily unavailable", Why.WRONG_FILE),
        ("FILE_REFERENCE_EXPIRED", Why.WRONG_FILE),
        ("not enough rights to send photos to the chat", Why.OTHER),
        ("PHOTO_INVALID_DIMENSIONS", Why.OTHER),
        ("can't parse entities: unsupported start tag", Why.OTHER),
        ("message is too long", Why.OTHER),
    ],
)
def test_why(description, expected):
    assert why(BadRequest(f"Bad Request: {description}")) is expected


def said(error: TelegramError) -> tuple[object, ...]:
    outcome = outcome_of(error)
    match outcome:
        case SendLater():
            return SendLater, outcome.reason, outcome.retry_after_s
        case SendRefused():
            return SendRefused, outcome.reason, outcome.blocked
        case ChatMoved():
            return ChatMoved, outcome.external_id
        case _:
            return type(outcome), outcome.reason


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (TooManyRequests(35), (SendLater, "TooManyRequests", 35)),
        (NotSent("ClientConnectorError"), (SendLater, "ClientConnectorError", None)),
        (NetworkError("Request Entity Too Large"), (SendLater, "NetworkError", None)),
        (Conflict("terminated by other getUpdates request"), (SendUnknown, "Conflict")),
        (NoAnswer("ServerDisconnectedError"), (SendUnknown, "ServerDisconnectedError")),
        (TelegramError("what?"), (SendUnknown, "TelegramError")),
        (Forbidden("Forbidden: bot was blocked by the user"), (SendRefused, "Forbidden", True)),
        (Forbidden("Forbidden: user is deactivated"), (SendRefused, "Forbidden", True)),
        (Forbidden("Forbidden: bot was kicked from the group chat"), (SendRefused, "Forbidden", True)),
        (BadRequest("chat not found"), (SendRefused, "BadRequest: no chat", True)),
        (BadRequest("Ana's words"), (SendRefused, "BadRequest: other", False)),
        (ChatMigrated(-1001234), (ChatMoved, "-1001234")),
        (InvalidToken("Unauthorized"), (AccountRefused, "InvalidToken")),
    ],
)
def test_outcome(error, expected):
    assert said(error) == expected
