"""Limits that we keep ourselves, so that no platform has to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.limits import telegram_limits
from bot.notices.pacing import FAILURES_MAX, UNLIMITED, Bucket, Limits, Pace, Pacing

NOW_S = 1_795_492_800.0  # a moment like those of a real clock, where floats are coarse


def greedy(pace: Pace, tries: list[float]) -> list[float]:
    """Take a token whenever there is one; `tries` are pauses between looks."""
    bucket, now_s, taken = Bucket(pace.burst, NOW_S), NOW_S, []
    for pause in tries:
        now_s += pause
        if bucket.holds(pace, now_s) >= 1:
            bucket = bucket.taken(pace, now_s)
            taken.append(now_s)
    return taken


PAUSES = st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.001, 0.01, 0.03, 0.1, 0.5, 1.0, 3.0]), min_size=50, max_size=300)


@given(rate=st.floats(0.1, 1000), burst=st.floats(1, 1000), pauses=PAUSES)
def test_never_more_than_the_burst_and_what_has_come_since(rate, burst, pauses):
    pace = Pace(rate, burst)
    taken = greedy(pace, pauses)

    if taken:
        assert len(taken) <= burst + rate * (taken[-1] - NOW_S) + 1e-3


@given(pauses=st.lists(st.floats(-3600, 3600), max_size=50))
def test_tokens_stay_within_bounds_whatever_the_clock_does(pauses):
    pace = Pace(rate=1, burst=3)
    bucket, now_s = Bucket(3, NOW_S), NOW_S

    for pause in pauses:
        now_s += pause
        bucket = bucket.filled(pace, now_s)
        if bucket.tokens >= 1:
            bucket = bucket.taken(pace, now_s)
        assert 0 <= bucket.tokens <= pace.burst
        assert bucket.wait_s(pace, now_s) <= 1 / pace.rate


def test_a_token_is_there_when_the_wait_is_over():
    pace = Pace(rate=20, burst=1)
    empty = Bucket(1, NOW_S).taken(pace, NOW_S)

    assert empty.holds(pace, NOW_S) < 1
    assert empty.holds(pace, NOW_S + empty.wait_s(pace, NOW_S) + 1e-6) >= 1


def test_an_empty_bucket_gives_nothing():
    pace = Pace(rate=1, burst=1)

    with pytest.raises(ValueError, match="no token"):
        Bucket(0.5, NOW_S).taken(pace, NOW_S)


def test_each_chat_has_its_own_share():
    pacing = Pacing(Limits(chat=Pace(rate=1, burst=2)))
    for _ in range(2):
        pacing.start("a", NOW_S)
    pacing.start("b", NOW_S)

    assert set(pacing.cooling(NOW_S)) == {"a"}
    assert pacing.chat_pause_s(NOW_S) == pytest.approx(1)
    assert not pacing.cooling(NOW_S + 1)


def test_a_group_has_a_pace_of_its_own():
    pacing = Pacing(Limits(chat=Pace(1, 3), group=Pace(17 / 60, 3), is_group=lambda chat: chat.startswith("-")))
    for chat in ("-7", "7"):
        for _ in range(3):
            pacing.start(chat, NOW_S)

    assert set(pacing.cooling(NOW_S + 0.5)) == {"-7", "7"}
    assert set(pacing.cooling(NOW_S + 1.1)) == {"-7"}
    assert pacing.chat_pause_s(NOW_S + 1.1) == pytest.approx(60 / 17 - 1.1)
    assert not pacing.cooling(NOW_S + 3.6)


@given(pauses=PAUSES)
def test_no_minute_sees_more_than_twenty_in_a_group(pauses):
    taken = greedy(telegram_limits(30, 1).group, pauses)

    assert all(sum(begin <= moment < begin + 60 for moment in taken) <= 20 for begin in taken)


def test_where_groups_have_no_pace_they_go_as_people_do():
    pacing = Pacing(Limits(chat=Pace(1, 1), is_group=lambda chat: True))
    pacing.start("-7", NOW_S)

    assert set(pacing.cooling(NOW_S)) == {"-7"}


def test_what_was_sent_before_counts_and_our_own_once():
    limits = Limits(chat=Pace(1, 3))
    ours, new = Pacing(limits), Pacing(limits)
    sends = [("ana", NOW_S), ("ana", NOW_S + 0.1), ("bo", NOW_S)]
    for chat, at_s in sends:
        ours.start(chat, at_s)
    for pacing in (ours, new):
        pacing.remember([*sends, ("bo", NOW_S + 0.1), ("bo", NOW_S + 0.2), ("bo", NOW_S + 0.2)])  # more than its share
        pacing.start("ana", NOW_S + 0.3)

    assert ours.cooling(NOW_S + 0.4) == new.cooling(NOW_S + 0.4) == {"ana", "bo"}
    assert ours.cooling(NOW_S + 1.1) == {"bo"}
    assert ours.cooling(NOW_S + 1.3) == new.cooling(NOW_S + 1.3) == set()


def test_an_account_that_is_refused_is_tried_by_one_message_a_minute():
    pacing = Pacing(Limits())

    assert pacing.refused(NOW_S)
    assert not pacing.refused(NOW_S)  # the others that were on the wire are no news
    assert pacing.allowance(NOW_S + 59) == 0
    assert pacing.allowance(NOW_S + 60) == 1
    assert pacing.allowance(NOW_S + 60, in_flight=1) == 0
    assert pacing.is_held(NOW_S + 60)

    pacing.answered()
    assert pacing.allowance(NOW_S + 60) == UNLIMITED
    assert not pacing.is_held(NOW_S + 60)
    assert pacing.refused(NOW_S + 61)


def test_nothing_starts_in_a_penalty_and_the_longer_one_stands():
    pacing = Pacing(Limits())
    pacing.punish(NOW_S + 60)
    pacing.punish(NOW_S + 10)

    assert pacing.allowance(NOW_S + 59) == 0
    assert pacing.pause_s(NOW_S + 59) == pytest.approx(1)
    assert pacing.allowance(NOW_S + 60) == UNLIMITED


def test_when_the_platform_is_down_one_asks_for_all():
    pacing = Pacing(Limits())
    for _ in range(FAILURES_MAX):
        pacing.failed(NOW_S, 0.5)

    assert pacing.allowance(NOW_S) == 0
    assert pacing.allowance(NOW_S + 1.1) == 1
    assert pacing.allowance(NOW_S + 1.1, in_flight=1) == 0
    pacing.answered()
    assert pacing.allowance(NOW_S + 1.1) == UNLIMITED


def test_those_that_were_on_the_wire_when_the_platform_went_down_are_no_news():
    pacing = Pacing(Limits())
    for _ in range(50):
        pacing.failed(NOW_S, 0.5)

    assert pacing.silence_s(NOW_S) == pytest.approx(1)
    assert pacing.allowance(NOW_S + 1.1) == 1


def test_probes_become_rare_and_a_platform_that_is_back_is_soon_noticed():
    pacing, now_s, pauses = Pacing(Limits()), NOW_S, []
    for _ in range(FAILURES_MAX + 200):
        pacing.failed(now_s, 1.0)
        pauses.append(pacing.pause_s(now_s))
        now_s += pauses[-1]

    assert pacing.allowance(now_s) == 1
    assert pauses == sorted(pauses)
    assert 10 < pauses[-1] < 20
