"""What a bot says of itself: commands by scope, and texts by language."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.fake.answers import bad_request

MOST_COMMANDS = 100  # Bot API, setMyCommands
LONGEST = {"description": 512, "short_description": 120, "name": 64}  # Bot API, setMyDescription and its siblings

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
DEFAULT_SCOPE = {"type": "default"}


@dataclass
class Profile:
    commands: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)  # by scope and language
    texts: dict[tuple[str, str], str] = field(default_factory=dict)  # by field and language
    menu_buttons: dict[int, dict[str, Any]] = field(default_factory=dict)  # by chat; 0 is everybody's

    def set_commands(self, commands: list[dict[str, Any]], scope: dict[str, Any] | None, language: str) -> None:
        if len(commands) > MOST_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        for one in commands:
            if not _COMMAND.fullmatch(one["command"].removeprefix("/")):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 0 < len(one["description"].strip()) <= 256:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[scope_key(scope), _language(language)] = commands

    def commands_in(self, scope: dict[str, Any] | None, language: str) -> list[dict[str, Any]]:
        """What stands in exactly this scope and language, as getMyCommands answers."""
        return self.commands.get((scope_key(scope), language), [])

    def delete_commands(self, scope: dict[str, Any] | None, language: str) -> None:
        self.commands.pop((scope_key(scope), language), None)

    def set_text(self, name: str, text: str, language: str) -> None:
        if len(text) > LONGEST[name]:
            raise bad_request(f"{name.replace('_', ' ')} is too long")
        self.texts[name, _language(language)] = text

    def text(self, name: str, language: str = "") -> str:
        """Read a text, falling back to the one for everybody."""
        return self.texts.get((name, language)) or self.texts.get((name, ""), "")


def scope_key(scope: dict[str, Any] | None) -> str:
    return json.dumps(scope or DEFAULT_SCOPE, sort_keys=True)


def _language(code: str) -> str:
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code
