"""The languages that a command may be told to speak."""

from bot.commands.problems import CannotDo
from bot.i18n import Languages
from bot.settings import BadSettings, locales_folder, read_settings


def languages_with(code: str) -> Languages:
    """Give the shop's languages.

    Raises:
        CannotDo: this one is not among them, or a setting is wrong.
    """
    try:
        languages = Languages(locales_folder(), [*read_settings().language_codes])
    except BadSettings as error:
        raise CannotDo(str(error)) from None
    if code not in languages:
        raise CannotDo(no_language(code, languages))
    return languages


def no_language(code: object, languages: Languages) -> str:
    """Say that a language is not among the shop's, and which are."""
    return f"there is no language {code!r}; there are {', '.join(one.code for one in languages.all)}"
