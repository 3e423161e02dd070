"""A seed from its first event to the checker's word on it."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from structlog.testing import capture_logs

from tests.checker import Limits, Report, check, gather
from tests.checker.registry import RULES
from tests.simulation.history import history_of
from tests.simulation.loop import VirtualLoop
from tests.simulation.people.admin import Admin
from tests.simulation.people.buyer import DETAILS, Buyer
from tests.simulation.people.farmer import Farmer
from tests.simulation.plan import Plan, pick, plan_of
from tests.simulation.template import market
from tests.simulation.weather import INJECTED
from tests.simulation.world import BUYERS, World, write_lines

GAPS_S = {"none": (0.0, 0.0), "moments": (0.05, 3.0), "minutes": (60.0, 2_400.0), "hours": (3_600.0, 40_000.0)}
# After so long only moments pass between events, so that what was said at first is still known at the end: messages
# are forgotten a week after they were sent.
LONG_ENOUGH_S, SHORT_S = 2 * 86_400.0, 60.0
HEAL_WITHIN_S = 4 * 86_400.0
LIMITS = Limits(per_second=30, chat_burst=3, on_the_wire_s=1.0)
# What the platform may say to a correct bot: people delete messages, taps grow old, an edit was made and not answered.
EXPECTED_REFUSALS = (INJECTED, "not modified", "not found", "query is too old", "can't be deleted")
# Words that nothing but people's names holds, or what they say with an order.
CANARIES = (*(name for name in BUYERS if not name.isascii()), *DETAILS, "+8613842420117", "138 4242 0117")
MEMORY = Path("/dev/shm")  # where there is one, no disk is asked
PHRASE = "PHRASE"
# What is wrong with a run itself: calls that no correct bot makes, errors in the log, and what never comes to an end.
# And orders that are typed, which are read as they were meant, or asked about.
OWN_RULES = frozenset({"PLATFORM", "LOG", "LOOP", "QUIET", PHRASE})
BAD = frozenset({"error", "critical", "exception"})


@dataclass
class Outcome:
    """What came of one seed."""

    seed: int
    plan: Plan
    events: int = 0
    orders: int = 0
    sends: int = 0
    unknown_sends: int = 0
    kills: int = 0
    copies: int = 0
    late: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    examined: Counter[str] = field(default_factory=Counter)  # rows, by the checker's rule
    violations: list[str] = field(default_factory=list)

    @property
    def broken(self) -> set[str]:
        """The rules that did not hold, the checker's and `OWN_RULES`."""
        return {violation.partition(":")[0] for violation in self.violations}


def run_seed(
    seed: int,
    *,
    log: Path | None = None,
    told: Callable[[str], None] | None = None,
    plan: Plan | None = None,
    template: bytes | None = None,
) -> Outcome:
    """Run one seed in a loop of its own, and check what it leaves.  Not to be called from within a running loop.

    log: where the platform's log is kept; `told`: hears what people do.
    plan: another kind of day than the seed's own; `template`: another market to begin with, serialized.
    """
    template = template or market()  # made in a loop of its own
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        left = Left(Path(name), log or Path(name) / "calls.jsonl")
        outcome = Outcome(seed, plan or plan_of(seed))
        with capture_logs() as logs:
            _within(VirtualLoop(), _run(outcome, template, left, told or (lambda line: None)))
        outcome.violations += [f"LOG: {entry}" for entry in logs if entry["log_level"] in BAD]
        left.app_log.write_text("".join(f"{entry}\n" for entry in logs), encoding="utf-8")
        report = _checked(left)
    outcome.violations += [f"{one.rule}: {one}" for one in report.violations]
    outcome.examined.update(report.examined)
    return outcome


@dataclass(frozen=True)
class Left:
    """What a run leaves behind for the checker."""

    folder: Path
    log: Path

    @property
    def database(self) -> Path:
        return self.folder / "market.db"

    @property
    def app_log(self) -> Path:
        return self.folder / "app.log"

    @property
    def history(self) -> Path:
        return self.folder / "history.jsonl"


