"""How much there is, in a farmer's own words: "30", "30 jin oyster mushroom", "no oyster mushrooms today".

What they say is taken as all there is, or as what came in where they say so; it is shown before and after, and changes
nothing until Apply is tapped.
"""

from collections.abc import Sequence
from functools import partial

from bot.catalog.amounts import Bare, read_amount
from bot.catalog.desk_words import Sign
from bot.catalog.farmers_words import NONE, Level, read_levels
from bot.catalog.quantities import short_amount
from bot.catalog.snapshot import Item
from bot.catalog.words import fit_label, item_label
from bot.handlers.admin.buttons import PreviewStock
from bot.handlers.admin.previews import which_card
from bot.handlers.admin.stock_cards import stock_preview
from bot.handlers.choices import CHOICES_MAX, in_rows
from bot.handlers.context import Context
from bot.handlers.farmer.buttons import SayLess
from bot.handlers.lines import lines, paragraphs, product_words
from bot.handlers.routes import Replies
from bot.messages import Choice, Outgoing
from bot.notices.cards import waiting_for
from bot.orders import alerts

CARD = "levels"  # several goods in one message: it stays until each has been tapped


def said_stock(ctx: Context, words: str) -> Replies | None:
    """Preview what somebody says there is of their goods; None: they say nothing of the kind."""
    levels = read_levels(words, ctx.catalogue, ctx.reader.language, ctx.asker.farm_ids)
    match levels:
        case ():
            return None
        case (Level((item,), amount, named) as level,) if named or not _waiting_orders(ctx):
            return [_preview(ctx, item, amount, level.sign)]
        case (Level(items, named=True) as level,):
            return [which_card(ctx, items, partial(_choice_of, ctx, level))]
        case (level,):
            return [_number_of_what(ctx, level)]
        case _:
            return [_one_after_the_other(ctx, levels)]


def _preview(ctx: Context, item: Item, typed: str, sign: Sign) -> Outgoing:
    """Show what it would make of the stock, and let it be meant the other way: as all there is, or on top of it."""
    quantity = read_amount(typed, item, ctx.reader.language, ctx.catalogue.units, bare=Bare.OWN, zero=True)
    if not quantity:
        return stock_preview(ctx, item, Sign.COUNT, quantity)
    _ = ctx.reader.gettext
    other = Sign.COUNT if sign is Sign.ADD else Sign.ADD
    label = fit_label(f"{other.value}{short_amount(ctx.reader, item, quantity)}")
    # Translators: %(button)s is the label of a button, as "+30 jin".
    all_there_is = _("I take it that this is all there is. If it came in on top, tap %(button)s.")
    # Translators: %(button)s is the label of a button, as "=30 jin".
    on_top = _("I take it that this came in on top. If it is all there is, tap %(button)s.")
    note = (on_top if sign is Sign.ADD else all_there_is) % {"button": label}
    return stock_preview(ctx, item, sign, quantity, note, (_choice(item, typed, label, other),))


def _number_of_what(ctx: Context, level: Level) -> Outgoing:
    """Ask what a number alone is of; it may be an answer to an order as well, and is never guessed to be one."""
    _ = ctx.reader.gettext
    about_stock = _("How much there is today? Tap what it is of.")
    about_more = _("There are more that fit: type the name with it.")
    about_order = _("Less for an order? Tap Less under that order, then type the number.")
    goods = level.items[:CHOICES_MAX]
    choices = in_rows(_choice_of(ctx, level, item) for item in goods)
    about_more = about_more if len(level.items) > len(goods) else ""
    if level.amount == NONE:
        which = _("Which of your goods is gone? Tap it.")
        return Outgoing(text=lines(which, about_more), rows=choices, card=CARD)
    orders = _waiting_orders(ctx)
    less = ((SayLess(orders[0]).choice(_("➖ Less")),),) if len(orders) == 1 else ()
    return Outgoing(
        text=paragraphs(
            _("What is “%(words)s” for?") % {"words": level.amount},
            lines(about_stock, about_more),
            about_order if orders else "",
        ),
        rows=(*choices, *less),
        card=CARD,
    )


def _one_after_the_other(ctx: Context, levels: Sequence[Level]) -> Outgoing:
    """Say back what was read of several goods, with a button for each."""
    _ = ctx.reader.gettext
    read = [(item, level) for level in levels for item in level.items][:CHOICES_MAX]
    return Outgoing(
        text=paragraphs(
            lines(*(_("%(product)s: %(amount)s") % _facts(ctx, item, level.amount) for item, level in read)),
            _("Tap one after the other; nothing has been changed yet."),
        ),
        rows=in_rows(_choice_of(ctx, level, item) for item, level in read),
        card=CARD,
    )


def _facts(ctx: Context, item: Item, amount: str) -> dict[str, str]:
    quantity = read_amount(amount, item, ctx.reader.language, ctx.catalogue.units, bare=Bare.OWN, zero=True)
    return {"product": product_words(ctx.reader, item), "amount": short_amount(ctx.reader, item, quantity)}


def _choice_of(ctx: Context, level: Level, item: Item) -> Choice:
    return _choice(item, level.amount, item_label(item, ctx.reader), level.sign)


def _choice(item: Item, typed: str, label: str, sign: Sign) -> Choice:
    return PreviewStock(item.product_id, sign.value, typed).choice(label)


def _waiting_orders(ctx: Context) -> list[int]:
    """Give the parcels that wait for this person's answer."""
    return [subject for about, subject in waiting_for(ctx.session, ctx.asker.person_id) if about == alerts.ABOUT]
