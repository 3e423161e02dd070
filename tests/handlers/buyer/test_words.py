"""Free text, global words, languages, and a person."""

import pytest
import sqlalchemy as sa

from bot.catalog.typed import plain
from bot.handlers.global_words import global_word, listed_words
from bot.notices.models import Notice
from tests.catalog.shelf import reader
from tests.handlers.buyer.rows import ask, title


async def test_a_name_in_any_language_shows_the_product(buyer):
    await buyer.says("平菇")

    assert await title(buyer) == "🍄 Oyster mushroom"


async def test_a_word_of_several_products_is_asked(buyer):
    await buyer.says("tea")

    assert await buyer.sees() == "Which one do you mean by “tea”?"
    assert {"🍵 Green tea", "🍵 Black tea"} <= set(await buyer.labels())


async def test_a_misspelt_name_shows_what_it_can_only_mean(buyer):
    await buyer.says("tomatos")

    assert await title(buyer) == "🍅 Tomatoes"


async def test_a_name_too_far_from_any_offers_what_comes_nearest(buyer):
    await buyer.says("tomatissimo")

    assert "Did you mean one of these?" in await buyer.sees()
    assert "🍅 Tomatoes" in await buyer.labels()


async def test_a_person_is_offered_by_the_second_miss(buyer):
    await buyer.says("zzzzzz")
    first = await buyer.labels()

    await buyer.says("qqqqqq")

    assert (first, await buyer.labels()) == (["Shop", "My orders"], ["Shop", "My orders", "A person"])


async def test_what_is_not_understood_keeps_basket_and_question(buyer):
    await buyer.says("eggs")
    await buyer.taps("10 pcs")
    await buyer.says("tomatoes")
    await buyer.taps("Other amount")

    await buyer.says("zzzzzz")
    await buyer.says("2")

    assert "🥚 Free-range eggs: 10 pcs" in await buyer.sees()
    assert "🍅 Tomatoes: 2 jin (1 kg)" in await buyer.sees()


async def test_five_thousand_characters_are_a_miss_like_any_other(buyer):
    await buyer.says("z" * 5000)

    assert "I do not understand “" in await buyer.sees()
    assert len(await buyer.sees()) < 200


@pytest.mark.parametrize(
    ("words", "sees"),
    [
        ("menu", "What would you like today?"),
        ("Menu!", "What would you like today?"),
        ("BASKET", "🧺 Your basket"),
        ("my orders", "My orders"),
        ("language", "Which language shall we speak?"),
        ("help", "How can I help?"),
        ("stop", "All right. Nothing was ordered or changed."),
        ("a person", "What may I pass on to Leishan Village Market?"),
    ],
)
async def test_global_words_work_at_any_moment(buyer, words, sees):
    await buyer.says("tomatoes")
    await buyer.taps("Other amount")

    await buyer.says(words)

    assert sees in await buyer.sees()


@pytest.mark.parametrize(
    ("language", "words", "meaning"),
    [
        ("ru", "МЕНЮ!", "menu"),
        ("ru", "«Помощь»", "help"),
        ("ru", "мои заказы?", "my orders"),
        ("es", "¡Menú!", "menu"),
        ("es", "Dejalo asi", "stop"),
        ("es", "¿ayúdame?", "help"),
        ("ar", "السلة؟", "basket"),
        ("ar", "السله", "basket"),
        ("ar", "\u200fالسلة\u200f", "basket"),
        ("ar", "الســلة؛", "basket"),
        ("ar", "مساعده،", "help"),
        ("ar", "ألغوا الطلب", "my orders"),
    ],
)
def test_global_words_are_known_without_their_dots_accents_and_marks(language, words, meaning):
    assert global_word(reader(language), words) == meaning


@pytest.mark.parametrize("language", ["en", "zh_Hans", "ru", "es", "ar"])
def test_no_global_word_has_two_meanings(language):
    told = [(plain(word).strip(), meaning) for meaning, word in listed_words(reader(language))]

    meanings = {word: {meaning for each, meaning in told if each == word} for word, _ in told}

    assert {word: several for word, several in meanings.items() if len(several) > 1} == {}


async def test_words_for_a_person_go_to_the_owner(market, buyer):
    await buyer.says("person")

    await buyer.says("Do you sell\x00 goats?")

    assert "Thank you, I have passed it on." in await buyer.sees()
    told = await ask(market, sa.select(Notice.kind, Notice.params))  # type: ignore[call-overload]
    assert told == [("person_wanted", {"name": "Lin", "channel": "webchat", "words": "Do you sell goats?"})]


# The language, an order, what it is read as, and the two ways on.
ORDERS = [
    ("en", "2 jin tomatoes\n10 eggs", "10 pcs", "Order it", "Send as a message"),
    ("ru", "2 кг помидоров", "2 кг", "Заказать", "Передать как есть"),
    ("zh_Hans", "西红柿两斤", "2斤", "下这个单", "当留言转达"),
    ("es", "2 kilos de tomates", "2 kg", "Pedirlo", "Enviar como mensaje"),
    ("ar", "كيلو طماطم", "طماطم", "طلب هذه الأصناف", "إرسالها كرسالة"),
]


