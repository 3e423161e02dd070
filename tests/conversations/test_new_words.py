"""What buyers typed and nobody understood becomes a name of goods by a tap, and the next buyer is understood."""

import asyncio
from functools import partial

import pytest
import sqlalchemy as sa

from bot.catalog.missed import keep_missed
from bot.catalog.models import Alias, MissedPhrase, MissedState
from bot.people.models import AuditEntry
from tests.conversations.stage import Stage, of_table
from tests.conversations.test_who_may_invite import second_admin
from tests.handlers.admin.rows import rows_of
from tests.market import Market, Phone

# What a buyer types in each language, and what an admin who reads it sees and taps.
TALKS = {
    "en": {
        "typed": "2 jin grey caps",
        "label": "“grey caps” · 2×",
        "other": "Another product",
        "name": "oyster mushroom",
        "means": "“grey caps” now means 🍄 Oyster mushroom",
        "review": "🍄 Oyster mushroom: 2 jin (1 kg)",
        "undo": "Undo",
    },
    "zh_Hans": {
        "typed": "灰帽子两斤",
        "label": "“灰帽子” 2次",
        "other": "别的货",
        "name": "平菇",
        "means": "“灰帽子”现在就是🍄 平菇",
        "review": "🍄 平菇：2斤（1公斤）",
        "undo": "撤销",
    },
}


@pytest.fixture(params=TALKS)
def talk(request: pytest.FixtureRequest) -> dict[str, str]:
    return {"language": request.param, **TALKS[request.param]}


@pytest.fixture
async def admin(market: Market) -> Phone:
    admin = await market.admin()
    await admin.says("/start")
    return admin


async def missed(market: Market, *phrases: str, language: str = "en") -> None:
    """Let phrases have been typed that nobody understood then."""
    keep = partial(keep_missed, phrases=phrases, language=language, now=market.clock())
    await market.database.transact(keep)


async def typed(market: Market, words: str, name: str = "Ana", language: str = "en") -> str:
    """Let a buyer type something, and give what is answered."""
    buyer = market.buyer(name, language)
    await buyer.says("/start")
    await buyer.says(words)
    return await buyer.sees()


async def kept(market: Market) -> list[tuple[str, int, MissedState]]:
    return [(one.words, one.times, one.state) for one in await rows_of(market, MissedPhrase)]


# -- from not understood to understood -----------------------------------------------------------------


async def test_word_is_learned_and_unlearned(market: Market, talk: dict[str, str]) -> None:
    admin = await market.admin(talk["language"])
    assert talk["review"] not in await typed(market, talk["typed"], "Ana", talk["language"])
    await typed(market, talk["typed"], "Ben", talk["language"])

    await admin.says("/words")
    await admin.taps(talk["label"])
    await admin.taps(talk["other"])
    await admin.says(talk["name"])

    assert talk["means"] in await admin.sees()
    assert talk["review"] in await typed(market, talk["typed"], "Cy", talk["language"])
    [alias] = await rows_of(market, Alias, Alias.text.in_(["grey caps", "灰帽子"]))  # type: ignore[attr-defined]
    assert alias.locale == talk["language"]

    await admin.taps(talk["undo"])
    assert "/words" in await admin.sees()
    assert talk["review"] not in await typed(market, talk["typed"], "Dan", talk["language"])
    await admin.says("/words")
    assert talk["label"].replace("2", "3") in await admin.labels()
    entries = await rows_of(market, AuditEntry, AuditEntry.subject == "alias")
    assert [entry.action for entry in entries] == ["alias_made", "alias_made_undone"]


async def test_nearest_goods_are_one_tap_away(market: Market, admin: Phone) -> None:
    await typed(market, "grey mushrooms")
    await admin.says("/words")
    await admin.taps("“grey mushroo…” · 1×")

    assert "Typed 1 time, last on" in await admin.sees()
    labels = await admin.labels()
    assert "🍄 Oyster mushroom" in labels
    assert labels[-3:] == ["Another product", "Not goods", "Back"]
    assert len(labels) <= 7

    await admin.taps("🍄 Oyster mushroom")

    assert "“grey mushrooms” now means 🍄 Oyster mushroom" in await admin.sees()
    assert await admin.labels() == ["Undo", "All new words"]
    assert "🍄 Oyster mushroom: 2 jin" in await typed(market, "2 jin grey mushrooms", "Ben")


