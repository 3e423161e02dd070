"""What is said to an amount that cannot be read, or is not sold; a buyer's open question is asked again."""

from decimal import Decimal

from bot.catalog.amounts import AmountProblem, BadAmount, BelowMinimum, NotWholePacks
from bot.catalog.models import Dimension
from bot.catalog.numbers import AmbiguousNumber
from bot.catalog.quantities import amount_text, own_unit_name, short_amount
from bot.catalog.snapshot import Item
from bot.catalog.stock import available_in
from bot.handlers.buyer.amounts import amount_question
from bot.handlers.buyer.basket import line_card
from bot.handlers.buyer.buttons import OpenProduct, PutAmount
from bot.handlers.buyer.product import product_screen
from bot.handlers.buyer.shop import CARD, price_text
from bot.handlers.choices import basket_choice, in_rows
from bot.handlers.context import Context
from bot.handlers.explain import explain
from bot.handlers.lines import lines, product_words
from bot.handlers.routes import Replies
from bot.messages import Outgoing
from bot.orders.basket import load_basket


@explain.register
def _(refusal: BadAmount, ctx: Context) -> Replies:
    if asked := _asked(ctx):
        return [_ask_again(ctx, asked, amount_problem(ctx, refusal.problem, refusal.item))]
    if "parcel" in ctx.data:
        return [_less_again(ctx, refusal)]
    # A farmer's or an admin's number: it counts in the product's own unit.
    what_to_type = ctx.reader.gettext("Type a number in %(unit)s, for example %(example)s.") % {
        "unit": own_unit_name(ctx.reader, refusal.item),
        "example": short_amount(ctx.reader, refusal.item, 3 * refusal.item.price_unit),
    }
    return [Outgoing(text=lines(amount_problem(ctx, refusal.problem, refusal.item), what_to_type))]


@explain.register
def _(refusal: AmbiguousNumber, ctx: Context) -> Replies:
    note = two_numbers(ctx, refusal.small, refusal.large)
    asked = _asked(ctx)
    return [_ask_again(ctx, asked, note) if asked else Outgoing(text=note)]


@explain.register
def _(refusal: BelowMinimum, ctx: Context) -> Replies:
    note = smallest_text(ctx, refusal.item)
    basket = load_basket(ctx.session, ctx.asker.person_id, ctx.catalogue)
    line = next((each for each in basket.lines if each.product_id == refusal.item.product_id), None)
    return [line_card(ctx, line, note) if line else product_screen(ctx, refusal.item, note)]


@explain.register
def _(refusal: NotWholePacks, ctx: Context) -> Replies:
    _ = ctx.reader.gettext
    item = refusal.item
    assert item.offer_id is not None  # it was about to be ordered
    amounts = [amount for amount in (refusal.below, refusal.above) if amount]
    return [
        Outgoing(
            title=product_words(ctx.reader, item),
            text=lines(
                price_text(ctx.reader, item), _("This comes in whole packs, so please choose an amount that is sold.")
            ),
            rows=(
                *in_rows(
                    PutAmount(item.offer_id, amount).choice(short_amount(ctx.reader, item, amount))
                    for amount in amounts
                ),
                (OpenProduct(item.product_id).choice(_("Back")), basket_choice(ctx.reader)),
            ),
            card=CARD,
        )
    ]


def amount_problem(ctx: Context, problem: AmountProblem, item: Item) -> str:
    """Say what is wrong with an amount of a product."""
    _ = ctx.reader.gettext
    match problem:
        case AmountProblem.NOT_A_NUMBER:
            return _("I cannot read that as an amount.")
        case AmountProblem.TOO_LONG:
            return _("That is too long for an amount.")
        case AmountProblem.NOT_POSITIVE:
            return _("It has to be more than nothing.")
        case AmountProblem.TOO_PRECISE if item.dimension is Dimension.PIECE:
            return _("It is sold in whole pieces only.")
        case AmountProblem.TOO_PRECISE:
            return _("Nobody can weigh it out that finely.")
        case AmountProblem.OTHER_UNIT:
            return _("This is not sold by that unit.")
        case AmountProblem.TOO_LARGE:
            return _("That is more than anyone grows.")
        case AmountProblem.NEEDS_UNIT:
            return _("Which unit is that? Please type it too.")
        case AmountProblem.TWO_AMOUNTS:
            return _("That could mean two amounts. Please type one.")


def smallest_text(ctx: Context, item: Item) -> str:
    """Say how little of a product can be ordered."""
    smallest = {"amount": amount_text(ctx.reader, item, item.min_order)}
    return ctx.reader.gettext("The smallest order of this is %(amount)s.") % smallest


def two_numbers(ctx: Context, small: Decimal, large: Decimal) -> str:
    """Ask which of two a number means: 1,500."""
    return ctx.reader.gettext("That could mean two things. Please type %(small)s or %(large)s, with its unit.") % {
        "small": ctx.reader.number(small),
        "large": ctx.reader.number(large),
    }


def _less_again(ctx: Context, refusal: BadAmount) -> Outgoing:
    """Ask a farmer again, without an example, which could be more than was ordered."""
    _ = ctx.reader.gettext
    none_is_fine = refusal.problem is AmountProblem.NOT_POSITIVE
    problem = (
        _("I cannot read that as an amount.") if none_is_fine else amount_problem(ctx, refusal.problem, refusal.item)
    )
    question = _("How much can you give? Type one number in %(unit)s. 0 means none.")
    return Outgoing(text=lines(problem, question % {"unit": own_unit_name(ctx.reader, refusal.item)}))


def _asked(ctx: Context) -> Item | None:
    """Give the product whose amount a buyer was asked for, if that question is open."""
    return ctx.catalogue.by_offer.get(ctx.data.get("offer", 0))


def _ask_again(ctx: Context, item: Item, note: str) -> Outgoing:
    left = available_in(ctx.session, [item.lot_id]) if item.lot_id is not None else {}
    return amount_question(ctx, item, left.get(item.lot_id or 0, 0), note)
