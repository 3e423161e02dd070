"""What Telegram shows around the chat in each language: the commands in its menu, and how the bot introduces itself."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from telegram import Bot, BotCommand

from bot.i18n import Language, Languages

# Bot API: setMyCommands, BotCommand, setMyDescription, setMyShortDescription.
COMMANDS_MAX, COMMAND_MAX, DESCRIPTION_MAX, SHORT_DESCRIPTION_MAX = 100, 256, 512, 120
CODE_LENGTH = 2  # letters; Bot API: "a two-letter ISO 639-1 language code"

Commands = tuple[tuple[str, str], ...]


class MenuWords(Protocol):
    """Where the words come from."""

    def commands(self, language: Language, *, is_admin: bool, is_farmer: bool) -> Sequence[tuple[str, str]]:
        """Give names and descriptions of what somebody with these rights may type."""

    def description(self, language: Language) -> str: ...

    def short_description(self, language: Language) -> str: ...


class Menu(NamedTuple):
    """What is shown to everybody who reads one language."""

    commands: Commands
    description: str
    short_description: str


class CommonMenus:
    """Keeps what everybody sees.

    Telegram remembers it, so Telegram is asked, once after each start and whenever our own words change: a copy in our
    tables would not know of what somebody told BotFather.
    """

    def __init__(self, bot: Bot, languages: Languages, words: MenuWords) -> None:
        self._bot = bot
        self._languages = languages
        self._words = words
        self._known: dict[str | None, Menu] = {}

    async def keep(self) -> None:
        """Set what differs.

        Raises:
            TelegramError: some of it was not set; what was is not asked for again.
        """
        for code, language in tongues(self._languages):
            wanted = self._menu(language)
            if self._known.get(code) != wanted:
                await self._set(code, wanted)
                self._known[code] = wanted

    def _menu(self, language: Language) -> Menu:
        return Menu(
            fitting(self._words.commands(language, is_admin=False, is_farmer=False)),
            self._words.description(language)[:DESCRIPTION_MAX],
            self._words.short_description(language)[:SHORT_DESCRIPTION_MAX],
        )

    async def _set(self, code: str | None, wanted: Menu) -> None:
        bot = self._bot
        shown = await bot.get_my_commands(language_code=code)
        if tuple((one.command, one.description) for one in shown) != wanted.commands:
            await bot.set_my_commands(bot_commands(wanted.commands), language_code=code)
        if (await bot.get_my_description(code)).description != wanted.description:
            await bot.set_my_description(wanted.description, code)
        if (await bot.get_my_short_description(code)).short_description != wanted.short_description:
            await bot.set_my_short_description(wanted.short_description, code)


def tongues(languages: Languages) -> Iterator[tuple[str | None, Language]]:
    """Give our languages under Telegram's codes, and first (None) the one for whoever reads none of them."""
    yield None, languages.default
    by_code: dict[str, Language] = {}
    for language in languages.all:
        by_code.setdefault(language.code.partition("_")[0], language)
    yield from ((code, language) for code, language in by_code.items() if len(code) == CODE_LENGTH)


def fitting(commands: Sequence[tuple[str, str]]) -> Commands:
    """Cut to what Telegram takes."""
    return tuple((name, what[:COMMAND_MAX]) for name, what in commands[:COMMANDS_MAX])


def bot_commands(commands: Commands) -> list[BotCommand]:
    return [BotCommand(name, what) for name, what in commands]
