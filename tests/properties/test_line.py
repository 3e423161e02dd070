"""Whatever happens to a line, in whatever order: the books balance, nobody is passed over, no offer outlives its time.

Beside the model of all that can be done to an order (`machine.py`): here the same few people wait, and each step is
followed by the same questions to the rows.
"""

from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlmodel import Session

from bot.catalog import desk
from bot.catalog.desk_words import Sign
from bot.catalog.snapshot import Pack
from bot.orders import waitlist, wishes
from bot.orders.holds import release_expired
from bot.orders.waitlist import InLine, allot
from bot.refusals import Refusal
from tests.catalog.shelf import shelf
from tests.one_thread import at_once
from tests.orders.books import faults
from tests.orders.market import Market
from tests.properties.stall import BUYERS, Stall

STEPS, MARKETS = 30, 25
ANSWERS = ("takes", "declines", "keeps_waiting")

buyers = st.integers(0, BUYERS - 1)
goods = st.integers(0, 1)
amounts = st.sampled_from([None, 1, 2, 5, 9, 25])
_OVERDUE = sa.text("SELECT count(*) FROM wish WHERE state = 'offered' AND offered_until <= :now")
_OFFERS = sa.text(
    "SELECT w.person_id, h.id FROM hold h JOIN wish w ON w.id = h.wish_id ORDER BY h.id"  # over ones as well
)


class Line(RuleBasedStateMachine):
    """`stall` is set by whoever runs it."""

    stall: Stall

    def __init__(self) -> None:
        super().__init__()
        self.market: Market = self.stall.opened()

    @rule(buyer=buyers, which=goods, amount=amounts)
    def waits(self, buyer: int, which: int, amount: int | None) -> None:
        self._try(self.market.waits(self.stall.buyers[buyer], self.stall.goods[which], amount))

    @rule(which=goods, sign=st.sampled_from([Sign.COUNT, Sign.ADD]), quantity=st.sampled_from([0, 1, 3, 8]))
    def stock_is_changed(self, which: int, sign: Sign, quantity: int) -> None:
        market = self.market
        market.passes(seconds=1)
        shown = market.catalogue.items[self.stall.goods[which].product_id]
        seen = at_once(market.do(desk.preview_stock, shown, sign, quantity)).before.there
        by = {"seen": seen, "previewed_at": market.now, "actor_id": market.coordinator_id, "now": market.now}
        self._try(market.do(desk.apply_stock, shown, sign, quantity, **by))

    @rule(buyer=buyers, which=goods, quantity=st.sampled_from([1, 4, 20]), confirmed=st.booleans())
    def somebody_buys(self, buyer: int, which: int, quantity: int, confirmed: bool) -> None:
        person = self.stall.buyers[buyer]
        self._try(self.market.puts(person, self.stall.goods[which], quantity))
        seen = self._try(self.market.reviews(person))
        if seen and confirmed:
            self._try(self.market.confirms(person, seen))

    @rule(
        pick=st.integers(0, 50), answer=st.sampled_from(["takes", "declines", "keeps_waiting"]), by=st.none() | buyers
    )
    def offer_is_answered(self, pick: int, answer: str, by: int | None) -> None:
        """By whom it was made to, or by somebody else; open or long over."""
        made = at_once(self.market.database.read(lambda session: session.connection().execute(_OFFERS).all()))
        if made:
            person, hold = made[pick % len(made)]
            self._try(getattr(self.market, answer)(person if by is None else self.stall.buyers[by], hold))

    @rule(buyer=buyers)
    def leaves_the_line(self, buyer: int) -> None:
        market, person = self.market, self.stall.buyers[buyer]
        for one in at_once(market.do(wishes.my_waits, person))[:1]:
            self._try(market.do(wishes.withdraw, person, one.wish_id, market.catalogue, now=market.now))

    @rule(by=st.sampled_from([1, 14, 16, 61, 500]))
    def time_passes(self, by: int) -> None:
        self.market.passes(minutes=by)

    @rule(first=st.booleans())
    def the_clock_looks(self, first: bool) -> None:
        """The two sweeps come in either order."""
        market = self.market
        if first:
            at_once(market.do(release_expired, market.now, 100))
        at_once(market.serves())
        at_once(market.do(release_expired, market.now, 100))
        at_once(market.serves())
        assert self._count(_OVERDUE, now=market.now.replace(tzinfo=None).isoformat(" ", "microseconds")) == 0
        assert at_once(market.do(waitlist.due_products, market.catalogue.rules, market.now, 10)) == ()

    @invariant()
    def the_books_balance(self) -> None:
        assert at_once(self.market.database.read(faults)) == []

    def _try(self, step: Coroutine[Any, Any, Any]) -> Any:
        with suppress(Refusal):
            return at_once(step)

    def _count(self, query: sa.TextClause, **values: Any) -> int:
        def work(session: Session) -> int:
            return int(session.connection().execute(query, values).scalar_one())

        return at_once(self.market.database.read(work))


def run(number: int, markets: int = MARKETS) -> None:
    stall = Stall.build()
    steps = settings(
        max_examples=markets,
        stateful_step_count=STEPS,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(seed(number)(type("Line", (Line,), {"stall": stall})), settings=steps)
    finally:
        stall.close()


@pytest.mark.slow
@pytest.mark.parametrize("number", range(2))
def test_a_line_in_any_order(number: int) -> None:
    run(number)


BUGS: dict[str, tuple[str, Any]] = {
    "what was left is not given back": ("bot.orders.taking.release_offers", lambda *given, **named: []),
    "an offer never lapses": ("bot.orders.waitlist._LAPSE", sa.select(sa.literal(0)).where(sa.false())),
    "nobody is offered anything": ("bot.orders.waitlist.allot", lambda *given: []),
}


@pytest.mark.slow
@pytest.mark.parametrize("bug", BUGS)
def test_control_a_bug_is_found(bug: str) -> None:
    target, replacement = BUGS[bug]
    with patch(target, replacement), pytest.raises(AssertionError):
        run(0, markets=200)


in_line = st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=8)


@given(waiting=in_line, left=st.integers(0, 60), least=st.sampled_from([1, 2, 5]), packs=st.booleans())
def test_what_is_left_is_allotted_in_line(waiting: list[tuple[int, bool]], left: int, least: int, packs: bool) -> None:
    goods = replace(next(iter(shelf().items.values())), min_order=least, whole_packs=packs, packs=(Pack(least),))
    line = [InLine(number, quantity, whole) for number, (quantity, whole) in enumerate(waiting)]

    portions = allot(line, left, goods)

    given_to = {one.wish_id: quantity for one, quantity in portions}
    assert list(given_to) == sorted(given_to)
    assert sum(given_to.values()) <= left
    for number, (quantity, whole) in enumerate(waiting):
        own = given_to.get(number, 0)
        assert own <= quantity
        assert own == 0 or (own >= least and (not packs or own % least == 0))
        assert own in (0, quantity) or not whole
        there = left - sum(portion for other, portion in given_to.items() if other < number)
        if not whole and min(there, quantity) >= least:  # whoever could be given something was given all there was
            assert own == min(there, quantity) - (min(there, quantity) % least if packs else 0)
