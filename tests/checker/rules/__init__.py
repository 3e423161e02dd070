"""The rules, a file for each family; importing them registers them."""

from tests.checker.rules import alerts, orders, stock

__all__ = ["alerts", "orders", "stock"]
