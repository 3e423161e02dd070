"""Details of an order: a phone, a note, a neighbour; who sees them, and what Confirm orders of them."""

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.documents.sheet import Sheet
from bot.handlers.buyer.receipt_sheet import receipt_sheet
from bot.i18n import Reader
from bot.orders.models import Order, OrderState
from bot.orders.receipts import Receipt, load_order
from bot.people.models import AuditEntry, Person
from tests.conversations.test_joining_phones import joins
from tests.handlers.buyer.rows import PLACED, ask
from tests.market import LANGUAGES, Market, Phone

NUMBER, SEEN, MASKED = "13800138000", "+86 138 0013 8000", "••• 000"
NOTE = "Ripe ones, please <b>"
NOTHING_SAID = ["📞 My phone", "📝 Note", "👤 For a neighbour", "If it runs short", "Back to Review"]


@pytest.fixture
def url(market_url: str) -> str:
    return market_url


@pytest.fixture
async def reviewing(buyer: Phone) -> Phone:
    """A buyer who looks at the Review of two jin of oyster mushrooms."""
    await buyer.says("/start")
    for label in ("🍄 Oyster mushroom", "2 jin", "Review"):
        await buyer.taps(label)
    return buyer


async def says_of(phone: Phone, label: str, words: str) -> None:
    """Open the details, and answer one of their questions."""
    await phone.presses("details")
    await phone.taps(label)
    await phone.says(words)


async def gives_all(phone: Phone) -> None:
    await says_of(phone, "📞 My phone", NUMBER)
    await phone.taps("☐ Farmer may call me")
    await says_of(phone, "📝 Note", NOTE)
    await says_of(phone, "👤 For a neighbour", "Ms Li")
    await phone.taps("Back to Review")


async def test_review_shows_what_was_said_and_nothing_where_nothing_was(reviewing: Phone) -> None:
    before = await reviewing.sees()

    await gives_all(reviewing)

    told = f"👤 For Ms Li\n📝 {NOTE}\n📞 The farmers may call you: {SEEN}"
    assert await reviewing.sees() == before.replace("\n\n💵", f"\n\n{told}\n\n💵")
    assert len(await reviewing.messages()) == 1


async def test_a_yes_to_calls_of_before_the_number_was_removed_says_nothing_of_the_next(reviewing: Phone) -> None:
    await says_of(reviewing, "📞 My phone", NUMBER)
    yes = await reviewing.payload_of("☐ Farmer may call me")
    await reviewing.taps("Remove my phone")

    await reviewing.presses(yes)
    await says_of(reviewing, "📞 My phone", NUMBER)

    assert "☐ Farmer may call me" in await reviewing.labels()


async def test_details_are_one_card_that_is_edited(reviewing: Phone) -> None:
    await reviewing.taps("Details")

    assert await reviewing.sees() == (
        "Details of your order\n📞 No phone number.\n\n📝 No note to the farmers.\n\n👤 You collect it yourself."
    )
    assert await reviewing.labels() == NOTHING_SAID


async def test_everybody_sees_what_is_theirs_to_see(market: Market, reviewing: Phone) -> None:
    farmer, admin = await market.farmer(language="en"), await market.admin()
    await gives_all(reviewing)

    await reviewing.taps("Confirm")

    receipt, alert = await reviewing.sees(), await farmer.sees()
    assert "👤 For Ms Li" in receipt
    assert f"📝 {NOTE}" in receipt
    assert "for Lin" in alert
    assert f"📝 {NOTE}\n📞 You may call the buyer: {SEEN}" in alert
    await farmer.taps("✅ Yes")
    await farmer.says("/today")
    assert "for Ms Li" in await farmer.sees()
    assert f"📝 {NOTE}\n📞 You may call the buyer: {SEEN}" in await farmer.sees()
    await admin.says(f"/orders {await code_of(reviewing)}")
    card = await admin.sees()
    assert card.startswith(f"Order {await code_of(reviewing)} for Ms Li\nOrdered by Lin\n📝 {NOTE}\n📞 {MASKED}")


async def test_a_phone_is_the_farmers_only_if_the_buyer_says_so(market: Market, reviewing: Phone) -> None:
    farmer = await market.farmer(language="en")
    await says_of(reviewing, "📞 My phone", NUMBER)
    assert "The farmers do not see it." in await reviewing.sees()
    await reviewing.taps("Back to Review")

    await reviewing.taps("Confirm")
    await farmer.taps("✅ Yes")
    await farmer.says("/today")

    assert not [one for one in await farmer.messages() if "8000" in one.text]


