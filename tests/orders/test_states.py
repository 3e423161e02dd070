"""The tables of states: complete, without dead ends, and what the design draws."""

import pytest

from bot.orders.models import OrderState, ParcelState, WishState
from bot.orders.states import (
    ORDER_MOVES,
    PARCEL_ENDS,
    PARCEL_MOVES,
    PARCEL_NOTHING,
    PAYMENT_MOVES,
    WISH_MOVES,
    ParcelEvent,
)

LATER = {ParcelState.UNCOLLECTED, ParcelState.RETURNED, ParcelState.RESOLD}  # nobody can bring a parcel there yet


def _reachable(moves, start):  # type: ignore[no-untyped-def]
    found = {start}
    while more := {new for (old, _), new in moves.items() if old in found} - found:
        found |= more
    return found


def test_every_state_of_a_parcel_can_be_reached() -> None:
    assert _reachable(PARCEL_MOVES, ParcelState.REQUESTED) == set(ParcelState) - LATER


def test_every_state_of_an_order_can_be_reached() -> None:
    assert _reachable(ORDER_MOVES, OrderState.BASKET) == set(OrderState)


def test_every_state_of_a_wish_can_be_reached_and_only_who_waits_is_not_at_an_end() -> None:
    assert _reachable(WISH_MOVES, WishState.WAITING) == set(WishState)
    assert {old for old, _ in WISH_MOVES} == {WishState.WAITING, WishState.OFFERED}


@pytest.mark.parametrize("state", sorted(set(ParcelState) - PARCEL_ENDS - LATER))
def test_from_wherever_a_parcel_stands_its_way_can_end(state: ParcelState) -> None:
    assert _reachable(PARCEL_MOVES, state) & PARCEL_ENDS


@pytest.mark.parametrize("state", sorted(PARCEL_NOTHING))
def test_what_was_refused_lapsed_or_cancelled_stays_so(state: ParcelState) -> None:
    assert not [event for old, event in PARCEL_MOVES if old is state]


def test_an_event_has_one_outcome_from_wherever_it_comes() -> None:
    for moves in (PARCEL_MOVES, ORDER_MOVES, PAYMENT_MOVES, WISH_MOVES):
        outcomes: dict[object, set[object]] = {}
        for (_, event), new in moves.items():  # type: ignore[attr-defined]
            outcomes.setdefault(event, set()).add(new)
        assert all(len(new) == 1 for new in outcomes.values()), outcomes


def test_answers_come_before_packing_only() -> None:
    answers = {ParcelEvent.ACCEPT, ParcelEvent.REDUCE, ParcelEvent.DECLINE}

    assert {old for old, event in PARCEL_MOVES if event in answers} == {ParcelState.REQUESTED, ParcelState.ACCEPTED}
