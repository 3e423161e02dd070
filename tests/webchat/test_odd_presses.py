"""A press carries what our own page was given: printable words that every database can store."""

from datetime import UTC, datetime

import pytest

from bot.channels.webchat.events import BadMessage, read_message

PRESS = {"id": "one", "kind": "press", "payload": "shop", "message_id": "m1"}
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize("odd", ["m\0", "\ud800", "m\n1"], ids=ascii)
@pytest.mark.parametrize("field", ["payload", "message_id"])
def test_what_cannot_be_stored_is_refused_at_the_door(field: str, odd: str) -> None:
    with pytest.raises(BadMessage, match=field):
        read_message(PRESS | {field: odd}, "browser", language="en", now=NOON)


@pytest.mark.parametrize("words", ["stockpre:1:+:三斤", "stockpre:1:?:2.5 kg", "stockpre:1:+:2 👨\u200d🌾"])
def test_words_of_any_script_pass(words: str) -> None:
    assert read_message(PRESS | {"payload": words}, "browser", language="en", now=NOON).content.payload == words  # type: ignore[union-attr]
