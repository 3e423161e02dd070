"""Taking out of the basket what is said not to be wanted: words alone take nothing out, they ask, and a tap does it."""

import re

from bot.catalog.said_of_goods import goods_refused, goods_taken_out
from bot.handlers.buyer.basket import basket_card
from bot.handlers.buyer.buttons import EmptyBasket, OpenBasket, PutAmount
from bot.handlers.buyer.shop import CARD, product_choice
from bot.handlers.choices import CHOICES_MAX, basket_choice, in_rows, review_choice, shop_choice
from bot.handlers.context import Context
from bot.handlers.lines import product_words
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Outgoing
from bot.orders.basket import load_basket, take_out
from bot.refusals import NotAvailable

routes = Routes()

_BETWEEN = re.compile(r"[,，、،]")


@routes.press(EmptyBasket, Who.ANYONE)
def empty_basket(ctx: Context, button: EmptyBasket) -> Replies:
    """Take out what the question was about; what has come in since, or is another basket, stays."""
    basket = load_basket(ctx.session, ctx.asker.person_id, ctx.catalogue)
    if (basket.order_id, basket.version) != (button.basket_id, button.version):
        raise NotAvailable
    gone = [line.line_id for line in basket.lines]
    return [basket_card(ctx, take_out(ctx.session, ctx.asker.person_id, gone, ctx.catalogue, now=ctx.now))]


def empty_named(ctx: Context, words: str) -> Replies:
    """Answer "empty my basket"."""
    _ = ctx.reader.gettext
    basket = load_basket(ctx.session, ctx.asker.person_id, ctx.catalogue)
    if not basket.lines or basket.order_id is None:
        return [basket_card(ctx, basket)]
    # Translators: two buttons, at most 20 characters each: take everything out of the basket, or leave it in.
    empty, keep = _("Empty it"), _("Keep it")
    return [
        Outgoing(
            text=_("Shall I empty your basket?"),
            rows=((EmptyBasket(basket.order_id, basket.version).choice(empty, "danger"), OpenBasket().choice(keep)),),
            card=CARD,
        )
    ]


def taken_out(ctx: Context, words: str) -> Replies | None:
    """Answer "take out the eggs", whose words would else order eggs."""
    # Translators: words that take goods out of the basket, separated by commas; … stands for the goods where words
    # stand on both sides of them. "no eggs" and "cancel the eggs" are understood without.
    phrases = ctx.reader.pgettext("words that take out", "take out, take … out, take off, take … off, remove, delete")
    goods = goods_taken_out(words, _BETWEEN.split(phrases), ctx.catalogue, ctx.reader.language)
    return _asked(ctx, {item.product_id for item in goods}) if goods else None


def refused(ctx: Context, words: str) -> Replies | None:
    """Answer "no eggs"; None: the words refuse no goods, or something else as well."""
    goods = goods_refused(words, ctx.catalogue, ctx.reader.language)
    return _asked(ctx, {item.product_id for item in goods}) if goods else None


def _asked(ctx: Context, product_ids: set[int]) -> Replies:
    _ = ctx.reader.gettext
    basket = load_basket(ctx.session, ctx.asker.person_id, ctx.catalogue)
    there = [line for line in basket.lines if line.product_id in product_ids]
    # Translators: a button, at most 20 characters: leave the goods in the basket.
    keep = OpenBasket().choice(_("Keep it"))
    if not there:
        ways = [basket_choice(ctx.reader, len(basket.lines)), shop_choice(ctx.reader)]
        if basket.lines:
            ways.insert(0, review_choice(ctx.reader))
        return [Outgoing(text=_("That is not in your basket."), rows=in_rows(ways), card=CARD)]
    if len(there) == 1:
        item = ctx.catalogue.items[there[0].product_id]
        out = PutAmount(there[0].offer_id, 0).choice(_("Take it out"), "danger")
        sure = _("Shall I take this out of your basket?")
        return [Outgoing(title=product_words(ctx.reader, item), text=sure, rows=((out, keep),), card=CARD)]
    out_of = [
        PutAmount(line.offer_id, 0).choice(product_choice(ctx.reader, ctx.catalogue.items[line.product_id]).label)
        for line in there[:CHOICES_MAX]
    ]
    which = _("Which of these shall I take out of your basket? Tap it.")
    return [Outgoing(text=which, rows=(*in_rows(out_of), (keep,)), card=CARD)]
