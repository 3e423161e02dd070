"""A step of an amount: the basket changes, and the card on which it was tapped stays where it is."""

from bot.handlers.buyer.basket import basket_card, line_card
from bot.handlers.buyer.buttons import PutAmount, StepAmount, Where
from bot.handlers.buyer.product import product_screen
from bot.handlers.context import Context
from bot.handlers.lines import product_words
from bot.handlers.routes import Replies, Routes, Who
from bot.orders.basket import set_line
from bot.refusals import NotAvailable

routes = Routes()


@routes.press(StepAmount, Who.ANYONE)
def step_amount(ctx: Context, button: StepAmount) -> Replies:
    """Let the basket hold exactly so much; the last step down takes it out, with a way back."""
    item = ctx.catalogue.by_offer.get(button.offer_id)
    if item is None or button.quantity < 0 or button.where not in set(Where):
        raise NotAvailable
    basket = set_line(ctx.session, ctx.asker.person_id, button.offer_id, button.quantity, ctx.catalogue, now=ctx.now)
    line = next((each for each in basket.lines if each.offer_id == button.offer_id), None)
    note, undo = "", None
    if line is None:
        taken_out = ctx.reader.gettext("Taken out of your basket: %(product)s.")
        note = taken_out % {"product": product_words(ctx.reader, item)}
        undo = PutAmount(button.offer_id, button.was) if button.was > 0 else None
    if button.where == Where.PRODUCT and ctx.catalogue.on_sale(item):
        return [product_screen(ctx, item, note, undo=undo)]
    if button.where == Where.LINE and line is not None:
        return [line_card(ctx, line)]
    return [basket_card(ctx, basket, note, undo=undo)]
