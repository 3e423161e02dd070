"""Why less can be had than was wanted, or nothing, as a Review says it."""

from collections.abc import Iterable

from bot.catalog.quantities import amount_text
from bot.handlers.context import Context
from bot.handlers.lines import line_words, lines
from bot.orders.fitting import Fit, Lack


def less(ctx: Context, fit: Fit) -> str:
    """Say below a line why it is less than it was."""
    _ = ctx.reader.gettext
    facts = {"amount": amount_text(ctx.reader, fit, fit.wanted)}
    if fit.lack is Lack.LIMIT:
        most = amount_text(ctx.reader, fit, fit.limit or 0)
        return _("➖ You wanted %(amount)s; each buyer can have %(most)s.") % (facts | {"most": most})
    if fit.lack is Lack.PACKS:
        return _("➖ You wanted %(amount)s; it is now sold in whole packs.") % facts
    return _("➖ You wanted %(amount)s; this is all that is left.") % facts


def left_out(ctx: Context, fits: Iterable[Fit]) -> str:
    """Name what there is nothing of, each with the reason."""
    gone = [none_of(ctx, fit) for fit in fits if not fit.quantity]
    # Translators: stands above the goods of a basket or of an earlier order that cannot be had today.
    return lines(ctx.reader.gettext("Left out today:"), *gone) if gone else ""


def none_of(ctx: Context, fit: Fit) -> str:
    """Say why nothing can be had of it."""
    _ = ctx.reader.gettext
    facts = {"product": line_words(ctx.reader, ctx.catalogue, fit)}
    match fit.lack:
        case Lack.NOT_SOLD:
            return _("%(product)s: not on sale") % facts
        case Lack.LIMIT:
            return _("%(product)s: you have ordered as much as each buyer can have") % facts
        case Lack.MINIMUM:
            smallest = amount_text(ctx.reader, fit, fit.smallest)
            return _("%(product)s: the smallest order is now %(amount)s") % (facts | {"amount": smallest})
        case Lack.PACKS:
            return _("%(product)s: now sold in whole packs") % facts
    return _("%(product)s: sold out") % facts
