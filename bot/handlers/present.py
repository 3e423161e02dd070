"""Where a buyer stands now: what a stale button, a refusal or a change of language draws again."""

from bot.handlers.buyer.basket import basket_card
from bot.handlers.buyer.shop import shop_screen
from bot.handlers.context import Context
from bot.messages import Outgoing
from bot.orders.basket import load_basket


def present_state(ctx: Context, note: str = "", toast: str | None = None) -> Outgoing:
    """Draw the basket if there is something in it, else the shop; below whatever there is to say first."""
    basket = load_basket(ctx.session, ctx.asker.person_id, ctx.catalogue)
    return basket_card(ctx, basket, note) if basket.lines else shop_screen(ctx, note)
