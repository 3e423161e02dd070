"""Sentences that several cards share: what, how much, for how much; and how sentences are put below each other."""

from collections.abc import Mapping
from typing import Protocol

from bot.catalog.models import Dimension
from bot.catalog.quantities import Measured, amount_text, own_unit_name
from bot.catalog.snapshot import Catalogue, Item
from bot.catalog.words import item_name
from bot.i18n import Reader


class Named(Protocol):
    """Goods in the words by which they were ordered."""

    @property
    def product_id(self) -> int: ...

    @property
    def names(self) -> Mapping[str, str]: ...


class OrderLine(Named, Protocol):
    """A line of a basket, a review or a receipt; base units and minor currency units."""

    @property
    def dimension(self) -> Dimension: ...

    @property
    def price_unit(self) -> int: ...

    @property
    def quantity(self) -> int: ...

    @property
    def amount_minor(self) -> int: ...


def lines(*sentences: str) -> str:
    """Put sentences below each other, leaving out the empty ones."""
    return "\n".join(filter(None, sentences))


def paragraphs(*blocks: str) -> str:
    """Put blocks below each other with a gap, leaving out the empty ones."""
    return "\n\n".join(filter(None, blocks))


def isolated(reader: Reader, words: str) -> str:
    """Keep words that may run the other way from turning around what stands beside them in a line of Arabic.

    Numbers and brackets follow whatever letters stand before them.  Not for what begins a line or is all of it: what is
    isolated gives a line no direction.
    """
    return f"\u2068{words}\u2069" if reader.language.direction == "rtl" else words


def product_words(reader: Reader, item: Item) -> str:
    """Name a product in full, with its emoji."""
    return f"{item.emoji} {item_name(item, reader)}".strip()


def farm_line(reader: Reader, catalogue: Catalogue, item: Item) -> str:
    """Say whose goods they are."""
    farm = catalogue.farms[item.farm_id]
    if not reader.word(farm.places):  # a farm that was made by /setup
        return reader.word(farm.names)
    # Translators: whose goods: "Leishan Corn-Cob Mushrooms, Leishan, Guizhou".
    return reader.gettext("%(farm)s, %(place)s") % {"farm": reader.word(farm.names), "place": reader.word(farm.places)}


def line_words(reader: Reader, catalogue: Catalogue, line: Named) -> str:
    """Name what a line is of, in the words it was ordered by, with the emoji while it is on the shelf."""
    return f"{_emoji(catalogue, line)} {reader.word(line.names)}".strip()


def line_start(reader: Reader, catalogue: Catalogue, line: Named) -> str:
    """Name it at the beginning of a line that goes on with an amount; the name may be of another script."""
    return f"{_emoji(catalogue, line)} {isolated(reader, reader.word(line.names))}".strip()


def line_text(reader: Reader, catalogue: Catalogue, line: OrderLine, *, approximate: bool) -> str:
    """Write one line, as "🍄 Oyster mushroom: 2 jin (1 kg), ¥12.00"; "≈" stands before what the scale will settle."""
    facts = {
        "product": line_start(reader, catalogue, line),
        "amount": amount_text(reader, line, line.quantity),
        "price": reader.money(line.amount_minor),
    }
    if approximate:
        return reader.gettext("%(product)s: ≈ %(amount)s, ≈ %(price)s") % facts
    return reader.gettext("%(product)s: %(amount)s, %(price)s") % facts


def container_name(reader: Reader, catalogue: Catalogue, key: str) -> str:
    """Name a container by its unit's key, as "bag"."""
    words = next((unit.words for unit in catalogue.units if unit.key == key), {})
    return reader.word({code: known[0] for code, known in words.items() if known})


def total_text(reader: Reader, total_minor: int, *, approximate: bool) -> str:
    """Write a total; "≈" while the scale has still a word to say."""
    facts = {"total": reader.money(total_minor)}
    if approximate:
        return reader.gettext("Total: ≈ %(total)s") % facts
    return reader.gettext("Total: %(total)s") % facts


def unit_price_text(reader: Reader, thing: Measured, price_minor: int) -> str:
    """Say what one unit costs, as "¥6.00 per jin"."""
    # Translators: %(unit)s is the product's own unit: "jin", "piece" or "500 ml".
    return reader.gettext("%(price)s per %(unit)s") % {
        "price": reader.money(price_minor),
        "unit": own_unit_name(reader, thing),
    }


def price_moved(reader: Reader, line: OrderLine, was_minor: int | None, now_minor: int) -> str:
    """Say that a price is no longer what the buyer saw; nothing where it is."""
    if was_minor is None:
        return ""
    return reader.gettext("⚠️ The price was %(was)s and is now %(now)s per %(unit)s.") % {
        "was": reader.money(was_minor),
        "now": reader.money(now_minor),
        "unit": own_unit_name(reader, line),
    }


def weighing_note(reader: Reader, item: Item) -> str:
    """Say that the scale decides, and how far it may be off."""
    return reader.gettext(
        "⚖️ Weighed when it is packed: you pay for what the scale says, at most %(percent)d %% more or less."
    ) % {"percent": item.tolerance_percent}


def _emoji(catalogue: Catalogue, line: Named) -> str:
    item = catalogue.items.get(line.product_id)
    return item.emoji if item else ""
