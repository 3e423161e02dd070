"""Two admins open the same shop: each question is answered once, by whoever is first."""

import pytest

from bot.catalog.models import Farm, Lot, Setting
from tests.handlers.admin.rows import books_balance, rows_of
from tests.handlers.admin.test_setup import ANSWERS, answer
from tests.market import Market, Phone


@pytest.fixture
async def second(empty: Market, owner: Phone) -> Phone:
    return await empty.made_admin("second", "Bo")


async def both_are_asked(owner: Phone, second: Phone, answered: int) -> None:
    await owner.says("/setup")
    for words in ANSWERS[:answered]:
        await answer(owner, words)
    await second.says("/setup")


async def test_what_is_there_is_not_counted_twice(empty: Market, owner: Phone, second: Phone) -> None:
    await both_are_asked(owner, second, len(ANSWERS) - 1)
    await owner.says("100")

    await second.says("100")

    [lot] = await rows_of(empty, Lot)
    assert lot.available == 100 * 500
    assert await books_balance(empty)
    assert "Currency: CNY" in await second.sees()  # the shop as it is now


async def test_currency_is_not_changed_by_a_late_answer(empty: Market, owner: Phone, second: Phone) -> None:
    await both_are_asked(owner, second, 1)
    for words in ANSWERS[1:]:
        await answer(owner, words)

    await second.says("USD")

    assert await empty.database.read(lambda session: session.get_one(Setting, "currency").value) == "CNY"


async def test_farm_is_not_made_twice_and_the_late_one_goes_on_with_what_is_missing(
    empty: Market, owner: Phone, second: Phone
) -> None:
    await both_are_asked(owner, second, 3)
    await owner.says("Hill Farm")

    await second.says("Hill Farm")

    assert len(await rows_of(empty, Farm)) == 1
    assert "first pickup point" in await second.sees()
