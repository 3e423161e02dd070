"""What Review, Confirm and Cancel say no to, each with the state that the buyer goes on from."""

from collections.abc import Sequence
from dataclasses import replace

from bot.catalog.quantities import amount_text
from bot.catalog.words import fit_label, item_label
from bot.handlers.buyer.basket import basket_card
from bot.handlers.buyer.buttons import CancelMyOrder, OpenMyOrder, WaitFor
from bot.handlers.buyer.collecting import too_little_text
from bot.handlers.buyer.product import product_screen, wait_choice
from bot.handlers.buyer.receipt import receipt_card
from bot.handlers.choices import in_rows
from bot.handlers.context import Context
from bot.handlers.explain import explain
from bot.handlers.lines import lines, product_words
from bot.handlers.present import present_state
from bot.handlers.routes import Replies
from bot.messages import Choice, Outgoing
from bot.orders import alerts
from bot.orders.basket import load_basket
from bot.orders.models import OrderState
from bot.orders.receipts import load_receipt
from bot.orders.refusals import (
    AlreadyEnded,
    AlreadyPlaced,
    BelowCourierMinimum,
    CourierOff,
    EmptyBasket,
    FeeChanged,
    NeedsConfirmation,
    NoCollectionDay,
    NoPoint,
    NotEnoughLeft,
    OfferOver,
    OrderShort,
    OverBuyerLimit,
    PriceChanged,
    ShortLine,
    StaleReview,
    TooLateToCancel,
)
from bot.orders.waitlist import sold_amount

WAITS_MAX = 4  # beside what the basket's card offers anyway


@explain.register
def _(refusal: EmptyBasket, ctx: Context) -> Replies:
    return [basket_card(ctx, load_basket(ctx.session, ctx.asker.person_id, ctx.catalogue))]


@explain.register
def _(refusal: NoPoint, ctx: Context) -> Replies:
    sorry = ctx.reader.gettext("No pickup point is open at the moment. Your basket is kept; please come back tomorrow.")
    return [present_state(ctx, sorry)]


@explain.register
def _(refusal: CourierOff, ctx: Context) -> Replies:
    note = ctx.reader.gettext(
        "There is no courier at the moment, so nothing was ordered. Please choose a pickup point."
    )
    return [present_state(ctx, note)]


@explain.register
def _(refusal: BelowCourierMinimum, ctx: Context) -> Replies:
    return [present_state(ctx, too_little_text(ctx.reader, refusal.minimum_minor, refusal.goods_minor))]


@explain.register
def _(refusal: FeeChanged, ctx: Context) -> Replies:
    note = ctx.reader.gettext(
        "The courier costs %(now)s now, not %(was)s, so nothing was ordered yet. Please look again."
    )
    facts = {"now": ctx.reader.money(refusal.now_minor), "was": ctx.reader.money(refusal.was_minor)}
    return [present_state(ctx, note % facts)]


@explain.register
def _(refusal: NoCollectionDay, ctx: Context) -> Replies:
    sorry = ctx.reader.gettext("There is no day for collecting yet. Your basket is kept; please come back tomorrow.")
    return [present_state(ctx, sorry)]


@explain.register
def _(refusal: NotEnoughLeft, ctx: Context) -> Replies:
    item = ctx.catalogue.items[refusal.product_id]
    missing = _wanted_beyond(ctx, refusal)
    if refusal.available < item.min_order:
        return [product_screen(ctx, item, wanted=missing)]  # says that it is sold out, and offers others
    wanted, left = (amount_text(ctx.reader, item, amount) for amount in (refusal.wanted, refusal.available))
    note = ctx.reader.gettext("There are no %(wanted)s left, only %(left)s.") % {"wanted": wanted, "left": left}
    return [product_screen(ctx, item, note, missing)]


@explain.register
def _(refusal: OverBuyerLimit, ctx: Context) -> Replies:
    _ = ctx.reader.gettext
    item = ctx.catalogue.items[refusal.product_id]
    facts = {
        "most": amount_text(ctx.reader, item, refusal.maximum),
        "already": amount_text(ctx.reader, item, refusal.already),
    }
    if refusal.already:
        note = _("Each buyer can have %(most)s of this. You have ordered %(already)s already.") % facts
    else:
        note = _("Each buyer can have %(most)s of this, so that there is some for everyone.") % facts
    return [product_screen(ctx, item, note)]


@explain.register
def _(refusal: OrderShort, ctx: Context) -> Replies:
    _ = ctx.reader.gettext
    note = lines(
        *(_shortage(ctx, line) for line in refusal.lines),
        _("Nothing was ordered yet. Please change your basket."),
    )
    card = basket_card(ctx, load_basket(ctx.session, ctx.asker.person_id, ctx.catalogue), note)
    return [replace(card, rows=(*in_rows(_waits(ctx, refusal.lines)), *card.rows))]


