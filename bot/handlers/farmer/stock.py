"""How much there is, in a farmer's own words: "30", "30 jin oyster mushroom", "no oyster mushrooms today".

What they say is taken as all there is, shown before and after, and changes nothing until Apply is tapped.
"""

from collections.abc import Sequence

from bot.catalog.amounts import Bare, read_amount
from bot.catalog.desk_words import Sign
from bot.catalog.farmers_words import Level, read_levels
from bot.catalog.quantities import short_amount
from bot.catalog.snapshot import Item
from bot.catalog.words import fit_label, item_label
from bot.handlers.admin.buttons import PreviewStock
from bot.handlers.admin.previews import which_card
from bot.handlers.admin.stock_cards import stock_preview
from bot.handlers.choices import CHOICES_MAX, in_rows
from bot.handlers.context import Context
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
        case (Level((item,), amount, named),) if named or not _orders_wait(ctx):
            return [_preview(ctx, item, amount)]
        case (Level(items, amount, named=True),):
            return [which_card(ctx, items, lambda item: _choice(item, amount, item_label(item, ctx.reader)))]
        case (Level(items, amount),):
            return [_number_of_what(ctx, items, amount)]
        case _:
            return [_one_after_the_other(ctx, levels)]


def _preview(ctx: Context, item: Item, typed: str) -> Outgoing:
    """Show what it would be if that is all there is, and let it be what came in on top."""
    quantity = read_amount(typed, item, ctx.reader.language, ctx.catalogue.units, bare=Bare.OWN, zero=True)
    if not quantity:
        return stock_preview(ctx, item, Sign.COUNT, quantity)
    on_top = fit_label(f"+{short_amount(ctx.reader, item, quantity)}")
    # Translators: %(button)s is the label of a button, as "+30 jin".
    note = ctx.reader.gettext("I take it that this is all there is. If it came in on top, tap %(button)s.")
    return stock_preview(
        ctx, item, Sign.COUNT, quantity, note % {"button": on_top}, (_choice(item, typed, on_top, Sign.ADD),)
    )


def _number_of_what(ctx: Context, items: Sequence[Item], amount: str) -> Outgoing:
    """Ask what a number alone is of; it may be an answer to an order as well, and is never guessed to be one."""
    _ = ctx.reader.gettext
    about_stock = _("How much there is today? Tap what it is of.")
    about_more = _("There are more that fit: type the name with it.")
    about_order = _("Less for an order? Tap Less under that order, then type the number.")
    return Outgoing(
        text=paragraphs(
            _("What is “%(words)s” for?") % {"words": amount},
            lines(about_stock, about_more if len(items) > CHOICES_MAX else ""),
            about_order if _orders_wait(ctx) else "",
        ),
        rows=in_rows(_choice(item, amount, item_label(item, ctx.reader)) for item in items[:CHOICES_MAX]),
        card=CARD,
    )


def _one_after_the_other(ctx: Context, levels: Sequence[Level]) -> Outgoing:
    """Say back what was read of several goods, with a button for each."""
    _ = ctx.reader.gettext
    read = [(item, level.amount) for level in levels for item in level.items][:CHOICES_MAX]
    return Outgoing(
        text=paragraphs(
            lines(*(_("%(product)s: %(amount)s") % _facts(ctx, item, amount) for item, amount in read)),
            _("Tap one after the other; nothing has been changed yet."),
        ),
        rows=in_rows(_choice(item, amount, item_label(item, ctx.reader)) for item, amount in read),
        card=CARD,
    )


def _facts(ctx: Context, item: Item, amount: str) -> dict[str, str]:
    quantity = read_amount(amount, item, ctx.reader.language, ctx.catalogue.units, bare=Bare.OWN, zero=True)
    return {"product": product_words(ctx.reader, item), "amount": short_amount(ctx.reader, item, quantity)}


def _choice(item: Item, typed: str, label: str, sign: Sign = Sign.COUNT) -> Choice:
    return PreviewStock(item.product_id, sign.value, typed).choice(label)


def _orders_wait(ctx: Context) -> bool:
    return any(about == alerts.ABOUT for about, _subject in waiting_for(ctx.session, ctx.asker.person_id))
