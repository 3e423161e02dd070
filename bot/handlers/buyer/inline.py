"""Goods to show in a chat of one's own: what somebody finds who types a name there, and what their friends will see."""

from collections.abc import Sequence

from sqlmodel import Session

from bot.catalog.matching import WORDS_MAX, find_items
from bot.catalog.snapshot import Catalogue, Item
from bot.catalog.stock import available_in
from bot.handlers.buyer.amounts import can_be_ordered
from bot.handlers.buyer.offer_card import offer_card
from bot.handlers.buyer.shop import price_text
from bot.handlers.lines import farm_line
from bot.i18n import Reader
from bot.links import Links, Target, TargetKind
from bot.messages import SharedCard

CARDS_MAX = 20
LOOKED_AT = 2 * CARDS_MAX  # goods whose stock is read; some may be sold out


def shared_cards(
    session: Session, words: str, reader: Reader, catalogue: Catalogue, links: Links, channel: str
) -> list[SharedCard]:
    """Find goods by a name, the best sellers by none, of which there are some left; one statement, or none."""
    items = _found(words, catalogue)[:LOOKED_AT]
    left = available_in(session, [item.lot_id for item in items if item.lot_id is not None])
    return [
        _card(item, reader, catalogue, links, channel)
        for item in items
        if can_be_ordered(item, left.get(item.lot_id or 0, 0))
    ][:CARDS_MAX]


def _found(words: str, catalogue: Catalogue) -> Sequence[Item]:
    if not words.strip():
        return catalogue.shelf
    found = find_items(words[:WORDS_MAX], catalogue, hidden=False)
    return (found.exact,) if found.exact else found.several or found.nearest


def _card(item: Item, reader: Reader, catalogue: Catalogue, links: Links, channel: str) -> SharedCard:
    target = Target(TargetKind.PRODUCT, item.product_id)
    message = offer_card(reader, catalogue, item, item.price_minor or 0, links.start(channel, target.payload))
    described = f"{price_text(reader, item)} · {farm_line(reader, catalogue, item)}"
    return SharedCard(target.payload, message.title, described, message)
