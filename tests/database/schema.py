"""Everything the database itself says of its tables, in a form that two databases can be compared by."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

Description = dict[str, dict[str, Any]]


def describe(connection: Connection) -> Description:
    """Columns, keys, CHECKs and indexes of each table, but for Alembic's own."""
    inspector = sa.inspect(connection)
    return {
        table: {
            "columns": {column["name"]: _column(column, connection) for column in inspector.get_columns(table)},
            "primary key": inspector.get_pk_constraint(table),
            "foreign keys": _by_name(inspector.get_foreign_keys(table)),
            "unique": _by_name(inspector.get_unique_constraints(table)),
            "checks": _by_name(inspector.get_check_constraints(table)),
            "indexes": _by_name(inspector.get_indexes(table)),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def constraint_names(description: Description) -> list[str | None]:
    """The name of every key, CHECK and index; None for one without."""
    return [
        name
        for table in description.values()
        for name in (
            table["primary key"]["name"],
            *table["foreign keys"],
            *table["unique"],
            *table["checks"],
            *table["indexes"],
        )
    ]


def _column(column: dict[str, Any], connection: Connection) -> tuple[str, bool, Any]:
    return column["type"].compile(connection.dialect), column["nullable"], column["default"]


def _by_name(found: list[Any]) -> dict[str | None, Any]:
    described = {one["name"]: {key: value for key, value in one.items() if key != "name"} for one in found}
    for one in described.values():
        # A condition is an object that is equal to no other.
        one["dialect_options"] = {key: str(value) for key, value in one.get("dialect_options", {}).items()}
    return described
