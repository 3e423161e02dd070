"""What people type while they look at their Review: an amount, a yes, a question that nobody understands."""

import pytest

from tests.handlers.buyer.rows import title


@pytest.mark.parametrize(
    ("language", "words", "line"),
    [
        ("en", "make it 3 jin", "Oyster mushroom: 3 jin (1.5 kg)"),
        ("en", "3 jin please", "Oyster mushroom: 3 jin (1.5 kg)"),
        ("zh", "改成三斤", "平菇：3斤"),
        ("ru", "давай 3 кг", "3 кг"),
        ("es", "mejor 3 kilos", "3 kg"),
        ("ar", "خليها 3 كيلو", "(3 كيلو)"),
    ],
)
async def test_an_amount_changes_the_only_line_and_shows_its_review(market, language, words, line):
    buyer = market.buyer("Lin", language=language)
    await buyer.says("2 jin oyster mushroom")
    before = await title(buyer)

    await buyer.says(words)

    assert await title(buyer) == before
    assert line in await buyer.sees()


async def test_a_number_alone_changes_the_only_line_by_a_tap(buyer):
    await buyer.says("2 jin oyster mushroom")

    await buyer.says("3")
    assert await buyer.sees() == "What is “3” for? Tap it, and it has this amount."
    await buyer.taps("🍄 Oyster mushroom")

    assert "Oyster mushroom: 3 jin (1.5 kg)" in await buyer.sees()


async def test_an_amount_that_could_be_of_several_is_given_by_one_tap(buyer):
    await buyer.says("2 jin oyster mushroom, 2 jin tomatoes, 10 eggs")

    await buyer.says("make it 3 jin")
    asked, offered = await buyer.sees(), await buyer.labels()
    await buyer.taps("🍅 Tomatoes")

    assert asked == "What is “make it 3 jin” for? Tap it, and it has this amount."
    assert offered == ["🍄 Oyster mushroom", "🍅 Tomatoes", "Basket", "Review"]  # eggs are not weighed
    assert "🍅 Tomatoes: 3 jin (1.5 kg)" in await buyer.sees()


async def test_an_amount_that_fits_nothing_asks_what_it_is_of(buyer):
    await buyer.says("10 eggs")

    await buyer.says("3 jin")

    assert "What is “3 jin” for? Tap it, then type the amount." in await buyer.sees()
    assert "🥚 Free-range eggs" in await buyer.labels()


async def test_more_than_there_is_of_the_only_line_changes_nothing(buyer):
    await buyer.says("2 jin oyster mushroom")

    await buyer.says("make it 90000 jin")
    await buyer.says("basket")

    assert "Oyster mushroom: 2 jin (1 kg)" in await buyer.sees()


@pytest.mark.parametrize(
    ("language", "words", "said"),
    [
        ("en", "ok", "Nothing is ordered yet: tap Confirm."),
        ("en", "confirm", "Nothing is ordered yet: tap Confirm."),
        ("zh", "好的", "还没有下单：请点“确认下单”。"),
        ("ru", "да", "Заказ ещё не сделан: нажмите «Подтвердить»."),
        ("es", "vale", "Todavía no se ha pedido nada: toca Confirmar."),
        ("ar", "نعم", "لم يُرسل طلبكم بعد: اضغطوا «تأكيد الطلب»."),
    ],
)
async def test_a_yes_is_told_that_only_confirm_orders(market, language, words, said):
    buyer = market.buyer("Lin", language=language)
    await buyer.says("2 jin oyster mushroom")

    await buyer.says(words)

    assert said in await buyer.sees()


@pytest.mark.parametrize("words", ["zzzzzz", "tomatissimo", "2 jin tomatoes with zzzz zzzz"])
async def test_whoever_is_not_understood_goes_back_to_review_first(buyer, words):
    await buyer.says("2 jin oyster mushroom")

    await buyer.says(words)
    asked = await buyer.labels()
    await buyer.taps("Review")

    assert asked[0] == "Review"
    assert "🍄 Oyster mushroom: 2 jin (1 kg)" in await buyer.sees()


async def test_only_a_basket_with_something_in_it_can_be_reviewed(buyer):
    await buyer.says("zzzzzz")

    assert "Review" not in await buyer.labels()


async def test_what_is_not_understood_is_quoted_as_it_was_typed(market):
    buyer = market.buyer("Lin", language="ru")

    await buyer.says("Помидоров мало")

    assert "«Помидоров мало»" in await buyer.sees()
    assert "масло" not in (await buyer.sees()).partition("\n")[0]
