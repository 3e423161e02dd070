"""The basket: what goes in, what is changed, where it will be collected."""

from bot.catalog.amounts import AmountProblem, BadAmount, Bare, read_amount
from bot.catalog.grammar.reading import read_order
from bot.catalog.grammar.result import Nothing
from bot.catalog.quantities import amount_text
from bot.catalog.snapshot import Item
from bot.catalog.words import item_label
from bot.handlers.buyer.amounts import QUESTION, amount_choices, ask_for
from bot.handlers.buyer.buttons import (
    ChangeBasket,
    ChangeLine,
    OpenBasket,
    OpenPoints,
    OpenShop,
    PutAmount,
    StartReview,
    TakeWhatIsLeft,
    Where,
)
from bot.handlers.buyer.collecting import fee_text, least_text, point_lost
from bot.handlers.buyer.shop import CARD, price_text
from bot.handlers.buyer.steppers import in_basket_text, step_row, undo_row
from bot.handlers.choices import Rows, in_rows, my_orders_choice, page_of, shop_choice
from bot.handlers.context import Context
from bot.handlers.global_words import global_word
from bot.handlers.lines import line_text, lines, paragraphs, price_moved, product_words, total_text
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Choice, Outgoing
from bot.orders.basket import Basket, BasketLine, load_basket, set_line
from bot.refusals import NotAvailable

routes = Routes()


@routes.press(OpenBasket, Who.ANYONE)
def open_basket(ctx: Context, button: OpenBasket) -> Replies:
    return [basket_card(ctx, load_basket(ctx.session, ctx.asker.person_id, ctx.catalogue))]


@routes.command("basket", Who.ANYONE)
def basket_command(ctx: Context, words: str) -> Replies:
    return open_basket(ctx, OpenBasket())


@routes.press(PutAmount, Who.ANYONE)
def put_amount(ctx: Context, button: PutAmount) -> Replies:
    """Let the basket hold exactly so much of it from now on."""
    if button.offer_id not in ctx.catalogue.by_offer or button.quantity < 0:
        raise NotAvailable
    basket = set_line(ctx.session, ctx.asker.person_id, button.offer_id, button.quantity, ctx.catalogue, now=ctx.now)
    return [basket_card(ctx, basket)]


@routes.answer(QUESTION, Who.ANYONE)
def typed_amount(ctx: Context, words: str) -> Replies | None:
    """Read "3", "1.5 kg" or "三斤" as the amount that was asked for."""
    item = ctx.catalogue.by_offer.get(ctx.data["offer"])
    # "basket" is a container of some farms, and the way to the basket everywhere.
    if item is None or global_word(ctx.reader, words) is not None:
        return None
    try:
        quantity = read_amount(words, item, ctx.reader.language, ctx.catalogue.units, bare=Bare.PACK)
    except BadAmount as bad:
        if bad.problem is AmountProblem.NOT_POSITIVE and _takes_out(ctx, words, item):
            return put_amount(ctx, PutAmount(ctx.data["offer"], 0))
        # "eggs" is no bad amount but another wish, as "10 eggs" is; "0", "1e9" and "²" were meant as one.
        if any(character.isnumeric() for character in words) and not _names_goods(ctx, words):
            raise
        return None
    return put_amount(ctx, PutAmount(ctx.data["offer"], quantity))


def _takes_out(ctx: Context, words: str, item: Item) -> bool:
    """Say whether it is "0" for what is in the basket."""
    try:
        read_amount(words, item, ctx.reader.language, ctx.catalogue.units, bare=Bare.PACK, zero=True)
    except BadAmount:
        return False
    basket = load_basket(ctx.session, ctx.asker.person_id, ctx.catalogue)
    return any(line.product_id == item.product_id for line in basket.lines)


def _names_goods(ctx: Context, words: str) -> bool:
    return not isinstance(read_order(words, ctx.catalogue, ctx.reader.language), Nothing)


@routes.press(ChangeBasket, Who.ANYONE)
def change_basket(ctx: Context, button: ChangeBasket) -> Replies:
    return [change_card(ctx, load_basket(ctx.session, ctx.asker.person_id, ctx.catalogue), button.page)]


def change_card(ctx: Context, basket: Basket, page: int, question: str = "") -> Outgoing:
    """Ask which line is to be changed."""
    _ = ctx.reader.gettext
    if not basket.lines:
        return basket_card(ctx, basket)
    shown, more = page_of(basket.lines, page)
    ways = [OpenBasket().choice(_("Back"))]
    if more:
        ways.append(ChangeBasket(page + 1).choice(_("Next page")))
    return Outgoing(
        title=_("🧺 Your basket"),
        text=paragraphs(lines(*(_line(ctx, line) for line in shown)), question or _("What would you like to change?")),
        rows=(*in_rows(_change_choice(ctx, line) for line in shown), tuple(ways)),
        card=CARD,
    )


@routes.press(ChangeLine, Who.ANYONE)
def change_line(ctx: Context, button: ChangeLine) -> Replies:
    basket = load_basket(ctx.session, ctx.asker.person_id, ctx.catalogue)
    line = next((each for each in basket.lines if each.offer_id == button.offer_id), None)
    if line is None:  # taken out meanwhile, perhaps on another phone
        return [basket_card(ctx, basket)]
    return [line_card(ctx, line)]