def _checked(left: Left) -> Report:
    left.log.touch()  # where nobody said anything
    evidence = gather(
        f"sqlite:///{left.database}",
        platform_log=left.log,
        history=left.history,
        app_logs=[left.app_log],
        canaries=CANARIES,
    )
    # One seed need not show everything; that all seeds together do is asked of many.
    return check(evidence, may_be_empty=RULES.keys(), limits=LIMITS)


def _within(loop: VirtualLoop, work: "asyncio._CoroutineLike[None]") -> None:
    try:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(work)
    finally:
        asyncio.set_event_loop(None)
        loop.close()


async def _run(outcome: Outcome, template: bytes, left: Left, told: Callable[[str], None]) -> None:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    loop.set_exception_handler(
        lambda _, about: outcome.violations.append(f"LOOP: {about['message']} {about.get('exception')!r}")
    )
    world = World(outcome.plan, loop, template, left.log, told)
    await world.open()
    await _begin(world)
    await _live(world)
    await _heal(world)
    await world.close()
    world.database.copy_to(left.database)
    write_lines(left.history, history_of(world))
    _count(world, outcome)


async def _begin(world: World) -> None:
    """Let an admin count what there is, so that there is too little of what everybody wants."""
    admin = next(one for one in world.people if isinstance(one, Admin))
    for product, left in world.scarce:
        admin.phone.says(f"/stock {product} ={left}")
        await world.passes(3)
        admin.apply()
        await world.passes(3)


async def _live(world: World) -> None:
    """Let people act, and time pass between."""
    plan, chance = world.plan, world.chance
    habits = {Buyer: plan.buyer_habits, Farmer: plan.farmer_habits, Admin: plan.admin_habits}
    weights = [plan.roles[(Buyer, Farmer, Admin).index(type(one))] for one in world.people]
    for _ in range(plan.events):
        actor = chance.choices(world.people, weights)[0]
        getattr(actor, pick(chance, habits[type(actor)]))()
        world.weather.may_go_down()
        if world.weather.kills():
            await world.kill()
        shortest, longest = GAPS_S[pick(chance, plan.gaps)]
        if shortest < SHORT_S or world.age_s() < LONG_ENOUGH_S:
            await world.passes(chance.uniform(shortest, longest))


async def _heal(world: World) -> None:
    """End all faults, and wait until nothing is owed to anybody any more."""
    world.told("--- all is well again ---")
    world.weather.heal()
    await world.passes(HEAL_WITHIN_S, until_quiet=True)


def _count(world: World, outcome: Outcome) -> None:
    outcome.events = outcome.plan.events
    ((outcome.orders,),) = world.ask(sa.text("SELECT count(*) FROM orders WHERE state <> 'basket'"))
    ((outcome.unknown_sends,),) = world.ask(sa.text("SELECT count(*) FROM send_attempt WHERE outcome = 'unknown'"))
    outcome.sends = world.platform.ledger.count
    outcome.kills, outcome.copies, outcome.late = world.kills, world.post.copies, world.post.late
    outcome.faults = Counter(world.weather.met)
    outcome.examined[PHRASE] = world.meant.understood
    outcome.violations += [f"{PHRASE}: {what}" for what in world.meant.violations]
    outcome.violations += [f"PLATFORM: {what}" for what in world.platform.ledger.violations]
    outcome.violations += [
        f"PLATFORM: refused {one.method}: {one.description}"
        for one in world.platform.ledger.rejected
        if one.code == 400 and not any(expected in one.description for expected in EXPECTED_REFUSALS)
    ]
    if not world.is_quiet():
        outcome.violations.append(
            f"QUIET: something still waits after {HEAL_WITHIN_S / 3600:.0f} hours in which all was well"
        )
