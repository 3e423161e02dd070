"""What the rooms of the web chat share: who they serve, and where things are."""

import html
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.channels.webchat.cookies import Cookies
from bot.clock import Clock
from bot.database.contract import Database
from bot.i18n import Language, Languages
from bot.links import Links
from bot.messages import Incoming
from bot.web.application import BASE_ASSETS
from bot.web.assets import Assets
from bot.web.pages import Html, Page

PAGES = Path(__file__).parent / "page"
ASSETS = Assets("chat", PAGES)


class Receipt(Protocol):
    """The event was handled, and all it did is committed."""

    @property
    def toast(self) -> str | None:
        """A few words to show over the pressed button; may be lost."""


Receive = Callable[[Incoming], Awaitable[Receipt]]


@dataclass(frozen=True, slots=True)
class Site:
    """One web chat's parts.

    receive: handles an event; raises DatabaseUnavailable where it must be sent again.
    url: where links begin.
    links: the same for every channel, so that a visitor may go on where they are at home.
    seller_name: read anew for each page, since the seller may change it while trading.
    """

    receive: Receive
    database: Database
    languages: Languages
    cookies: Cookies
    seller_name: Callable[[Language], str]
    url: str
    links: Links
    clock: Clock

    def head(self, language: Language) -> dict[str, str]:
        """What stands in the head of every page."""
        return {
            "seller": self.seller_name(language),
            "base_css": BASE_ASSETS.url("base.css"),
            "icon": BASE_ASSETS.url("icon.svg"),
        }


def load_page(name: str) -> Page:
    return Page(PAGES / name)


def language_options(languages: Languages, chosen: Language) -> Html:
    """The languages for a `<select>`, each in itself."""
    options = (
        f'<option value="{html.escape(language.code)}"{" selected" if language == chosen else ""}>'
        f"{html.escape(language.name)}</option>"
        for language in languages.all
    )
    return Html("".join(options))
