"""Repeat: one tap from an earlier order to the Review of its goods, with what is not as it was then."""

from collections.abc import Iterable

from bot.catalog.quantities import amount_text
from bot.handlers.buyer.buttons import RepeatOrder
from bot.handlers.buyer.checkout import review_card
from bot.handlers.context import Context
from bot.handlers.explain import explain
from bot.handlers.lines import line_words, lines, paragraphs
from bot.handlers.present import present_state
from bot.handlers.routes import Replies, Routes, Who
from bot.orders.fitting import Lack, Wish
from bot.orders.refusals import NothingToRepeat
from bot.orders.repeating import repeat

routes = Routes()


@routes.press(RepeatOrder, Who.ANYONE)
def repeat_order(ctx: Context, button: RepeatOrder) -> Replies:
    _ = ctx.reader.gettext
    repeated = repeat(ctx.session, ctx.asker.person_id, button.order_id, ctx.catalogue, now=ctx.now)
    note = _("Your basket was not empty: what was in it stays as it is, the rest was added.") if repeated.kept else ""
    below = {wish.product_id: _less(ctx, wish) for wish in repeated.lacking if wish.fits}
    return [review_card(ctx, repeated.review, note, below=below, left_out=_left_out(ctx, repeated.lacking))]


@explain.register
def _(refusal: NothingToRepeat, ctx: Context) -> Replies:
    sorry = ctx.reader.gettext("Nothing of that order can be had today.")
    return [present_state(ctx, paragraphs(sorry, lines(*(_none(ctx, wish) for wish in refusal.lacking))))]


def _less(ctx: Context, wish: Wish) -> str:
    """Say below a line why it is less than it was."""
    _ = ctx.reader.gettext
    facts = {"amount": amount_text(ctx.reader, wish, wish.wanted)}
    if wish.lack is Lack.LIMIT:
        most = amount_text(ctx.reader, wish, wish.limit or 0)
        return _("➖ You had ordered %(amount)s; each buyer can have %(most)s.") % (facts | {"most": most})
    if wish.lack is Lack.PACKS:
        return _("➖ You had ordered %(amount)s; it is now sold in whole packs.") % facts
    return _("➖ You had ordered %(amount)s; this is all that is left.") % facts


def _left_out(ctx: Context, wishes: Iterable[Wish]) -> str:
    gone = [_none(ctx, wish) for wish in wishes if not wish.fits]
    # Translators: stands above the goods of an earlier order that cannot be ordered again today.
    return lines(ctx.reader.gettext("Left out today:"), *gone) if gone else ""


def _none(ctx: Context, wish: Wish) -> str:
    """Say why nothing can be had of it."""
    _ = ctx.reader.gettext
    facts = {"product": line_words(ctx.reader, ctx.catalogue, wish)}
    match wish.lack:
        case Lack.NOT_SOLD:
            return _("%(product)s: not on sale") % facts
        case Lack.LIMIT:
            return _("%(product)s: you have ordered as much as each buyer can have") % facts
        case Lack.MINIMUM:
            smallest = amount_text(ctx.reader, wish, wish.smallest)
            return _("%(product)s: the smallest order is now %(amount)s") % (facts | {"amount": smallest})
        case Lack.PACKS:
            return _("%(product)s: now sold in whole packs") % facts
    return _("%(product)s: sold out") % facts
