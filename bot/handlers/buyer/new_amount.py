"""An amount typed below a full basket, which says of nothing how much it is: "make it 3 jin"."""

from bot.catalog.amounts import BadAmount, Bare, read_amount
from bot.catalog.numbers import AmbiguousNumber, is_number
from bot.catalog.said_of_goods import lone_amount
from bot.handlers.buyer.basket import change_card
from bot.handlers.buyer.buttons import PutAmount
from bot.handlers.buyer.checkout import outcome_card
from bot.handlers.buyer.shop import CARD, product_choice
from bot.handlers.choices import CHOICES_MAX, basket_choice, in_rows, review_choice
from bot.handlers.context import Context
from bot.handlers.person import readable
from bot.handlers.routes import Replies
from bot.messages import Outgoing
from bot.orders.basket import Basket, BasketLine, set_line
from bot.orders.review import review

QUOTED_MAX = 40  # characters of a message that we say back


def new_amount(ctx: Context, words: str, basket: Basket) -> Replies:
    """Let the only line have this amount, and show what Confirm would order; of several, ask which.

    A number alone may be of anything, and is asked about as well.

    Raises:
        BelowMinimum, NotWholePacks, NotEnoughLeft, OverBuyerLimit: of the only line, as where its amount is asked for.
    """
    amount = lone_amount(words, ctx.catalogue, ctx.reader.language)
    fitting = [(line, quantity) for line in basket.lines if amount and (quantity := _of(ctx, amount, line))]
    if len(basket.lines) == 1 and fitting and not is_number(words):
        [(line, quantity)] = fitting
        set_line(ctx.session, ctx.asker.person_id, line.offer_id, quantity, ctx.catalogue, now=ctx.now)
        return [outcome_card(ctx, review(ctx.session, ctx.asker.person_id, ctx.catalogue, now=ctx.now))]
    quoted = {"words": readable(words, QUOTED_MAX)}
    if not fitting:
        which = ctx.reader.gettext("What is “%(words)s” for? Tap it, then type the amount.")
        return [change_card(ctx, basket, 1, which % quoted)]
    choices = [
        PutAmount(line.offer_id, quantity).choice(
            product_choice(ctx.reader, ctx.catalogue.items[line.product_id]).label
        )
        for line, quantity in fitting[:CHOICES_MAX]
    ]
    return [
        Outgoing(
            text=ctx.reader.gettext("What is “%(words)s” for? Tap it, and it has this amount.") % quoted,
            rows=(*in_rows(choices), (basket_choice(ctx.reader), review_choice(ctx.reader))),
            card=CARD,
        )
    ]


def _of(ctx: Context, amount: str, line: BasketLine) -> int | None:
    """Read an amount as one of this line, in base units; None: it cannot be."""
    item = ctx.catalogue.by_offer.get(line.offer_id)
    if item is None:
        return None
    try:
        return read_amount(amount, item, ctx.reader.language, ctx.catalogue.units, bare=Bare.PACK)
    except (BadAmount, AmbiguousNumber):
        return None
