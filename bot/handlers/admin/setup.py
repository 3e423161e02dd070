"""/setup: a new, empty shop is opened by answering one question after the other; an open one shows its rules."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.catalog.amounts import Bare, read_amount
from bot.catalog.desk import Sign, apply_settings, preview_stock
from bot.catalog.desk_levels import locked_state
from bot.catalog.desk_refusals import BadSetting
from bot.catalog.desk_setup import NewProduct, Step, add_farm, add_point, add_product, next_step, open_shop
from bot.catalog.desk_stock import make
from bot.catalog.farms import ask_for_test
from bot.catalog.price_words import read_price
from bot.catalog.quantities import Measure, own_unit_name, short_amount
from bot.catalog.sample.market import sample_market
from bot.catalog.setup_words import ADDRESS_MAX, read_currency, read_name, read_opening, read_zone
from bot.catalog.snapshot import Item
from bot.catalog.typed import folded
from bot.handlers.admin import shop_rules
from bot.handlers.admin.buttons import AnswerSetup
from bot.handlers.admin.setup_questions import CARD, QUESTION, UNITS, question
from bot.handlers.admin.shop_rules import rules_card
from bot.handlers.context import Context
from bot.handlers.global_words import global_word
from bot.handlers.lines import lines, paragraphs, product_words
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Outgoing
from bot.refusals import NotAvailable

routes = Routes()
routes.include(shop_rules.routes)

Facts = dict[str, Any]


@routes.command("setup", Who.ADMIN)
def setup(ctx: Context, words: str) -> Replies:
    step = _next(ctx)
    if step is None:
        return [rules_card(ctx)]
    if step is Step.NAME or not ctx.catalogue.categories:
        open_shop(ctx.session)
    return [_ask(ctx, step, _there(ctx))]


@routes.answer(QUESTION, Who.ADMIN)
def setup_typed(ctx: Context, words: str) -> Replies | None:
    """Take what was typed as the answer to the question that is open."""
    if global_word(ctx.reader, words):
        return None
    return _take(ctx, str(ctx.data.get("step", "")), words)


@routes.press(AnswerSetup, Who.ADMIN)
def setup_tapped(ctx: Context, button: AnswerSetup) -> Replies:
    asked = ctx.data.get("step")
    if button.step != asked:  # an older question's button: draw the one that is open
        return setup(ctx, "") if asked not in _TAKERS else [question(ctx, asked, _facts(ctx))]
    return _take(ctx, button.step, button.value)


def _take(ctx: Context, step: str, words: str) -> Replies:
    take = _TAKERS.get(step)
    if take is None:
        raise NotAvailable
    if _next(ctx) is not Step(_PART_OF.get(step, step)):  # another admin was faster: ask for what is missing now
        return setup(ctx, "")
    return [take(ctx, _facts(ctx), words)]


def _facts(ctx: Context) -> Facts:
    """Give what was answered before and is not stored yet."""
    return {key: value for key, value in ctx.data.items() if key != "step"}


def _take_name(ctx: Context, facts: Facts, words: str) -> Outgoing:
    return _decided(ctx, {"seller_name": read_name(words, "name"), "seller_names": {}})


def _take_currency(ctx: Context, facts: Facts, words: str) -> Outgoing:
    return _decided(ctx, {"currency": read_currency(words, ctx.reader.language)})


def _take_zone(ctx: Context, facts: Facts, words: str) -> Outgoing:
    zone = read_zone(words, ctx.reader.language)
    local = replace(ctx.reader, zone=ZoneInfo(zone))
    note = ctx.reader.gettext("Then it is %(hour)s now.") % {"hour": local.hour(ctx.now)}
    return _decided(ctx, {"zone": zone}, note)


def _take_farm(ctx: Context, facts: Facts, words: str) -> Outgoing:
    name = read_name(words, "farm")
    add_farm(ctx.session, name, ctx.asker.language, actor_id=ctx.asker.person_id, now=ctx.now)
    return _following(ctx)


def _take_point(ctx: Context, facts: Facts, words: str) -> Outgoing:
    return question(ctx, "address", {"name": read_name(words, "point")})


def _take_address(ctx: Context, facts: Facts, words: str) -> Outgoing:
    return question(ctx, "hours", {**facts, "address": read_name(words, "address", ADDRESS_MAX)})


def _take_hours(ctx: Context, facts: Facts, words: str) -> Outgoing:
    add_point(
        ctx.session,
        facts["name"],
        facts["address"],
        read_opening(words),
        ctx.asker.language,
        actor_id=ctx.asker.person_id,
        now=ctx.now,
    )
    return _following(ctx)


def _take_product(ctx: Context, facts: Facts, words: str) -> Outgoing:
    return question(ctx, "shelf", {"name": read_name(words, "product")})


def _take_shelf(ctx: Context, facts: Facts, words: str) -> Outgoing:
    typed = folded(words)
    for shelf in sample_market().categories:
        if typed in map(folded, (shelf.slug, *shelf.name.values())):
            return question(ctx, "unit", {**facts, "shelf": shelf.slug})
    raise BadSetting("shelf")


def _take_unit(ctx: Context, facts: Facts, words: str) -> Outgoing:
    typed = folded(words)
    for key, measure in UNITS.items():
        said = {
            word for unit in ctx.catalogue.units if unit.key == key for each in unit.words.values() for word in each
        }
        if typed in map(folded, (key, own_unit_name(ctx.reader, measure), *said)):
            return question(ctx, "price", {**facts, "unit": key})
    raise BadSetting("unit")


def _take_price(ctx: Context, facts: Facts, words: str) -> Outgoing:
    measure = UNITS[facts["unit"]]
    new = NewProduct(
        name=facts["name"],
        category=facts["shelf"],
        dimension=measure.dimension,
        price_unit=measure.price_unit,
        price_minor=read_price(words, ctx.reader.language, ctx.catalogue.rules.currency),
    )
    farm_id = min(ctx.catalogue.farms)
    add_product(ctx.session, new, farm_id, ctx.asker.language, actor_id=ctx.asker.person_id, now=ctx.now)
    return question(ctx, "amount", {"unit": facts["unit"]})


def _take_amount(ctx: Context, facts: Facts, words: str) -> Outgoing:
    item = _first_item(ctx)
    quantity = read_amount(words, item, ctx.reader.language, ctx.catalogue.units, bare=Bare.OWN)
    change = preview_stock(ctx.session, item, Sign.ADD, quantity)
    found = locked_state(ctx.session, change.lot_id)
    if found is None:
        raise NotAvailable
    make(ctx.session, change, found[0], actor_id=ctx.asker.person_id, now=ctx.now)
    return _ready(ctx, item, quantity)


def _ready(ctx: Context, item: Item, quantity: int) -> Outgoing:
    """Say that the shop is there; its farm goes on sale once the test alert that is sent now is answered."""
    _ = ctx.reader.gettext
    farm = ctx.catalogue.farms[item.farm_id]
    last = _("The shop is open: /shop")
    if not farm.tested:
        ask_for_test(ctx.session, farm.farm_id, now=ctx.now)
        last = _("One thing is left: the next message is a test alert. Tap its button, and the shop is open.")
    there = {"product": product_words(ctx.reader, item), "amount": short_amount(ctx.reader, item, quantity)}
    return Outgoing(
        title=_("✅ %(shop)s is ready") % {"shop": ctx.catalogue.rules.name_for(ctx.reader.language)},
        text=paragraphs(
            _("%(product)s: %(amount)s") % there,
            last,
            lines(
                _("A farmer joins by a link: %(command)s")
                % {"command": f"/invite farmer {ctx.reader.word(farm.names)}"},
                _("/help shows everything else."),
            ),
        ),
        card=CARD,
    )


def _decided(ctx: Context, values: Facts, note: str = "") -> Outgoing:
    apply_settings(ctx.session, values, actor_id=ctx.asker.person_id, now=ctx.now)
    return _following(ctx, note)


def _following(ctx: Context, note: str = "") -> Outgoing:
    """Ask for what is missing next."""
    step = _next(ctx)
    return rules_card(ctx) if step is None else _ask(ctx, step, note)


def _ask(ctx: Context, step: Step, note: str) -> Outgoing:
    if step is not Step.AMOUNT:
        return question(ctx, step.value, note=note)
    item = _first_item(ctx)
    unit = next((key for key, unit in UNITS.items() if unit == Measure(item.dimension, item.price_unit)), "")
    return question(ctx, step.value, {"unit": unit}, note)


def _next(ctx: Context) -> Step | None:
    return next_step(ctx.session, named=bool(ctx.catalogue.rules.name_for(ctx.reader.language)))


def _there(ctx: Context) -> str:
    """Say what the shop has already, for whoever comes back in the middle."""
    _ = ctx.reader.gettext
    names = [ctx.catalogue.rules.name_for(ctx.reader.language)]
    names += [ctx.reader.word(farm.names) for farm in ctx.catalogue.farms.values()]
    names += [ctx.reader.word(point.names) for point in ctx.catalogue.points]
    names += [product_words(ctx.reader, item) for item in ctx.catalogue.items.values()]
    there = [name for name in names if name]
    if not there:
        return _(
            "Let us open your shop: a few short questions. You can stop at any time; /setup goes on where you left."
        )
    return lines(_("This is there already:"), *there)


def _first_item(ctx: Context) -> Item:
    item = next(iter(ctx.catalogue.items.values()), None)
    if item is None:
        raise NotAvailable
    return item


_PART_OF = {"address": "point", "hours": "point", "shelf": "product", "unit": "product", "price": "product"}
_TAKERS: dict[str, Callable[[Context, Facts, str], Outgoing]] = {
    "name": _take_name,
    "currency": _take_currency,
    "zone": _take_zone,
    "farm": _take_farm,
    "point": _take_point,
    "address": _take_address,
    "hours": _take_hours,
    "product": _take_product,
    "shelf": _take_shelf,
    "unit": _take_unit,
    "price": _take_price,
    "amount": _take_amount,
}
