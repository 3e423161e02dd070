"""Telegram's updates, read: what becomes an event, and what is ignored."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channels.telegram.groups import Moved
from bot.channels.telegram.updates import Reading, read
from bot.messages import (
    Address,
    Contact,
    Content,
    GroupCall,
    Incoming,
    Location,
    Membership,
    Photo,
    Press,
    Reachability,
    Recording,
    Text,
    Unsupported,
)
from tests.telegram.raw import (
    ANA,
    ME,
    NEWS,
    NO_RIGHTS,
    OTHER_BOT,
    SENT_AT,
    US,
    VILLAGE,
    Raw,
    entities_of,
    in_group,
    membership,
    message,
    press,
)

SENT = datetime.fromtimestamp(SENT_AT, UTC)
NOW = SENT + timedelta(minutes=1)
EVENT_ID_MAX = 128  # inbox.Inbox.event_id
FILE = {"file_id": "f", "file_unique_id": "u"}


def incoming(raw: Raw) -> Incoming | None:
    return read(raw, ME, NOW).incoming


def content(raw: Raw) -> Content | None:
    event = incoming(raw)
    return event.content if event else None


def test_words_become_an_event_with_all_that_telegram_says_about_their_sender() -> None:
    assert incoming(message(text="2 jin tomatoes")) == Incoming(
        sender=Address("telegram", "1001"),
        event_id="7000001:501:77.1764000000",
        content=Text("2 jin tomatoes"),
        sent_at=datetime.fromtimestamp(SENT_AT, UTC),
        message_id="77",
        name="Ana",
        language="es",
    )


def test_a_press_names_the_message_below_which_it_was() -> None:
    reading = read(press(), ME, NOW)

    assert reading.press_id == "4382bfdwdsb323b2d9"
    assert reading.incoming == Incoming(
        sender=Address("telegram", "1001"),
        event_id="7000001:502:4382bfdwdsb323b2d9",
        content=Press("shop", "90"),
        sent_at=NOW,
        name="Ana",
        language="es",
    )


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (message(text="/start p_12"), Text("/start p_12")),
        (message(text="/stock@village_market_bot +5"), Text("/stock@village_market_bot +5")),
        (message(text="a\0b\ud800c"), Text("abc")),
        (message(text="x" * 5000), Text("x" * 4096)),
        (message(text="hi", forward_origin={"type": "hidden_user", "date": 1, "sender_user_name": "B"}), Text("hi")),
        (message(location={"latitude": 26.4, "longitude": 108.0}), Location(26.4, 108.0)),
        (message(location={"latitude": 26, "longitude": -180}), Location(26.0, -180.0)),
        (
            message(
                location={"latitude": 1.5, "longitude": 2.5},
                venue={"location": {"latitude": 1.5, "longitude": 2.5}, "title": "Gate", "address": "Road"},
            ),
            Location(1.5, 2.5),
        ),
        (message(location={"latitude": 91.0, "longitude": 0.0}), Unsupported("location")),
        (message(location={"latitude": float("nan"), "longitude": 0.0}), Unsupported("location")),
        (message(location={"latitude": 0.0, "longitude": float("inf")}), Unsupported("location")),
        (message(location={"latitude": 10**400, "longitude": 0}), Unsupported("location")),
        (message(location={"latitude": "1", "longitude": True}), Unsupported("location")),
        (message(contact={"phone_number": "86138", "first_name": "Ana", "user_id": 1001}), Contact("+86138", own=True)),
        (message(contact={"phone_number": "+86138", "first_name": "Li", "user_id": 7}), Contact("+86138", own=False)),
        (message(contact={"phone_number": "+86138", "first_name": "Li"}), Contact("+86138", own=False)),
        (message(contact={"phone_number": " ", "first_name": "Li"}), Unsupported("contact")),
        (message(photo=[FILE | {"width": 1, "height": 1}], caption="10 jin"), Photo("f", "10 jin")),
        (message(photo=[FILE | {"width": 1, "height": 1, "file_id": "../f"}]), Unsupported("photo")),
        (message(voice=FILE | {"duration": 1}), Recording("f", False, 1, "audio/ogg")),
        (message(video_note=FILE | {"duration": 1, "length": 1}), Recording("f", True, 1, "video/mp4")),
        (
            message(
                video=FILE | {"duration": 0, "width": 1, "height": 1, "mime_type": "video/MP4", "file_size": 9},
                caption="10 jin",
            ),
            Recording("f", True, 0, "video/mp4", 9, "10 jin"),
        ),
        (message(video=FILE | {"duration": 1, "width": 1, "height": 1}), Recording("f", True, 1)),
        (message(audio=FILE | {"duration": 1, "mime_type": "audio/mpeg"}), Recording("f", False, 1, "audio/mpeg")),
        (message(voice=FILE | {"duration": 1, "file_id": "../f"}), Unsupported("voice")),
        (message(voice=FILE | {"duration": -1}), Unsupported("voice")),
        (message(audio=FILE | {"duration": 1}), Recording("f", False, 1)),
        (message(document=FILE), Unsupported("document")),
        (
            message(animation=FILE | {"duration": 1, "width": 1, "height": 1}, document=FILE),
            Unsupported("animation"),
        ),
        (message(dice={"emoji": "🎲", "value": 3}), Unsupported("dice")),
        (message(hologram={"depth": 3}), Unsupported("message")),
        (
            message(
                sticker=FILE | {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
            ),
            Unsupported("sticker"),
        ),
        (
            message(
                poll={
                    "id": "1",
                    "question": "?",
                    "options": [],
                    "total_voter_count": 0,
                    "is_closed": False,
                    "is_anonymous": True,
                    "type": "regular",
                    "allows_multiple_answers": False,
                    "allows_revoting": False,
                    "members_only": False,
                }
            ),
            Unsupported("poll"),
        ),
        (membership({"id": 1001, "type": "private"}, "kicked", until_date=0), Reachability(reachable=False, at=SENT)),
        (membership({"id": 1001, "type": "private"}, "member"), Reachability(reachable=True, at=SENT)),
    ],
)
def test_whatever_a_person_sends_is_an_event_of_theirs(raw: Raw, expected: Content) -> None:
    assert content(raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 1, "edited_message": message(text="hi")["message"]},
        {"update_id": 1, "channel_post": message(text="hi", chat=NEWS, sender_chat=NEWS)["message"]},
        {"update_id": 1, "message_reaction_count": {}},
        {"update_id": 1, "new_kind": {"of": "update"}},
        {"update_id": 1},
        {},
        message(text="hi", **{"from": None}),
        message(text="hi", **{"from": OTHER_BOT}),
        message(text="a card of ours", via_bot=US),
        message(
            text="/stock oyster =0", forward_origin={"type": "hidden_user", "date": 1, "sender_user_name": "Stranger"}
        ),
        message(text="hi", chat={"id": 1001, "type": "supergroup"}),
        message(text="hi", chat={"id": -1001, "type": "private"}),
        message(text="hi", chat={"id": 1002, "type": "private"}),
        message(text="hi", chat={"id": 1001, "type": ["private"]}),
        message(text="hi", message_id=0),
        message(text="hi", date="yesterday"),
        message(text="hi", date=10**18),
        message(pinned_message=message(text="old")["message"]),
        message(message_auto_delete_timer_changed={"message_auto_delete_time": 5}),
        in_group("hello everybody"),
        in_group("good morning @other_bot"),
        in_group("/start@other_bot"),
        in_group("hello @village_market_bot", sender_chat=VILLAGE),
        in_group("hello @village_market_bot", **{"from": {"id": 1087968824, "is_bot": True, "first_name": "Group"}}),
        in_group("2 jin tomatoes", via_bot=US),
        in_group("hello", new_chat_members=[US]),
        membership({"id": 1001, "type": "private"}, "kicked", user=OTHER_BOT),
        *(message(text="hi", **{"from": ANA | {"id": wrong}}) for wrong in (0, -5, "1001", 1001.0, True, 2**52)),
        *(message(wrong, text="hi") for wrong in ("501", -1, 0, 2**63, 501.0, True, None)),  # type: ignore[arg-type]
    ],
)
def test_what_nobody_here_can_use_is_ignored(raw: Raw) -> None:
    assert read(raw, ME, NOW) == Reading()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"message": None}, Press("shop")),
        ({"message": {"message_id": 90, "date": 0, "chat": {"id": 1001, "type": "private"}}}, Press("shop")),
        ({"data": "x\0\udc00"}, Press("x", "90")),
        ({"data": None}, None),
        ({"data": None, "game_short_name": "chess"}, None),
        ({"message": None, "inline_message_id": "AAQ"}, None),
        ({"message": {"message_id": 90, "date": SENT_AT, "chat": VILLAGE, "text": "Shop"}}, None),
        ({"from": OTHER_BOT}, None),
        ({"from": None}, None),
        ({"chat_instance": None}, None),
    ],
)
def test_every_press_is_answered_whatever_it_comes_to(fields: dict[str, Any], expected: Content | None) -> None:
    reading = read(press(**fields), ME, NOW)

    assert reading.press_id == "4382bfdwdsb323b2d9"
    assert (reading.incoming.content if reading.incoming else None) == expected


def test_a_press_in_an_update_without_an_id_is_answered_and_otherwise_ignored() -> None:
    assert read(press("x"), ME, NOW) == Reading(press_id="4382bfdwdsb323b2d9")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "raw",
    [
        in_group("/start"),
        in_group("/start@village_market_bot"),
        in_group("/Shop tomatoes"),
        in_group("/anything@village_market_bot"),
        in_group("what is there @Village_Market_Bot ?"),
        in_group("🍅🍅 @village_market_bot"),
        in_group("and this?", reply_to_message={"message_id": 5, "date": SENT_AT, "chat": VILLAGE, "from": US}),
        in_group("look here", entities=[{"type": "text_mention", "offset": 0, "length": 4, "user": US}]),
        message(
            chat=VILLAGE,
            photo=[FILE | {"width": 1, "height": 1}],
            caption="@village_market_bot",
            caption_entities=entities_of("@village_market_bot"),
        ),
    ],
)
def test_a_group_is_heard_when_it_calls_us(raw: Raw) -> None:
    event = incoming(raw)

    assert event is not None
    assert (event.sender, event.content) == (Address("telegram", "-1002000"), GroupCall())
    assert (event.name, event.language) == ("Village", "es")


@pytest.mark.parametrize(
    "text", ["/weather tomorrow", "/start@other_bot", "/", "/shopping", "I said /shop", "/1000000"]
)
def test_a_command_of_another_bots_is_no_call(text: str) -> None:
    """As an admin of the group, or with privacy mode off, we are sent everything that is said there."""
    assert incoming(in_group(text)) is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (membership(VILLAGE, "member"), Membership("Village", False, True, Address("telegram", "1001"))),
        (membership(VILLAGE, "left"), Membership("Village", False, False, Address("telegram", "1001"))),
        (membership(VILLAGE, "kicked", until_date=0), Membership("Village", False, False, Address("telegram", "1001"))),
        (membership(VILLAGE, "member", user=OTHER_BOT), Membership("Village", False, True)),
        (membership(NEWS, "left"), Membership("News", True, False, Address("telegram", "1001"))),
        (
            membership(NEWS, "administrator", **NO_RIGHTS | {"can_post_messages": True}),
            Membership("News", True, True, Address("telegram", "1001")),
        ),
        (
            membership(NEWS, "administrator", **NO_RIGHTS),
            Membership("News", True, False, Address("telegram", "1001")),
        ),
    ],
)
def test_a_group_or_channel_lets_us_in_or_puts_us_out(raw: Raw, expected: Membership) -> None:
    event = incoming(raw)

    assert event is not None
    assert event.sender == Address("telegram", str(raw["my_chat_member"]["chat"]["id"]))
    assert event.content == replace(expected, at=SENT, was_out=True)


def test_other_rights_in_a_group_do_not_let_us_in_anew() -> None:
    raw = membership(VILLAGE, "administrator", **NO_RIGHTS)
    raw["my_chat_member"]["old_chat_member"] = {"user": US, "status": "member"}

    event = incoming(raw)

    assert event is not None
    assert isinstance(event.content, Membership)
    assert not event.content.was_out


def test_a_group_that_moves_is_told_by_either_of_its_chats() -> None:
    basic = {"id": -500, "type": "group", "title": "Village"}

    from_old = read(message(chat=basic, migrate_to_chat_id=-1002000), ME, NOW)
    from_new = read(message(chat=VILLAGE, migrate_from_chat_id=-500, **{"from": OTHER_BOT}), ME, NOW)

    assert from_old == from_new == Reading(moved=Moved(Address("telegram", "-500"), Address("telegram", "-1002000")))


def test_the_same_update_has_the_same_event_id_and_no_other_has_it() -> None:
    again = incoming(message(text="hi"))
    others = [
        incoming(message(text="hi", message_id=78)),
        incoming(message(text="hi", date=SENT_AT + 1)),  # ids begin anew after a quiet week
        incoming(message(502, text="hi")),
        read(message(text="hi"), ME._replace(id=7000002), NOW).incoming,  # the same shop with another bot
    ]

    ids = [event.event_id for event in others if event]
    assert again == incoming(message(text="hi"))
    assert again is not None
    assert len({again.event_id, *ids}) == 5


def test_an_event_id_fits_its_row_however_long_the_platform_writes() -> None:
    longest = read(press(2**63 - 1, id="9" * 256), ME._replace(id=10**19), NOW).incoming
    strange = incoming(press(id="ü\udc00"))

    assert longest is not None
    assert len(longest.event_id) <= EVENT_ID_MAX
    assert strange is not None
    assert strange.event_id.isascii()


def test_nothing_was_sent_later_than_now() -> None:
    event = read(message(text="hi"), ME, NOW - timedelta(days=1)).incoming

    assert event is not None
    assert event.sent_at == NOW - timedelta(days=1)