async def test_whoever_looks_at_a_phone_is_written_down(market: Market, reviewing: Phone) -> None:
    admin = await market.admin()
    await says_of(reviewing, "📞 My phone", NUMBER)
    await reviewing.taps("Back to Review")
    await reviewing.taps("Confirm")
    await admin.says(f"/orders {await code_of(reviewing)}")

    await admin.taps("Show the phone")

    assert f"📞 {SEEN}" in await admin.sees()
    shown = sa.select(AuditEntry.subject, AuditEntry.after).where(AuditEntry.action == "phone_shown")
    assert await ask(market, shown) == [("orders", None)]


async def test_agreeing_lasts_for_one_order_and_the_phone_for_the_next(reviewing: Phone) -> None:
    await gives_all(reviewing)
    await reviewing.taps("Confirm")
    for label in ("🔄 Repeat", "Details"):
        await reviewing.taps(label)

    assert f"📞 {SEEN}\nThe farmers do not see it." in await reviewing.sees()
    assert "📝 No note" in await reviewing.sees()
    await reviewing.taps("👤 For a neighbour")
    await reviewing.taps("Ms Li")
    assert "👤 Collected by Ms Li." in await reviewing.sees()


async def test_repeat_shows_what_an_emptied_basket_still_says(reviewing: Phone) -> None:
    await reviewing.taps("Confirm")
    await reviewing.says("1 jin oyster mushroom")
    await gives_all(reviewing)
    for label in ("Back", "− 0.5 jin", "− 0.5 jin"):  # to the smallest order, and to nothing
        await reviewing.taps(label)
    await reviewing.presses("repeat:1")

    told = f"👤 For Ms Li\n📝 {NOTE}\n📞 The farmers may call you: {SEEN}"
    assert told in await reviewing.sees()


async def test_the_last_three_names_are_offered_the_latest_first(reviewing: Phone) -> None:
    for name in ("Ms Li", "Old Wang", "Ms Li", "Auntie", "Uncle Zhou the carpenter of Leishan"):
        await says_of(reviewing, "👤 For a neighbour", name)
        await reviewing.taps("Back to Review")
        await reviewing.taps("Confirm")
        await reviewing.taps("🔄 Repeat")

    await reviewing.taps("Details")
    await reviewing.taps("👤 For a neighbour")

    assert await reviewing.labels() == ["Uncle Zhou the…", "Auntie", "Ms Li", "Back"]


async def test_all_of_it_is_taken_back(market: Market, reviewing: Phone) -> None:
    await gives_all(reviewing)
    await reviewing.taps("Details")
    for label in ("📝 Note", "👤 For a neighbour"):
        await reviewing.taps(label)
        await reviewing.taps("Remove")

    await reviewing.taps("Remove my phone")

    assert await reviewing.labels() == NOTHING_SAID
    assert await ask(market, sa.select(Person.phone).where(Person.name == "Lin")) == [(None,)]
    assert await ask(market, sa.select(Order.note, Order.collector, Order.may_call)) == [(None, None, False)]


@pytest.mark.parametrize("typed", ["+1 (555) 010-99", "12", "0000", "1" * 60])
async def test_what_is_no_number_is_asked_again(market: Market, reviewing: Phone, typed: str) -> None:
    await says_of(reviewing, "📞 My phone", typed)
    assert "That does not look like a phone number." in await reviewing.sees()

    await reviewing.says("００８６１３８００１３８０００")

    assert f"📞 {SEEN}" in await reviewing.sees()
    assert await ask(market, sa.select(Person.phone).where(Person.name == "Lin")) == [("+8613800138000",)]


async def test_other_words_go_where_they_always_go(reviewing: Phone) -> None:
    await says_of(reviewing, "📞 My phone", "10 eggs")
    assert "Please check your order" in await reviewing.sees()

    await says_of(reviewing, "👤 For a neighbour", "basket")
    assert "🧺 Your basket" in await reviewing.sees()


NOTES = [("ru", "позвоните"), ("es", "llámame"), ("en", "a person"), ("zh_Hans", "帮忙"), ("en", "2 jin of them ripe?")]


@pytest.mark.parametrize(("language", "words"), NOTES)
async def test_a_note_takes_any_words(market: Market, language: str, words: str) -> None:
    buyer = market.buyer("Ana", language.partition("_")[0])
    await buyer.says("1 jin oyster mushroom")
    for payload in ("details", "detail:note"):
        await buyer.presses(payload)

    await buyer.says(words)

    assert f"📝 {words}" in await buyer.sees()


@pytest.mark.parametrize("words", ["stop", "cancel", "Back"])
async def test_a_word_that_leaves_the_note_is_none(reviewing: Phone, words: str) -> None:
    await says_of(reviewing, "📝 Note", words)
    await reviewing.presses("details")

    assert "📝 No note" in await reviewing.sees()


