"""Review and Confirm: nothing is ordered before Confirm, and Confirm orders what it showed."""

from collections.abc import Sequence

from bot.handlers.buyer.basket import basket_card
from bot.handlers.buyer.buttons import (
    AddToOrder,
    ChangeBasket,
    ConfirmOrder,
    OpenBasket,
    OpenDetails,
    StartReview,
    TakeWhatIsLeft,
)
from bot.handlers.buyer.collecting import (
    collecting_text,
    fee_text,
    least_text,
    pay_text,
    point_lost,
    too_little_text,
)
from bot.handlers.buyer.lacking import left_out, less
from bot.handlers.buyer.points import all_points_choice, point_choice
from bot.handlers.buyer.receipt import receipt_card
from bot.handlers.buyer.shop import CARD
from bot.handlers.choices import Rows, in_rows, page_of, phone_choice
from bot.handlers.context import Context
from bot.handlers.details_text import details_text, if_short_text
from bot.handlers.lines import isolated, line_text, lines, paragraphs, price_moved, total_text, unit_price_text
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Outgoing
from bot.orders.adding import add_to_order
from bot.orders.basket import Basket, BasketLine
from bot.orders.fitting import Fit
from bot.orders.placing import confirm
from bot.orders.review import Review, review, take_what_is_left

routes = Routes()


@routes.press(StartReview, Who.ANYONE)
def start_review(ctx: Context, button: StartReview) -> Replies:
    return [outcome_card(ctx, review(ctx.session, ctx.asker.person_id, ctx.catalogue, now=ctx.now))]


@routes.press(TakeWhatIsLeft, Who.ANYONE)
def take_left(ctx: Context, button: TakeWhatIsLeft) -> Replies:
    """Order what there is of the basket, without what is gone: one tap, and a Review that says what is less."""
    fitted = take_what_is_left(ctx.session, ctx.asker.person_id, ctx.catalogue, now=ctx.now)
    return [outcome_card(ctx, fitted.outcome, lacking=fitted.lacking)]


@routes.press(ConfirmOrder, Who.ANYONE)
def confirm_order(ctx: Context, button: ConfirmOrder) -> Replies:
    receipt = confirm(
        ctx.session,
        ctx.asker.person_id,
        button.order_id,
        button.version,
        ctx.catalogue,
        now=ctx.now,
        random_code=ctx.random_code,
    )
    thanks = ctx.reader.gettext("Thank you! Your order is with the farms now.")
    return [receipt_card(ctx.reader, ctx.catalogue, receipt, now=ctx.now, note=thanks, replaces=CARD)]


@routes.press(AddToOrder, Who.ANYONE)
def add_to_my_order(ctx: Context, button: AddToOrder) -> Replies:
    receipt = add_to_order(
        ctx.session,
        ctx.asker.person_id,
        button.basket_id,
        button.version,
        button.order_id,
        button.number,
        ctx.catalogue,
        now=ctx.now,
    )
    thanks = ctx.reader.gettext("Thank you! It is added, and the farms are asked.")
    return [receipt_card(ctx.reader, ctx.catalogue, receipt, now=ctx.now, note=thanks, replaces=CARD)]


def outcome_card(ctx: Context, outcome: Review | Basket, note: str = "", lacking: Sequence[Fit] = ()) -> Outgoing:
    """Draw a Review, or the basket from which they go on where there is none, with the reason."""
    if isinstance(outcome, Review):
        return review_card(ctx, outcome, note, lacking)
    return basket_card(ctx, outcome, paragraphs(note, left_out(ctx, lacking), _too_little(ctx, outcome)))


