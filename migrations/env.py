"""Run by Alembic: how migrations are carried out, and how a new one is drafted from the models."""

from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import SQLModel

import bot

BOT = Path(bot.__file__).parent
MODELS = ["bot.inbox", *sorted(f"bot.{file.parent.name}.models" for file in BOT.glob("*/models.py"))]


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write types as plain SQLAlchemy, so that a migration needs none of our classes, which may change."""
    if kind == "column" and item.primary_key and item.default is not None:
        item.autoincrement = False  # it has a value of its own; Alembic would make it a counter on PostgreSQL
    if kind != "type":
        return False
    match type(item).__name__:
        case "AutoString":
            return f"sa.String(length={item.impl.length})" if item.impl.length else "sa.String()"
        case "UTCDateTime":
            return "sa.DateTime(timezone=True)"
        case "Enum":
            return f"sa.String(length={item.length})"
        case "JSON":
            autogen.imports.add("from sqlalchemy.dialects import postgresql")
            return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
        case "BigInteger" if "sqlite" in item._variant_mapping:
            return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    return False


def run() -> None:
    """Work on the connection that `bot.database.migrations` opened, in its one transaction."""
    for name in MODELS:
        import_module(name)
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=SQLModel.metadata,
        render_as_batch=True,  # SQLite changes a table only by making it anew
        render_item=render_item,
        compare_type=True,
        transactional_ddl=True,  # our connections begin transactions themselves, so it holds on SQLite too
    )
    with context.begin_transaction():
        context.run_migrations()


run()
