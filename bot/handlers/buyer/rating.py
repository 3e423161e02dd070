"""Rating what was collected: a tap on the receipt, and a sentence from whoever was not content."""

from bot.catalog.matching import WORDS_MAX, find_items
from bot.handlers.buyer.buttons import OpenMyOrder, OpenRating, RateLine
from bot.handlers.buyer.receipt import receipt_card
from bot.handlers.buyer.stars import star_row
from bot.handlers.context import Context
from bot.handlers.global_words import global_word
from bot.handlers.lines import line_words
from bot.handlers.notices import POOR_RATING
from bot.handlers.person import coordinator_of, readable
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Ask, Outgoing
from bot.notices.service import NewNotice, owe
from bot.orders import alerts
from bot.orders.rating import rate, rateable
from bot.orders.receipts import Receipt, ReceiptLine, load_receipt

QUESTION = "poor_rating"
POOR = 2  # stars; whoever gives so few is asked why
SENTENCE_MAX = 300  # characters that are passed on

routes = Routes()


@routes.press(OpenRating, Who.ANYONE)
def open_rating(ctx: Context, button: OpenRating) -> Replies:
    """Ask for the stars of one thing, or turn over to more of them."""
    _ = ctx.reader.gettext
    receipt = load_receipt(ctx.session, ctx.asker.person_id, button.order_id)
    line = _line(ctx, receipt, button.line_id)
    if line is None:
        return [receipt_card(ctx.reader, ctx.catalogue, receipt, now=ctx.now, page=button.page)]
    return [
        Outgoing(
            title=line_words(ctx.reader, ctx.catalogue, line),
            text=_("How was it? One star is poor, five are very good."),
            rows=(star_row(receipt, line), (OpenMyOrder(receipt.order_id).choice(_("Back")),)),
            card=alerts.receipt_card(receipt.order_id),
        )
    ]


@routes.press(RateLine, Who.ANYONE)
def rate_line(ctx: Context, button: RateLine) -> Replies:
    _ = ctx.reader.gettext
    receipt = load_receipt(ctx.session, ctx.asker.person_id, button.order_id)
    if _line(ctx, receipt, button.line_id) is None:  # taken back meanwhile, or two weeks have passed
        return [receipt_card(ctx.reader, ctx.catalogue, receipt, now=ctx.now)]
    rate(ctx.session, ctx.asker.person_id, button.order_id, button.line_id, button.stars, ctx.now)
    receipt = load_receipt(ctx.session, ctx.asker.person_id, button.order_id)
    thanks = _("Thank you for the stars!")
    if button.stars > POOR:
        return [receipt_card(ctx.reader, ctx.catalogue, receipt, now=ctx.now, toast=thanks)]
    asked = Ask(QUESTION, {"order": button.order_id, "line": button.line_id})
    why = _("I am sorry that it was not good. What was wrong? If you write one sentence, the shop reads it.")
    return [receipt_card(ctx.reader, ctx.catalogue, receipt, now=ctx.now, note=why, ask=asked)]


@routes.answer(QUESTION, Who.ANYONE)
def say_why(ctx: Context, words: str) -> Replies | None:
    """Hand the sentence to the coordinator, unless it means to go elsewhere."""
    told = readable(words, SENTENCE_MAX)
    if not told or global_word(ctx.reader, words) or _names_goods(ctx, words):
        return None
    receipt = load_receipt(ctx.session, ctx.asker.person_id, ctx.data["order"])
    line = next((each for each in receipt.lines if each.line_id == ctx.data["line"]), None)
    coordinator = coordinator_of(ctx)
    if line is None or coordinator is None:
        return None
    facts = {
        "order_id": receipt.order_id,
        "code": receipt.code,
        "buyer": ctx.asker.name,
        "product_id": line.product_id,
        "names": dict(line.names),
        "stars": line.stars,
        "words": told,
    }
    owe(ctx.session, [NewNotice(coordinator, POOR_RATING, facts, about="line", about_id=line.line_id)], now=ctx.now)
    note = ctx.reader.gettext("Thank you, I have passed it on.")
    return [receipt_card(ctx.reader, ctx.catalogue, receipt, now=ctx.now, note=note)]


def _line(ctx: Context, receipt: Receipt, line_id: int) -> ReceiptLine | None:
    return next((line for line in rateable(receipt, ctx.now) if line.line_id == line_id), None)


def _names_goods(ctx: Context, words: str) -> bool:
    """Whether somebody goes on shopping instead of answering."""
    found = find_items(words, ctx.catalogue, hidden=False) if len(words) <= WORDS_MAX else None
    return found is not None and (found.exact is not None or bool(found.several))
