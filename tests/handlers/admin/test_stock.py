"""/stock: the list, a product, and what came in, went out or was counted."""

import pytest
import sqlalchemy as sa

from bot.catalog.snapshot import load_catalogue
from bot.handlers.choices import CHOICES_MAX
from bot.messages import LABEL_MAX
from bot.people.models import AuditEntry, Role, RoleKind
from tests.handlers.admin.rows import books_balance, order, rows_of

JIN = 500  # grams


async def test_the_list_says_what_is_there_to_sell_and_promised(market, admin):
    await order(market.buyer(), "oyster mushroom", "20 jin")

    await admin.says("/stock")

    assert "🍄 Oyster mushroom: 300 jin there, 280 to sell, 20 promised" in await admin.sees()
    assert len(await admin.labels()) == 9  # eight products and the next page
    await admin.taps("Next page")
    assert "🍅 Tomatoes: 360 jin\n" in await admin.sees()  # nobody has ordered any


async def test_what_is_short_or_sold_out_comes_first(market, admin):
    for command in ("/stock apples =0", "/stock oyster mushroom =1 jin"):
        await admin.says(command)
        await admin.taps("Apply")
    await order(market.buyer(), "tomatoes", "2 jin")
    await admin.says("/stock tomatoes =1 jin")
    await admin.taps("Apply")

    await admin.says("/stock")

    products = [line.partition(":")[0] for line in (await admin.sees()).splitlines()[1:4]]
    assert products == ["🍅 Tomatoes", "🍎 Apples", "🍄 Oyster mushroom"]


@pytest.mark.parametrize("page", [-1, 0, 10**9])
async def test_a_page_that_is_not_there_is_the_nearest_that_is(admin, page):
    await admin.presses(f"stocklist:{page}")

    assert (await admin.sees()).startswith("Stock\n")
    assert ("Next page" in await admin.labels()) == (page < 1)


@pytest.mark.parametrize(
    ("command", "after", "to_sell"),
    [
        ("/stock oyster mushroom +30 jin", "330 jin there, 330 to sell", 330 * JIN),
        ("/stock oyster mushroom -5 jin", "295 jin there, 295 to sell", 295 * JIN),
        ("/stock oyster mushroom =100 jin", "100 jin there, 100 to sell", 100 * JIN),
        ("/stock oyster mushroom =100", "100 jin there, 100 to sell", 100 * JIN),  # its own unit
        ("/stock oyster mushroom +1 kg", "302 jin there, 302 to sell", 302 * JIN),
        ("/stock Oyster Mushroom ＋３０", "330 jin there, 330 to sell", 330 * JIN),
        ("/stock 平菇+30斤", "330 jin there, 330 to sell", 330 * JIN),
        ("/stock oyster-mushroom-5", "295 jin there, 295 to sell", 295 * JIN),
        ("/stock oyster mushroom − 5", "295 jin there, 295 to sell", 295 * JIN),
        ("/stock oyster mushroom =0", "0 jin there, 0 to sell", 0),
    ],
)
async def test_a_change_is_shown_then_applied(market, admin, command, after, to_sell):
    await admin.says(command)

    assert "Before: 300 jin there, 300 to sell, 0 promised" in await admin.sees()
    assert f"After: {after}, 0 promised" in await admin.sees()
    assert await market.stock_of("oyster-mushroom") == (300 * JIN, 0)
    assert await admin.labels() == ["Apply", "Leave it"]

    await admin.taps("Apply")

    assert await market.stock_of("oyster-mushroom") == (to_sell, 0)
    assert await admin.labels() == ["Undo"]
    assert await books_balance(market)


async def test_a_change_is_written_down_with_who_and_what(market, admin):
    await admin.says("/stock oyster mushroom +30 jin")
    await admin.taps("Apply")

    [entry] = await rows_of(market, AuditEntry, AuditEntry.action == "stock_changed")

    assert entry.actor_id is not None
    assert entry.before == {"there": 300 * JIN, "promised": 0}
    assert (entry.after["there"], entry.after["sign"], entry.after["quantity"]) == (330 * JIN, "+", 30 * JIN)


async def test_a_preview_that_is_left_changes_nothing(market, admin):
    await admin.says("/stock oyster mushroom +30 jin")
    await admin.taps("Leave it")

    assert await admin.sees() == "All right, nothing was changed."
    assert await market.stock_of("oyster-mushroom") == (300 * JIN, 0)


async def test_a_second_tap_on_apply_changes_nothing_more(market, admin):
    await admin.says("/stock oyster mushroom +30 jin")
    apply = await admin.payload_of("Apply")
    await admin.presses(apply)
    first = await admin.sees()

    await admin.presses(apply)

    assert await admin.sees() == first
    assert await market.stock_of("oyster-mushroom") == (330 * JIN, 0)


async def test_the_same_delivery_twice_is_added_twice(market, admin):
    for _ in range(2):
        await admin.says("/stock oyster mushroom +30 jin")
        await admin.taps("Apply")

    assert await market.stock_of("oyster-mushroom") == (360 * JIN, 0)


async def test_a_count_that_is_out_of_date_is_shown_again(market, admin):
    other = await market.seeded("hao", "en")
    await admin.says("/stock oyster mushroom =100 jin")
    await other.says("/stock oyster mushroom +30 jin")
    await other.taps("Apply")

    await admin.taps("Apply")

    assert "That preview is out of date" in await admin.sees()
    assert "Before: 330 jin there" in await admin.sees()
    assert await market.stock_of("oyster-mushroom") == (330 * JIN, 0)
    await admin.taps("Apply")
    assert await market.stock_of("oyster-mushroom") == (100 * JIN, 0)