def line_card(ctx: Context, line: BasketLine, note: str = "") -> Outgoing:
    """Ask how much of a line it shall be instead, below whatever there is to say first."""
    _ = ctx.reader.gettext
    item = ctx.catalogue.items[line.product_id]
    there = in_basket_text(ctx.reader, item, line.quantity)
    left = _("Left: %(amount)s") % {"amount": amount_text(ctx.reader, item, line.available)}
    steps = step_row(ctx, item, line.quantity, line.available, Where.LINE)
    remove = PutAmount(line.offer_id, 0).choice(_("Take it out"), "danger")
    return Outgoing(
        title=product_words(ctx.reader, item),
        text=paragraphs(note, lines(price_text(ctx.reader, item), there, left), _("How much would you like instead?")),
        rows=(
            *steps,
            *in_rows(amount_choices(ctx.reader, item, line.available, beside=sum(map(len, steps)))),
            (ChangeBasket(1).choice(_("Back")), remove),
        ),
        card=CARD,
        ask=ask_for(item),
    )


def basket_card(
    ctx: Context, basket: Basket, note: str = "", replaces: str | None = None, undo: PutAmount | None = None
) -> Outgoing:
    """Draw the basket as it stands, below whatever there is to say first.

    undo: what puts back what was taken out of it just now.
    """
    _ = ctx.reader.gettext
    if not basket.lines:
        return _empty_basket(ctx, note, replaces, undo)
    ways = [ChangeBasket(1).choice(_("Change"))]
    courier = ctx.catalogue.rules.courier
    if courier.drives:
        # Translators: a button, at most 20 characters: where to collect the order, or that the courier brings it.
        ways.append(OpenPoints(1).choice(_("How to get it")))
    elif len(ctx.catalogue.points) > 1:
        ways.append(OpenPoints(1).choice(_("Pickup point")))
    lost_courier = basket.address is not None and not courier.drives
    fee_minor = basket.fee_minor(courier)
    return Outgoing(
        title=_("🧺 Your basket"),
        text=paragraphs(
            note,
            lines(*(_line(ctx, line) for line in basket.lines)),
            lines(
                "" if lost_courier else fee_text(ctx.reader, basket.address, fee_minor),
                total_text(ctx.reader, basket.goods_minor + fee_minor, approximate=basket.approximate),
                point_lost(ctx.reader, ctx.catalogue, basket.lost_point_id, lost_courier=lost_courier),
                _collect_at(ctx, basket),
            ),
        ),
        rows=(
            *_what_is_left(ctx, basket),
            *_steps(ctx, basket),
            *undo_row(ctx, undo),
            (OpenShop().choice(_("Add more")), StartReview().choice(_("Review"), "primary")),
            tuple(ways),
        ),
        card=CARD,
        replaces=replaces,
    )


def _steps(ctx: Context, basket: Basket) -> Rows:
    """Give the steps of the only line; those of several stand on the cards of each."""
    item = ctx.catalogue.items.get(basket.lines[0].product_id)
    if len(basket.lines) > 1 or item is None or not basket.lines[0].on_sale:
        return ()
    return step_row(ctx, item, basket.lines[0].quantity, basket.lines[0].available, Where.BASKET)


def _empty_basket(ctx: Context, note: str, replaces: str | None, undo: PutAmount | None) -> Outgoing:
    _ = ctx.reader.gettext
    return Outgoing(
        title=_("🧺 Your basket"),
        text=paragraphs(note, _("It is empty. Have a look round the shop.")),
        rows=(*undo_row(ctx, undo), (shop_choice(ctx.reader), my_orders_choice(ctx.reader))),
        card=CARD,
        replaces=replaces,
    )


def _what_is_left(ctx: Context, basket: Basket) -> Rows:
    """Offer to go on without what is gone, where something is."""
    if all(line.available >= line.quantity for line in basket.lines):
        return ()
    # Translators: a button, at most 20 characters: order the basket without what is sold out.
    return ((TakeWhatIsLeft().choice(ctx.reader.gettext("Take what is left")),),)


def _collect_at(ctx: Context, basket: Basket) -> str:
    courier = ctx.catalogue.rules.courier
    if basket.address and courier.drives:
        return lines(
            ctx.reader.gettext("By courier to: %(address)s") % {"address": basket.address},
            f"⚠️ {least_text(ctx.reader, courier)}" if basket.is_too_little_for(courier) else "",
        )
    point = ctx.catalogue.point(basket.point_id)
    lost = basket.lost_point_id or basket.address
    if point is None or (lost and len(ctx.catalogue.points) > 1):  # to be chosen
        return ""
    return ctx.reader.gettext("Collect at: %(point)s") % {"point": ctx.reader.word(point.names)}


def _line(ctx: Context, line: BasketLine) -> str:
    return lines(
        line_text(ctx.reader, ctx.catalogue, line, approximate=line.weighed),
        price_moved(ctx.reader, line, line.was_minor, line.price_minor),
        _shortfall(ctx, line),
    )


def _shortfall(ctx: Context, line: BasketLine) -> str:
    _ = ctx.reader.gettext
    if line.available >= line.quantity:
        return ""
    if not line.on_sale:
        # Translators: under a line of the basket.
        return _("⚠️ No longer on sale.")
    if not line.available:
        # Translators: under a line of the basket.
        return _("⚠️ Sold out meanwhile.")
    # Translators: under a line of the basket.
    return _("⚠️ Only %(amount)s left.") % {"amount": amount_text(ctx.reader, line, line.available)}


def _change_choice(ctx: Context, line: BasketLine) -> Choice:
    return ChangeLine(line.offer_id).choice(item_label(ctx.catalogue.items[line.product_id], ctx.reader))
