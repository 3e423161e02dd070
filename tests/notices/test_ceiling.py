"""As many messages in any second as a platform allows, where they arrive, and not fewer than it allows."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.notices.ceiling import ON_THE_WAY_S, Ceiling, Starts

NOW_S = 1_795_492_800.0  # a moment like those of a real clock, where floats are coarse
PAUSES = st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.001, 0.01, 0.03, 0.1, 0.5, 1.0, 3.0]), min_size=50, max_size=300)
SPANS = st.sampled_from([Ceiling(1, 1), Ceiling(3, 1), Ceiling(30, 1.05), Ceiling(31, 0.5), Ceiling(1, 20)])


def greedy(ceiling: Ceiling, tries: list[float]) -> list[float]:
    """Start whatever may; `tries` are pauses between looks."""
    starts, now_s, started = Starts(ceiling), NOW_S, []
    for pause in tries:
        now_s += pause
        for _ in range(starts.free(now_s)):
            starts.add(now_s)
            started.append(now_s)
    return started


def most_in_a_second(moments: list[float]) -> int:
    return max((sum(begin <= moment < begin + 1 for moment in moments) for begin in moments), default=0)


@given(per_second=st.integers(1, 60), pauses=PAUSES, delays=st.lists(st.floats(0, ON_THE_WAY_S), min_size=1))
def test_no_second_sees_more_than_the_limit_where_they_arrive(per_second, pauses, delays):
    started = greedy(Ceiling.a_second(per_second), pauses)

    arrived = [moment + delays[place % len(delays)] for place, moment in enumerate(started)]
    assert most_in_a_second(started) <= per_second
    assert most_in_a_second(arrived) <= per_second


def test_one_late_and_thirty_prompt_ones_arrive_within_a_second():
    """Control: what starts at thirty a second to the letter may arrive faster than that."""
    started = greedy(Ceiling(30, 1), [3.0, *[0.001] * 2000])

    late = [started[0] + ON_THE_WAY_S, *started[1:]]
    assert most_in_a_second(started) <= 30
    assert most_in_a_second(late) > 30


@pytest.mark.parametrize("look_every_s", [0.001, 0.03, 0.1, 0.2])
def test_looking_late_costs_little(look_every_s):
    started = greedy(Ceiling.a_second(30), [look_every_s] * round(20 / look_every_s))

    assert len(started) / 20 > 0.85 * 30 / (1 + ON_THE_WAY_S)


def test_after_a_rest_a_burst_leaves_room_for_what_comes_next():
    started = greedy(Ceiling.a_second(30), [0.0, 10.0, *[0.001] * 5000])[1:]

    assert started.count(started[0]) == 6
    assert max(after - before for before, after in pairwise(started)) < 0.25


def test_whoever_begins_leaves_room_for_what_others_have_just_sent():
    started = greedy(Ceiling.a_second(30), [0.0, *[0.001] * 999])

    assert len(started) <= 30
    assert started.count(NOW_S) == 1


@given(SPANS, PAUSES)
def test_one_may_start_when_the_wait_is_over(ceiling, pauses):
    starts, now_s = Starts(ceiling), NOW_S
    for pause in pauses:
        now_s += pause
        wait_s = starts.wait_s(now_s)
        assert (wait_s == 0) == (starts.free(now_s) > 0)
        assert wait_s <= ceiling.span_s
        now_s += wait_s + 1e-6
        assert starts.free(now_s) > 0
        starts.add(now_s)


@given(ceiling=SPANS, pauses=st.lists(st.floats(-3600, 3600), max_size=50))
def test_a_clock_that_jumps_stops_nothing_for_longer_than_a_span(ceiling, pauses):
    starts, now_s = Starts(ceiling), NOW_S
    for pause in pauses:
        now_s += pause
        if starts.free(now_s):
            starts.add(now_s)
        assert 0 <= starts.free(now_s) <= ceiling.most
        assert starts.wait_s(now_s) <= ceiling.span_s + 1e-6


def test_more_than_may_start_count_all_the_same():
    """A probe goes out even where none is free."""
    starts = Starts(Ceiling(1, 1))
    starts.add(NOW_S)
    starts.add(NOW_S)

    assert starts.free(NOW_S + 0.5) == 0
    assert starts.free(NOW_S + 1.5) == 1
