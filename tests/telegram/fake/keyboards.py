"""Buttons as Telegram takes and refuses them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from tests.telegram.fake.answers import bad_request
from tests.telegram.fake.chats import Kind

CALLBACK_DATA_MAX_BYTES = 64  # Bot API, InlineKeyboardButton.callback_data
MOST_BUTTONS = 100  # of an inline keyboard; not in the documentation, known from practice
COPY_TEXT_MAX = 256  # Bot API, CopyTextButton.text

# Telegram takes the first of these and drops the others, which would hide a mistake.
ACTIONS = (
    "url", "callback_data", "callback_game", "pay", "switch_inline_query", "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat", "login_url", "web_app", "copy_text",
)  # fmt: skip
MOST_IN_ROW = 8  # what phones show; Telegram drops the rest without a word


class Ambiguous(Exception):
    """Buttons that Telegram would take, showing something else than was asked for."""


def inline_rows(markup: Mapping[str, Any] | None, kind: Kind) -> list[list[dict[str, Any]]]:
    """Read an inline keyboard; none at all is an empty one.

    Raises:
        Refused: as the real server would.
        Ambiguous: where the real server would quietly drop something.
    """
    rows = [row for row in (markup or {}).get("inline_keyboard", []) if row]
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    if any(len(row) > MOST_IN_ROW for row in rows):
        raise Ambiguous(f"more than {MOST_IN_ROW} buttons in a row")
    for row in rows:
        for button in row:
            _check(button, kind)
    return rows


def _check(button: Mapping[str, Any], kind: Kind) -> None:
    actions = [
        action for action in ACTIONS if button.get(action) not in (None, "", False) or _may_be_empty(button, action)
    ]
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise Ambiguous(f"button {button['text']!r} has {' and '.join(actions)}")
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    _check_action(button, actions[0], kind)


def _may_be_empty(button: Mapping[str, Any], action: str) -> bool:
    return action in button and action.startswith(("switch_inline", "callback_game"))


def _check_action(button: Mapping[str, Any], action: str, kind: Kind) -> None:
    match action:
        case "callback_data" if len(button[action].encode()) > CALLBACK_DATA_MAX_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        case "url":
            _check_url(button["url"], "inline keyboard button URL")
        case "web_app":
            if kind is not Kind.PRIVATE:
                raise bad_request("BUTTON_TYPE_INVALID")
            _check_url(button["web_app"]["url"], "inline keyboard button Web App URL", secure=True)
        case "login_url":
            _check_url(button["login_url"]["url"], "inline keyboard button login URL", secure=True)
        case "copy_text" if not 0 < len(button["copy_text"]["text"]) <= COPY_TEXT_MAX:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_url(url: str, what: str, *, secure: bool = False) -> None:
    if reason := _fault_of(url, secure=secure):
        raise bad_request(f"{what} '{url}' is invalid: {reason}")


def _fault_of(url: str, *, secure: bool) -> str:
    scheme = url.partition(":")[0].lower() if "://" in url or url.startswith("tg:") else "http"
    if scheme in {"tg", "ton", "tonsite"} and not secure:
        return ""
    if scheme not in {"http", "https"}:
        return "Unsupported URL protocol"
    if secure and scheme != "https":
        return "Only HTTPS links are allowed"
    try:
        host = urlsplit(url if "://" in url else f"http://{url}").hostname or ""
    except ValueError:
        return "Wrong URL"
    return "" if "." in host.strip(".") and " " not in url else "Wrong HTTP URL"
