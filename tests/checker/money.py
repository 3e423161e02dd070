"""What lines cost, worked out a second time."""

from tests.checker.evidence import Row


def in_force(line: Row) -> int:
    """Give the quantity that counts: what the scale said, else what the farm said, else what was ordered."""
    return next(int(line[name]) for name in ("packed", "confirmed", "ordered") if line[name] is not None)


def amount(line: Row, quantity: int | None = None) -> int:
    """Give a line's cost in minor units: price times quantity for so many base units, rounded half up once."""
    wanted = in_force(line) if quantity is None else quantity
    whole, rest = divmod(int(line["price_minor"]) * wanted, int(line["price_unit"]))
    return whole + (2 * rest >= line["price_unit"])


def fee_in_force(order: Row, lines: list[Row]) -> int:
    """Give what the courier costs: as agreed, while there is anything to bring."""
    return int(order["fee_minor"]) if any(in_force(line) for line in lines) else 0