async def test_unknown_words_beside_goods_are_kept_as_well(market: Market) -> None:
    await typed(market, "2 jin oyster mushroom and 3 wuzzles", "Ana")
    await typed(market, "apple vinegar", "Ben")
    await typed(market, "10 eggs", "Cy")

    assert await kept(market) == [("wuzzles", 1, MissedState.OPEN), ("apple vinegar", 1, MissedState.OPEN)]


async def test_most_frequent_come_first_six_on_a_page(market: Market, admin: Phone) -> None:
    await missed(market, *(f"wuzzle {letter}" for letter in "abcdefg"))
    await missed(market, "wuzzle g")

    await admin.says("/words")
    labels = await admin.labels()
    await admin.taps("Next page")

    assert len(labels) == 7
    assert labels[0] == "“wuzzle g” · 2×"
    assert await admin.labels() == ["“wuzzle f” · 1×", "Back"]


async def test_empty_list_says_so(admin: Phone) -> None:
    await admin.says("/words")

    assert await admin.sees() == "There is no word that I do not understand."


async def test_help_names_the_command_to_admins_alone(market: Market, admin: Phone) -> None:
    await admin.says("/help")

    assert "/words shows what buyers typed" in await admin.sees()
    assert "/words" not in await typed(market, "/help")


# -- which goods ---------------------------------------------------------------------------------------


async def asks(market: Market, admin: Phone, phrase: str = "grey caps") -> None:
    await missed(market, phrase)
    await admin.says("/words")
    await admin.taps(f"“{phrase}” · 1×")
    await admin.taps("Another product")


async def test_of_several_goods_one_is_tapped(market: Market, admin: Phone) -> None:
    await asks(market, admin)

    await admin.says("mushrooms")
    assert "Which goods does “grey caps” mean?" in await admin.sees()
    await admin.taps("🍄 King oyster")

    assert "“grey caps” now means 🍄 King oyster mushroom" in await admin.sees()


async def test_name_that_nobody_has_is_asked_again(market: Market, admin: Phone) -> None:
    await asks(market, admin)

    await admin.says("bicycle")
    assert "No product is called “bicycle”." in await admin.sees()
    assert await admin.labels() == ["Back"]
    await admin.says("tomatoes")

    assert "“grey caps” now means 🍅 Tomatoes" in await admin.sees()


@pytest.mark.parametrize(
    ("words", "shown"),
    [("shop", "What would you like today?"), ("/stock", "Stock"), ("tomatoes\neggs", "One product in one message")],
)
async def test_other_things_can_be_said_meanwhile(market: Market, admin: Phone, words: str, shown: str) -> None:
    await asks(market, admin)

    await admin.says(words)

    assert shown in await admin.sees()
    assert await kept(market) == [("grey caps", 1, MissedState.OPEN)]


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("Tomato", "“Tomato” means something already:\n🍅 Tomatoes"),
        ("oyster", "“oyster” stands in the names of other goods too:\n🍄 King oyster mushroom"),
        ("vegetables", "“vegetables” is the name of a whole shelf."),
        ("kilo", "“kilo” is a word that orders are written with, like a number or a unit."),
        ("мои заказы", "“мои заказы” means the same at any time, like “menu” or “stop”."),
    ],
    ids=["name", "shared", "shelf", "order word", "global word"],
)
async def test_word_that_means_something_is_refused(market: Market, admin: Phone, phrase: str, why: str) -> None:
    aliases = len(await rows_of(market, Alias))
    await asks(market, admin, phrase)

    await admin.says("oyster mushroom")

    assert why in await admin.sees()
    assert "Nothing was changed." in await admin.sees()
    assert len(await rows_of(market, Alias)) == aliases
    assert await kept(market) == [(phrase, 1, MissedState.OPEN)]
    await admin.taps("All new words")
    assert await admin.labels() == [f"“{phrase}” · 1×"]


# -- put aside, undone, tapped twice -------------------------------------------------------------------


async def test_what_is_no_goods_is_put_aside_for_good(market: Market, admin: Phone) -> None:
    await typed(market, "see you at the fair")
    await admin.says("/words")
    await admin.taps("“see you at t…” · 1×")
    await admin.taps("Not goods")
    assert "“see you at the fair” is put aside." in await admin.sees()

    await typed(market, "see you at the fair", "Ben")
    await admin.taps("All new words")

    assert "There is no word" in await admin.sees()
    assert await kept(market) == [("see you at the fair", 2, MissedState.PUT_ASIDE)]


