"""The menu of commands: nothing in it that is not there, or not theirs."""

import itertools

import pytest

from bot.handlers.context import Asker
from bot.handlers.menu import (
    COMMAND_MAX,
    DESCRIPTION_MAX,
    SHORT_DESCRIPTION_MAX,
    commands_for,
    description,
    short_description,
)
from bot.handlers.registry import all_routes
from bot.i18n import Language, Languages
from bot.messages import Address
from bot.people.models import RoleKind
from bot.settings import locales_folder

CODES = sorted(path.parent.name for path in locales_folder().glob("*/language.toml"))
LANGUAGES = Languages(locales_folder(), CODES).all
RIGHTS = list(itertools.product((False, True), repeat=2))
ROUTES = all_routes()


def asker(is_admin: bool, is_farmer: bool) -> Asker:
    roles = frozenset({RoleKind.ADMIN} if is_admin else ())
    return Asker(1, 1, Address("telegram", "1"), "", "en", roles, frozenset({1} if is_farmer else ()))


@pytest.mark.parametrize(("is_admin", "is_farmer"), RIGHTS)
def test_every_command_of_the_menu_is_there_and_theirs(is_admin: bool, is_farmer: bool) -> None:
    who = asker(is_admin, is_farmer)

    for command, _ in commands_for(LANGUAGES[0], is_admin=is_admin, is_farmer=is_farmer):
        assert ROUTES.commands[command].who.allows(who), command


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
@pytest.mark.parametrize(("is_admin", "is_farmer"), RIGHTS)
def test_menus_are_as_short_as_messengers_want_them(language: Language, is_admin: bool, is_farmer: bool) -> None:
    menu = commands_for(language, is_admin=is_admin, is_farmer=is_farmer)

    assert len({command for command, _ in menu}) == len(menu) <= 100
    assert all(1 <= len(words) <= COMMAND_MAX for _, words in menu)


def test_roles_see_their_own_first_and_everything_buyers_see() -> None:
    buyers = commands_for(LANGUAGES[0], is_admin=False, is_farmer=False)
    admins = commands_for(LANGUAGES[0], is_admin=True, is_farmer=True)

    assert buyers[0][0] == "shop"
    assert admins[0][0] == "orders"
    assert {"post", "stock", "price", "hide", "show", "invite", "today"} <= {command for command, _ in admins}
    assert admins[-len(buyers) :] == buyers


@pytest.mark.parametrize("seller", ["", "Leishan Village Market", "雷山村集市", "x" * 200, "100 %(seller)s"])
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_introductions_fit_and_name_the_shop(language: Language, seller: str) -> None:
    long, short = description(language, seller), short_description(language, seller)

    assert len(long) <= DESCRIPTION_MAX
    assert len(short) <= SHORT_DESCRIPTION_MAX
    assert seller[:40] in long
    assert seller[:40] in short
