"""An order that was typed where a message to a person was asked for."""

from bot.handlers.buyer.buttons import AskPerson, OrderTyped
from bot.handlers.buyer.typed_orders import typed_order
from bot.handlers.context import Context
from bot.handlers.person import ask_person, typed_before
from bot.handlers.routes import Replies, Routes, Who

routes = Routes()


@routes.press(OrderTyped, Who.ANYONE)
def order_typed(ctx: Context, button: OrderTyped) -> Replies:
    """Read it anew, for the goods may have changed meanwhile, and go on as after any typed order."""
    ordered = typed_order(ctx, typed_before(ctx))
    # Nothing of it is on sale any more, or another question was answered since.
    return ordered.replies if ordered else ask_person(ctx, AskPerson())
