"""How stock is spoken of: all that is there, what of it is for sale, what is promised."""

from collections.abc import Sequence
from decimal import Decimal

from bot.catalog.desk import StockState
from bot.catalog.models import Dimension
from bot.catalog.quantities import JIN, LIANG, own_unit_name, short_amount
from bot.catalog.snapshot import Item
from bot.catalog.words import item_name
from bot.handlers.lines import lines, product_words
from bot.i18n import Reader
from bot.orders.promised import PromisedTo

ORDERS_NAMED = 8  # of those that a shortage touches; the others are counted


def stock_line(reader: Reader, item: Item, state: StockState) -> str:
    """Write "🍄 Oyster mushroom: 300 jin there, 280 to sell, 20 promised"."""
    # Translators: a line of the stock list; %(stock)s is "300 jin there, 280 to sell, 20 promised".
    return reader.gettext("%(product)s: %(stock)s") % {
        "product": product_words(reader, item),
        "stock": state_text(reader, item, state),
    }


def list_line(reader: Reader, item: Item, state: StockState) -> str:
    """Write the same for a long list: of what nobody has ordered only "🍄 Oyster mushroom: 300 jin"."""
    if state.promised or state.missing or state.to_sell != state.there:
        return stock_line(reader, item, state)
    return reader.gettext("%(product)s: %(amount)s") % {
        "product": product_words(reader, item),
        "amount": short_amount(reader, item, state.there),
    }


def state_text(reader: Reader, item: Item, state: StockState) -> str:
    """Write "300 jin there, 280 to sell, 20 promised"."""
    facts = {
        "there": short_amount(reader, item, state.there),
        "to_sell": _number(reader, item, state.to_sell),
        "promised": _number(reader, item, state.promised),
        "missing": _number(reader, item, state.missing),
    }
    if state.missing:
        return reader.gettext("⚠️ %(there)s there, %(promised)s promised, %(missing)s short") % facts
    return reader.gettext("%(there)s there, %(to_sell)s to sell, %(promised)s promised") % facts


def shortage_text(reader: Reader, item: Item, state: StockState, orders: Sequence[PromisedTo], who_settles: str) -> str:
    """Say what is promised and not there, to whom, and how that is settled; empty where all of it is there."""
    if not state.missing:
        return ""
    _ = reader.gettext
    more, missing = len(orders) - ORDERS_NAMED, {"missing": short_amount(reader, item, state.missing)}
    if not orders:
        return _("⚠️ %(missing)s of what buyers are just ordering will be missing.") % missing
    return lines(
        _("⚠️ %(missing)s of what is promised will be missing. These orders are touched:") % missing,
        *(
            # Translators: an order's code and what it is to get, as "K7PM: 2 jin".
            _("%(code)s: %(amount)s") % {"code": order.code, "amount": short_amount(reader, item, order.quantity)}
            for order in orders[:ORDERS_NAMED]
        ),
        reader.ngettext("and %(num)d more", "and %(num)d more", more) % {"num": more} if more > 0 else "",
        who_settles,
    )


def level_typed(reader: Reader, item: Item) -> str:
    """Give an example of what a farmer may type of their goods: "oyster mushroom 30 jin"."""
    return f"{item_name(item, reader).lower()} 30{command_unit(reader, item)}"


def command_unit(reader: Reader, item: Item) -> str:
    """Name the own unit where a command can do with a word: " jin"; nothing where it has no name of its own."""
    named = (item.dimension, item.price_unit) in _NAMED
    return f" {own_unit_name(reader, item)}" if named else ""


_NAMED = {(Dimension.MASS, JIN), (Dimension.MASS, LIANG), (Dimension.MASS, 1000), (Dimension.VOLUME, 1000)}


def _number(reader: Reader, item: Item, quantity: int) -> str:
    """Write an amount beside another of the same product: without its unit where both have the same one."""
    if item.dimension is Dimension.PIECE:
        return reader.number(quantity)
    if item.dimension is Dimension.MASS and item.price_unit in (JIN, LIANG):
        return reader.number(Decimal(quantity) / item.price_unit)
    return short_amount(reader, item, quantity)