def review_card(ctx: Context, review: Review, note: str = "", lacking: Sequence[Fit] = ()) -> Outgoing:
    """Draw what Confirm would order: goods, total, day and place, how to pay, and for how long it is held.

    lacking: what was wanted and cannot be had, some of it or none.
    """
    _ = ctx.reader.gettext
    below = {fit.product_id: less(ctx, fit) for fit in lacking if fit.quantity}
    goods = (
        lines(
            _priced(ctx, line),
            price_moved(ctx.reader, line, line.was_minor, line.price_minor),
            below.get(line.product_id, ""),
            if_short_text(ctx.reader, line.if_short),
        )
        for line in review.lines
    )
    return Outgoing(
        title=_("Please check your order"),
        text=paragraphs(
            note,
            lines(*goods),
            left_out(ctx, lacking),
            lines(
                "" if review.only_joins else fee_text(ctx.reader, review.address, review.fee_minor),
                total_text(ctx.reader, _asked_minor(review), approximate=review.approximate),
                _joining(ctx, review),
            ),
            lines(
                point_lost(ctx.reader, ctx.catalogue, review.lost_point_id, lost_courier=review.lost_courier),
                ""
                if review.must_choose
                else collecting_text(ctx.reader, ctx.catalogue, review.point_id, review.collect_on, review.address),
            ),
            details_text(ctx.reader, review.details, by_courier=review.address is not None),
            _("📞 The courier has no number of yours to call. If you like, tap My phone.")
            if _lacks_phone(review)
            else "",
            lines(
                pay_text(ctx.reader, review.address),
                _("⏳ Held for you until %(hour)s.") % {"hour": ctx.reader.hour(review.hold_expires_at)},
            ),
        ),
        rows=(
            *(_points(ctx) if review.must_choose else _confirm(ctx, review)),
            # Translators: a button, at most 20 characters: phone, note, and who collects the order.
            *in_rows(
                [OpenDetails().choice(_("Details")), *([phone_choice(ctx.reader)] if _lacks_phone(review) else [])]
            ),
            (OpenBasket().choice(_("Back")), ChangeBasket(1).choice(_("Change"))),
        ),
        card=CARD,
    )


def _lacks_phone(review: Review) -> bool:
    """Say whether the courier could not call: whoever waits for him at a door may be looked for."""
    return review.address is not None and not review.details.phone


def _priced(ctx: Context, line: BasketLine) -> str:
    """Write a line with the price of one unit beside the sum, where that is another and is not said below."""
    text = line_text(ctx.reader, ctx.catalogue, line, approximate=line.weighed)
    if line.quantity == line.price_unit or line.was_minor is not None:
        return text
    # Translators: a line with its unit's price: "🍄 Oyster mushroom: 2 jin (1 kg), ¥12.00 (¥6.00 per jin)".
    return ctx.reader.gettext("%(line)s (%(unit_price)s)") % {
        "line": text,
        "unit_price": isolated(ctx.reader, unit_price_text(ctx.reader, line, line.price_minor)),
    }


def _confirm(ctx: Context, review: Review) -> Rows:
    _ = ctx.reader.gettext
    confirm = ConfirmOrder(review.order_id, review.version).choice(_("Confirm"), "primary")
    if review.joins is None:
        return ((confirm,),)
    into = AddToOrder(review.order_id, review.version, review.joins.order_id, review.joins.number)
    # Translators: a button, at most 20 characters: beside Confirm, for an order of the same day; the code has four.
    add = (into.choice(_("Add to order %(code)s") % {"code": review.joins.code}),)
    return (add,) if review.only_joins else ((confirm,), add)


def _asked_minor(review: Review) -> int:
    """Give what the card's first button costs: an order of its own pays the courier, what is only added does not."""
    return review.total_minor - review.fee_minor if review.only_joins else review.total_minor


def _joining(ctx: Context, review: Review) -> str:
    """Say what the courier costs where it is added to an order that he brings anyway."""
    _ = ctx.reader.gettext
    if review.joins is None or review.address is None:
        return ""
    code = {"code": review.joins.code}
    if review.only_joins:
        return lines(
            _("The courier brings it together with order %(code)s, without a second fee.") % code,
            least_text(ctx.reader, ctx.catalogue.rules.courier),
        )
    return _("If you add this to order %(code)s, you do not pay the courier again.") % code if review.fee_minor else ""


def _too_little(ctx: Context, basket: Basket) -> str:
    """Say what to do with a basket for which the courier does not drive."""
    courier = ctx.catalogue.rules.courier
    if not basket.lines or not basket.is_too_little_for(courier):
        return ""
    return too_little_text(ctx.reader, courier.minimum_minor, basket.goods_minor)


def _points(ctx: Context) -> Rows:
    """Ask where it shall be instead; the basket with its Review comes after that."""
    points, more = page_of(ctx.catalogue.points, 1)
    further = ((all_points_choice(ctx.reader),),) if more else ()
    return (*in_rows(point_choice(ctx, point) for point in points), *further)
