"""Every handler module, joined: what the router reads, and what answers when no route does."""

from bot.handlers import amount_refusals as _amounts  # noqa: F401 - registers its sentences on `explain`, as the next ones
from bot.handlers import (
    basket,
    checkout,
    farmer,
    free_text,
    invites,
    language,
    less,
    my_orders,
    orders_desk,
    packing,
    person,
    points,
    previews,
    product,
    shop,
    start,
    stock,
)
from bot.handlers import (
    help as help_,
)
from bot.handlers import order_refusals as _orders  # noqa: F401
from bot.handlers import people_refusals as _people  # noqa: F401
from bot.handlers.routes import Fallback, Routes

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
    previews,
    orders_desk,
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