async def test_putting_aside_is_undone(market: Market, admin: Phone) -> None:
    await missed(market, "grey caps")
    await admin.says("/words")
    await admin.taps("“grey caps” · 1×")
    await admin.taps("Not goods")

    undo = await admin.payload_of("Undo")
    await admin.presses(undo)
    assert "The word is back on the list: /words" in await admin.sees()
    await admin.presses(undo)

    assert "This was undone before." in await admin.sees()
    assert await kept(market) == [("grey caps", 1, MissedState.OPEN)]


async def test_undo_comes_too_late_after_ten_minutes(market: Market, admin: Phone) -> None:
    await asks(market, admin)
    await admin.says("oyster mushroom")
    market.clock.advance(minutes=11)

    await admin.taps("Undo")

    assert "It is too late to undo this" in await admin.sees()
    assert "🍄 Oyster mushroom: 2 jin" in await typed(market, "2 jin grey caps")


async def test_undo_after_the_phrase_was_forgotten_takes_the_name_back(market: Market, admin: Phone) -> None:
    await asks(market, admin)
    await admin.says("oyster mushroom")
    await Stage(market, "en").change(sa.delete(of_table(MissedPhrase)))

    await admin.taps("Undo")

    assert "🍄 Oyster mushroom" not in await typed(market, "2 jin grey caps")


@pytest.mark.parametrize("tap", ["🍄 Oyster mushroom", "Not goods"])
async def test_second_tap_changes_nothing(market: Market, admin: Phone, tap: str) -> None:
    await missed(market, "grey mushrooms")
    await admin.says("/words")
    await admin.taps("“grey mushroo…” · 1×")
    payload = await admin.payload_of(tap)
    await admin.presses(payload)
    before = await kept(market), len(await rows_of(market, Alias)), len(await rows_of(market, AuditEntry))

    await admin.presses(payload)

    assert "That word is decided already, or gone. Nothing was changed." in await admin.sees()
    after = await kept(market), len(await rows_of(market, Alias)), len(await rows_of(market, AuditEntry))
    assert after == before


async def test_of_two_admins_the_first_decides(market: Market, admin: Phone) -> None:
    other = await second_admin(market, admin)
    await asks(market, admin)
    for label in ("“grey caps” · 1×", "Another product"):
        if label.startswith("“"):
            await other.says("/words")
        await other.taps(label)
    await other.says("tomatoes")

    await admin.says("oyster mushroom")  # read as any other message, for the question is settled

    assert await kept(market) == [("grey caps", 1, MissedState.ALIAS)]
    assert "🍅 Tomatoes: 2 jin" in await typed(market, "2 jin grey caps")


async def test_many_who_type_the_same_at_once_are_all_counted(market: Market) -> None:
    buyers = [market.buyer(f"Buyer {number}") for number in range(8)]
    for buyer in buyers:
        await buyer.says("/start")

    lists = ("3 wuzzles, 2 snorks", "2 snorks, 3 wuzzles")
    await asyncio.gather(*(buyer.says(lists[at % 2]) for at, buyer in enumerate(buyers)))

    assert sorted(await kept(market)) == [("snorks", 8, MissedState.OPEN), ("wuzzles", 8, MissedState.OPEN)]


async def test_of_two_taps_at_once_one_makes_the_name(market: Market, admin: Phone) -> None:
    other = await second_admin(market, admin)
    await missed(market, "grey mushrooms")
    for phone in (admin, other):
        await phone.says("/words")
        await phone.taps("“grey mushroo…” · 1×")
    aliases = len(await rows_of(market, Alias))

    await asyncio.gather(admin.taps("🍄 Oyster mushroom"), other.taps("🍄 King oyster"))

    assert len(await rows_of(market, Alias)) == aliases + 1
    shown = [await admin.sees(), await other.sees()]
    assert sorted("now means" in each for each in shown) == [False, True]
    assert sorted("That word is decided already" in each for each in shown) == [False, True]


# -- what is not kept ----------------------------------------------------------------------------------


async def test_words_of_admins_and_farmers_are_not_kept(market: Market, admin: Phone) -> None:
    farmer = await market.farmer(language="en")
    await farmer.says("/start")

    await admin.says("grey caps")
    await farmer.says("grey caps")

    assert await kept(market) == []


async def test_number_of_a_phone_is_not_kept(market: Market) -> None:
    await typed(market, "grey caps, call 138 0013 8000")

    assert await kept(market) == []


async def test_what_is_said_to_a_person_is_not_kept(market: Market, admin: Phone) -> None:
    buyer = market.buyer("Ana")
    await buyer.says("/person")

    await buyer.says("my wuzzle is broken")

    assert await kept(market) == []
