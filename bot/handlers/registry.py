"""Every handler module, joined: what the router reads, and what answers when no route does."""

from bot.handlers import chat_events, free_text, language, people_refusals, person, start
from bot.handlers import help as help_
from bot.handlers.admin import (
    clips,
    courier_fees,
    invites,
    orders_desk,
    photos,
    phrases,
    points_desk,
    posts,
    previews,
    prices,
    seasons,
    setup,
    shelf,
    stock,
)
from bot.handlers.admin import refusals as admin_refusals
from bot.handlers.buyer import (
    all_goods,
    amount_refusals,
    basket,
    checkout,
    courier,
    detail_refusals,
    details,
    favourites,
    if_short,
    my_orders,
    order_refusals,
    ordering_instead,
    papers,
    points,
    product,
    rating,
    repeating,
    sharing,
    shop,
    stepping,
    taking_out,
    waiting,
)
from bot.handlers.farmer import answers, less, packing
from bot.handlers.farmer import refusals as farmer_refusals
from bot.handlers.routes import Fallback, Routes

# Imported for what they register on `explain`: the sentences of what is refused.
SENTENCES = (amount_refusals, order_refusals, detail_refusals, farmer_refusals, admin_refusals, people_refusals)

MODULES = (
    start,
    shop,
    all_goods,
    product,
    basket,
    stepping,
    taking_out,
    points,
    courier,
    checkout,
    details,
    if_short,
    repeating,
    my_orders,
    papers,
    rating,
    waiting,
    favourites,
    sharing,
    language,
    help_,
    person,
    ordering_instead,
    free_text,
    answers,
    less,
    packing,
    invites,
    stock,
    prices,
    shelf,
    courier_fees,
    points_desk,
    seasons,
    photos,
    clips,
    phrases,
    previews,
    orders_desk,
    setup,
    posts,
    chat_events,
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
