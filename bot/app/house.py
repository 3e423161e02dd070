"""What every turn of this process needs."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from bot.channels.telegram.limits import CAPABILITIES, TELEGRAM
from bot.channels.webchat.events import CHANNEL as WEBCHAT
from bot.clock import Clock, utc_now
from bot.codes import random_code
from bot.dispatch import House
from bot.handlers.notices import FOLDED, RENDERERS, drawers
from bot.handlers.registry import FALLBACK, all_routes
from bot.i18n import Languages
from bot.links import Links
from bot.notices.ports import HistoryPort
from bot.notices.posting import Poster

NOTHING: Mapping[str, Any] = MappingProxyType({})


def make_house(
    languages: Languages,
    *,
    links: Links,
    clock: Clock = utc_now,
    random_code: Callable[[int], str] = random_code,
    rule_defaults: Mapping[str, Any] = NOTHING,
) -> House:
    """Put together what every turn needs."""
    return House(
        languages=languages,
        routes=all_routes(),
        fallback=FALLBACK,
        poster=Poster(RENDERERS, languages, folded=FOLDED, drawers=drawers(clock)),
        clock=clock,
        random_code=random_code,
        links=links,
        history_channels=frozenset({WEBCHAT}),
        capabilities={WEBCHAT: HistoryPort.capabilities, TELEGRAM: CAPABILITIES},
        rule_defaults=rule_defaults,
    )
