"""What is to be done where a farm has less of something: said line by line before Confirm, and kept to afterwards."""

from bot.catalog.words import item_label
from bot.handlers.buyer.basket import basket_card
from bot.handlers.buyer.buttons import OpenDetails, OpenIfShort, SetIfShort, TakeInstead
from bot.handlers.buyer.checkout import outcome_card
from bot.handlers.buyer.receipt import comes, receipt_card
from bot.handlers.buyer.shop import CARD
from bot.handlers.choices import in_rows, page_of
from bot.handlers.context import Context
from bot.handlers.lines import line_words, lines, paragraphs
from bot.handlers.routes import Replies, Routes, Who
from bot.i18n import Reader
from bot.messages import Outgoing
from bot.orders.basket import Basket, BasketLine, load_basket, set_line
from bot.orders.detailing import set_if_short
from bot.orders.models import IfShort
from bot.orders.receipts import Receipt, ReceiptLine, load_receipt
from bot.orders.replacing import same_goods
from bot.orders.review import review
from bot.orders.waitlist import sold_amount
from bot.refusals import NotAvailable

routes = Routes()


@routes.press(OpenIfShort, Who.ANYONE)
def open_if_short(ctx: Context, button: OpenIfShort) -> Replies:
    """Ask about one line, or which of them; where there is but one, there is nothing to choose."""
    basket = load_basket(ctx.session, ctx.asker.person_id, ctx.catalogue)
    line = next((line for line in basket.lines if line.offer_id == button.offer_id), None)
    if line is None and len(basket.lines) == 1:
        line = basket.lines[0]
    return [_line_question(ctx, basket, line) if line else _which_line(ctx, basket, button.page)]


@routes.press(SetIfShort, Who.ANYONE)
def choose_if_short(ctx: Context, button: SetIfShort) -> Replies:
    try:
        how = IfShort(button.how)
    except ValueError:
        raise NotAvailable from None
    set_if_short(ctx.session, ctx.asker.person_id, button.offer_id, how, now=ctx.now)
    return open_if_short(ctx, OpenIfShort(0, 1))


@routes.press(TakeInstead, Who.ANYONE)
def take_instead(ctx: Context, button: TakeInstead) -> Replies:
    """Put what is missing of a line into the basket, from another farm, and show what Confirm would order."""
    person_id, catalogue = ctx.asker.person_id, ctx.catalogue
    receipt = load_receipt(ctx.session, person_id, button.order_id)
    line = next((each for each in receipt.lines if each.line_id == button.line_id), None)
    if line is None or not (missing := _missing(receipt, line)):
        return [receipt_card(ctx.reader, catalogue, receipt, now=ctx.now)]
    found = same_goods(ctx.session, [line.product_id]).get(line.product_id)
    item = catalogue.items.get(found.product_id) if found else None
    if found is None or item is None or item.offer_id is None:
        sold = ctx.reader.gettext("I am sorry, the other farm has sold it meanwhile.")
        return [receipt_card(ctx.reader, catalogue, receipt, now=ctx.now, note=sold)]
    # As much as is missing, or the smallest order where that is more: Review shows it before anything is ordered.
    quantity = sold_amount(item, min(missing, found.available)) or item.min_order
    basket = load_basket(ctx.session, person_id, catalogue)
    there = next((each.quantity for each in basket.lines if each.offer_id == item.offer_id), 0)
    if there < quantity:  # as much may be there from a tap before, or more of it because they want more
        set_line(ctx.session, person_id, item.offer_id, quantity, catalogue, now=ctx.now)
    return [outcome_card(ctx, review(ctx.session, person_id, catalogue, now=ctx.now))]


def _missing(receipt: Receipt, line: ReceiptLine) -> int:
    return line.ordered - (line.quantity if comes(receipt, line) else 0)


def _which_line(ctx: Context, basket: Basket, page: int) -> Outgoing:
    _ = ctx.reader.gettext
    if not basket.lines:
        return basket_card(ctx, basket)
    shown, more = page_of(basket.lines, page)
    ways = [OpenDetails().choice(_("Back"))]
    if more:
        ways.append(OpenIfShort(0, page + 1).choice(_("Next page")))
    return Outgoing(
        title=_("If something runs short"),
        text=paragraphs(lines(*(_as_said(ctx, line) for line in shown)), _("Which one would you like to change?")),
        rows=(
            *in_rows(
                OpenIfShort(line.offer_id, page).choice(item_label(ctx.catalogue.items[line.product_id], ctx.reader))
                for line in shown
            ),
            tuple(ways),
        ),
        card=CARD,
    )


def _line_question(ctx: Context, basket: Basket, line: BasketLine) -> Outgoing:
    _ = ctx.reader.gettext
    back = OpenIfShort(0, 1) if len(basket.lines) > 1 else OpenDetails()
    return Outgoing(
        title=line_words(ctx.reader, ctx.catalogue, line),
        text=lines(
            _("If the farm has less of it than you ordered:"),
            _("Ask me: you hear of it at once, and may still cancel the order."),
            _("Another farm: you are shown who else has it; one tap takes it."),
            _("Leave it out: you do not get what is missing, and do not pay for it."),
        ),
        rows=(
            *in_rows(
                SetIfShort(line.offer_id, how.value).choice(f"{'✓ ' if how is line.if_short else ''}{label}")
                for how, label in _labels(ctx.reader).items()
            ),
            (back.choice(_("Back")),),
        ),
        card=CARD,
    )


def _as_said(ctx: Context, line: BasketLine) -> str:
    # Translators: what a buyer wants where a farm has less of something: "🍄 Oyster mushroom: Leave it out".
    return ctx.reader.gettext("%(product)s: %(wanted)s") % {
        "product": line_words(ctx.reader, ctx.catalogue, line),
        "wanted": _labels(ctx.reader)[line.if_short],
    }


def _labels(reader: Reader) -> dict[IfShort, str]:
    _ = reader.gettext
    # Translators: three buttons, at most 18 characters each: what to do where a farm has less than was ordered.
    return {IfShort.ASK: _("Ask me"), IfShort.REPLACE: _("Another farm"), IfShort.LEAVE_OUT: _("Leave it out")}
