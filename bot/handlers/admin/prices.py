"""/price: what a product costs, for its own unit."""

from dataclasses import replace
from decimal import Decimal

from babel.numbers import format_decimal, get_currency_precision

from bot.catalog.desk import PriceChange, apply_price, preview_price
from bot.catalog.desk_refusals import BadCommand, Problem
from bot.catalog.desk_words import one_line, read_price_words
from bot.catalog.matching import Found, find_items
from bot.catalog.price_words import PRICE_MAX, read_price
from bot.catalog.quantities import own_unit_name
from bot.catalog.snapshot import Item
from bot.catalog.words import item_label
from bot.handlers.admin.buttons import ApplyPrice, OpenPrice, PreviewPrice
from bot.handlers.admin.previews import CARD, choose_card, done_card, example_name, item_of, not_found, preview_card
from bot.handlers.buyer.shop import price_line
from bot.handlers.choices import CHOICES_MAX
from bot.handlers.context import Context
from bot.handlers.global_words import global_word
from bot.handlers.lines import lines, paragraphs, product_words
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Ask, Choice, Outgoing
from bot.refusals import NotAvailable

QUESTION = "price"
FAR_OFF = 4  # times as dear or as cheap as before: perhaps a slip of the thumb

routes = Routes()


@routes.command("price", Who.ADMIN)
def price(ctx: Context, words: str) -> Replies:
    """ "/price oyster mushroom 12.50", or a name alone to be asked for the price."""
    line = one_line("price", words)
    found = find_items(line, ctx.catalogue, hidden=True)
    if found.exact or found.several:
        return [_for_one_of(ctx, line, found, None)]
    asked = read_price_words(line)
    if not asked.name:
        raise BadCommand("price", Problem.NO_PRODUCT)
    typed = _read(ctx, asked.price) if asked.price else None
    return [_for_one_of(ctx, asked.name, find_items(asked.name, ctx.catalogue, hidden=True), typed)]


@routes.press(OpenPrice, Who.ADMIN)
def open_price(ctx: Context, button: OpenPrice) -> Replies:
    return [ask_price(ctx, item_of(ctx, button.product_id))]


@routes.answer(QUESTION, Who.ADMIN)
def price_typed(ctx: Context, words: str) -> Replies | None:
    item = ctx.catalogue.items.get(ctx.data.get("product", 0))
    if item is None or global_word(ctx.reader, words):
        return None
    line = one_line("price", words)
    if find_items(line, ctx.catalogue, hidden=True).exact:  # another product's name: no price at all
        return None
    return [preview(ctx, item, _read(ctx, line))]


@routes.press(PreviewPrice, Who.ADMIN)
def press_preview(ctx: Context, button: PreviewPrice) -> Replies:
    return [preview(ctx, item_of(ctx, button.product_id), _possible(button.price_minor))]


@routes.press(ApplyPrice, Who.ADMIN)
def press_apply(ctx: Context, button: ApplyPrice) -> Replies:
    item = item_of(ctx, button.product_id)
    applied = apply_price(
        ctx.session,
        item,
        _possible(button.price_minor),
        seen_minor=button.seen_minor,
        actor_id=ctx.asker.person_id,
        now=ctx.now,
    )
    return [done_card(ctx, _tag(ctx, item, button.price_minor), _was(ctx, applied.change), applied.audit_id)]


def ask_price(ctx: Context, item: Item) -> Outgoing:
    """Show the price, and ask for a new one."""
    change = preview_price(ctx.session, item, 0)
    question = ctx.reader.gettext("What is the new price per %(unit)s? Type a number, for example %(example)s.") % {
        "unit": own_unit_name(ctx.reader, item),
        "example": plain_price(ctx, change.before_minor),
    }
    return Outgoing(
        title=_tag(ctx, item, change.before_minor),
        text=question,
        card=CARD,
        ask=Ask(QUESTION, {"product": item.product_id}),
    )


def preview(ctx: Context, item: Item, price_minor: int, note: str = "") -> Outgoing:
    """Show what would be charged, below whatever there is to say first."""
    _ = ctx.reader.gettext
    change = preview_price(ctx.session, item, price_minor)
    if change.before_minor == price_minor:
        so_already = _("It is so already; there is nothing to change.")
        return Outgoing(title=_tag(ctx, item, price_minor), text=so_already, card=CARD)
    button = ApplyPrice(item.product_id, price_minor, change.before_minor)
    return preview_card(
        ctx,
        product_words(ctx.reader, item),
        paragraphs(
            note,
            lines(
                _("Before: %(price)s per %(unit)s") % _facts(ctx, item, change.before_minor),
                _("After: %(price)s per %(unit)s") % _facts(ctx, item, price_minor),
            ),
            _("⚠️ That is very far from the old price. Is it right?") if _is_far_off(change) else "",
            _("Orders that are placed keep their price. Nothing has been changed yet."),
        ),
        button.choice(_("Apply"), "primary"),
    )


def plain_price(ctx: Context, price_minor: int) -> str:
    """Write a price as one would type it: "12.50"."""
    decimals = get_currency_precision(ctx.reader.currency)
    pattern = f"0.{'0' * decimals}" if decimals else "0"
    value = Decimal(price_minor).scaleb(-decimals)
    return str(format_decimal(value, format=pattern, locale=ctx.reader.language.formatting))


def commands(ctx: Context, item: Item | None = None) -> str:
    """Say what can be typed."""
    return ctx.reader.gettext("Type for example: %(command)s") % {
        "command": f"/price {example_name(ctx, item)} {plain_price(ctx, 1250)}"
    }


def _for_one_of(ctx: Context, name: str, found: Found, typed: int | None) -> Outgoing:
    _ = ctx.reader.gettext
    if found.exact:
        return ask_price(ctx, found.exact) if typed is None else preview(ctx, found.exact, typed)
    if found.several:
        shown = found.several[:CHOICES_MAX]
        more = _("There are more that fit: type more of the name.") if len(found.several) > len(shown) else ""
        choices = [_keeping(ctx, item, typed) for item in shown]
        return choose_card(ctx, lines(_("Which one do you mean?"), more), choices)
    return not_found(ctx, name, [_keeping(ctx, item, typed) for item in found.nearest], commands(ctx))


def _keeping(ctx: Context, item: Item, typed: int | None) -> Choice:
    button = OpenPrice(item.product_id) if typed is None else PreviewPrice(item.product_id, typed)
    return button.choice(item_label(item, ctx.reader))


def _read(ctx: Context, words: str) -> int:
    return read_price(words, ctx.reader.language, ctx.catalogue.rules.currency)


def _possible(price_minor: int) -> int:
    """Let a price pass that could have been typed; any other comes from a button that we never made."""
    if not 0 < price_minor <= PRICE_MAX:
        raise NotAvailable
    return price_minor


def _tag(ctx: Context, item: Item, price_minor: int) -> str:
    return price_line(ctx.reader, replace(item, price_minor=price_minor))


def _was(ctx: Context, change: PriceChange) -> str:
    return ctx.reader.gettext("Before: %(price)s") % {"price": ctx.reader.money(change.before_minor)}


def _facts(ctx: Context, item: Item, price_minor: int) -> dict[str, str]:
    return {"price": ctx.reader.money(price_minor), "unit": own_unit_name(ctx.reader, item)}


def _is_far_off(change: PriceChange) -> bool:
    return not change.before_minor < FAR_OFF * change.after_minor < FAR_OFF * FAR_OFF * change.before_minor
