"""Telegram, wired to the rest."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from sqlmodel import Session

from bot.catalog.snapshot import Catalogue
from bot.channels.telegram.account import Account
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.groups import Moved
from bot.channels.telegram.receiver import Receipt
from bot.database import Database
from bot.dispatch import House
from bot.handlers import menu
from bot.handlers.buyer.inline import shared_cards
from bot.i18n import Language, Reader
from bot.messages import Address, Incoming, SharedCard
from bot.notices.marking import penalty_of
from bot.notices.moving import move_address
from bot.people.service import language_of
from bot.settings import Settings

CHANNEL = "telegram"


def telegram_account(settings: Settings) -> Account | None:
    """Give the bot that the settings name; None: the shop is not on Telegram."""
    token = settings.telegram_token.get_secret_value()
    secret = settings.telegram_webhook_secret.get_secret_value()
    return Account(token, settings.telegram_api_url, settings.telegram_webhook_url, secret) if token else None


def make_telegram(
    account: Account,
    database: Database,
    house: House,
    *,
    seller_name: str,
    receive: Callable[[Incoming], Awaitable[Receipt]],
) -> Telegram:
    """Put the channel together.  `seller_name`: the shop's, while it has none of its own."""
    house.links.expect(CHANNEL)
    return Telegram(
        account,
        commands=frozenset(house.routes.commands),
        receive=receive,
        move=partial(_move, database),
        search=partial(_search, database, house),
        words=_Words(house, seller_name),
        on_name=partial(_learn_name, house),
        database=database,
        languages=house.languages,
        clock=house.clock,
    )


async def remember_penalty(telegram: Telegram, database: Database) -> None:
    """Keep the silence that the platform asked for before we were started."""
    if until := await database.read(partial(penalty_of, account=CHANNEL)):
        telegram.gate.close_until(until)


class _Words:
    """What Telegram shows around the chat: the handlers' words, with the shop's name."""

    def __init__(self, house: House, seller_name: str) -> None:
        self._house = house
        self._seller_name = seller_name

    def commands(self, language: Language, *, is_admin: bool, is_farmer: bool) -> Sequence[tuple[str, str]]:
        return menu.commands_for(language, is_admin=is_admin, is_farmer=is_farmer)

    def description(self, language: Language) -> str:
        return menu.description(language, self._name(language))

    def short_description(self, language: Language) -> str:
        return menu.short_description(language, self._name(language))

    def _name(self, language: Language) -> str:
        return self._house.shelf.rules.name_for(language) or self._seller_name


def start_link(username: str) -> str:
    """Give how links into a bot's chat begin; what it is to be told follows.  Bot API, deep linking."""
    return f"https://t.me/{username}?start="


def _learn_name(house: House, username: str) -> None:
    house.links.add(CHANNEL, start_link(username))


async def _move(database: Database, moved: Moved) -> None:
    await database.transact(partial(move_address, old=moved.old, new=moved.new))


async def _search(
    database: Database, house: House, words: str, asker: Address, language_tag: str | None
) -> Sequence[SharedCard]:
    """Find goods to show, in the language that the asker has chosen here, else in their platform's."""

    def search(session: Session) -> tuple[list[SharedCard], Catalogue]:
        code = language_of(session, asker.channel, asker.external_id)
        language = house.languages.get(code) if code else house.languages.match(language_tag)
        catalogue = house.catalogue(session)
        reader = Reader(language, catalogue.rules.zone, catalogue.rules.currency)
        return shared_cards(session, words, reader, catalogue, house.links, asker.channel), catalogue

    await house.shelf.readable()
    cards, catalogue = await database.read(search)
    # A process that takes no turns would load it anew for every letter typed.
    house.shelf.put(catalogue)
    return cards
