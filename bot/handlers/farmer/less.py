"""Less: one number.  For a parcel of several lines a button per line, a number each, and Send."""

from collections.abc import Mapping
from typing import Any

from bot.catalog.amounts import Bare, read_amount
from bot.catalog.numbers import is_number
from bot.catalog.quantities import amount_text, own_unit_name
from bot.catalog.words import fit_label, item_label
from bot.handlers.admin.orders_desk import CARD as DESK
from bot.handlers.choices import in_rows
from bot.handlers.context import Context
from bot.handlers.farmer.alerts import AlertFacts, WantedLine, order_line
from bot.handlers.farmer.answers import alert_as_it_stands, answering
from bot.handlers.farmer.buttons import LessOfLine, SayLess, SendLess, ShowAlert
from bot.handlers.global_words import global_word
from bot.handlers.lines import lines, paragraphs
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Ask, Outgoing
from bot.notices.cards import card_about
from bot.orders.answers import answer_less, check_reducible
from bot.orders.desk import parcel_question
from bot.orders.refusals import MoreThanOrdered
from bot.refusals import NotAvailable

QUESTION = "less"

routes = Routes()


@routes.press(SayLess, Who.FARMER_OR_ADMIN)
def say_less(ctx: Context, button: SayLess) -> Replies:
    facts = _open_facts(ctx, button.parcel_id)
    if len(facts.lines) == 1:
        return [_question(ctx, facts, facts.lines[0], {})]
    return [_filled(ctx, facts, {})]


@routes.press(LessOfLine, Who.FARMER_OR_ADMIN)
def less_of_line(ctx: Context, button: LessOfLine) -> Replies:
    facts = _open_facts(ctx, button.parcel_id)
    return [_question(ctx, facts, _line(facts, button.line_id), _given(ctx, button.parcel_id))]


@routes.answer(QUESTION, Who.FARMER_OR_ADMIN)
def less_typed(ctx: Context, words: str) -> Replies | None:
    """Take the typed number for the line that was asked for."""
    if global_word(ctx.reader, words):
        return None
    facts = _facts(ctx, int(ctx.data["parcel"]))
    if ctx.data.get("line") is None:  # of which line?  Asked again, so that what was typed before is kept
        return [_filled(ctx, facts, _given(ctx, facts.parcel_id))] if is_number(words) else None
    line = _line(facts, int(ctx.data["line"]))
    item = ctx.catalogue.items.get(line.product_id)
    if item is None:
        raise NotAvailable
    quantity = read_amount(words, item, ctx.reader.language, ctx.catalogue.units, bare=Bare.OWN, zero=True)
    if quantity > line.quantity:
        raise MoreThanOrdered(line.product_id, quantity, line.quantity)
    given = {**_given(ctx, facts.parcel_id), line.line_id: quantity}
    if len(facts.lines) > 1:
        return [_filled(ctx, facts, given)]
    return _send(ctx, facts, given)


@routes.press(SendLess, Who.FARMER_OR_ADMIN)
def send_less(ctx: Context, button: SendLess) -> Replies:
    if ctx.data.get("parcel") != button.parcel_id:
        # Another conversation came between, and the numbers on the card are forgotten: never send what is not seen.
        return [_filled(ctx, _open_facts(ctx, button.parcel_id), {})]
    return _send(ctx, _facts(ctx, button.parcel_id), _given(ctx, button.parcel_id))


def _send(ctx: Context, facts: AlertFacts, given: Mapping[int, int]) -> Replies:
    answer_less(ctx.session, facts.parcel_id, given, **answering(ctx))
    return [alert_as_it_stands(ctx, facts.parcel_id)]


def _question(ctx: Context, facts: AlertFacts, line: WantedLine, given: Mapping[int, int]) -> Outgoing:
    _ = ctx.reader.gettext
    return Outgoing(
        title=line.text(ctx.reader, ctx.catalogue),
        text=paragraphs(
            order_line(facts, ctx.reader),
            _("How much can you give? Type one number in %(unit)s. 0 means none.")
            % {"unit": own_unit_name(ctx.reader, line.measure)},
        ),
        rows=((ShowAlert(facts.parcel_id).choice(_("Back")),),),
        card=_card(ctx, facts.parcel_id),
        ask=_ask(facts.parcel_id, given, line.line_id),
    )


def _filled(ctx: Context, facts: AlertFacts, given: Mapping[int, int]) -> Outgoing:
    """Draw every line with what is given so far; what was not touched counts as Yes."""
    _ = ctx.reader.gettext
    told = (
        _("%(product)s: %(given)s of %(ordered)s")
        % {
            "product": line.named(ctx.reader, ctx.catalogue),
            "given": amount_text(ctx.reader, line.measure, given.get(line.line_id, line.quantity)),
            "ordered": line.amount(ctx.reader),
        }
        for line in facts.lines
    )
    return Outgoing(
        title=order_line(facts, ctx.reader),
        text=paragraphs(lines(*told), _("Tap what there is less of. Then tap Send.")),
        rows=(
            *in_rows(LessOfLine(facts.parcel_id, line.line_id).choice(_label(ctx, line)) for line in facts.lines),
            (SendLess(facts.parcel_id).choice(_("Send"), "primary"), ShowAlert(facts.parcel_id).choice(_("Back"))),
        ),
        card=_card(ctx, facts.parcel_id),
        ask=_ask(facts.parcel_id, given, None),
    )


def _ask(parcel_id: int, given: Mapping[int, int], line_id: int | None) -> Ask:
    data: dict[str, Any] = {"parcel": parcel_id, "line": line_id, "given": {str(key): n for key, n in given.items()}}
    return Ask(QUESTION, data)


def _given(ctx: Context, parcel_id: int) -> dict[int, int]:
    if ctx.data.get("parcel") != parcel_id:
        return {}
    return {int(line_id): int(quantity) for line_id, quantity in ctx.data.get("given", {}).items()}


def _open_facts(ctx: Context, parcel_id: int) -> AlertFacts:
    """Find the alert, and refuse to ask about what is settled."""
    facts = _facts(ctx, parcel_id)
    asker = ctx.asker
    check_reducible(ctx.session, parcel_id, actor_id=asker.person_id, farm_ids=asker.farm_ids, is_admin=asker.is_admin)
    return facts


def _facts(ctx: Context, parcel_id: int) -> AlertFacts:
    asker = ctx.asker
    return AlertFacts.of(parcel_question(ctx.session, parcel_id, farm_ids=asker.farm_ids, is_admin=asker.is_admin))


def _card(ctx: Context, parcel_id: int) -> str:
    card = card_about(ctx.session, ctx.asker.person_id, "parcel", parcel_id)
    return card.name if card else DESK  # a coordinator who was never asked answers from the order's card


def _line(facts: AlertFacts, line_id: int) -> WantedLine:
    for line in facts.lines:
        if line.line_id == line_id:
            return line
    raise NotAvailable


def _label(ctx: Context, line: WantedLine) -> str:
    item = ctx.catalogue.items.get(line.product_id)
    return item_label(item, ctx.reader) if item else fit_label(ctx.reader.word(line.names))
