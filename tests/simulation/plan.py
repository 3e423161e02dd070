"""What kind of day a seed is: who is there, what they tend to do, and what goes wrong.

Runs differ in kind, not only in order: each leaves some habits and some faults out and makes others common, so that
what only shows without reminders, or in nothing but double taps, has its seeds too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TypeVar

T = TypeVar("T")

EVENTS_MAX = 300
COLLECTING = 220  # events in which some orders come to their end, and are rated
LANGUAGES = ("en", "zh-hans", "ru", "es", "ar")  # as phones say them
# Contacts of farms whose goods many buyers want, so that there is something to fight over.
FARMERS = ("xiulan", "ahua", "dawei", "minghui", "laowei")
HOT = ("oyster-mushroom", "dried-shiitake", "chilli-sauce", "green-tea", "rice-wine")

# What one may do to a call, with how often beside the others; see `weather`.
FAULTS: Mapping[str, float] = {
    "penalty": 1.0,
    "server_error": 2.0,
    "accept_then_reset": 3.0,
    "accept_then_hang": 1.0,
    "reset": 2.0,
    "garbage": 1.0,
    "lost_garbage": 0.5,
    "bad": 0.5,
    "forbids": 0.5,
    "slow": 2.0,
}
BUYER_HABITS: Mapping[str, float] = {
    "tap": 10.0,
    "finish": 20.0,
    "ask_for_goods": 3.0,
    "double_tap": 2.0,
    "tap_stale": 1.5,
    "confirm_stale": 1.0,
    "type_amount": 2.0,
    "type_words": 1.0,
    "command": 2.0,
    "attack": 0.5,
    "edit": 0.3,
    "show": 0.3,
    "block": 0.4,
    "delete": 0.3,
    "link": 0.5,
    "repeat": 2.0,
}
FARMER_HABITS: Mapping[str, float] = {
    "answer": 10.0,
    "tap": 2.0,
    "double_tap": 1.0,
    "tap_stale": 1.0,
    "type_number": 2.0,
    "command": 1.5,
    "block": 0.3,
    "attack": 0.3,
}
ADMIN_HABITS: Mapping[str, float] = {
    "stock": 5.0,
    "apply": 8.0,
    "price": 2.0,
    "shelf": 1.0,
    "orders": 4.0,
    "move": 6.0,
    "answer": 3.0,
    "undo": 1.5,
    "tap": 2.0,
    "double_tap": 1.0,
    "tap_stale": 1.0,
    "setting": 0.6,
    "block": 0.1,
}

# Days of their own kind, beside what is otherwise done on them: whole orders are typed; words that nobody knows are
# taught, and pictures hung up; orders are brought to their end, and are rated.
BUYERS_ON: Mapping[str, Mapping[str, float]] = {
    "typing": {"order": 20.0, "unknown": 1.0, "place": 2.0},
    "naming": {"unknown": 20.0, "look": 20.0, "place": 15.0, "order": 5.0},
    "collecting": {"finish": 20.0, "ask_for_goods": 6.0, "order": 4.0, "star": 8.0, "paper": 3.0, "double_tap": 1.0},
}
ADMINS_ON: Mapping[str, Mapping[str, float]] = {
    "typing": {},
    "naming": {"teach": 60.0, "hang": 50.0},
    "collecting": {"move": 12.0, "answer": 8.0},
}
ROLES_ON = {"typing": (6.0, 1.0, 1.0), "naming": (2.0, 0.0, 8.0), "collecting": (4.0, 2.0, 8.0)}


@dataclass(frozen=True)
class Plan:
    """One seed's day.  Chances are for one event, one gap, one call or one transaction."""

    seed: int
    events: int
    starts_at_h: float  # hours after midnight, UTC, of the first day
    buyers: int
    farmers: int
    admins: int
    buyer_habits: Mapping[str, float]
    farmer_habits: Mapping[str, float]
    admin_habits: Mapping[str, float]
    roles: tuple[float, float, float]  # how often a buyer, a farmer, an admin acts
    gaps: Mapping[str, float]
    fault_chance: float
    faults: Mapping[str, float]
    outage_chance: float
    away_chance: float  # of the database, for one transaction
    cut_chance: float
    kill_chance: float
    copy_chance: float  # that an update comes twice
    late_chance: float
    kinds_apart: bool
    platform_counts: bool  # whether the platform holds us to its rates
    scarce: bool
    wanted: tuple[str, ...]  # the goods that everybody is after


