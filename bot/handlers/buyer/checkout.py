"""Review and Confirm: nothing is ordered before Confirm, and Confirm orders what it showed."""

from bot.handlers.buyer.buttons import ChangeBasket, ConfirmOrder, OpenBasket, StartReview
from bot.handlers.buyer.collecting import collecting_text
from bot.handlers.buyer.receipt import receipt_card
from bot.handlers.buyer.shop import CARD
from bot.handlers.context import Context
from bot.handlers.lines import line_text, lines, paragraphs, price_moved, total_text
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Outgoing
from bot.orders.placing import confirm
from bot.orders.review import Review, review

routes = Routes()


@routes.press(StartReview, Who.ANYONE)
def start_review(ctx: Context, button: StartReview) -> Replies:
    return [review_card(ctx, review(ctx.session, ctx.asker.person_id, ctx.catalogue, now=ctx.now))]


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


def review_card(ctx: Context, review: Review, note: str = "") -> Outgoing:
    """Draw what Confirm would order: goods, total, day and place, how to pay, and for how long it is held."""
    _ = ctx.reader.gettext
    goods = (
        lines(
            line_text(ctx.reader, ctx.catalogue, line, approximate=line.weighed),
            price_moved(ctx.reader, line, line.was_minor, line.price_minor),
        )
        for line in review.lines
    )
    return Outgoing(
        title=_("Please check your order"),
        text=paragraphs(
            note,
            lines(*goods),
            total_text(ctx.reader, review.total_minor, approximate=review.approximate),
            collecting_text(ctx.reader, ctx.catalogue, review.point_id, review.collect_on),
            lines(
                _("💵 Pay in cash when you collect."),
                _("⏳ Held for you until %(hour)s.") % {"hour": ctx.reader.hour(review.hold_expires_at)},
            ),
        ),
        rows=(
            (ConfirmOrder(review.order_id, review.version).choice(_("Confirm"), "primary"),),
            (OpenBasket().choice(_("Back")), ChangeBasket(1).choice(_("Change"))),
        ),
        card=CARD,
    )
