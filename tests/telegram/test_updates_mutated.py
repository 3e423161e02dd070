"""Valid updates, broken in every way: nothing that comes over the wire stops the others."""

import copy
import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.updates import read
from bot.inbox import Inbox
from bot.messages import Press, Text
from tests.telegram.raw import ME, NEWS, NO_RIGHTS, SENT_AT, US, VILLAGE, Raw, in_group, membership, message, press

NOW = datetime.fromtimestamp(SENT_AT + 60, UTC)
EVENT_ID_MAX = Inbox.__table__.c.event_id.type.length  # type: ignore[attr-defined]  # SQLModel does not declare it

VALID = (
    message(text="2 jin tomatoes"),
    message(location={"latitude": 26.4, "longitude": 108.0}),
    message(contact={"phone_number": "+86", "first_name": "Li"}),
    message(chat=VILLAGE, migrate_from_chat_id=-500),
    in_group("/start@village_market_bot now"),
    in_group("and this?", reply_to_message={"message_id": 5, "date": SENT_AT, "chat": VILLAGE, "from": US}),
    press(),
    press(message={"message_id": 90, "date": 0, "chat": {"id": 1001, "type": "private"}}),
    membership({"id": 1001, "type": "private"}, "kicked", until_date=0),
    membership(VILLAGE, "member"),
    membership(NEWS, "administrator", **NO_RIGHTS),
    {"update_id": 9, "inline_query": {"id": "7", "from": US | {"is_bot": False}, "query": "to", "offset": ""}},
)

ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(
        [0, -1, 2**31, 2**52, 2**63, 10**400, 1.5, float("nan"), float("inf"), "", "\0", "\ud800", "../../"]
    ),
    st.text(max_size=8),
    st.builds(str.__mul__, st.sampled_from("x\ud800中"), st.integers(200, 5000)),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(["id", "type", "is_bot", "date"]), st.integers() | st.text(max_size=3), max_size=3),
)


@st.composite
def broken(draw: st.DrawFn) -> Raw:
    """A valid update in which up to three values, anywhere, were taken away or are something else."""
    update = copy.deepcopy(draw(st.sampled_from(VALID)))
    for _ in range(draw(st.integers(1, 3))):
        holder, key = draw(st.sampled_from(list(_places(update)) or [(update, "update_id")]))
        if draw(st.booleans()) and isinstance(holder, dict):
            holder.pop(key, None)
        else:
            holder[key] = draw(ODD)
    return update


def _places(value: Any) -> Any:
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])


@settings(max_examples=600, deadline=None)
@given(broken())
def test_a_broken_update_is_read_or_ignored_and_what_is_read_can_be_stored(raw: Raw) -> None:
    reading = read(raw, ME, NOW)

    event = reading.incoming
    if event is not None:
        assert len(event.event_id) <= EVENT_ID_MAX
        assert event.event_id.isascii()
        assert event.sent_at <= NOW
        said = event.content.text if isinstance(event.content, Text) else ""
        said += event.content.payload if isinstance(event.content, Press) else ""
        assert _is_storable(said + event.name + (event.language or "") + event.sender.external_id)


@settings(max_examples=200, deadline=None)
@given(broken())
def test_a_press_is_answered_as_long_as_it_has_an_id(raw: Raw) -> None:
    query = raw.get("callback_query")
    has_id = isinstance(query, dict) and isinstance(query.get("id"), str) and query["id"].strip("\0")

    assert read(raw, ME, NOW).press_id or not has_id


def _is_storable(words: str) -> bool:
    return "\0" not in words and json.loads(json.dumps(words).encode()) == words.encode().decode()
