"""Where a message goes: the whole table."""

import pytest

from bot.messages import Ask, Choice, Clip, ClipKind, Outgoing, Shot, album_of
from bot.notices.models import Delivery
from bot.notices.placing import Act, Placing, Standing, disarmed, marked_as_repeat, place
from bot.notices.ports import Capabilities

ALL = Capabilities()
WEB = Capabilities(stores_history=True)
NO_EDIT = Capabilities(can_edit=False)
NO_REMOVE = Capabilities(can_remove=False)
SMS = Capabilities(can_edit=False, can_remove=False)

NOTHING = Placing(Act.NOTHING)
ECHO, REPLY, UPDATE, PUSH = Delivery


def shown(message_id, card=None, text="old", **values):
    return Standing(message_id, Outgoing(text=text, card=card), **values)


SHOP = Outgoing(text="new", card="shop")
RECEIPT = Outgoing(text="new", card="order:1", replaces="shop")
CARDLESS = Outgoing(text="new")
CLIP = Outgoing(title="Eggs", clip=Clip(1, ClipKind.VIDEO, 12), card="clip")
REMOVED = Outgoing(title="Removed", replaces="clip")
ALBUM = album_of([Shot(1, "Eggs"), Shot(2, "Pears")])
NEWS = Outgoing(text="new", card="news:1", replaces="news:1")
SAME = Outgoing(text="old", card="shop", ask=Ask("amount"), toast="there", replaces="basket")


