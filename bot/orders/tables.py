"""The tables that order statements are built from, and states as they stand in their text."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from bot.catalog.models import Farm, Lot, Offer, Product
from bot.orders.models import Entry, Favourite, Hold, Line, Order, Parcel, Payment, Rating, Wish
from bot.people.models import Person, SavedAddress

ORDER: sa.Table = Order.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
LINE: sa.Table = Line.__table__  # type: ignore[attr-defined]
HOLD: sa.Table = Hold.__table__  # type: ignore[attr-defined]
WISH: sa.Table = Wish.__table__  # type: ignore[attr-defined]
FAVOURITE: sa.Table = Favourite.__table__  # type: ignore[attr-defined]
PARCEL: sa.Table = Parcel.__table__  # type: ignore[attr-defined]
PAYMENT: sa.Table = Payment.__table__  # type: ignore[attr-defined]
ENTRY: sa.Table = Entry.__table__  # type: ignore[attr-defined]
RATING: sa.Table = Rating.__table__  # type: ignore[attr-defined]
PERSON: sa.Table = Person.__table__  # type: ignore[attr-defined]
SAVED_ADDRESS: sa.Table = SavedAddress.__table__  # type: ignore[attr-defined]
PRODUCT: sa.Table = Product.__table__  # type: ignore[attr-defined]
OFFER: sa.Table = Offer.__table__  # type: ignore[attr-defined]
FARM: sa.Table = Farm.__table__  # type: ignore[attr-defined]
LOT: sa.Table = Lot.__table__  # type: ignore[attr-defined]


def one_of(column: sa.Column[Any], *states: StrEnum) -> sa.ColumnElement[bool]:
    """Compare with states written into the text: PostgreSQL uses a partial index only for words it can read."""
    words: list[sa.ColumnElement[Any]] = [sa.literal_column(f"'{state.value}'") for state in states]
    return column == words[0] if len(words) == 1 else column.in_(words)
