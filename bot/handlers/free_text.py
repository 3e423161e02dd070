"""What nobody asked for: words, commands, pictures and old buttons that no other module answers."""

from collections.abc import Sequence
from dataclasses import replace

from bot.catalog.grammar.unknown import unknown_phrases
from bot.catalog.matching import WORDS_MAX, Found, find_items
from bot.catalog.missed import keep_missed
from bot.catalog.said_of_goods import asks_of_no_goods, goods_asked_about
from bot.catalog.snapshot import Item
from bot.handlers.buyer.all_goods import all_goods_named, new_goods_named, season_named
from bot.handlers.buyer.amounts import ask_for
from bot.handlers.buyer.basket import basket_command
from bot.handlers.buyer.buttons import OpenPoints, RepeatOrder
from bot.handlers.buyer.checkout import outcome_card
from bot.handlers.buyer.my_orders import my_orders_command
from bot.handlers.buyer.new_amount import new_amount
from bot.handlers.buyer.points import open_points
from bot.handlers.buyer.product import product_screen
from bot.handlers.buyer.repeating import repeat_order
from bot.handlers.buyer.shop import CARD, product_choice, shelf_named, shelf_screen, shop_command
from bot.handlers.buyer.taking_out import empty_named, refused, taken_out
from bot.handlers.buyer.typed_orders import QUOTED_MAX, typed_order
from bot.handlers.choices import (
    CHOICES_MAX,
    basket_choice,
    in_rows,
    my_orders_choice,
    person_choice,
    review_choice,
    shop_choice,
    waits_choice,
)
from bot.handlers.context import Context
from bot.handlers.explain import Unreadable
from bot.handlers.farmer.words import is_yes, unasked_answer
from bot.handlers.global_words import GlobalWord, global_word
from bot.handlers.help import help_command
from bot.handlers.language import language_command
from bot.handlers.lines import paragraphs, product_words
from bot.handlers.person import person_command, readable
from bot.handlers.present import present_state
from bot.handlers.routes import Fallback, Replies, Routed, Routes, Who, Words
from bot.messages import Choice, Outgoing
from bot.orders.basket import load_basket
from bot.orders.models import OrderState
from bot.orders.receipts import my_orders
from bot.orders.review import Review, review
from bot.orders.wishes import my_waits
from bot.refusals import NotAvailable

# What a question ends with; a name that is looked for mostly ends with none of these.
_ASKING = ("?", "？", "؟", "吗", "嘛", "么")

routes = Routes()


@routes.command("stop", Who.ANYONE)
def stop(ctx: Context, words: str) -> Replies:
    """Leave whatever was asked; who waits for something is shown how to wait no more."""
    left = present_state(ctx, ctx.reader.gettext("All right. Nothing was ordered or changed."))
    if my_waits(ctx.session, ctx.asker.person_id):
        left = replace(left, rows=(*left.rows, (waits_choice(ctx.reader),)))
    return [left]


def review_command(ctx: Context, words: str) -> Replies:
    """Draw the Review, as its button does: words alone never confirm, for they name no version of the basket."""
    outcome = review(ctx.session, ctx.asker.person_id, ctx.catalogue, now=ctx.now)
    confirmable = isinstance(outcome, Review) and not outcome.must_choose and not outcome.only_joins
    return [
        outcome_card(ctx, outcome, ctx.reader.gettext("Nothing is ordered yet: tap Confirm.") if confirmable else "")
    ]


def how_to_get_it(ctx: Context, words: str) -> Replies:
    return open_points(ctx, OpenPoints(1))


def repeat_command(ctx: Context, words: str) -> Replies:
    """Repeat the latest order that was not cancelled, as the button of My orders does."""
    orders = my_orders(ctx.session, ctx.asker.person_id, 1)
    last = next((order for order in orders if order.state is not OrderState.CANCELLED), None)
    return repeat_order(ctx, RepeatOrder(last.order_id)) if last else my_orders_command(ctx, words)


def paying_named(ctx: Context, words: str) -> Replies:
    """Answer "can I pay by card?"."""
    _ = ctx.reader.gettext
    if ctx.catalogue.rules.courier.drives:
        return [
            _told(
                ctx, _("You pay in cash: when you collect, or to the courier. We cannot take cards or transfers yet.")
            )
        ]
    return [_told(ctx, _("You pay in cash when you collect. We cannot take cards or transfers yet."))]


def thanked(ctx: Context, words: str) -> Replies:
    return [_told(ctx, ctx.reader.gettext("You are welcome! Just write when you would like something."))]


_GLOBAL: dict[GlobalWord, Words] = {
    GlobalWord.MENU: shop_command,
    GlobalWord.BASKET: basket_command,
    GlobalWord.REVIEW: review_command,
    GlobalWord.HOW_TO_GET_IT: how_to_get_it,
    GlobalWord.MY_ORDERS: my_orders_command,
    GlobalWord.LANGUAGE: language_command,
    GlobalWord.HELP: help_command,
    GlobalWord.STOP: stop,
    GlobalWord.PERSON: person_command,
    GlobalWord.NEW: new_goods_named,
    GlobalWord.SEASON: season_named,
    GlobalWord.ALL_GOODS: all_goods_named,
    GlobalWord.REPEAT: repeat_command,
    GlobalWord.EMPTY: empty_named,
    GlobalWord.PAYING: paying_named,
    GlobalWord.THANKS: thanked,
}


def free_text(ctx: Context, words: str) -> Routed:
    """Read a message as a global word, else as a product, else say what is possible.

    What a buyer said and we did not understand is kept for an admin, who may make it a name of goods; farmers and
    admins type other things as well.
    """
    routed = _read(ctx, words)
    if routed.missed and not ctx.asker.is_admin and not ctx.asker.is_farmer:
        phrases = unknown_phrases(words, ctx.catalogue, ctx.reader.language)
        keep_missed(ctx.session, phrases, language=ctx.reader.language.code, now=ctx.now)
    return routed


