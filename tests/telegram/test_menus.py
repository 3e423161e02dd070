"""The menus: what everybody sees in their language, and what those see who may do more."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlmodel import Session, select
from structlog.testing import capture_logs
from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram import own_menus
from bot.channels.telegram.menus import CommonMenus, tongues
from bot.channels.telegram.own_menus import OwnMenus
from bot.channels.telegram.request import NotSent, TooManyRequests
from bot.database import Database
from bot.i18n import Languages
from bot.notices.models import ShownMenu
from bot.people.models import Identity, IdentityState
from bot.settings import locales_folder
from tests.telegram.fake import faults
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.menus import Words, a_person, ends_rights, makes_admin, makes_farmer, reads
from tests.telegram.receiving import client


@pytest.fixture(scope="module")
def languages() -> Languages:
    return Languages(locales_folder(), ["en", "zh_Hans"])


@pytest.fixture
async def bot(api: FakeBotApi) -> AsyncIterator[Bot]:
    async with client(api) as made:
        yield made


@pytest.fixture
def own(bot: Bot, database: Database, languages: Languages) -> OwnMenus:
    return OwnMenus(bot, database, languages, Words())


async def test_everybody_sees_the_menu_in_their_language(api: FakeBotApi, bot: Bot, languages: Languages) -> None:
    await CommonMenus(bot, languages, Words()).keep()

    profile = api.bot.profile
    for code, expected in {"": "en", "en": "en", "zh": "zh_Hans"}.items():
        assert profile.commands_in(None, code) == [{"command": "shop", "description": f"shop in {expected}"}]
        assert profile.text("short_description", code) == f"Market, {expected}"
        assert profile.text("description", code).startswith(f"Market in {expected}")


async def test_what_is_shown_already_is_not_set_again(api: FakeBotApi, bot: Bot, languages: Languages) -> None:
    await CommonMenus(bot, languages, Words()).keep()
    before = len(api.calls)

    restarted = CommonMenus(bot, languages, Words())
    await restarted.keep()
    asked = len(api.calls)
    await restarted.keep()

    assert not [call for call in api.calls[before:] if call.method.startswith("set")]
    assert len(api.calls) == asked  # and not even asked for


async def test_new_words_are_shown(api: FakeBotApi, bot: Bot, languages: Languages) -> None:
    words = Words()
    menus = CommonMenus(bot, languages, words)
    await menus.keep()

    words.seller = "Ridge"
    await menus.keep()

    assert api.bot.profile.text("short_description", "zh") == "Ridge, zh_Hans"


async def test_a_menu_that_was_not_set_is_set_in_the_next_round(
    api: FakeBotApi, bot: Bot, languages: Languages
) -> None:
    api.fails(faults.server_error(), "setMyDescription")
    menus = CommonMenus(bot, languages, Words())

    with pytest.raises(TelegramError):
        await menus.keep()
    await menus.keep()

    assert api.bot.profile.text("description", "zh").startswith("Market in zh_Hans")


def test_only_codes_that_telegram_knows_are_used(languages: Languages) -> None:
    assert [code for code, _ in tongues(languages)] == [None, "en", "zh"]


async def test_those_with_rights_see_more_in_their_own_language(
    api: FakeBotApi, own: OwnMenus, database: Database
) -> None:
    li, jan, ana = api.person("Li"), api.person("Jan"), api.person("Ana")
    admin = await database.transact(a_person(li.id, language="zh_Hans"))
    farmer = await database.transact(a_person(jan.id, language=None))
    await database.transact(a_person(ana.id))
    await database.transact(makes_admin(admin))
    await database.transact(makes_farmer(farmer))

    await own.keep()
    set_once = len(api.calls)
    await own.keep()

    assert in_chat(api, li.id) == ["stock in zh_Hans", "shop in zh_Hans"]
    assert in_chat(api, jan.id) == ["today in en", "shop in en"]
    assert in_chat(api, ana.id) == []
    assert len(api.calls) == set_once == 2


async def test_a_change_of_language_or_rights_shows_in_the_next_round(
    api: FakeBotApi, own: OwnMenus, database: Database
) -> None:
    li = api.person("Li")
    person_id = await database.transact(a_person(li.id))
    await database.transact(makes_admin(person_id))
    await own.keep()

    await database.transact(reads(person_id, "zh_Hans"))
    await database.transact(makes_farmer(person_id))
    await own.keep()

    assert in_chat(api, li.id) == ["stock in zh_Hans", "today in zh_Hans", "shop in zh_Hans"]


async def test_whoever_has_no_rights_any_more_sees_what_everybody_sees(
    api: FakeBotApi, own: OwnMenus, database: Database
) -> None:
    li = api.person("Li")
    person_id = await database.transact(a_person(li.id))
    await database.transact(makes_admin(person_id))
    await own.keep()

    await database.transact(ends_rights(person_id))
    await own.keep()
    await own.keep()

    assert in_chat(api, li.id) == []
    assert [call.method for call in api.calls] == ["setMyCommands", "deleteMyCommands"]
    assert await database.read(lambda session: list(session.exec(select(ShownMenu)))) == []


async def test_whoever_has_not_written_yet_or_is_elsewhere_has_no_menu_to_set(
    api: FakeBotApi, own: OwnMenus, database: Database
) -> None:
    strangers: list[dict[str, Any]] = [
        {"external_id": 1001, "has_written": False},
        {"external_id": "abc"},
        {"external_id": 1002, "channel": "webchat"},
    ]
    for one in strangers:
        await database.transact(makes_admin(await database.transact(a_person(**one))))
    blocked = await database.transact(a_person(1003))
    await database.transact(makes_admin(blocked))
    await database.transact(lambda session: set_blocked(session, blocked))

    await own.keep()

    assert api.calls == api.rejected == []


async def test_a_chat_that_refuses_is_left_alone_for_a_while_and_holds_nobody_up(
    api: FakeBotApi, own: OwnMenus, database: Database
) -> None:
    li = api.person("Li")
    await database.transact(makes_admin(await database.transact(a_person(1001))))  # nobody that Telegram knows
    await database.transact(makes_admin(await database.transact(a_person(li.id))))

    with capture_logs() as lines:
        await own.keep()
        await own.keep()

    assert in_chat(api, li.id) == ["stock in en", "shop in en"]
    assert len(lines) == len(api.rejected) == 1


async def test_one_chats_mishap_is_kept_from_the_others_and_tried_again_later(
    api: FakeBotApi, own: OwnMenus, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    li, jan = api.person("Li"), api.person("Jan")
    for person in (li, jan):
        await database.transact(makes_admin(await database.transact(a_person(person.id))))
    api.fails(faults.server_error(), "setMyCommands")

    with pytest.raises(NotSent):
        await own.keep()
    assert (in_chat(api, li.id), in_chat(api, jan.id)) == ([], ["stock in en", "shop in en"])
    await own.keep()  # leaves it alone for a while
    assert in_chat(api, li.id) == []

    monkeypatch.setattr(own_menus, "_time", lambda: asyncio.get_running_loop().time() + own_menus.FAILED_FOR_S)
    await own.keep()
    assert in_chat(api, li.id) == ["stock in en", "shop in en"]


async def test_a_penalty_ends_the_round(api: FakeBotApi, own: OwnMenus, database: Database) -> None:
    for name in ("Li", "Jan"):
        await database.transact(makes_admin(await database.transact(a_person(api.person(name).id))))
    api.fails(faults.penalty(600), "setMyCommands")

    with pytest.raises(TooManyRequests):
        await own.keep()

    assert (len(api.calls), len(api.rejected)) == (0, 1)


async def test_another_bot_shows_them_all_again(
    api: FakeBotApi, own: OwnMenus, database: Database, languages: Languages
) -> None:
    li = api.person("Li")
    await database.transact(makes_admin(await database.transact(a_person(li.id))))
    await own.keep()

    api.bot = api.another_bot()
    same = api.person("Li")  # in the next bot's chat
    await database.transact(makes_admin(await database.transact(a_person(same.id))))
    async with client(api) as bot:
        await OwnMenus(bot, database, languages, Words()).keep()

    assert in_chat(api, same.id) == ["stock in en", "shop in en"]
    assert [one.code for one in api.rejected] == [400]  # the first Li, whom the next bot has not met


def in_chat(api: FakeBotApi, chat_id: int) -> list[str]:
    scope = {"type": "chat", "chat_id": chat_id}
    return [one["description"] for one in api.bot.profile.commands_in(scope, "")]


def set_blocked(session: Session, person_id: int) -> None:
    identity = session.exec(select(Identity).where(Identity.person_id == person_id)).one()
    identity.state = IdentityState.BLOCKED
    session.add(identity)
