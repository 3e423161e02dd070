"""Orders in a buyer's own words: "2 jin oyster mushroom, 10 eggs" is one message, and one tap to confirm it.

What was read goes into the basket and is shown before anything is ordered; what was not is asked about, and the rest
is kept meanwhile.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.catalog.grammar.reading import read_order
from bot.catalog.grammar.result import Ask, Order, Question, Wanted
from bot.catalog.quantities import amount_text
from bot.catalog.typed import as_typed
from bot.handlers.buyer.amount_refusals import amount_problem, smallest_text, two_numbers
from bot.handlers.buyer.buttons import PutAmount
from bot.handlers.buyer.checkout import outcome_card
from bot.handlers.buyer.product import product_screen
from bot.handlers.buyer.shop import CARD, product_choice
from bot.handlers.choices import (
    CHOICES_MAX,
    Rows,
    basket_choice,
    in_rows,
    my_orders_choice,
    person_choice,
    review_choice,
    shop_choice,
)
from bot.handlers.context import Context
from bot.handlers.lines import lines, paragraphs, product_words
from bot.handlers.person import readable
from bot.handlers.routes import Routed
from bot.messages import Choice, Outgoing
from bot.orders.basket import Basket, load_basket, set_line, set_lines
from bot.orders.review import review, take_what_is_left
from bot.orders.waitlist import sold_amount

QUOTED_MAX = 40  # characters of a message that we say back
BESIDE = 2  # ways on that count as choices, beside the goods of a question

# What these ask about is nothing that we know, so it counts as not understood.
_UNKNOWN = (Ask.WORDS, Ask.NOT_SOLD)


def typed_order(ctx: Context, words: str) -> Routed | None:
    """Answer a message that orders something; None: it does not.

    Raises:
        BelowMinimum, NotWholePacks, NotEnoughLeft, OverBuyerLimit: of the only product it names; the others as Review.
    """
    match read_order(words, ctx.catalogue, ctx.reader.language):
        case Order((Wanted(item, said=False),)):  # who names goods alone may want to look at them
            return Routed([product_screen(ctx, item)])
        case Order(wanted):
            return Routed([_reviewed(ctx, wanted)])
        case Question() as question:
            typed = replace(question, words=as_typed(words, question.words) or words)
            return Routed([_asked(ctx, typed)], missed=question.ask in _UNKNOWN)
        case _:
            return None


def _reviewed(ctx: Context, wanted: Sequence[Wanted]) -> Outgoing:
    """Put it into the basket, where the same goods then stand with this amount, and go on to Review.

    An amount so small that it is not sold is asked about: it must not take out what is in the basket of these goods.
    """
    buyer, shelf, now = ctx.asker.person_id, ctx.catalogue, ctx.now
    if len(wanted) == 1:  # what cannot be had of it is refused with all that there is to say about it
        assert wanted[0].item.offer_id is not None
        set_line(ctx.session, buyer, wanted[0].item.offer_id, wanted[0].quantity, shelf, now=now)
        return outcome_card(ctx, review(ctx.session, buyer, shelf, now=now))
    if too_little := tuple(each.item for each in wanted if not sold_amount(each.item, each.quantity)):
        others = tuple(each for each in wanted if each.item not in too_little)
        return _asked(ctx, Question(Ask.AMOUNT, too_little, "", others), smallest_text(ctx, too_little[0]))
    set_lines(ctx.session, buyer, _amounts(wanted), shelf, now=now)
    fitted = take_what_is_left(ctx.session, buyer, shelf, now=now)
    return outcome_card(ctx, fitted.outcome, lacking=fitted.lacking)


def _asked(ctx: Context, question: Question, why: str = "") -> Outgoing:
    """Ask what has to be known, below what was understood; that is in the basket from now on.

    why: what is wrong with the amount of the only product, where it was read.
    """
    buyer, shelf = ctx.asker.person_id, ctx.catalogue
    wanted = tuple(each for each in question.wanted if sold_amount(each.item, each.quantity))
    if wanted:
        basket = set_lines(ctx.session, buyer, _amounts(wanted), shelf, now=ctx.now)
    else:
        basket = load_basket(ctx.session, buyer, shelf)
    too_little = (
        f"{product_words(ctx.reader, each.item)}: {smallest_text(ctx, each.item)}"
        for each in question.wanted
        if each not in wanted
    )
    kept = paragraphs(_kept(ctx, wanted), lines(*too_little))
    if question.ask is Ask.AMOUNT and len(question.candidates) == 1:
        return product_screen(ctx, question.candidates[0], paragraphs(kept, why or _sentence(ctx, question)))
    choices = [
        PutAmount(each.item.offer_id, each.quantity).choice(product_choice(ctx.reader, each.item).label)
        for each in question.choices
        if each.item.offer_id is not None
    ] or [product_choice(ctx.reader, item) for item in question.candidates]
    return Outgoing(
        text=paragraphs(kept, _sentence(ctx, question)),
        rows=_rows(ctx, question, choices[: CHOICES_MAX - BESIDE], basket),
        card=CARD,
    )


def _sentence(ctx: Context, question: Question) -> str:
    _ = ctx.reader.gettext
    facts = {"words": readable(question.words, QUOTED_MAX)}
    match question.ask:
        case Ask.WHICH:
            return _("Which one do you mean by “%(words)s”?") % facts
        case Ask.AMOUNT if len(question.candidates) == 1 and question.problem:
            return amount_problem(ctx, question.problem, question.candidates[0])
        case Ask.AMOUNT if len(question.candidates) == 1 and question.two:
            return two_numbers(ctx, *question.two)
        case Ask.AMOUNT if len(question.candidates) == 1:
            return _("I am not sure about the amount. Tap it, or type a number with its unit.")
        case Ask.AMOUNT:
            return _("I am not sure about the amounts. Tap one of these, then say how much.")
        case Ask.SHARED:
            return _("How much of each would you like? Tap one of these, then say how much.")
        case Ask.NOT_SOLD if not question.candidates:
            return _("We do not sell this: “%(words)s”.") % facts
        case Ask.NOT_SOLD:
            return _("We do not sell this: “%(words)s”. Is it one of these that you would like?") % facts
        case Ask.WORDS if not question.candidates:
            return _("I am not sure about “%(words)s”. Please say it in other words.") % facts
        case Ask.WORDS:
            return _("I am not sure about “%(words)s”. Tap what you would like, or say it in other words.") % facts


def _kept(ctx: Context, wanted: Sequence[Wanted]) -> str:
    """Say what was understood."""
    if not wanted:
        return ""
    goods = (
        f"{product_words(ctx.reader, each.item)}: {amount_text(ctx.reader, each.item, each.quantity)}"
        for each in wanted
    )
    # Translators: stands above goods with their amounts, one below the other.
    return lines(ctx.reader.gettext("I have put this in your basket:"), *goods)


def _rows(ctx: Context, question: Question, choices: Sequence[Choice], basket: Basket) -> Rows:
    """Lay out what a question may mean; above that the way back to a full basket's Review, if it was not understood."""
    missed = question.ask in _UNKNOWN
    review = [review_choice(ctx.reader)] if basket.lines else []
    ways = [basket_choice(ctx.reader)] if basket.lines else [shop_choice(ctx.reader), my_orders_choice(ctx.reader)]
    if missed and ctx.misses:
        ways.append(person_choice(ctx.reader))
    if missed:
        return (*in_rows(review), *in_rows(choices), *in_rows(ways))
    return (*in_rows(choices), *in_rows([*ways, *review]))


def _amounts(wanted: Iterable[Wanted]) -> dict[int, int]:
    return {each.item.offer_id: each.quantity for each in wanted if each.item.offer_id is not None}
