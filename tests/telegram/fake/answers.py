"""What the server says no with, in the words of the real one.

The words were read in the sources of Telegram's own Bot API server and of TDLib (2026-07), and in reports of people who
met them; clients tell errors apart by these very words, so that a paraphrase would hide bugs.
"""

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Refused(Exception):
    """A call that gets an error for an answer; nothing has changed by it."""

    code: int
    description: str
    parameters: dict[str, int] = field(default_factory=dict)

    def body(self) -> bytes:
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return json.dumps(answer).encode()


def accepted(result: Any) -> bytes:
    return json.dumps({"ok": True, "result": result}).encode()


def bad_request(reason: str) -> Refused:
    return Refused(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> Refused:
    return Refused(403, f"Forbidden: {reason}")


def conflict(reason: str) -> Refused:
    return Refused(409, f"Conflict: {reason}")


def unauthorized() -> Refused:
    return Refused(401, "Unauthorized")


def no_such_method() -> Refused:
    return Refused(404, "Not Found: method not found")


def too_many(retry_after_s: int) -> Refused:
    return Refused(429, f"Too Many Requests: retry after {retry_after_s}", {"retry_after": retry_after_s})


def upgraded(new_chat_id: int) -> Refused:
    refused = bad_request("group chat was upgraded to a supergroup chat")
    refused.parameters["migrate_to_chat_id"] = new_chat_id
    return refused


NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
WRONG_FILE = "wrong file identifier/HTTP URL specified"
OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_IS_SET = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
