"""/share: a link and a QR code that lead a friend to a product, to a shelf, or to the shop."""

from collections.abc import Iterable

from bot.catalog.matching import WORDS_MAX, find_items
from bot.catalog.snapshot import Item
from bot.catalog.words import item_label
from bot.handlers.admin.buttons import PreviewPost
from bot.handlers.buyer.buttons import ShareLink
from bot.handlers.buyer.shop import price_line, shelf_label, shelf_named
from bot.handlers.choices import CHOICES_MAX, in_rows, shop_choice
from bot.handlers.context import Context
from bot.handlers.lines import paragraphs
from bot.handlers.person import readable
from bot.handlers.routes import Replies, Routes, Who
from bot.links import Target, TargetKind, read_target
from bot.messages import Choice, Outgoing
from bot.people.public_chats import open_chats
from bot.refusals import NotAvailable

CARD = "share"  # it stays for the friend's phone to read, and makes room for the next
QUOTED_MAX = 40  # characters of a name that nobody has, said back

routes = Routes()


@routes.command("share", Who.ANYONE, aside=True)
def share_command(ctx: Context, words: str) -> Replies:
    """ "/share oyster mushroom", "/share mushrooms", or "/share" alone, to choose."""
    _ = ctx.reader.gettext
    if not words:
        return [_choose(ctx, _("What would you like to share?"), _likely(ctx), shop=True)]
    found = find_items(words[:WORDS_MAX], ctx.catalogue, hidden=False)
    if found.exact:
        return [share_card(ctx, Target(TargetKind.PRODUCT, found.exact.product_id))]
    if (shelf := shelf_named(ctx, words)) is not None:
        return [share_card(ctx, Target(TargetKind.CATEGORY, shelf.category_id))]
    if found.several:
        return [_choose(ctx, _("Which one do you mean?"), found.several[:CHOICES_MAX])]
    unknown = _("I did not find “%(words)s”. Did you mean one of these?") % {"words": readable(words, QUOTED_MAX)}
    return [_choose(ctx, unknown, found.nearest or _likely(ctx), shop=True)]


@routes.press(ShareLink, Who.ANYONE)
def share_link(ctx: Context, button: ShareLink) -> Replies:
    target = read_target(button.target)
    if target is None and button.target:
        raise NotAvailable
    return [share_card(ctx, target)]


def share_card(ctx: Context, target: Target | None) -> Outgoing:
    """Show the link to something, and a picture of it for another phone to read; None: to the shop itself.

    Raises:
        NotAvailable: there is nothing for a friend to find there.
    """
    _ = ctx.reader.gettext
    name, words = _named(ctx, target)
    channel = ctx.asker.address.channel
    link = ctx.links.start(channel, target.payload) if target else ctx.links.chat(channel)
    page = ctx.links.sharing(channel, link, words)
    # Translators: a button, at most 20 characters: send the link on to a friend.
    ways = [Choice(_("Share"), style="primary", url=page)] if page else []
    if target and target.kind is TargetKind.PRODUCT and ctx.asker.is_admin and open_chats(ctx.session, 1):
        # Translators: a button, at most 20 characters: show a product in the shop's own group or channel.
        ways.append(PreviewPost(target.row_id, "").choice(_("Post")))
    return Outgoing(
        title=name,
        text=paragraphs(_("Send this link to your friends, or let their phones read the picture:"), link),
        rows=in_rows([*ways, shop_choice(ctx.reader)]),
        qr=link,
        card=CARD,
    )


def _named(ctx: Context, target: Target | None) -> tuple[str, str]:
    """Name what is shared, in short and with what a friend would like to know."""
    match target:
        case None:
            seller = ctx.catalogue.rules.name_for(ctx.reader.language)
            return seller, seller
        case Target(TargetKind.PRODUCT, product_id):
            item = ctx.catalogue.items.get(product_id)
            if item is not None and ctx.catalogue.on_sale(item):
                return price_line(ctx.reader, item), price_line(ctx.reader, item)
        case Target(TargetKind.CATEGORY, category_id):
            if shelf := ctx.catalogue.category(category_id):
                return shelf_label(ctx.reader, shelf), f"{shelf.emoji} {ctx.reader.word(shelf.names)}".strip()
    raise NotAvailable


def _likely(ctx: Context) -> list[Item]:
    """Give what they looked at last, then the best sellers, leaving room for the shop itself."""
    looked_at = ctx.catalogue.by_offer.get(ctx.data.get("offer", 0))
    last = [looked_at] if looked_at is not None and ctx.catalogue.on_sale(looked_at) else []
    others = [item for item in ctx.catalogue.shelf[:CHOICES_MAX] if item not in last]
    return [*last, *others][: CHOICES_MAX - 1]


def _choose(ctx: Context, question: str, items: Iterable[Item], *, shop: bool = False) -> Outgoing:
    choices = [
        ShareLink(Target(TargetKind.PRODUCT, item.product_id).payload).choice(item_label(item, ctx.reader))
        for item in items
    ]
    if shop:
        # Translators: a button, at most 20 characters: share the shop itself and not one of its goods.
        choices.append(ShareLink("").choice(ctx.reader.gettext("The whole shop")))
    return Outgoing(text=question, rows=in_rows(choices), card=CARD)