@explain.register
def _(refusal: PriceChanged, ctx: Context) -> Replies:
    note = ctx.reader.gettext("A price has changed meanwhile, so nothing was ordered yet. Please look again.")
    return [basket_card(ctx, load_basket(ctx.session, ctx.asker.person_id, ctx.catalogue), note)]


@explain.register
def _(refusal: StaleReview, ctx: Context) -> Replies:
    note = ctx.reader.gettext("That message is out of date, so nothing was ordered. Here is your basket now:")
    return [basket_card(ctx, refusal.basket, note)]


@explain.register
def _(refusal: AlreadyPlaced, ctx: Context) -> Replies:
    # A second tap on Confirm: the receipt again, and nothing twice.
    cancelled = refusal.receipt.state is OrderState.CANCELLED
    toast = None if cancelled else ctx.reader.gettext("It is ordered already.")
    return [receipt_card(ctx.reader, ctx.catalogue, refusal.receipt, now=ctx.now, toast=toast)]


@explain.register
def _(refusal: OfferOver, ctx: Context) -> Replies:
    _ = ctx.reader.gettext
    if refusal.taken:
        return [present_state(ctx, _("You have taken that already. Here is how things stand:"))]
    over = _("That offer is over: its time ran out, or you answered it before.")
    return [product_screen(ctx, ctx.catalogue.items[refusal.product_id], over)]


@explain.register
def _(refusal: NeedsConfirmation, ctx: Context) -> Replies:
    _ = ctx.reader.gettext
    return [
        Outgoing(
            title=_("Cancel order %(code)s?") % {"code": refusal.code},
            text=_("The farms are counting on it already. Its things would go back into your basket."),
            rows=(
                (
                    CancelMyOrder(refusal.order_id, 1).choice(_("Yes, cancel"), "danger"),
                    OpenMyOrder(refusal.order_id).choice(_("Keep it")),
                ),
            ),
            card=alerts.receipt_card(refusal.order_id),
        )
    ]


@explain.register
def _(refusal: TooLateToCancel, ctx: Context) -> Replies:
    _ = ctx.reader.gettext
    if refusal.packed:
        note = _(
            "It is packed already, so it can no longer be cancelled here. /person brings you to somebody who helps."
        )
    else:
        note = _(
            "It could be cancelled until %(day)s, %(hour)s; now the farms are packing."
            " /person brings you to somebody who helps."
        ) % {
            "day": ctx.reader.day(ctx.reader.local_date(refusal.cut_off_at)),
            "hour": ctx.reader.hour(refusal.cut_off_at),
        }
    return [_receipt(ctx, refusal.order_id, note)]


@explain.register
def _(refusal: AlreadyEnded, ctx: Context) -> Replies:
    return [_receipt(ctx, refusal.order_id, ctx.reader.gettext("This order is over; there is nothing left to cancel."))]


def _receipt(ctx: Context, order_id: int, note: str) -> Outgoing:
    receipt = load_receipt(ctx.session, ctx.asker.person_id, order_id)
    return receipt_card(ctx.reader, ctx.catalogue, receipt, now=ctx.now, note=note)


def _wanted_beyond(ctx: Context, refusal: NotEnoughLeft) -> int:
    """Say how much of what was wanted is to be waited for: not what stands in the basket and can be had."""
    basket = load_basket(ctx.session, ctx.asker.person_id, ctx.catalogue)
    there = sum(
        line.quantity
        for line in basket.lines
        if line.product_id == refusal.product_id and line.quantity <= line.available
    )
    item = ctx.catalogue.items[refusal.product_id]
    return sold_amount(item, refusal.wanted - there) or refusal.wanted


def _waits(ctx: Context, short: Sequence[ShortLine]) -> list[Choice]:
    """Offer to wait for what is short: one thing by its amount, several by their names."""
    found = [(line, ctx.catalogue.items[line.product_id]) for line in short[:WAITS_MAX] if line.wanted > line.available]
    found = [(line, item) for line, item in found if ctx.catalogue.on_sale(item)]
    if len(found) == 1:
        return [wait_choice(ctx.reader, item, line.wanted) for line, item in found]
    return [
        WaitFor(item.product_id, line.wanted).choice(fit_label(f"⏳ {item_label(item, ctx.reader)}"))
        for line, item in found
    ]


def _shortage(ctx: Context, line: ShortLine) -> str:
    _ = ctx.reader.gettext
    item = ctx.catalogue.items[line.product_id]
    facts = {"product": product_words(ctx.reader, item), "left": amount_text(ctx.reader, item, line.available)}
    if not ctx.catalogue.on_sale(item):
        return _("%(product)s: not on sale") % facts
    if line.available < item.min_order:
        return _("%(product)s has just sold out.") % facts
    return _("%(product)s: somebody was quicker, only %(left)s left.") % facts
