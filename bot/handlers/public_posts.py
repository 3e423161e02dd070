"""What stands in groups and channels: drawn when it is posted, and anew whenever it is no longer so."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from bot.catalog.posts import PostFacts, card_of, load_post
from bot.catalog.snapshot import Catalogue
from bot.handlers.buyer.offer_card import gone_card, offer_card
from bot.i18n import Reader
from bot.messages import Outgoing
from bot.notices.views import NoticeView


def public_post(views: Sequence[NoticeView], reader: Reader, catalogue: Catalogue) -> Outgoing:
    """Draw a new post."""
    post_id = views[0].about_id
    assert post_id is not None  # as `post_offer` writes it
    return replace(_drawn(PostFacts.of(views[0].params), reader, catalogue), card=card_of(post_id))


def draw_post(session: Session, person_id: int, card: str, reader: Reader, catalogue: Catalogue) -> Outgoing | None:
    """Draw a post as it has to be now; None: it is of goods that are no longer known."""
    post = load_post(session, int(card.partition(":")[2]))
    return _drawn(post, reader, catalogue) if post is not None and post.product_id in catalogue.items else None


def _drawn(post: PostFacts, reader: Reader, catalogue: Catalogue) -> Outgoing:
    _ = reader.gettext
    item = catalogue.items[post.product_id]
    if post.ended or not catalogue.on_sale(item):
        return gone_card(reader, catalogue, item, _("No longer on sale."))
    if post.sold_out:
        return gone_card(reader, catalogue, item, _("Sold out for now."))
    return offer_card(reader, catalogue, item, post.price_minor, post.buy)
