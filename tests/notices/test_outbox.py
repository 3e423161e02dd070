"""Messages as rows."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Ask, Choice, Clip, ClipKind, File, Outgoing, Shot
from bot.notices.models import Delivery, Lane, OutboxState
from bot.notices.outbox import Envelope, decode, encode, enqueue
from tests.notices.world import NOON
from tests.statements import count_statements

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
CHOICES = st.builds(Choice, label=TEXT, payload=TEXT, style=st.sampled_from(["", "primary", "danger"]))
OUTGOINGS = st.builds(
    Outgoing,
    text=TEXT,
    title=TEXT,
    rows=st.lists(st.lists(CHOICES, max_size=3).map(tuple), max_size=3).map(tuple),
    picture=st.none() | st.integers(1),
    album=st.lists(st.builds(Shot, st.integers(1), TEXT), max_size=10).map(tuple),
    file=st.none() | st.builds(File, st.integers(1), TEXT),
    clip=st.none() | st.builds(Clip, st.integers(1), st.sampled_from(ClipKind), st.integers(0, 60)),
    card=st.none() | TEXT,
    replaces=st.none() | TEXT,
    ask=st.none() | st.builds(Ask, question=TEXT, data=st.dictionaries(TEXT, st.integers() | TEXT, max_size=3)),
    toast=st.none() | TEXT,
)


@given(OUTGOINGS)
def test_a_message_comes_back_as_it_was(outgoing):
    assert decode(encode(outgoing)) == outgoing


def test_what_says_nothing_takes_no_room():
    assert encode(Outgoing(text="hello")) == {"text": "hello"}
    assert decode({}) == Outgoing()


def test_what_a_newer_release_has_added_is_passed_over():
    assert decode({"text": "hello", "voice": 17}) == Outgoing(text="hello")
    assert decode({"album": [[7, "Eggs", "🎬"]]}) == Outgoing(album=(Shot(7, "Eggs"),))


@pytest.mark.parametrize("count", [0, 1, 20])
async def test_any_number_of_messages_is_one_statement(world, count):
    ana = await world.someone()
    envelopes = [
        Envelope(ana.identity_id, ana.channel, ana.external_id, Outgoing(text=str(n)), Delivery.PUSH, Lane.ALERT)
        for n in range(count)
    ]

    with count_statements(world.database) as statements:
        await world.database.transact(partial(enqueue, envelopes=envelopes, now=NOON))

    assert statements.most == min(count, 1)
    rows = await world.outbox()
    assert [decode(row.payload).text for row in rows] == [str(n) for n in range(count)]
    assert {row.state for row in rows} <= {OutboxState.QUEUED}
