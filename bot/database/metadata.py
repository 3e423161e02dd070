"""What every table shares: names for constraints, and the column types that differ between the engines.

Import this before any model, as `from bot.database.metadata import by_value, json_type, big_id` does:
a naming convention only reaches the tables that are defined after it is set.
"""

from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import SQLModel

# A migration can only drop or change what has a name, and batch mode on SQLite needs the same name on both engines.
# "ck" repeats the name the model gives, so a CHECK without a name fails when its table is made.
NAMING_CONVENTION = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "%(constraint_name)s",
}

ENUM_LENGTH = 32  # characters; long enough that a new member never needs a migration

SQLModel.metadata.naming_convention = NAMING_CONVENTION


def by_value(enum: type[Enum], *, length: int = ENUM_LENGTH) -> sa.Enum:
    """A column that stores the value of `enum` ("harvested"), as text of at most `length` characters.

    Neither a native enum nor a CHECK: a new member needs no migration, and a rolled back release can still
    read the table. An unknown value read from a row raises LookupError.

    Raises:
        ValueError: a value is longer than the column.
    """
    values = [str(member.value) for member in enum]
    if too_long := [value for value in values if len(value) > length]:
        raise ValueError(f"{enum.__name__}: longer than {length} characters: {', '.join(too_long)}")
    return sa.Enum(
        enum,
        values_callable=lambda _: values,
        native_enum=False,
        create_constraint=False,
        validate_strings=True,
        length=length,
    )


def json_type() -> sa.JSON:
    """A JSON column, JSONB on PostgreSQL; None is stored as NULL.

    A change made inside the value is not seen: assign a new one.
    """
    return sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def big_id() -> sa.types.TypeEngine[Any]:
    """A 64-bit integer: for primary keys, for foreign keys to them, and for money.

    SQLite counts a primary key up only when its type is exactly INTEGER, which there holds 64 bits too.
    """
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
