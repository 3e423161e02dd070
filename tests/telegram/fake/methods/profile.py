"""What a bot says of itself, and how it looks itself up."""

from typing import Any

from tests.telegram.fake.answers import bad_request
from tests.telegram.fake.calls import Call, answers


@answers("getMe")
def get_me(call: Call) -> dict[str, Any]:
    account = call.account
    return {
        **account.user(),
        "first_name": account.profile.text("name") or account.name,
        "can_join_groups": True,
        "can_read_all_group_messages": account.reads_all_in_groups,
        "supports_inline_queries": account.answers_inline,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@answers("setMyCommands")
def set_my_commands(call: Call) -> bool:
    _scope_must_exist(call)
    call.account.profile.set_commands(call.get("commands"), call.get("scope"), call.get("language_code", ""))
    return True


@answers("getMyCommands")
def get_my_commands(call: Call) -> list[dict[str, Any]]:
    _scope_must_exist(call)
    return call.account.profile.commands_in(call.get("scope"), call.get("language_code", ""))


@answers("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    _scope_must_exist(call)
    call.account.profile.delete_commands(call.get("scope"), call.get("language_code", ""))
    return True


@answers("setMyDescription")
def set_my_description(call: Call) -> bool:
    return _set(call, "description")


@answers("getMyDescription")
def get_my_description(call: Call) -> dict[str, str]:
    return _get(call, "description")


@answers("setMyShortDescription")
def set_my_short_description(call: Call) -> bool:
    return _set(call, "short_description")


@answers("getMyShortDescription")
def get_my_short_description(call: Call) -> dict[str, str]:
    return _get(call, "short_description")


@answers("setMyName")
def set_my_name(call: Call) -> bool:
    return _set(call, "name")


@answers("getMyName")
def get_my_name(call: Call) -> dict[str, str]:
    return {"name": _get(call, "name")["name"] or call.account.name}


@answers("setChatMenuButton")
def set_chat_menu_button(call: Call) -> bool:
    call.account.profile.menu_buttons[call.get("chat_id", 0)] = call.get("menu_button") or {"type": "default"}
    return True


@answers("getChatMenuButton")
def get_chat_menu_button(call: Call) -> dict[str, Any]:
    buttons = call.account.profile.menu_buttons
    return buttons.get(call.get("chat_id", 0)) or buttons.get(0, {"type": "commands"})


def _set(call: Call, name: str) -> bool:
    call.account.profile.set_text(name, call.get(name, ""), call.get("language_code", ""))
    return True


def _get(call: Call, name: str) -> dict[str, str]:
    return {name: call.account.profile.text(name, call.get("language_code", ""))}


def _scope_must_exist(call: Call) -> None:
    """A scope that names a chat needs one that the bot knows."""
    chat_id = (call.get("scope") or {}).get("chat_id")
    if chat_id is not None and call.account.find_chat(chat_id) is None:
        raise bad_request("chat not found")