@pytest.mark.parametrize(("label", "most"), [("📝 Note", 200), ("👤 For a neighbour", 40)])
async def test_what_is_too_long_is_asked_again(reviewing: Phone, label: str, most: int) -> None:
    await says_of(reviewing, label, "a" * (most + 1))
    assert f"at most {most} characters" in await reviewing.sees()

    await reviewing.says("a" * most)

    assert "a" * most in await reviewing.sees()


async def test_a_confirm_from_before_a_change_orders_nothing(market: Market, reviewing: Phone) -> None:
    for change in (
        says_of(reviewing, "📝 Note", "Ripe"),
        says_of(reviewing, "👤 For a neighbour", "Ms Li"),
        says_of(reviewing, "📞 My phone", NUMBER),
        reviewing.presses("call:1"),
        reviewing.presses("no-detail:phone"),
    ):
        await reviewing.presses("review")
        seen = await reviewing.payload_of("Confirm")
        await change

        await reviewing.presses(seen)

        assert "That message is out of date" in await reviewing.sees()
    assert await ask(market, PLACED) == [(0,)]


async def test_a_change_on_another_phone_is_shown_before_it_is_ordered(market: Market, reviewing: Phone) -> None:
    other = market.buyer("Bo")
    await joins(other, reviewing)
    await reviewing.presses("review")
    await says_of(other, "📝 Note", "Ripe")

    await reviewing.taps("Confirm")
    assert "That message is out of date" in await reviewing.sees()
    await reviewing.taps("Review")

    assert "📝 Ripe" in await reviewing.sees()
    await reviewing.taps("Confirm")
    assert "📝 Ripe" in await reviewing.sees()


async def test_a_phone_goes_with_whoever_joins_and_does_not_take_the_place_of_another(
    market: Market, reviewing: Phone
) -> None:
    for name, number, expected in (("Bo", "13800138001", NUMBER), ("Cai", "", NUMBER)):
        other = market.buyer(name)
        await other.says("/start")
        if number:
            await other.says("10 eggs")
            await says_of(other, "📞 My phone", number)
            await says_of(reviewing, "📞 My phone", NUMBER)
        await joins(other, reviewing)

        kept = sa.select(Person.phone).where(Person.phone.is_not(None))
        assert await ask(market, kept) == [(f"+86{expected}",)]


async def test_a_phone_comes_along_to_whoever_has_none(market: Market, reviewing: Phone) -> None:
    other = market.buyer("Bo")
    await other.says("10 eggs")
    await says_of(other, "📞 My phone", NUMBER)

    await joins(other, reviewing)

    assert await ask(market, sa.select(Person.name, Person.phone).order_by(Person.id.desc()).limit(2)) == [
        ("Bo", None), ("Lin", f"+86{NUMBER}"),
    ]  # fmt: skip


async def test_a_cancelled_order_gives_its_details_back_with_its_goods(reviewing: Phone) -> None:
    await gives_all(reviewing)
    await reviewing.taps("Confirm")

    await reviewing.taps("Cancel order")
    await reviewing.presses("review")

    assert f"👤 For Ms Li\n📝 {NOTE}\n📞 The farmers may call you: {SEEN}" in await reviewing.sees()


async def test_what_is_added_brings_its_note_along(market: Market, reviewing: Phone) -> None:
    farmer = await market.farmer(language="en")
    await says_of(reviewing, "📝 Note", "Ripe")
    await reviewing.presses("review")
    await reviewing.taps("Confirm")
    market.clock.advance(minutes=10)
    await reviewing.says("1 jin oyster mushroom")
    await says_of(reviewing, "📝 Note", "Small ones")
    await reviewing.presses("review")

    await reviewing.taps(f"Add to order {await code_of(reviewing)}")

    assert "📝 Ripe\n📝 Small ones" in await reviewing.sees()
    assert "📝 Ripe\n📝 Small ones" in await farmer.sees()
    await reviewing.says("10 eggs")
    assert "📝" not in await reviewing.sees()


async def test_a_handed_over_number_is_taken_where_it_was_asked_for(reviewing: Phone) -> None:
    await reviewing.hands_over("+8613800138000")
    assert "I can only read words" in await reviewing.sees()
    await reviewing.presses("details")
    await reviewing.taps("📞 My phone")

    await reviewing.hands_over("+48600100200", own=False)
    assert "That is somebody else's card." in await reviewing.sees()
    await reviewing.hands_over("+48600100200")

    assert "📞 +48 600 100 200" in await reviewing.sees()


