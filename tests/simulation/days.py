"""Days on which a planted bug shows soon: what of a seed's plan is different on them."""

from collections.abc import Mapping
from typing import Any

from tests.simulation.plan import FAULTS

# Where everybody trades and all that could be done is done.
BUSY: Mapping[str, Any] = {
    "wanted": ("oyster-mushroom", "chilli-sauce"),
    "buyer_habits": {"finish": 10.0, "ask_for_goods": 3.0, "tap": 2.0, "double_tap": 1.0},
    "events": 80,
    "buyers": 5,
    "farmers": 5,
    "roles": (6.0, 2.0, 2.0),
    "scarce": True,
}
DESK: Mapping[str, Any] = {
    **BUSY,
    "roles": (4.0, 2.0, 6.0),
    "admin_habits": {"move": 12.0, "answer": 4.0},
    "gaps": {"moments": 1.0},
}
# People who review, add something, review again, and confirm what they saw first.
DOUBTS: Mapping[str, Any] = {
    "events": 80,
    "buyers": 2,
    "roles": (1.0, 0.0, 0.0),
    "gaps": {"moments": 1.0},
    "scarce": False,
    "buyer_habits": {"finish": 8.0, "confirm_stale": 3.0, "ask_for_goods": 3.0},
}
# Little happens, because whoever ignores a penalty calls again without a pause until it is over.
SILENCE: Mapping[str, Any] = {
    "fault_chance": 0.3,
    "faults": {"penalty": 1.0},
    "outage_chance": 0.0,
    "kill_chance": 0.0,
    "events": 12,
    "buyers": 2,
    "farmers": 1,
    "admins": 1,
    "scarce": False,
    "gaps": {"moments": 1.0},
}
UNKNOWN: Mapping[str, Any] = {
    "fault_chance": 0.3,
    "faults": {name: FAULTS[name] for name in ("accept_then_reset", "garbage", "lost_garbage")},
}
# People who want what is sold out, and admins who bring more of it.
LINES: Mapping[str, Any] = {
    **BUSY,
    "wanted": ("oyster-mushroom",),
    "buyer_habits": {"finish": 8.0, "ask_for_goods": 4.0, "wait": 8.0},
    "admin_habits": {"stock": 5.0, "apply": 8.0},
    "events": 150,
    "farmers": 0,
    "roles": (5.0, 0.0, 3.0),
    "gaps": {"moments": 8.0, "minutes": 2.0},
    "starts_at_h": 0.0,  # a morning, so that nobody sleeps
}
TYPING: Mapping[str, Any] = {
    "events": 30,
    "buyers": 2,
    "roles": (1.0, 0.0, 0.0),
    "scarce": False,
    "buyer_habits": {"order": 5.0, "finish": 3.0},
}
COPIES: Mapping[str, Any] = {"copy_chance": 0.5}