def plan_of(seed: int) -> Plan:
    """Draw a day."""
    chance = Random(f"plan {seed}")
    quiet = chance.random() < 0.25  # a day on which nothing breaks: what is wrong then is plainly wrong

    def sometimes(share: float, most: float) -> float:
        return chance.uniform(0, most) if not quiet and chance.random() < share else 0.0

    drawn = Plan(
        seed=seed,
        events=EVENTS_MAX if chance.random() < 0.01 else chance.randint(25, 85),
        starts_at_h=chance.uniform(0, 24),
        buyers=chance.randint(1, 6),
        farmers=chance.randint(0, len(FARMERS)),
        admins=chance.randint(1, 2),
        buyer_habits=some_of(chance, BUYER_HABITS, {"tap", "finish"}),
        farmer_habits=some_of(chance, FARMER_HABITS, {"answer"}),
        admin_habits=some_of(chance, ADMIN_HABITS, {"apply"}),
        roles=(6.0, chance.choice((0.0, 1.0, 3.0)), chance.choice((0.5, 2.0))),
        gaps=some_of(chance, {"none": 5.0, "moments": 8.0, "minutes": 2.0, "hours": 0.5}, {"moments"}),
        fault_chance=sometimes(0.7, 0.3),
        faults=some_of(chance, FAULTS, set()),
        outage_chance=sometimes(0.3, 0.03),
        away_chance=sometimes(0.25, 0.03),
        cut_chance=sometimes(0.25, 0.03),
        kill_chance=sometimes(0.3, 0.03),
        copy_chance=sometimes(0.5, 0.3),
        late_chance=sometimes(0.3, 0.1),
        kinds_apart=chance.random() < 0.5,
        platform_counts=chance.random() < 0.3,
        scarce=chance.random() < 0.6,
        wanted=tuple(chance.sample(HOT, chance.randint(1, len(HOT)))),
    )
    # Drawn last: a seed is otherwise the day that it was before anybody could wait, or say more than what they want.
    waiting = {"wait": chance.choice((0.0, 4.0, 15.0)), "star": chance.choice((0.0, 0.5))}
    telling = {"detail": chance.choice((0.0, 0.0, 3.0)), "courier": chance.choice((0.0, 3.0, 8.0))}
    admins = {**drawn.admin_habits, "courier": chance.choice((0.0, 0.0, 1.5))}
    day = replace(drawn, buyer_habits={**drawn.buyer_habits, **waiting, **telling}, admin_habits=admins)
    if chance.random() >= 0.4:
        return day
    return _of_kind(day, chance.choice(("typing", "typing", "naming", "collecting")))


def _of_kind(day: Plan, kind: str) -> Plan:
    """Make it a day of its own kind."""
    buyers, admins = BUYERS_ON[kind], ADMINS_ON[kind]
    if kind == "collecting":  # which takes many steps, and little beside them
        day = replace(day, events=COLLECTING, gaps={"moments": 1.0}, buyers=2, farmers=len(FARMERS), scarce=False)
    else:
        buyers, admins = {**day.buyer_habits, **buyers}, {**day.admin_habits, **admins}
    return replace(day, roles=ROLES_ON[kind], buyer_habits=buyers, admin_habits=admins)


def some_of(chance: Random, weights: Mapping[str, float], always: set[str]) -> dict[str, float]:
    """Leave some out, and make the others more or less common."""
    kept = {
        name: weight * chance.choice((0.3, 1.0, 1.0, 3.0))
        for name, weight in weights.items()
        if name in always or chance.random() < 0.7
    }
    return kept or dict(weights)


def pick(chance: Random, weights: Mapping[str, float]) -> str:
    """Draw a name by its weight."""
    return chance.choices(list(weights), list(weights.values()))[0]


def one_of(chance: Random, things: Sequence[T]) -> T | None:
    """Draw one; None: there is none."""
    return chance.choice(things) if things else None