async def test_the_paper_says_for_whom_it_is(market: Market, reviewing: Phone) -> None:
    await says_of(reviewing, "👤 For a neighbour", "Ms Li")
    for label in ("Back to Review", "Confirm", "Receipt as PDF"):
        await reviewing.taps(label)
    reader = Reader(LANGUAGES.get("en"), market.house.shelf.rules.zone, "CNY")

    def drawn(session: Session) -> Sheet:
        receipt = next(iter(my_receipts(session)))
        return receipt_sheet(reader, market.house.catalogue(session), receipt, market.clock())

    facts, *_ = (await market.database.read(drawn)).parts
    assert ("For", "Ms Li") in facts.rows
    await market.later(seconds=1)
    assert "👤 For Ms Li" in await reviewing.sees()


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_a_number_runs_as_it_is_dialled_in_every_language(market: Market, language: str) -> None:
    buyer = market.buyer("Ana", language)
    await buyer.says("/start")
    await buyer.presses(await first_amount(market))
    for payload in ("details", "detail:phone"):
        await buyer.presses(payload)

    await buyer.says(NUMBER)

    assert (f"\u2068{SEEN}\u2069" in await buyer.sees()) == (language == "ar")
    assert SEEN in await buyer.sees()


async def test_an_empty_basket_has_no_details(buyer: Phone) -> None:
    await buyer.says("/start")

    for payload in ("details", "detail:note", "call:1", "no-detail:note"):
        await buyer.presses(payload)

        assert "It is empty." in await buyer.sees()


async def first_amount(market: Market) -> str:
    item = (await market.database.read(market.house.catalogue)).shelf[0]
    return f"put:{item.offer_id}:{item.packs[0].quantity}"


def my_receipts(session: Session) -> list[Receipt]:
    ids = session.connection().execute(sa.select(Order.id).where(Order.state == OrderState.PLACED)).scalars()
    return [load_order(session, order_id) for order_id in ids]


async def code_of(buyer: Phone) -> str:
    receipt = next(message for message in await buyer.messages() if "Pickup code" in message.text)
    return receipt.outgoing.title.rpartition(" ")[2]


# The language, what is never said of an order that the courier brings, and what is said instead.
AT_THE_DOOR = [
    ("en", "ollect", "👤 You take it at the door.", "👤 Ms Li takes it at the door.", "👤 At the door: Ms Li"),
    ("zh_Hans", "提货", "👤 您自己收货。", "👤 由Ms Li收货。", "👤 收货人：Ms Li"),
    ("ru", "абер", "👤 У двери получите вы сами.", "👤 У двери получит Ms Li.", "👤 Получит у двери: Ms Li"),
    ("es", "recog", "👤 Lo recibes tú.", "👤 Lo recibe Ms Li.", "👤 Recibe: Ms Li"),
    ("ar", "باسم", "👤 تستلمونه عند الباب بأنفسكم.", "👤 يستلمه عند الباب Ms Li.", "👤 المستلِم عند الباب: Ms Li"),
]


@pytest.mark.parametrize(("language", "never", "oneself", "another", "line"), AT_THE_DOOR)
async def test_what_the_courier_brings_is_not_collected(
    market: Market, language: str, never: str, oneself: str, another: str, line: str
) -> None:
    buyer = market.buyer("Ana", language.partition("_")[0])
    for words in ("/start", "1 jin ginger"):
        await buyer.says(words)
    await buyer.presses("courier")
    await buyer.says("12 Lamplighter Lane, blue door")
    seen = []
    for payload in ("details", "detail:name"):
        await buyer.presses(payload)
        seen.append(await buyer.sees())
    await buyer.says("Ms Li")
    seen.append(await buyer.sees())
    await buyer.presses("review")
    reviewed = await buyer.sees()
    await buyer.presses(
        next(each.payload for each in (await buyer.messages())[-1].choices if "confirm" in each.payload)
    )
    receipt = await buyer.sees()

    assert oneself in seen[0]
    assert another in seen[2]
    assert line in reviewed
    assert line in receipt
    assert not [text for text in (*seen, reviewed, receipt) if never in text]


async def test_the_courier_can_call_who_says_so_and_needs_no_number(reviewing: Phone) -> None:
    asked = "📞 The courier has no number of yours to call."
    assert asked not in await reviewing.sees()
    await reviewing.presses("courier")
    await reviewing.says("12 Lamplighter Lane, blue door")
    await reviewing.taps("Review")
    without = await reviewing.sees()
    assert "Confirm" in await reviewing.labels()
    await reviewing.taps("📞 My phone")
    await reviewing.says(NUMBER)
    await reviewing.taps("Back to Review")

    assert asked in without
    assert asked not in await reviewing.sees()
    assert "📞 My phone" not in await reviewing.labels()