@pytest.mark.parametrize(("language", "words", "read", "order", "send"), ORDERS)
async def test_an_order_is_no_message_for_a_person_before_that_is_asked(market, language, words, read, order, send):
    buyer = market.buyer("Lin", language.partition("_")[0])
    await buyer.says("/person")
    await buyer.says(words)
    asked = await buyer.sees()
    assert await ask(market, sa.select(Notice.id)) == []  # type: ignore[call-overload]
    await buyer.taps(send)
    told = await ask(market, sa.select(Notice.params))  # type: ignore[call-overload]
    await buyer.says("/person")
    await buyer.says(words)
    await buyer.taps(order)

    assert read in asked
    assert [params["words"] for (params,) in told] == [words.replace("\n", " ")]
    assert any(choice.payload.startswith("confirm:") for choice in (await buyer.messages())[-1].choices)
    assert len(await ask(market, sa.select(Notice.id))) == 1  # type: ignore[call-overload]


async def test_a_button_of_another_question_sends_nothing(market, buyer):
    await buyer.says("/person")
    await buyer.says("2 jin tomatoes")
    await buyer.says("/basket")
    for payload in ("send-typed", "order-typed"):
        await buyer.presses(payload)
        assert "What may I pass on" in await buyer.sees()

    assert await ask(market, sa.select(Notice.id)) == []  # type: ignore[call-overload]


async def test_menu_is_no_message_for_a_person(market, buyer):
    await buyer.says("person")

    await buyer.says("menu")

    assert "What would you like today?" in await buyer.sees()
    assert await ask(market, sa.select(Notice.id)) == []  # type: ignore[call-overload]


async def test_a_command_that_is_not_there_reads_like_one_that_is_not_theirs(buyer):
    await buyer.says("/nonsense")

    assert "That is not available." in await buyer.sees()


async def test_the_language_changes_by_its_own_name_and_stays(buyer):
    await buyer.says("/language")
    await buyer.taps("简体中文")
    await buyer.says("/start")

    assert "🍄 平菇" in await buyer.labels()


@pytest.mark.parametrize("words", ["/language zh_Hans", "/language zh-hans", "/language ZH", "/language 简体中文"])
async def test_a_language_is_known_by_code_tag_and_name(buyer, words):
    await buyer.says(words)
    await buyer.says("tomatoes")

    assert await title(buyer) == "🍅 西红柿"


async def test_help_gives_an_example_from_todays_shelf(buyer):
    await buyer.says("/help")

    assert "for example “Oyster mushroom”" in await buyer.sees()
    assert "/stock" not in await buyer.sees()


async def test_start_tells_a_farmer_and_an_admin_where_their_help_is(market):
    farmer, admin = await market.farmer(language="en"), await market.admin()

    await farmer.says("/start")
    await admin.says("/start")

    assert "Orders for your farm come to you here: /help shows what you can do." in await farmer.sees()
    assert "You look after this shop: /help shows how." in await admin.sees()


async def test_help_shows_each_role_its_own_commands(market):
    farmer, admin = await market.farmer(language="en"), await market.admin()

    await farmer.says("/help")
    await admin.says("/help")

    assert "/today" in await farmer.sees()
    assert "/stock" not in await farmer.sees()
    assert "/stock oyster mushroom +30 jin" in await admin.sees()


@pytest.mark.parametrize("words", ["vegetables", "Vegetables!", "蔬菜"])
async def test_the_name_of_a_shelf_opens_it(buyer, words):
    await buyer.says(words)

    assert await title(buyer) == "🥬 Vegetables"


@pytest.mark.parametrize("words", ["confirm", "review", "yes", "ok"])
async def test_words_below_a_review_draw_it_again_and_order_nothing(buyer, words):
    await buyer.says("eggs")
    await buyer.taps("10 pcs")
    await buyer.taps("Review")

    await buyer.says(words)

    assert await title(buyer) == "Please check your order"
    assert "Confirm" in await buyer.labels()


@pytest.mark.parametrize("words", ["no", "1/2 jin", "12 jin"])
async def test_short_words_are_no_part_of_a_name(buyer, words):
    await buyer.says(words)

    assert "I do not understand" in await buyer.sees()


async def test_basket_is_the_basket_also_where_goods_are_sold_by_the_basket(buyer):
    await buyer.says("oyster mushroom")  # whose farm knows a basket of 8 kg

    await buyer.says("basket")

    assert "It is empty." in await buyer.sees()


async def test_a_look_at_the_help_leaves_the_question_open(buyer):
    await buyer.says("tomatoes")

    await buyer.says("/help")
    await buyer.says("3")

    assert "🍅 Tomatoes: 3 jin" in await buyer.sees()


async def test_voice_notes_leave_one_message_with_a_way_to_a_person(buyer):
    before = len(await buyer.messages())

    for _ in range(3):
        await buyer.shows("voice")

    assert len(await buyer.messages()) == before + 1
    assert await buyer.labels() == ["Shop", "A person"]
