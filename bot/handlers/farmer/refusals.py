"""What refused answers to an order, and refused steps of a parcel, say."""

from dataclasses import replace

from bot.catalog.quantities import amount_text
from bot.handlers.admin.orders_desk import order_card
from bot.handlers.context import Context
from bot.handlers.explain import explain
from bot.handlers.farmer.answers import alert_as_it_stands
from bot.handlers.farmer.packing import packing_card
from bot.handlers.lines import paragraphs
from bot.handlers.routes import Replies
from bot.handlers.statuses import parcel_status
from bot.messages import Outgoing
from bot.notices.cards import card_about
from bot.orders.desk import find_order
from bot.orders.models import ParcelState
from bot.orders.refusals import AlreadyFinal, MoreThanOrdered, TooLateToUndo


@explain.register
def _(refusal: AlreadyFinal, ctx: Context) -> Replies:
    note = _where_it_stands(ctx, refusal)
    if card_about(ctx.session, ctx.asker.person_id, "parcel", refusal.parcel_id):
        card = alert_as_it_stands(ctx, refusal.parcel_id)
        return [replace(card, text=paragraphs(note, card.text))]
    return [_at_the_desk(ctx, refusal.code, note)]


@explain.register
def _(refusal: MoreThanOrdered, ctx: Context) -> Replies:
    _ = ctx.reader.gettext
    item = ctx.catalogue.items.get(refusal.product_id)
    if item is None:
        return [Outgoing(text=_("That is more than was ordered. Please type a smaller number."))]
    ordered = amount_text(ctx.reader, item, refusal.ordered)
    return [Outgoing(text=_("Only %(ordered)s were ordered. Please type that much or less.") % {"ordered": ordered})]


@explain.register
def _(refusal: TooLateToUndo, ctx: Context) -> Replies:
    note = ctx.reader.ngettext(
        "That can be taken back for %(num)d minute only.",
        "That can be taken back for %(num)d minutes only.",
        refusal.minutes,
    ) % {"num": refusal.minutes}
    return [Outgoing(text=note)]


def _where_it_stands(ctx: Context, refusal: AlreadyFinal) -> str:
    _ = ctx.reader.gettext
    if refusal.state is ParcelState.REQUESTED:
        return _("Nothing was changed: order %(code)s still waits for the farm's yes.") % {"code": refusal.code}
    # Translators: %(status)s is where an order stands, as "✅ accepted" or "🚫 cancelled".
    return _("That is settled already, and nothing was changed. Order %(code)s: %(status)s") % {
        "code": refusal.code,
        "status": parcel_status(ctx.reader, refusal.state),
    }


def _at_the_desk(ctx: Context, code: str, note: str) -> Outgoing:
    if ctx.asker.is_admin and (order := find_order(ctx.session, code)) is not None:
        card = order_card(ctx, order)
        return replace(card, text=paragraphs(note, card.text))
    if ctx.asker.is_farmer:
        card = packing_card(ctx)
        return replace(card, text=paragraphs(note, card.text))
    return Outgoing(text=note)
