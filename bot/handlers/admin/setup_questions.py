"""The questions of the setup, and what is said to an answer that does not fit."""

from collections.abc import Sequence
from typing import Any

from bot.catalog.models import Dimension
from bot.catalog.quantities import KILO, Measure, own_unit_name
from bot.catalog.sample.market import sample_market
from bot.catalog.setup_words import zone_city
from bot.catalog.words import fit_label
from bot.handlers.admin.buttons import AnswerSetup
from bot.handlers.choices import in_rows
from bot.handlers.context import Context
from bot.handlers.lines import paragraphs
from bot.messages import Ask, Choice, Outgoing

CARD = "setup"
QUESTION = "setup"

# What is likely, for a start; anything else can be typed.
CURRENCIES = ("CNY", "USD", "EUR", "RUB", "MXN", "EGP")
ZONES = (
    "Asia/Shanghai",
    "Asia/Kolkata",
    "Europe/Moscow",
    "Europe/Madrid",
    "Africa/Cairo",
    "Africa/Nairobi",
    "America/Mexico_City",
)
OPENINGS = ("08:00-18:00", "09:00-12:00", "16:00-20:00")
UNITS = {
    "jin": Measure(Dimension.MASS, 500),
    "kg": Measure(Dimension.MASS, KILO),
    "piece": Measure(Dimension.PIECE, 1),
    "l": Measure(Dimension.VOLUME, KILO),
    "500ml": Measure(Dimension.VOLUME, 500),
}


def question(ctx: Context, step: str, facts: dict[str, Any] | None = None, note: str = "") -> Outgoing:
    """Ask for one thing, below whatever there is to say first.  `facts`: what was answered before, not stored yet."""
    facts = facts or {}
    return Outgoing(
        text=paragraphs(note, _sentence(ctx, step, facts)),
        rows=in_rows(_choices(ctx, step)),
        card=CARD,
        ask=Ask(QUESTION, {**facts, "step": step}),
    )


def measure_of(key: str) -> Measure | None:
    return UNITS.get(key)


def _sentence(ctx: Context, step: str, facts: dict[str, Any]) -> str:
    _ = ctx.reader.gettext
    match step:
        case "name":
            return _("What is your shop called? Type its name, as buyers will see it.")
        case "currency":
            return _("In which currency are your prices? Tap one, or type its code, for example USD.")
        case "zone":
            return _("Which city's time is yours? Tap one, or type the name of a city near you.")
        case "farm":
            return _("Whose goods are they? Type the name of the first farm.")
        case "point":
            return _("Where do buyers collect? Type the name of the first pickup point.")
        case "address":
            return _("What is its address?")
        case "hours":
            return _("When can people collect there? Tap, or type for example 08:30-18:00.")
        case "product":
            return _("What is the first thing you sell? Type its name.")
        case "shelf":
            return _("On which shelf does it stand?")
        case "unit":
            return _("How is it priced: by which unit?")
        case "price":
            return _("What does one %(unit)s cost? Type a number.") % {"unit": _unit(ctx, facts)}
        case "amount":
            return _("How much of it is there now? Type a number in %(unit)s.") % {"unit": _unit(ctx, facts)}
        case _:
            return ""


def answer_wanted(ctx: Context, key: str) -> str:
    """Say what kind of answer is needed, after one that did not fit."""
    _ = ctx.reader.gettext
    match key:
        case "name" | "farm" | "point" | "product":
            return _("Please type a name of at most 60 characters.")
        case "address":
            return _("Please type an address of at most 120 characters.")
        case "currency":
            return _("I do not know that currency. Please type its three letters, for example CNY, USD or EUR.")
        case "zone":
            return _("I do not know that place. Please type a large city near you, for example Shanghai or Madrid.")
        case "hours":
            return _("Please type from when to when, for example 08:30-18:00.")
        case "shelf" | "unit":
            return _("Please tap one of the buttons.")
        case "hold_minutes":
            return _("Please type a number of minutes from 5 to 240.")
        case "cut_off" | "pickup_reminder":
            return _("Please type an hour from 00:00 to 23:59, for example 17:00.")
        case "quiet_hours":
            return _("Please type from when to when, at most 14 hours, for example 21:00-06:00.")
        case "weekdays":
            return _("At least one weekday has to stay open.")
        case "holidays":
            return _("Please type days within a year, for example 2027-02-16 - 2027-02-19, 2027-05-01.")
        case "fees":
            return _(
                "I cannot read that as fees. Type them like this: 6, 50: 3, 100: 0."
                " For a larger order the fee never rises."
            )
        case "minimum":
            return _("Please type a sum, for example 30; 0 means any order.")
        case _:
            return _("I cannot read that.")


def _choices(ctx: Context, step: str) -> Sequence[Choice]:
    language = ctx.reader.language
    match step:
        case "currency":
            return [_choice(step, code, code) for code in _first(ctx.catalogue.rules.currency, CURRENCIES)]
        case "zone":
            zones = _first(ctx.catalogue.rules.zone.key, ZONES)
            return [_choice(step, zone, zone_city(zone, language)) for zone in zones]
        case "hours":
            return [_choice(step, hours.replace(":", "."), hours) for hours in OPENINGS]
        case "shelf":
            shelves = sample_market().categories
            return [_choice(step, each.slug, f"{each.emoji} {ctx.reader.word(each.name)}") for each in shelves]
        case "unit":
            return [_choice(step, key, own_unit_name(ctx.reader, measure)) for key, measure in UNITS.items()]
        case _:
            return ()


def _choice(step: str, value: str, label: str) -> Choice:
    return AnswerSetup(step, value).choice(fit_label(label))


def _first(present: str, usual: tuple[str, ...]) -> list[str]:
    """Put what the environment says first."""
    return list(dict.fromkeys((present, *usual)))


def _unit(ctx: Context, facts: dict[str, Any]) -> str:
    measure = measure_of(facts.get("unit", ""))
    return own_unit_name(ctx.reader, measure) if measure else ""
