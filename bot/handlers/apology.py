"""What a person reads when we failed: that they were heard, that nothing was changed, and the way on."""

from bot.handlers.choices import my_orders_choice, person_choice, shop_choice
from bot.handlers.context import Context
from bot.handlers.routes import Replies
from bot.messages import Outgoing


def apologise(ctx: Context) -> Replies:
    """Say sorry, with no query that could fail like the one before."""
    _ = ctx.reader.gettext
    return [
        Outgoing(
            title=_("Sorry, something went wrong here"),
            text=_("It was our fault, not yours. Nothing was ordered or changed, and somebody is looking into it."),
            rows=((shop_choice(ctx.reader), my_orders_choice(ctx.reader)), (person_choice(ctx.reader),)),
        )
    ]
