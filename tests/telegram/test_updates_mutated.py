"""Valid updates, broken in every way: each is read or ignored, and what is read can be stored."""

import json
from datetime import UTC, datetime

import pytest

from bot.channels.telegram.updates import read
from bot.inbox import Inbox
from bot.messages import Press, Text
from tests.telegram.mutations import MUTATIONS, Mutant, mutants
from tests.telegram.raw import ME, SENT_AT

NOW = datetime.fromtimestamp(SENT_AT + 60, UTC)
EVENT_ID_MAX = Inbox.__table__.c.event_id.type.length  # type: ignore[attr-defined]  # SQLModel does not declare it
SEED, COUNT = 1, 3_000


@pytest.fixture(scope="module")
def broken() -> list[Mutant]:
    return list(mutants(SEED, COUNT))


def test_a_broken_update_is_read_or_ignored_and_what_is_read_can_be_stored(broken: list[Mutant]) -> None:
    for mutant in broken:
        event = read(mutant.raw, ME, NOW).incoming
        if event is not None:
            assert len(event.event_id) <= EVENT_ID_MAX, str(mutant)
            assert event.event_id.isascii(), str(mutant)
            assert event.sent_at <= NOW, str(mutant)
            said = event.content.text if isinstance(event.content, Text) else ""
            said += event.content.payload if isinstance(event.content, Press) else ""
            words = said + event.name + (event.language or "") + event.sender.external_id
            assert _is_storable(words), str(mutant)


def test_a_press_is_answered_as_long_as_it_has_an_id(broken: list[Mutant]) -> None:
    for mutant in broken:
        query = mutant.raw.get("callback_query")
        has_id = isinstance(query, dict) and isinstance(query.get("id"), str) and query["id"].strip().isalnum()
        assert read(mutant.raw, ME, NOW).press_id or not has_id, str(mutant)


def test_some_are_still_read_and_some_are_not(broken: list[Mutant]) -> None:
    """Else nothing was broken, or everything was."""
    read_still = sum(read(mutant.raw, ME, NOW).incoming is not None for mutant in broken)

    assert COUNT // 5 < read_still < COUNT * 4 // 5


def test_every_kind_of_mutation_comes_up(broken: list[Mutant]) -> None:
    assert {kind for mutant in broken for kind in mutant.kinds} == set(MUTATIONS)


def test_the_same_seed_breaks_the_same_way(broken: list[Mutant]) -> None:
    assert [one.raw for one in mutants(SEED, 50)] == [one.raw for one in broken[:50]]


def _is_storable(words: str) -> bool:
    return "\0" not in words and json.loads(json.dumps(words).encode()) == words.encode().decode()
