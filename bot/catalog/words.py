"""What a product is called, in full and on a button."""

from bot.catalog.snapshot import Item
from bot.i18n import Reader
from bot.messages import LABEL_MAX


def item_name(item: Item, reader: Reader) -> str:
    """Give a product's full name, as "Oyster mushroom"."""
    return reader.word(item.names) or item.slug


def item_label(item: Item, reader: Reader) -> str:
    """Give what a button says: "🍄 Oyster mushroom", by the short name where the full one is too long."""
    for code in reader.language.chain:
        for words in (item.names, item.short_names):
            label = f"{item.emoji} {words[code]}".strip() if code in words else ""
            if label and len(label) <= LABEL_MAX:
                return label
        if code in item.names:
            break  # its own long name, shortened, is better than another language's
    return fit_label(f"{item.emoji} {reader.word(item.short_names) or item_name(item, reader)}".strip())


def fit_label(text: str) -> str:
    """Shorten a name of people's own making to a button's length, at a word where there is one."""
    if len(text) <= LABEL_MAX:
        return text
    cut = text[: LABEL_MAX - 1]
    head, space, _ = cut.rpartition(" ")
    return f"{head if space and len(head) > LABEL_MAX // 2 else cut}…"
