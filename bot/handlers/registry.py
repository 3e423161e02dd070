"""Every handler module, joined: what the router reads, and what answers when no route does."""

from bot.handlers import (
    amount_refusals,
    basket,
    checkout,
    desk_refusals,
    farmer,
    farmer_refusals,
    free_text,
    invites,
    language,
    less,
    my_orders,
    order_refusals,
    orders_desk,
    packing,
    people_refusals,
    person,
    points,
    previews,
    prices,
    product,
    setup,
    shelf,
    shop,
    start,
    stock,
)
from bot.handlers import help as help_
from bot.handlers.routes import Fallback, Routes

# Imported for what they register on `explain`: the sentences of what is refused.
SENTENCES = (amount_refusals, desk_refusals, farmer_refusals, order_refusals, people_refusals)

MODULES = (
    start,
    shop,
    product,
    basket,
    points,
    checkout,
    my_orders,
    language,
    help_,
    person,
    free_text,
    farmer,
    less,
    packing,
    invites,
    stock,
    prices,
    shelf,
    previews,
    orders_desk,
    setup,
)

FALLBACK: Fallback = free_text.FALLBACK


def all_routes() -> Routes:
    """Join the routes of all modules.

    Raises:
        ValueError: something is answered in two places.
    """
    routes = Routes()
    for module in MODULES:
        routes.include(module.routes)
    return routes
