"""Bursts: the first alert goes at once, what follows within seconds comes together, a few to a message."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from bot.notices.models import Lane
from bot.notices.views import Debt, NoticeView, own_card

FOLD_WITHIN = timedelta(seconds=5)
FOLD_MAX = 5  # orders in one message; each needs a row of buttons (design §6)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Notices of one kind to one person that one message shows."""

    card: str
    debts: tuple[Debt, ...]

    @property
    def views(self) -> tuple[NoticeView, ...]:
        return tuple(debt.view for debt in self.debts)

    @property
    def notice_ids(self) -> tuple[int, ...]:
        return tuple(view.id for view in self.views)


def bundles(debts: Iterable[Debt], folded: Collection[str]) -> list[Bundle]:
    """Put what is owed into messages, in order.  Pure.

    What was shown before stays on its card: a reminder takes the place of the message it reminds of.
    """
    groups: dict[tuple[object, ...], list[Debt]] = {}
    for debt in debts:
        alone = None if debt.view.kind in folded else debt.view.id
        shown_on = debt.card_name if debt.view.step else None
        groups.setdefault((debt.person_id, debt.view.kind, debt.view.step, debt.lane, shown_on, alone), []).append(debt)
    return [
        Bundle(_card(some), tuple(some))
        for group in groups.values()
        for some in (group[start : start + FOLD_MAX] for start in range(0, len(group), FOLD_MAX))
    ]


def may_wait(debt: Debt, folded: Collection[str]) -> bool:
    """Whether it can be folded with others at all: a first alert, never a reminder."""
    return debt.view.kind in folded and debt.lane == Lane.ALERT and not debt.view.step


def _card(debts: list[Debt]) -> str:
    first = debts[0]
    return first.card_name if first.view.step else own_card(first.view.id)