def unknown_command(ctx: Context, words: str) -> Replies:
    raise NotAvailable  # the same as a command that is not theirs: guessing tells nothing


def unsupported(ctx: Context, kind: str) -> Replies:
    raise Unreadable(kind)  # a refusal, so that the open question stays open


def stale(ctx: Context) -> Replies:
    raise NotAvailable  # drawn as the present state; a button of an old release and a made-up one look alike


def _read(ctx: Context, words: str) -> Routed:
    if not readable(words, QUOTED_MAX):  # nothing, or nothing that can be seen
        raise Unreadable("blank")
    if (meaning := global_word(ctx.reader, words)) is not None:
        return Routed(_GLOBAL[meaning](ctx, ""))
    if (ctx.asker.is_farmer or ctx.asker.is_admin) and (answered := unasked_answer(ctx, words)) is not None:
        return Routed(answered)
    found = Found() if _only_asks(ctx, words) else _find(ctx, words)
    if found.exact is not None:
        return Routed([product_screen(ctx, found.exact)])
    if (shelf := shelf_named(ctx, words)) is not None:
        return Routed([shelf_screen(ctx, shelf)])
    if (out := taken_out(ctx, words)) is not None:
        return Routed(out)
    if (ordered := typed_order(ctx, words)) is not None:
        return ordered
    if (out := refused(ctx, words)) is not None:
        return Routed(out)
    if asked := goods_asked_about(words, ctx.catalogue, ctx.reader.language):
        card = product_screen(ctx, asked[0]) if len(asked) == 1 else _choose(ctx, asked)
        return Routed([card])
    if found.several:
        return Routed([_choose(ctx, found.several)])
    if not found.nearest and (about_basket := _about_basket(ctx, words)) is not None:
        return Routed(about_basket)
    return Routed([_not_understood(ctx, words, found.nearest)], missed=True)


def _find(ctx: Context, words: str) -> Found:
    if len(words) > WORDS_MAX:
        return Found(exact=None, several=(), nearest=())
    return find_items(words, ctx.catalogue, hidden=False)


def _only_asks(ctx: Context, words: str) -> bool:
    """Say whether it is "fresh?", which asks about what they look at, and looks for nothing that is called so."""
    marked = len(words) <= WORDS_MAX and words.rstrip().endswith(_ASKING)
    return marked and asks_of_no_goods(words, ctx.catalogue, ctx.reader.language)


def _about_basket(ctx: Context, words: str) -> Replies | None:
    """Read "yes" below a full basket as the wish to order it, and an amount as the wish to change it."""
    basket = load_basket(ctx.session, ctx.asker.person_id, ctx.catalogue)
    if not basket.lines:
        return None
    if is_yes(ctx, words):
        return review_command(ctx, words)
    if any(character.isnumeric() for character in words):
        return new_amount(ctx, words, basket)
    return None


def _choose(ctx: Context, items: Sequence[Item]) -> Outgoing:
    return Outgoing(
        text=ctx.reader.gettext("Which one do you mean?"),
        rows=(
            *in_rows(product_choice(ctx.reader, item) for item in items[:CHOICES_MAX]),
            (shop_choice(ctx.reader), basket_choice(ctx.reader)),
        ),
        card=CARD,
    )


def _not_understood(ctx: Context, words: str, nearest: Sequence[Item]) -> Outgoing:
    pending = _pending(ctx)
    further = [person_choice(ctx.reader)] if ctx.misses else []
    text = paragraphs(_understood(ctx, words, nearest), _still_asked(ctx, pending) if pending else "")
    return _told(ctx, text, [product_choice(ctx.reader, item) for item in nearest], further)


def _told(ctx: Context, text: str, choices: Sequence[Choice] = (), further: Sequence[Choice] = ()) -> Outgoing:
    """Say something with the ways on, back to Review first: its card is the one that this takes the place of.

    The amount that was asked for can still be typed.
    """
    basket = load_basket(ctx.session, ctx.asker.person_id, ctx.catalogue).lines
    review = [review_choice(ctx.reader)] if basket else []
    full = [basket_choice(ctx.reader, len(basket))] if basket else []
    ways = [shop_choice(ctx.reader), *full, my_orders_choice(ctx.reader), *further]
    pending = _pending(ctx)
    return Outgoing(
        text=text,
        rows=(*in_rows(review), *in_rows(choices), *in_rows(ways)),
        card=CARD,
        ask=ask_for(pending) if pending else None,
    )


def _pending(ctx: Context) -> Item | None:
    """Give the product whose amount was asked for."""
    return ctx.catalogue.by_offer.get(ctx.data.get("offer", 0))


def _understood(ctx: Context, words: str, nearest: Sequence[Item]) -> str:
    _ = ctx.reader.gettext
    facts = {"words": readable(words, QUOTED_MAX)}
    if nearest:
        return _("I did not find “%(words)s”. Did you mean one of these?") % facts
    if ctx.misses:
        return _("I am sorry, I do not understand “%(words)s”. Tap A person, and tell them what you need.") % facts
    return _("I do not understand “%(words)s”. Type what you would like, or tap below.") % facts


def _still_asked(ctx: Context, item: Item) -> str:
    return ctx.reader.gettext("Or type how much you would like of this: %(product)s.") % {
        "product": product_words(ctx.reader, item)
    }


FALLBACK = Fallback(free_text=free_text, unknown_command=unknown_command, unsupported=unsupported, stale=stale)
