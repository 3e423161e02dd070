"""One product as strangers see it in a chat of theirs: picture, name, whose it is, its price, and the way to buy it.

What is left is not said: it would be wrong an hour later.
"""

from dataclasses import replace

from bot.catalog.snapshot import Catalogue, Item
from bot.handlers.buyer.shop import price_text
from bot.handlers.lines import farm_line, lines, product_words
from bot.i18n import Reader
from bot.messages import Choice, Outgoing


def offer_card(reader: Reader, catalogue: Catalogue, item: Item, price_minor: int, buy: str) -> Outgoing:
    """Draw a product at a price, with the link by which it is bought."""
    return Outgoing(
        title=product_words(reader, item),
        text=lines(farm_line(reader, catalogue, item), price_text(reader, replace(item, price_minor=price_minor))),
        # Translators: a button, at most 20 characters, below a product that is shown in a group or to a friend.
        rows=((Choice(reader.gettext("Buy"), style="primary", url=buy),),),
        picture=item.picture_id,
    )


def gone_card(reader: Reader, catalogue: Catalogue, item: Item, why: str) -> Outgoing:
    """Draw a product that cannot be bought now."""
    return Outgoing(
        title=product_words(reader, item),
        text=lines(farm_line(reader, catalogue, item), why),
        picture=item.picture_id,
    )