async def test_a_sum_still_fits_when_the_stock_has_moved(market, admin):
    other = await market.seeded("hao", "en")
    await admin.says("/stock oyster mushroom +10 jin")
    await other.says("/stock oyster mushroom +30 jin")
    await other.taps("Apply")

    await admin.taps("Apply")

    assert "Before: 330 jin there" in await admin.sees()
    assert await market.stock_of("oyster-mushroom") == (340 * JIN, 0)


async def test_an_old_preview_is_shown_again(market, admin):
    await admin.says("/stock oyster mushroom +30 jin")
    await market.later(hours=2)

    await admin.taps("Apply")

    assert "That preview is out of date" in await admin.sees()
    assert await market.stock_of("oyster-mushroom") == (300 * JIN, 0)


async def test_an_old_preview_of_taking_more_than_is_left_says_what_is_left(market, admin):
    await admin.says("/stock oyster mushroom -5 jin")
    taking, message = await admin.payload_of("Apply"), (await admin.messages())[-1].message_id
    await admin.says("/stock oyster mushroom =3 jin")
    await admin.taps("Apply")
    await market.later(hours=2)

    await admin.presses(taking, message)

    assert "5 jin cannot go out: only 3 jin is there." in await admin.sees()
    assert await market.stock_of("oyster-mushroom") == (3 * JIN, 0)


async def test_a_sale_does_not_disturb_a_count(market, admin):
    await admin.says("/stock oyster mushroom =100 jin")
    await order(market.buyer(), "oyster mushroom", "20 jin")

    await admin.taps("Apply")

    changed = (await admin.messages())[0].text  # where the preview stood; the order's alert came below it
    assert "After: 100 jin there, 80 to sell, 20 promised" in changed


async def test_several_that_fit_become_buttons_that_keep_the_amount(market, admin):
    await admin.says("/stock oyster +30 jin")

    assert await admin.sees() == "Which one do you mean?"
    assert await admin.labels() == ["🍄 Oyster mushroom", "🍄 King oyster", "🥫 Mushroom paste", "Leave it"]
    await admin.taps("🍄 King oyster")
    assert "🍄 King oyster mushroom: +30 jin" in await admin.sees()
    await admin.taps("Apply")
    assert await market.stock_of("king-oyster-mushroom") == (190 * JIN, 0)


async def test_a_name_alone_shows_the_product_and_takes_a_typed_amount(market, admin):
    await admin.says("/stock oyster")
    await admin.taps("🍄 Oyster mushroom")

    assert "300 jin there, 300 to sell, 0 promised" in await admin.sees()
    assert "Type for example:\n+30 jin\n" in await admin.sees()
    await admin.says("+5")
    assert "🍄 Oyster mushroom: +5 jin" in await admin.sees()


@pytest.mark.parametrize("words", ["/stock oyster mushroom 100", "/stock oyster mushroom １００", "/stock 平菇 一百斤"])
async def test_a_number_without_a_sign_is_asked(market, admin, words):
    await admin.says(words)

    assert "Did you mean that there is 100 jin in all (=), or that 100 jin came in (+)?" in await admin.sees()
    assert await admin.labels() == ["=100 jin", "+100 jin", "Leave it"]
    await admin.taps("+100 jin")
    await admin.taps("Apply")
    assert await market.stock_of("oyster-mushroom") == (400 * JIN, 0)


async def test_a_name_nobody_has_offers_the_nearest(admin):
    await admin.says("/stock tomatos +3")

    assert "No product is called “tomatos”. Did you mean one of these?" in await admin.sees()
    assert "/stock oyster mushroom +30 jin" in await admin.sees()
    await admin.taps("🍅 Tomatoes")
    assert "🍅 Tomatoes: +3 jin" in await admin.sees()


async def test_a_nameless_unit_is_named_in_the_question(admin):
    await admin.says("/stock rice wine")

    assert "400 l there, 400 l to sell, 0 l promised" in await admin.sees()
    assert "A number without a unit counts in 500 ml." in await admin.sees()


async def test_a_buyer_is_not_told_that_there_is_such_a_command(market):
    buyer = market.buyer()
    await buyer.says("/stock oyster mushroom +30 jin")

    assert "jin there" not in await buyer.sees()
    assert await market.stock_of("oyster-mushroom") == (300 * JIN, 0)


async def test_an_admin_no_more_cannot_apply_what_they_previewed(market):
    other = await market.seeded("hao", "en")
    await other.says("/stock oyster mushroom +30 jin")
    ended = sa.update(Role).where(Role.kind == RoleKind.ADMIN).values(ended_at=market.clock())
    await market.database.transact(lambda session: session.connection().execute(ended) and None)

    await other.taps("Apply")

    assert "That is not available." in await other.sees()
    assert await market.stock_of("oyster-mushroom") == (300 * JIN, 0)


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
async def test_every_product_has_its_screens(market, language):
    admin = await market.admin(language)
    catalogue = await market.database.read(load_catalogue)

    for item in catalogue.items.values():
        for payload in (
            f"stockof:{item.product_id}",
            f"stockpre:{item.product_id}:?:1234",
            f"priceof:{item.product_id}",
            f"hidepre:{item.product_id}:1",
        ):
            await admin.presses(payload)

            assert all(0 < len(label) <= LABEL_MAX for label in await admin.labels()), payload
    for page in range(1, 6):
        await admin.presses(f"stocklist:{page}")
        assert len(await admin.labels()) <= CHOICES_MAX + 2
