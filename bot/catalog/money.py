"""Money: whole minor units of the shop's one currency."""


def line_minor(price_minor: int, quantity: int, price_unit: int) -> int:
    """Price an amount: one integer division, rounded half up.

    price_minor: minor currency units for `price_unit` base units.  quantity: base units, not negative.
    """
    return (2 * price_minor * quantity + price_unit) // (2 * price_unit)
