"""/post: a product in the shop's own groups and channels: previewed, posted by a tap, taken back for ten minutes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.catalog.desk_refusals import BadCommand, Problem
from bot.catalog.desk_words import one_line
from bot.catalog.matching import find_items
from bot.catalog.posts import post_offer, posted_since
from bot.catalog.snapshot import Item
from bot.catalog.stock import available_in
from bot.catalog.words import fit_label, item_label
from bot.handlers.admin.buttons import OpenPostLanguages, PostOffer, PreviewPost
from bot.handlers.admin.previews import (
    CARD,
    choose_card,
    done_card,
    example_name,
    item_of,
    leave_choice,
    moment_of,
    not_found,
)
from bot.handlers.buyer.amounts import can_be_ordered
from bot.handlers.buyer.offer_card import offer_card
from bot.handlers.choices import CHOICES_MAX, in_rows
from bot.handlers.context import Context
from bot.handlers.language import named_language
from bot.handlers.lines import lines, paragraphs, product_words
from bot.handlers.routes import Replies, Routes, Who
from bot.i18n import Language, Reader
from bot.links import Target, TargetKind
from bot.messages import Choice, Outgoing
from bot.people.public_chats import OpenChat, open_chat, open_chats
from bot.people.service import set_language
from bot.refusals import NotAvailable

CHATS_MAX = CHOICES_MAX - 2  # Buy, as readers will see it, and Language are choices too

routes = Routes()


@routes.command("post", Who.ADMIN)
def post_command(ctx: Context, words: str) -> Replies:
    """ "/post oyster mushroom", "/post oyster mushroom ru", or "/post" alone, to choose."""
    _ = ctx.reader.gettext
    if not words:
        if not ctx.catalogue.shelf:
            raise BadCommand("post", Problem.NO_PRODUCT)
        return [_choose(ctx, _("What shall I post?"), ctx.catalogue.shelf, "")]
    name, language = _name_and_language(ctx, one_line("post", words))
    found = find_items(name, ctx.catalogue, hidden=True)
    if found.exact:
        return [preview(ctx, found.exact, language)]
    if found.several:
        more = _("There are more that fit: type more of the name.") if len(found.several) > CHOICES_MAX else ""
        return [_choose(ctx, lines(_("Which one do you mean?"), more), found.several, language)]
    return [not_found(ctx, name, _choices(ctx, found.nearest, language), commands(ctx))]


@routes.press(PreviewPost, Who.ADMIN)
def press_preview(ctx: Context, button: PreviewPost) -> Replies:
    return [preview(ctx, item_of(ctx, button.product_id), _known(ctx, button.language))]


@routes.press(OpenPostLanguages, Who.ADMIN)
def open_languages(ctx: Context, button: OpenPostLanguages) -> Replies:
    item = item_of(ctx, button.product_id)
    choices = [PreviewPost(item.product_id, each.code).choice(each.name) for each in ctx.languages.all]
    return [choose_card(ctx, ctx.reader.gettext("Which language do they read there?"), choices)]


@routes.press(PostOffer, Who.ADMIN)
def press_post(ctx: Context, button: PostOffer) -> Replies:
    """Post it, and offer the other chats; what was posted from this preview before is not posted again."""
    item, language = item_of(ctx, button.product_id), _known(ctx, button.language)
    since, chat = moment_of(button.previewed_at), open_chat(ctx.session, button.identity_id)
    if _why_not(ctx, item):
        return [preview(ctx, item, language)]
    assert item.offer_id is not None  # else it could not be ordered
    posted = posted_since(ctx.session, item.offer_id, since)
    if chat.identity_id in posted:
        return [Outgoing(text=ctx.reader.gettext("It is posted there already."), card=CARD)]
    if ctx.links.is_late(chat.channel):  # the post would keep a link to somewhere else for good
        words = ctx.reader.gettext("Something is not working here. It is not your fault. Please try again in a moment.")
        return [Outgoing(text=words)]
    if language:
        set_language(ctx.session, chat.person_id, language)
    buy = ctx.links.start(chat.channel, Target(TargetKind.PRODUCT, item.product_id).payload)
    audit_id = post_offer(ctx.session, item, chat, buy, actor_id=ctx.asker.person_id, now=ctx.now)
    done = done_card(ctx, product_words(ctx.reader, item), _posted(ctx, chat), audit_id)
    taken = {*posted, chat.identity_id}
    others = [other for other in open_chats(ctx.session, CHATS_MAX) if other.identity_id not in taken]
    if not others:
        return [done]
    # The preview stays for the other chats, and each post has a message of its own with its Undo.
    return [_preview(ctx, item, others, language, since), replace(done, replaces=None)]


def preview(ctx: Context, item: Item, language: str = "") -> Outgoing:
    """Show a product as readers will see it, and ask in which chat."""
    if why_not := _why_not(ctx, item):
        return Outgoing(title=product_words(ctx.reader, item), text=why_not, card=CARD)
    chats = open_chats(ctx.session, CHATS_MAX)
    if not chats:
        return Outgoing(text=_how_to_let_me_in(ctx), card=CARD)
    return _preview(ctx, item, chats, language, ctx.now)


def commands(ctx: Context) -> str:
    """Say what can be typed."""
    return ctx.reader.gettext("Type for example: %(command)s") % {"command": f"/post {example_name(ctx)}"}


def _preview(ctx: Context, item: Item, chats: Sequence[OpenChat], language: str, since: datetime) -> Outgoing:
    _ = ctx.reader.gettext
    theirs = Reader(ctx.languages.get(language or chats[0].language), ctx.reader.zone, ctx.reader.currency)
    buy = ctx.links.start(chats[0].channel, Target(TargetKind.PRODUCT, item.product_id).payload)
    card = offer_card(theirs, ctx.catalogue, item, item.price_minor or 0, buy)
    return replace(
        card,
        text=paragraphs(
            card.text,
            _("This is how readers will see it. It is edited by itself when the price changes or it sells out."),
            _("Where shall I post it?"),
        ),
        rows=(
            *card.rows,
            *in_rows(_chat_choice(item, chat, language, since) for chat in chats),
            (OpenPostLanguages(item.product_id).choice("🌐 " + _("Language")), leave_choice(ctx)),
        ),
        card=CARD,
    )


def _chat_choice(item: Item, chat: OpenChat, language: str, since: datetime) -> Choice:
    button = PostOffer(item.product_id, chat.identity_id, language, int(since.timestamp()))
    return button.choice(fit_label(f"📣 {chat.name}"))


def _why_not(ctx: Context, item: Item) -> str:
    """Say why a product cannot be posted; nothing where it can."""
    _ = ctx.reader.gettext
    if not ctx.catalogue.on_sale(item) or item.lot_id is None:
        return _("It is not on sale now, so there is nothing to post.")
    if not can_be_ordered(item, available_in(ctx.session, [item.lot_id]).get(item.lot_id, 0)):
        return _("It is sold out. Post it when there is some again.")
    return ""


def _posted(ctx: Context, chat: OpenChat) -> str:
    return ctx.reader.gettext("Posted in %(chat)s.") % {"chat": chat.name}


def _how_to_let_me_in(ctx: Context) -> str:
    _ = ctx.reader.gettext
    return lines(
        _("I cannot post anywhere yet."),
        _("Add me to your channel as an admin who may post, or to your group, and type /post again."),
    )


def _choose(ctx: Context, question: str, items: Sequence[Item], language: str) -> Outgoing:
    return choose_card(ctx, question, _choices(ctx, items[:CHOICES_MAX], language))


def _choices(ctx: Context, items: Sequence[Item], language: str) -> list[Choice]:
    return [PreviewPost(item.product_id, language).choice(item_label(item, ctx.reader)) for item in items]


def _name_and_language(ctx: Context, line: str) -> tuple[str, str]:
    """Split "oyster mushroom ru"; a last word that belongs to a product's name is no language."""
    name, _, last = line.rpartition(" ")
    language: Language | None = named_language(ctx, last) if name else None
    if language is None or find_items(line, ctx.catalogue, hidden=True).exact:
        return line, ""
    return name, language.code


def _known(ctx: Context, language: str) -> str:
    if language and language not in ctx.languages:  # no preview of ours offers that
        raise NotAvailable
    return language
