"""Repeat: one tap from an earlier order to the Review of its goods, with what is not as it was then."""

from bot.handlers.buyer.buttons import RepeatOrder
from bot.handlers.buyer.checkout import outcome_card
from bot.handlers.buyer.lacking import none_of
from bot.handlers.context import Context
from bot.handlers.explain import explain
from bot.handlers.lines import lines, paragraphs
from bot.handlers.present import present_state
from bot.handlers.routes import Replies, Routes, Who
from bot.orders.refusals import NothingToRepeat
from bot.orders.repeating import repeat

routes = Routes()


@routes.press(RepeatOrder, Who.ANYONE)
def repeat_order(ctx: Context, button: RepeatOrder) -> Replies:
    _ = ctx.reader.gettext
    repeated = repeat(ctx.session, ctx.asker.person_id, button.order_id, ctx.catalogue, now=ctx.now)
    note = _("Your basket was not empty: what was in it stays as it is, the rest was added.") if repeated.kept else ""
    return [outcome_card(ctx, repeated.outcome, note, repeated.lacking)]


@explain.register
def _(refusal: NothingToRepeat, ctx: Context) -> Replies:
    sorry = ctx.reader.gettext("Nothing of that order can be had today.")
    return [present_state(ctx, paragraphs(sorry, lines(*(none_of(ctx, fit) for fit in refusal.lacking))))]
