"""Whatever people do, in whatever order, stock and orders are as a model in plain Python foretells."""

from collections.abc import Callable

import pytest

from bot.catalog import stock
from bot.orders import answers, basket, claiming, handover, holds, placing, putting_aside
from bot.orders.basket_rows import BasketLine
from tests.properties import run_steps
from tests.properties.model import Shop

PART = 2_500  # steps; a quarter of the suite's, so that two workers of a parallel run share them
SHORT, SEEDS = 300, 20  # steps and seeds in which any of the bugs below shows itself


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_everything_is_as_foretold(seed: int) -> None:
    assert run_steps(seed, PART) >= PART


def no_guard(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(stock, "_RAISE_LOTS_GUARDED", stock._RAISE_LOTS)
    patch.setattr(claiming, "_out_of_reach", lambda lines: [])


def holds_for_ever(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(BasketLine, "is_held", lambda line, now: line.held == line.quantity)


def no_limit(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(basket, "check_limit", lambda line: None)
    patch.setattr(putting_aside, "check_limit", lambda line: None)


def any_version(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(placing, "_is_as_seen", lambda *given: given[0].cut_off_at is not None)


def any_price(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(placing, "_price_changes", lambda lines: [])


def shortages_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(holds, "shrink_shortages", lambda session, gone, now: None)


def refused_goods_come_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(answers, "refuse", lambda session, refused, now: [])


def nothing_taken_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(handover, "take_back", lambda session, claims, order_id, now: [])


def wrong_forecast(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Shop, "clear", lambda shop, buyer: None)


BUGS = (no_guard, holds_for_ever, no_limit, any_version, any_price, shortages_forgotten, refused_goods_come_back,
        nothing_taken_back, wrong_forecast)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_bug_is_found(bug: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    bug(monkeypatch)

    with pytest.raises(Exception) as found:  # noqa: PT011, PT012 - an assertion's, or the database's own
        for seed in range(1, SEEDS):
            run_steps(seed, SHORT)

    assert "run_steps(seed=" in found.value.__notes__[-1]


def test_a_seed_takes_the_same_steps_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    refused_goods_come_back(monkeypatch)
    notes = []
    for _ in range(2):
        with pytest.raises(AssertionError) as found:
            run_steps(7, PART)
        notes.append(found.value.__notes__)

    assert notes[0] == notes[1]
