"""/stock: what is there, and what came in, went out or was counted: previewed, applied, undone.

A farmer changes the stock of their own goods by the same buttons, below what they have typed (`farmer.stock`).
"""

from bot.catalog.amounts import Bare, read_amount
from bot.catalog.desk import Sign, apply_stock
from bot.catalog.desk_refusals import BadCommand, Problem
from bot.catalog.desk_words import StockWords, one_line, read_signed, read_unsigned
from bot.catalog.matching import find_items
from bot.catalog.quantities import short_amount
from bot.catalog.snapshot import Item
from bot.catalog.words import fit_label, item_label
from bot.handlers.admin.buttons import ApplyStock, OpenStock, PreviewStock, ShowStock
from bot.handlers.admin.previews import (
    choose_card,
    done_card,
    item_of,
    moment_of,
    not_found,
    own_item,
)
from bot.handlers.admin.stock_cards import (
    QUESTION,
    before_after,
    change_title,
    commands,
    open_choice,
    stock_card,
    stock_list,
    stock_preview,
)
from bot.handlers.choices import CHOICES_MAX
from bot.handlers.context import Context
from bot.handlers.global_words import global_word
from bot.handlers.lines import lines, paragraphs, product_words
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Ask, Choice, Outgoing
from bot.refusals import NotAvailable

UNSAID = "?"  # an amount without a sign

routes = Routes()


@routes.command("stock", Who.ADMIN)
def stock(ctx: Context, words: str) -> Replies:
    """ "/stock", "/stock oyster", "/stock oyster mushroom +30 jin"."""
    if not words:
        return [stock_list(ctx, 1)]
    line = one_line("stock", words)
    if (asked := read_signed(line)) is None:
        found = find_items(line, ctx.catalogue, hidden=True)
        if found.exact:
            return [stock_card(ctx, found.exact)]
        if found.several:
            return [_choose(ctx, found.several, None)]
        asked = read_unsigned(line)
    if asked is None:
        return [not_found(ctx, line, [open_choice(ctx, item) for item in found.nearest], commands(ctx))]
    return _change(ctx, asked)


@routes.press(ShowStock, Who.ADMIN)
def show_stock(ctx: Context, button: ShowStock) -> Replies:
    return [stock_list(ctx, button.page)]


@routes.press(OpenStock, Who.ADMIN)
def open_stock(ctx: Context, button: OpenStock) -> Replies:
    return [stock_card(ctx, item_of(ctx, button.product_id))]


@routes.answer(QUESTION, Who.ADMIN)
def amount_typed(ctx: Context, words: str) -> Replies | None:
    """Take "+30 jin" for the product whose stock is on the screen; any other words go elsewhere."""
    item = ctx.catalogue.items.get(ctx.data.get("product", 0))
    if item is None or global_word(ctx.reader, words):
        return None
    line = one_line("stock", words)
    asked = read_signed(line) or read_unsigned(line)
    if asked is None or asked.name:
        return None
    return [_previewed(ctx, item, asked)]


@routes.press(PreviewStock, Who.FARMER_OR_ADMIN)
def press_preview(ctx: Context, button: PreviewStock) -> Replies:
    sign = None if button.op == UNSAID else _sign(button.op)
    return [_previewed(ctx, own_item(ctx, button.product_id), StockWords("", sign, button.words))]


@routes.press(ApplyStock, Who.FARMER_OR_ADMIN)
def press_apply(ctx: Context, button: ApplyStock) -> Replies:
    item = own_item(ctx, button.product_id)
    if button.quantity < 0:  # no preview of ours offers that
        raise NotAvailable
    applied = apply_stock(
        ctx.session,
        item,
        _sign(button.op),
        button.quantity,
        seen=button.seen,
        previewed_at=moment_of(button.previewed_at),
        actor_id=ctx.asker.person_id,
        now=ctx.now,
    )
    return [
        done_card(
            ctx, change_title(ctx, item, applied.change), before_after(ctx, item, applied.change), applied.audit_id
        )
    ]


def _change(ctx: Context, asked: StockWords) -> Replies:
    if not asked.name:
        raise BadCommand("stock", Problem.NO_PRODUCT)
    found = find_items(asked.name, ctx.catalogue, hidden=True)
    if found.exact:
        return [_previewed(ctx, found.exact, asked)]
    if found.several:
        return [_choose(ctx, found.several, asked)]
    return [not_found(ctx, asked.name, [_keeping(ctx, item, asked) for item in found.nearest], commands(ctx))]


def _previewed(ctx: Context, item: Item, asked: StockWords) -> Outgoing:
    zero = asked.sign in (Sign.COUNT, None)
    quantity = read_amount(asked.amount, item, ctx.reader.language, ctx.catalogue.units, bare=Bare.OWN, zero=zero)
    if asked.sign is None:
        return _which_sign(ctx, item, quantity, asked.amount)
    return stock_preview(ctx, item, asked.sign, quantity)


def _which_sign(ctx: Context, item: Item, quantity: int, typed: str) -> Outgoing:
    """Ask whether so much came in or is all there is: the number alone could mean either."""
    amount = short_amount(ctx.reader, item, quantity)
    question = ctx.reader.gettext(
        "Did you mean that there is %(amount)s in all (=), or that %(amount)s came in (+)?"
    ) % {"amount": amount}
    signs = (Sign.COUNT, Sign.ADD) if quantity else (Sign.COUNT,)
    choices = [_packed(item, sign.value, typed, fit_label(f"{sign.value}{amount}")) for sign in signs]
    return choose_card(
        ctx,
        paragraphs(product_words(ctx.reader, item), question),
        [choice for choice in choices if choice],
        Ask(QUESTION, {"product": item.product_id}),
    )


def _choose(ctx: Context, items: tuple[Item, ...], asked: StockWords | None) -> Outgoing:
    """Let one of several be chosen; what was typed behind the name is kept."""
    _ = ctx.reader.gettext
    shown = items[:CHOICES_MAX]
    choices = [open_choice(ctx, item) if asked is None else _keeping(ctx, item, asked) for item in shown]
    return choose_card(
        ctx,
        lines(
            _("Which one do you mean?"),
            _("There are more that fit: type more of the name.") if len(items) > len(shown) else "",
        ),
        choices,
    )


def _keeping(ctx: Context, item: Item, asked: StockWords) -> Choice:
    """Offer a product with the typed amount; one too long for a button is typed again on the product's own screen."""
    sign = asked.sign.value if asked.sign else UNSAID
    return _packed(item, sign, asked.amount, item_label(item, ctx.reader)) or open_choice(ctx, item)


def _packed(item: Item, sign: str, typed: str, label: str) -> Choice | None:
    try:
        return PreviewStock(item.product_id, sign, typed).choice(label)
    except ValueError:  # longer than a payload may be, or with a colon in it
        return None


def _sign(op: str) -> Sign:
    try:
        return Sign(op)
    except ValueError:
        raise NotAvailable from None
