"""The screens of /stock: the list, one product, a change before and after."""

from decimal import Decimal

from bot.catalog.desk import Sign, StockChange, preview_stock, stock_of, stock_page
from bot.catalog.models import Dimension
from bot.catalog.quantities import own_unit_name, short_amount
from bot.catalog.snapshot import Item
from bot.catalog.words import item_label
from bot.handlers.admin.buttons import ApplyStock, OpenStock, ShowStock
from bot.handlers.admin.previews import CARD as PREVIEW
from bot.handlers.admin.previews import example_item, example_name, preview_card, what_to_type
from bot.handlers.admin.stock_words import command_unit, list_line, shortage_text, state_text, stock_line
from bot.handlers.choices import CHOICES_MAX, in_rows
from bot.handlers.context import Context
from bot.handlers.lines import lines, paragraphs, product_words
from bot.messages import Ask, Choice, Outgoing
from bot.orders.promised import promised_to

CARD = "stock"  # the list and a product's stock; previews have their own
QUESTION = "stock"


def stock_list(ctx: Context, page: int) -> Outgoing:
    """List what is there, what wants a hand first."""
    _ = ctx.reader.gettext
    counted = sum(item.lot_id is not None for item in ctx.catalogue.items.values())
    page = min(max(page, 1), max(1, -(-counted // CHOICES_MAX)))
    found, more = stock_page(ctx.session, page, CHOICES_MAX)
    listed = [
        (ctx.catalogue.items[line.product_id], line.state) for line in found if line.product_id in ctx.catalogue.items
    ]
    if not listed:
        return Outgoing(title=_("Stock"), text=_("There are no goods yet. /setup makes the first one."), card=CARD)
    ways = [ShowStock(page - 1).choice(_("Back"))] if page > 1 else []
    if more:
        ways.append(ShowStock(page + 1).choice(_("Next page")))
    return Outgoing(
        title=_("Stock"),
        text=paragraphs(lines(*(list_line(ctx.reader, item, state) for item, state in listed)), commands(ctx)),
        rows=(*in_rows(open_choice(ctx, item) for item, _state in listed), *([tuple(ways)] if ways else [])),
        card=CARD,
    )


def stock_card(ctx: Context, item: Item) -> Outgoing:
    """Show one product's stock and how to change it; a typed "+30" then means this product."""
    _ = ctx.reader.gettext
    return Outgoing(
        title=product_words(ctx.reader, item),
        text=paragraphs(
            lines(
                state_text(ctx.reader, item, stock_of(ctx.session, item)),
                _("It is hidden from the shop.") if item.hidden else "",
            ),
            lines(what_to_type(ctx, *_changes(ctx, item)), _what_counts(ctx, item)),
        ),
        rows=((ShowStock(1).choice(_("All stock")),),),
        card=CARD,
        ask=Ask(QUESTION, {"product": item.product_id}),
    )


def stock_preview(
    ctx: Context, item: Item, sign: Sign, quantity: int, note: str = "", instead: tuple[Choice, ...] = ()
) -> Outgoing:
    """Show what a change would make of the stock, below whatever there is to say first, with what else it may mean."""
    change = preview_stock(ctx.session, item, sign, quantity)
    if change.after == change.before:
        so_already = ctx.reader.gettext("It is so already; there is nothing to change.")
        return Outgoing(title=stock_line(ctx.reader, item, change.before), text=so_already, card=PREVIEW)
    button = ApplyStock(item.product_id, sign.value, quantity, change.before.there, int(ctx.now.timestamp()))
    return preview_card(
        ctx,
        change_title(ctx, item, change),
        paragraphs(note, before_after(ctx, item, change), ctx.reader.gettext("Nothing has been changed yet.")),
        button.choice(ctx.reader.gettext("Apply"), "primary"),
        instead,
    )


def commands(ctx: Context) -> str:
    """Give examples of what can be typed, about today's first product."""
    item = example_item(ctx)
    if item is None:
        return what_to_type(ctx, "/stock")
    name, unit = example_name(ctx, item), command_unit(ctx.reader, item)
    return what_to_type(ctx, f"/stock {name} +30{unit}", f"/stock {name} -5{unit}", f"/stock {name} =100{unit}")


def _changes(ctx: Context, item: Item) -> tuple[str, str, str]:
    """Give what may be typed below a product's stock, where its name need not be repeated."""
    unit = command_unit(ctx.reader, item)
    return f"+30{unit}", f"-5{unit}", f"=100{unit}"


def _what_counts(ctx: Context, item: Item) -> str:
    if item.dimension is Dimension.PIECE:
        return ctx.reader.gettext("A number alone counts single pieces.")
    # Translators: %(unit)s is a product's own unit, as "jin" or "500 ml".
    return ctx.reader.gettext("A number without a unit counts in %(unit)s.") % {"unit": own_unit_name(ctx.reader, item)}


def typed_amount(ctx: Context, item: Item, quantity: int) -> str:
    """Write an amount as one would type it in a command, in the product's own unit: "20"."""
    return ctx.reader.number(Decimal(quantity) / item.price_unit)


def open_choice(ctx: Context, item: Item) -> Choice:
    return OpenStock(item.product_id).choice(item_label(item, ctx.reader))


def change_title(ctx: Context, item: Item, change: StockChange) -> str:
    sign = {Sign.ADD: "+", Sign.TAKE: "−", Sign.COUNT: "= "}[change.sign]
    amount = f"{sign}{short_amount(ctx.reader, item, change.quantity)}"
    return ctx.reader.gettext("%(product)s: %(amount)s") % {
        "product": product_words(ctx.reader, item),
        "amount": amount,
    }


def before_after(ctx: Context, item: Item, change: StockChange) -> str:
    _ = ctx.reader.gettext
    orders = promised_to(ctx.session, change.lot_id) if change.after.missing else ()
    if ctx.asker.is_admin:
        who_settles = _("Please settle it with the farm, order by order: /orders")
    else:
        who_settles = _("Your coordinator is told, and settles it with you.")
    return paragraphs(
        lines(
            _("Before: %(stock)s") % {"stock": state_text(ctx.reader, item, change.before)},
            _("After: %(stock)s") % {"stock": state_text(ctx.reader, item, change.after)},
        ),
        shortage_text(ctx.reader, item, change.after, orders, who_settles),
    )
