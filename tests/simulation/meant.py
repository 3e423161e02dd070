"""What becomes of the orders that people type: what they meant is in their basket, or they are asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa

from tests.simulation.phrases import Phrase, in_packs

_ACCEPTED = sa.text("SELECT count(*) FROM inbox WHERE channel = 'telegram' AND event_id LIKE '%:' || :update || ':%'")
_BASKET = sa.text(
    "SELECT product.slug, line.ordered FROM identity"
    " JOIN orders ON orders.buyer_id = identity.person_id AND orders.state = 'basket'"
    " JOIN line ON line.order_id = orders.id JOIN product ON product.id = line.product_id"
    " WHERE identity.channel = 'telegram' AND identity.external_id = :who"
)
_SHELF = sa.text(
    "SELECT product.slug, sum(lot.available) AS available, max(product.hidden) AS hidden"
    " FROM product JOIN lot ON lot.product_id = product.id WHERE lot.closed_at IS NULL GROUP BY product.slug"
)

Ask = Callable[..., list[Any]]
Amounts = Mapping[str, int]  # base units by slug


class _Left(NamedTuple):
    available: int
    hidden: bool


@dataclass
class _Typed:
    who: str
    update_id: int
    phrase: Phrase
    before: Amounts


class Meant:
    """Looks after each commit, because the next thing that anybody does may change the basket again.

    understood: how often what was meant was in the basket, all of it; `asked`: how often it was not, and nothing else.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._waiting: list[_Typed] = []
        self.understood = 0
        self.asked = 0
        self.violations: list[str] = []

    def typed(self, who: int, update_id: int, phrase: Phrase) -> None:
        """Remember what somebody has just typed."""
        self._waiting.append(_Typed(str(who), update_id, phrase, self._basket(str(who))))

    def look(self) -> None:
        """See what became of what was waiting, something having been committed."""
        for typed in list(self._waiting):
            now = self._basket(typed.who)
            if not self._ask(_ACCEPTED, update=str(typed.update_id))[0][0]:
                typed.before = now
                continue
            self._waiting.remove(typed)
            self._judge(typed, now)

    def _judge(self, typed: _Typed, now: Amounts) -> None:
        meant, before = typed.phrase.meant, typed.before
        if all(now.get(slug) == quantity for slug, quantity in meant.items()):
            self.understood += 1
        elif now == before:
            self.asked += 1
        left = {row.slug: _Left(row.available, bool(row.hidden)) for row in self._ask(_SHELF)}
        for slug in sorted({*meant, *before, *now}):
            was, wanted, has = before.get(slug, 0), meant.get(slug), now.get(slug, 0)
            if has not in (was, wanted, wanted and in_packs(slug, wanted)) and not _is_short(
                has, wanted or was, left.get(slug)
            ):
                told = (
                    f"{typed.phrase.words!r} meant {dict(meant)}, but there is {has} of {slug}, where {was} was before"
                )
                self.violations.append(told)

    def _basket(self, who: str) -> Amounts:
        return {row.slug: row.ordered for row in self._ask(_BASKET, who=who)}


def _is_short(has: int, wanted: int, left: _Left | None) -> bool:
    """Whether it is less because there is no more of it."""
    return has < wanted and (left is None or left.hidden or left.available < wanted - has)
