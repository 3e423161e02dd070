"""A little more, a little less: two buttons that change an amount on the card where they stand.

Only where a card may change with every tap; elsewhere amounts are chosen and typed.
"""

from bot.catalog.money import line_minor
from bot.catalog.quantities import amount_text, short_amount
from bot.catalog.snapshot import Item
from bot.handlers.buyer.buttons import PutAmount, StepAmount, Where
from bot.handlers.choices import Rows
from bot.handlers.context import Context
from bot.i18n import Reader


def step_row(ctx: Context, item: Item, quantity: int, available: int, where: Where) -> Rows:
    """Give the steps from an amount that is in the basket, base units.

    None where cards do not change so, and none from what is not there: the basket offers to take what is left.
    Each names the amount that it leads to, so that a second tap on the same button changes nothing.
    """
    if not ctx.edits_are_free or item.offer_id is None or not 0 < quantity <= available:
        return ()
    less, more = less_than(item, quantity), more_than(item, quantity)
    row = [_step(item, quantity, less, where).choice(f"− {short_amount(ctx.reader, item, quantity - less)}")]
    if more <= available:
        row.append(_step(item, quantity, more, where).choice(f"+ {short_amount(ctx.reader, item, more - quantity)}"))
    return (tuple(row),)


def undo_row(ctx: Context, undo: PutAmount | None) -> Rows:
    """Give the way back to what was taken out just now."""
    return ((undo.choice(ctx.reader.gettext("Undo")),),) if undo else ()


def more_than(item: Item, quantity: int) -> int:
    """Give the next amount above, in whole steps: the smallest pack, or its own unit."""
    step = _size(item)
    return (quantity // step + 1) * step


def less_than(item: Item, quantity: int) -> int:
    """Give the next amount below, in whole steps, or the smallest order; nothing below that."""
    step = _size(item)
    return max((-(-quantity // step) - 1) * step, item.min_order) if quantity > item.min_order else 0


def in_basket_text(reader: Reader, item: Item, quantity: int) -> str:
    """Say how much of it is in the basket, and for how much; "≈" where the scale will settle it."""
    facts = {
        "amount": amount_text(reader, item, quantity),
        "price": reader.money(line_minor(item.price_minor or 0, quantity, item.price_unit)),
    }
    if item.weighed:
        return reader.gettext("In your basket: ≈ %(amount)s, ≈ %(price)s") % facts
    return reader.gettext("In your basket: %(amount)s, %(price)s") % facts


def _size(item: Item) -> int:
    return item.packs[0].quantity if item.packs else item.price_unit


def _step(item: Item, quantity: int, wanted: int, where: Where) -> StepAmount:
    assert item.offer_id is not None
    return StepAmount(item.offer_id, wanted, quantity, where.value)