@pytest.mark.parametrize(
    ("delivery", "outgoing", "pressed", "standing", "can", "expected"),
    [
        # The person's own words.
        (ECHO, CARDLESS, "e1", [], WEB, Placing(Act.SEND, "e1")),
        (ECHO, CARDLESS, "e1", [shown("e1", own=True)], WEB, Placing(Act.NOTHING, "e1")),
        (ECHO, CARDLESS, "e1", [], ALL, Placing(Act.NOTHING, "e1")),
        (ECHO, CARDLESS, None, [], WEB, Placing(Act.SEND)),
        # An answer to a press changes the pressed message, where that is the card, will be, or is none.
        (REPLY, SHOP, "m1", [shown("m1", "shop")], ALL, Placing(Act.EDIT, "m1")),
        (REPLY, SHOP, "m1", [shown("m1")], ALL, Placing(Act.EDIT, "m1")),
        (REPLY, RECEIPT, "m1", [shown("m1", "shop")], ALL, Placing(Act.EDIT, "m1")),
        (REPLY, CARDLESS, "m1", [shown("m1")], ALL, Placing(Act.EDIT, "m1")),
        # A living message of another kind stays: Shop under a receipt opens the shop beside it.
        (REPLY, SHOP, "m1", [shown("m1", "order:1")], ALL, Placing(Act.SEND)),
        (REPLY, CARDLESS, "m1", [shown("m1", "order:1")], ALL, Placing(Act.SEND)),
        (REPLY, SHOP, "m2", [shown("m1", "shop"), shown("m2", "order:1")], ALL, Placing(Act.SEND, removes=("m1",))),
        # … and older copies of what it has become go.
        (REPLY, SHOP, "m2", [shown("m1", "shop"), shown("m2")], ALL, Placing(Act.EDIT, "m2", removes=("m1",))),
        (REPLY, SHOP, "m2", [shown("m1", "shop"), shown("m2")], NO_REMOVE, Placing(Act.EDIT, "m2", disarms=("m1",))),
        (REPLY, RECEIPT, "m2", [shown("m1", "shop"), shown("m2")], ALL, Placing(Act.EDIT, "m2", removes=("m1",))),
        # A message that is gone, is the person's own or was never there.
        (REPLY, SHOP, "m1", [shown("m1", removed=True)], ALL, Placing(Act.SEND)),
        (REPLY, SHOP, "m1", [shown("m1", own=True)], ALL, Placing(Act.SEND)),
        (REPLY, SHOP, "m1", [], WEB, Placing(Act.SEND)),
        (REPLY, SHOP, "m1", [], ALL, Placing(Act.EDIT, "m1")),  # the platform remembers longer than we do
        (REPLY, SHOP, "m1", [shown("m1", "shop")], NO_EDIT, Placing(Act.SEND, removes=("m1",))),
        (REPLY, SHOP, "m1", [shown("m1", "shop")], SMS, Placing(Act.SEND)),
        # An album is several messages: no message becomes one, and it becomes no other.
        (REPLY, ALBUM, "m1", [shown("m1", "shop")], ALL, Placing(Act.SEND)),
        (REPLY, ALBUM, "m1", [shown("m1")], ALL, Placing(Act.SEND)),
        (REPLY, ALBUM, "m1", [], ALL, Placing(Act.SEND)),
        (REPLY, ALBUM, "m1", [Standing("m1", ALBUM)], WEB, Placing(Act.SEND)),
        (REPLY, SHOP, "m1", [Standing("m1", ALBUM)], ALL, Placing(Act.SEND)),
        (PUSH, ALBUM, None, [Standing("m1", ALBUM)], ALL, Placing(Act.SEND)),
        # A recording neither: one that is shown again takes the older one's place at the end.
        (REPLY, CLIP, "m1", [shown("m1", "shop")], ALL, Placing(Act.SEND)),
        (REPLY, CLIP, "m2", [Standing("m1", CLIP), shown("m2", "shop")], ALL, Placing(Act.SEND, removes=("m1",))),
        (REPLY, CLIP, "m1", [Standing("m1", CLIP)], WEB, Placing(Act.SEND, removes=("m1",))),
        (REPLY, REMOVED, "m1", [Standing("m1", CLIP)], ALL, Placing(Act.SEND, removes=("m1",))),
        # An edit that changes nothing: Telegram would refuse it.
        (REPLY, SAME, "m1", [shown("m1", "shop")], ALL, NOTHING),
        (REPLY, SAME, "m1", [shown("m0", "shop"), shown("m1", "shop")], ALL, Placing(Act.EDIT, "m1", removes=("m0",))),
        # An answer to typed words comes at the end and takes its card's place.
        (REPLY, SHOP, None, [], ALL, Placing(Act.SEND)),
        (REPLY, SHOP, None, [shown("m1", "shop")], ALL, Placing(Act.SEND, removes=("m1",))),
        (REPLY, SHOP, None, [shown("m1", "shop")], NO_REMOVE, Placing(Act.SEND, disarms=("m1",))),
        (REPLY, SHOP, None, [shown("m1", "shop")], SMS, Placing(Act.SEND)),
        (REPLY, SHOP, None, [shown("m1", "shop", removed=True)], ALL, Placing(Act.SEND)),
        (REPLY, RECEIPT, None, [shown("m1", "shop")], ALL, Placing(Act.SEND, removes=("m1",))),
        (REPLY, CARDLESS, None, [shown("m1")], ALL, Placing(Act.SEND)),
        (REPLY, SAME, None, [shown("m1", "shop")], ALL, Placing(Act.SEND, removes=("m1",))),
        # An update changes the newest copy where it stands, or nothing.
        (UPDATE, SHOP, None, [shown("m1", "shop")], ALL, Placing(Act.EDIT, "m1")),
        (UPDATE, SHOP, None, [shown("m1", "shop"), shown("m2", "shop")], ALL, Placing(Act.EDIT, "m2")),
        (UPDATE, SHOP, None, [], ALL, NOTHING),
        (UPDATE, SHOP, None, [shown("m1", "shop", removed=True)], ALL, NOTHING),
        (UPDATE, SHOP, None, [shown("m1", "shop")], SMS, NOTHING),
        (UPDATE, SAME, None, [shown("m1", "shop")], ALL, NOTHING),
        (UPDATE, CARDLESS, None, [shown("m1")], ALL, NOTHING),
        # A push is a message of its own; an older copy of its card stays, without buttons.
        (PUSH, CARDLESS, None, [shown("m1")], ALL, Placing(Act.SEND)),
        (PUSH, SHOP, None, [shown("m1", "shop")], ALL, Placing(Act.SEND, disarms=("m1",))),
        (PUSH, SHOP, None, [shown("m1", "shop")], SMS, Placing(Act.SEND)),
        (PUSH, SAME, None, [shown("m1", "shop")], ALL, Placing(Act.SEND, disarms=("m1",))),
        (PUSH, RECEIPT, None, [shown("m1", "shop")], ALL, Placing(Act.SEND)),
        # News that replace their own card do not pile up.
        (PUSH, NEWS, None, [shown("m1", "news:1")], ALL, Placing(Act.SEND, removes=("m1",))),
        (PUSH, NEWS, None, [shown("m1", "news:1")], NO_REMOVE, Placing(Act.SEND, disarms=("m1",))),
    ],
)
def test_place(delivery, outgoing, pressed, standing, can, expected):
    assert place(delivery, outgoing, pressed, standing, can) == expected


def test_what_stays_behind_is_readable_and_harmless():
    card = Outgoing(title="Order", text="2 jin", rows=((Choice("Yes", "yes:1"),),), card="notice:1")

    assert disarmed(card) == Outgoing(title="Order", text="2 jin")


@pytest.mark.parametrize(
    ("outgoing", "expected"),
    [
        (Outgoing(title="Order", text="2 jin"), Outgoing(title="🔁 Order", text="2 jin")),
        (Outgoing(text="2 jin"), Outgoing(text="🔁 2 jin")),
        (ALBUM, Outgoing(text="🔁 Eggs\nPears", album=(Shot(1, "🔁 Eggs"), Shot(2, "Pears")))),
    ],
)
def test_a_repeat_says_so_in_its_first_line(outgoing, expected):
    assert marked_as_repeat(outgoing) == expected
