"""The rules, a file for each family; importing them registers them."""

from tests.checker.rules import access, alerts, engine, holds, ingest, money, orders, reading, sending, stock, waiting

__all__ = ["access", "alerts", "engine", "holds", "ingest", "money", "orders", "reading", "sending", "stock", "waiting"]
