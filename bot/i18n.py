"""Languages: their catalogues, and how each writes money, numbers, days and hours.

A language is one folder under `locales/`: `language.toml` says how it formats and in which direction it
runs, so that a language CLDR does not know (Hmong `mww`) borrows another's numbers; the sentences stand in
`LC_MESSAGES/farmgate.po`.  English is the source and needs no catalogue.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, get_currency_precision

SOURCE_LANGUAGE = "en"

# A locale-neutral name for what CLDR would print as "CN¥": the seller has one currency, so the short sign is clear.
CURRENCY_SIGNS = {"CNY": "¥"}


@dataclass(frozen=True, slots=True)
class Language:
    """One shipped language."""

    code: str  # our own, and the folder's name: "zh_Hans"
    name: str  # in itself: "简体中文"
    formatting: Locale
    direction: str  # "ltr" or "rtl"
    fallbacks: tuple[str, ...]  # where a word is missing in the catalogue of goods; English comes last by itself
    platform_tags: tuple[str, ...]  # primary tags of platforms that mean this language
    translations: NullTranslations
    chain: tuple[str, ...] = field(init=False)  # codes in which to look for a product's name, best first

    def __post_init__(self) -> None:
        chain = tuple(dict.fromkeys((self.code, *self.fallbacks, SOURCE_LANGUAGE)))
        object.__setattr__(self, "chain", chain)  # the one moment in which a frozen value is completed


def pick(words: Mapping[str, str], language: Language) -> str:
    """Choose the reader's word from words by language code, else the next best, else any, else nothing."""
    for code in language.chain:
        if word := words.get(code):
            return word
    return next(iter(words.values()), "")


@dataclass(frozen=True, slots=True)
class Reader:
    """One person's eyes: the language, zone and currency in which a sentence for them is written."""

    language: Language
    zone: ZoneInfo
    currency: str  # ISO 4217

    def gettext(self, message: str) -> str:
        return self.language.translations.gettext(message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.language.translations.ngettext(singular, plural, n)

    def pgettext(self, context: str, message: str) -> str:
        return self.language.translations.pgettext(context, message)

    def word(self, words: Mapping[str, str]) -> str:
        """Choose the reader's word from words by language code."""
        return pick(words, self.language)

    def money(self, amount_minor: int) -> str:
        """Write an amount of minor currency units, as "¥12.50"."""
        return _money(amount_minor, self.currency, self.language.formatting)

    def number(self, value: Decimal | int) -> str:
        """Write a number with up to three decimals, without grouping: people type it back."""
        return _number(value, self.language.formatting)

    def day(self, day: date) -> str:
        """Write a day with its weekday and no year, as "Wed, Nov 25"."""
        return _day(day, self.language.formatting)

    def full_day(self, day: date) -> str:
        """Write a day with its year, as "November 25, 2026"."""
        return str(format_date(day, "long", locale=self.language.formatting))

    def month(self, number: int) -> str:
        """Write a month, 1 to 12, as it stands within a sentence: "December", "декабря"."""
        return str(format_date(date(2000, number, 1), "MMMM", locale=self.language.formatting))

    def hour(self, moment: datetime | time) -> str:
        """Write an hour of the reader's zone, as "17:00"."""
        local = moment.astimezone(self.zone) if isinstance(moment, datetime) else moment
        return _hour(local.hour, local.minute, self.language.formatting)

    def local_date(self, moment: datetime) -> date:
        """Say which day it is for the reader at a moment."""
        return moment.astimezone(self.zone).date()


@lru_cache(maxsize=10_000)
def _money(amount_minor: int, currency: str, locale: Locale) -> str:
    decimals = get_currency_precision(currency)
    amount = Decimal(amount_minor).scaleb(-decimals)
    text = str(format_currency(amount, currency, locale=locale))
    sign = CURRENCY_SIGNS.get(currency)
    if sign is None:
        return text
    printed = format_currency(0, currency, format="¤", locale=locale).replace("0", "").strip()
    return text.replace(printed, sign)


# Babel reads its pattern anew each time: some 10 us a number or day, of which a card has a dozen.
@lru_cache(maxsize=10_000)
def _number(value: Decimal | int, locale: Locale) -> str:
    return str(format_decimal(value, format="0.###", locale=locale))


@lru_cache(maxsize=10_000)
def _hour(hour: int, minute: int, locale: Locale) -> str:
    return str(format_time(time(hour, minute), "HH:mm", locale=locale))


@lru_cache(maxsize=1_000)
def _day(day: date, locale: Locale) -> str:
    if locale.language == "zh":
        return str(format_date(day, "M月d日 EEE", locale=locale))
    return str(format_skeleton("MMMEd", day, locale=locale))


class Languages:
    """The languages that are shipped and switched on, loaded once at start (the first use of a locale costs 5 ms)."""

    def __init__(self, folder: Path, codes: Iterable[str]) -> None:
        """Load the given languages.

        Raises:
            ValueError: names a language for which there is no folder, or that none was given.
        """
        self._by_code = {code: _load(folder, code) for code in codes}
        if not self._by_code:
            raise ValueError("LANGUAGES names no language")
        self._by_tag = {tag: language.code for language in self.all for tag in language.platform_tags}

    @property
    def all(self) -> tuple[Language, ...]:
        return tuple(self._by_code.values())

    @property
    def default(self) -> Language:
        return self._by_code.get(SOURCE_LANGUAGE) or self.all[0]

    def get(self, code: str | None) -> Language:
        """Give the language of a code we stored, or the default where it is no longer shipped."""
        return self._by_code.get(code or "", self.default)

    def __contains__(self, code: str) -> bool:
        return code in self._by_code

    def match(self, tag: str | None) -> Language:
        """Give the language that a platform's tag ("zh-CN", "es_MX", or nonsense) means best."""
        words = (tag or "")[:32].replace("_", "-").split("-")
        for size in range(len(words), 0, -1):
            if (code := "_".join(words[:size])) in self._by_code:
                return self._by_code[code]
        return self.get(self._by_tag.get(words[0].lower()))


def _load(folder: Path, code: str) -> Language:
    try:
        facts = tomllib.loads((folder / code / "language.toml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ValueError(f"LANGUAGES names {code!r}, which has no folder in locales/") from None
    formatting = Locale.parse(facts["formatting"])
    return Language(
        code=code,
        name=facts["name"],
        formatting=formatting,
        direction=facts.get("direction", formatting.text_direction),
        fallbacks=tuple(facts.get("fallbacks", ())),
        platform_tags=tuple(facts.get("platform_tags", (code.split("_")[0],))),
        translations=_translations(folder / code / "LC_MESSAGES" / "farmgate.po"),
    )


def _translations(path: Path) -> NullTranslations:
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as source:
        catalogue = read_po(source)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
