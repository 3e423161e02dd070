"""Asking how much: amounts as buttons, and the question that a typed amount answers."""

from bot.catalog.models import Dimension
from bot.catalog.quantities import amount_text, short_amount
from bot.catalog.snapshot import Item
from bot.handlers.buyer.buttons import AskAmount, OpenProduct, PutAmount
from bot.handlers.buyer.shop import CARD, price_text
from bot.handlers.choices import CHOICES_MAX, basket_choice, in_rows
from bot.handlers.context import Context
from bot.handlers.lines import lines, product_words
from bot.i18n import Reader
from bot.messages import Ask, Choice, Outgoing

QUESTION = "amount"
AMOUNTS_MAX = CHOICES_MAX - 3  # beside Other amount, Favourite and Wait


def can_be_ordered(item: Item, available: int) -> bool:
    """Say whether what is left is enough for the smallest order."""
    return item.offer_id is not None and bool(_amounts(item, available))


def amount_choices(reader: Reader, item: Item, available: int, beside: int = 0) -> list[Choice]:
    """Give the usual amounts that are still there, or all that is left, and the way to any other amount.

    beside: how many choices more than usual the screen has.
    """
    assert item.offer_id is not None
    choices = [
        PutAmount(item.offer_id, amount).choice(short_amount(reader, item, amount))
        for amount in _amounts(item, available)[: AMOUNTS_MAX - beside]
    ]
    return [*choices, AskAmount(item.offer_id).choice(reader.gettext("Other amount"))]


def usual_amounts(item: Item) -> list[int]:
    """Give the amounts in which it is mostly bought, whether they are there or not; base units."""
    packs = [pack.quantity for pack in item.packs if pack.quantity >= item.min_order]
    return packs[:AMOUNTS_MAX] or [max(item.min_order, times * item.price_unit) for times in (1, 2, 5)]


def ask_for(item: Item) -> Ask:
    """Leave the question open that a typed amount of this product answers."""
    return Ask(QUESTION, {"offer": item.offer_id})


def amount_question(ctx: Context, item: Item, available: int, note: str = "") -> Outgoing:
    """Ask for an amount in words, below whatever there is to say first."""
    _ = ctx.reader.gettext
    sentences = (
        note,
        price_text(ctx.reader, item),
        _("How much would you like? Type it, for example %(example)s.")
        % {"example": short_amount(ctx.reader, item, _example(item))},
        _what_a_number_means(ctx.reader, item),
        _("Left: %(amount)s") % {"amount": amount_text(ctx.reader, item, available)},
    )
    return Outgoing(
        title=product_words(ctx.reader, item),
        text=lines(*sentences),
        rows=(
            *in_rows(amount_choices(ctx.reader, item, available)[:-1]),
            (OpenProduct(item.product_id).choice(_("Back")), basket_choice(ctx.reader)),
        ),
        picture=item.picture_id,  # as on the card that it takes the place of: a picture cannot be taken away in place
        card=CARD,
        ask=ask_for(item),
    )


def _what_a_number_means(reader: Reader, item: Item) -> str:
    if item.dimension is Dimension.PIECE:
        return reader.gettext("A number alone counts single pieces.")
    # Translators: both are amounts, as "A number alone counts portions of 2 jin (1 kg): 3 means 6 jin (3 kg)."
    return reader.gettext("A number alone counts portions of %(portion)s: 3 means %(three)s.") % {
        "portion": amount_text(reader, item, _portion(item)),
        "three": amount_text(reader, item, 3 * _portion(item)),
    }


def _example(item: Item) -> int:
    """Give three of a bare number, or as many as may be ordered at all."""
    return _portion(item) * max(3, -(-item.min_order // _portion(item)))


def _portion(item: Item) -> int:
    """Give what one of a bare number is: the smallest pack, or a piece (market.yaml, bare_number)."""
    if item.dimension is Dimension.PIECE or not item.packs:
        return item.price_unit
    return item.packs[0].quantity


def _amounts(item: Item, available: int) -> list[int]:
    packs = [pack.quantity for pack in item.packs if item.min_order <= pack.quantity <= available]
    if packs or item.whole_packs or available < item.min_order:
        return packs[:AMOUNTS_MAX]
    return [available]
