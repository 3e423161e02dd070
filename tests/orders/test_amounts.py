"""What lines cost: one division a line, rounded half up, and a total that adds up."""

from dataclasses import dataclass

import pytest

from bot.orders.amounts import amount_minor, in_force, total_minor


@dataclass(frozen=True)
class A:
    quantity: int
    price_minor: int
    price_unit: int


@pytest.mark.parametrize(
    ("line", "amount"),
    [
        (A(1000, 600, 500), 1200),
        (A(750, 601, 500), 902),  # 901.5
        (A(1, 1, 2), 1),  # 0.5
        (A(1, 1, 3), 0),
        (A(0, 600, 500), 0),
        (A(10**9, 10**9, 1), 10**18),
    ],
)
def test_a_line_is_rounded_half_up_once(line: A, amount: int) -> None:
    assert amount_minor(line) == amount


def test_a_total_is_the_sum_of_rounded_lines() -> None:
    assert total_minor([A(1, 1, 2), A(1, 1, 2), A(1, 1, 2)]) == 3  # and not 1.5
    assert total_minor([]) == 0


@pytest.mark.parametrize(
    ("confirmed", "packed", "quantity"),
    [(None, None, 500), (300, None, 300), (0, None, 0), (300, 310, 310), (None, 0, 0)],
)
def test_the_quantity_in_force_is_ordered_then_confirmed_then_packed(
    confirmed: int | None, packed: int | None, quantity: int
) -> None:
    assert in_force(500, confirmed, packed) == quantity
