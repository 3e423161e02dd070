"""What people do in the chat, over HTTP: say, press, listen, come back."""

from aiohttp.test_utils import TestServer
from sqlmodel import Session

from bot.messages import Choice, Outgoing, Press, Text, Unsupported
from tests.webchat.conftest import NewBrowser
from tests.webchat.double import NOW, Double, show_in


async def test_words_are_stored_before_they_are_acknowledged(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    await ana.opens()

    answer = await ana.says("2 jin oyster mushroom")

    assert answer == {"ok": True, "toast": None}
    assert await ana.sees() == ["2 jin oyster mushroom", "You said: 2 jin oyster mushroom"]


async def test_an_event_says_who_what_and_when(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    await ana.opens()

    await ana.posts({"kind": "text", "text": "hello", "id": "one"}, **{"Accept-Language": "fr,zh-CN;q=0.8,en;q=0.5"})

    [event] = double.received
    assert event.sender.channel == "webchat"
    assert event.sender.external_id == await ana.external_id()
    assert event.content == Text("hello")
    assert event.sent_at == NOW
    assert event.language == "zh-CN"  # the first of theirs that we speak
    assert len(event.event_id) <= 64


async def test_a_repeated_message_is_handled_once(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    await ana.opens()

    first = await ana.says("hello", id="the-same")
    again = await ana.says("hello", id="the-same")

    assert first == again == {"ok": True, "toast": None}
    assert await ana.sees() == ["hello", "You said: hello"]


async def test_two_browsers_may_make_the_same_id(browser: NewBrowser) -> None:
    ana, ben = browser(), browser()
    for one in (ana, ben):
        await one.opens()

    await ana.says("from Ana", id="the-same")
    await ben.says("from Ben", id="the-same")

    assert await ana.sees() == ["from Ana", "You said: from Ana"]
    assert await ben.sees() == ["from Ben", "You said: from Ben"]


async def test_a_press_carries_its_message_and_brings_a_toast(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    await ana.opens()
    double.toast = "Added"

    status, body = await ana.posts({"kind": "press", "payload": "add:7", "message_id": "m1"})

    assert (status, body) == (200, {"ok": True, "toast": "Added"})
    assert double.received[0].content == Press("add:7", "m1")
    assert await ana.sees() == ["You said: a press"]  # a press is not something that was said


async def test_hello_is_not_shown_as_words(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    await ana.opens()

    await ana.posts({"kind": "start", "id": "q-start"})
    await ana.posts({"kind": "start", "id": "q-start"})

    assert double.received[0].content == Text("/start")
    assert await ana.sees() == ["You said: /start"]


async def test_a_picture_is_named_as_what_it_is(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    await ana.opens()

    await ana.posts({"kind": "unsupported", "what": "photo"})
    await ana.posts({"kind": "unsupported", "what": "<script>"})

    assert [event.content for event in double.received] == [Unsupported("photo"), Unsupported("file")]


async def test_a_busy_market_asks_the_page_to_repeat(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    await ana.opens()
    double.is_busy = True

    status, body = await ana.posts({"kind": "text", "text": "hello", "id": "one"})
    double.is_busy = False
    await ana.says("hello", id="one")

    assert (status, body) == (503, {"ok": False})
    assert await ana.sees() == ["hello", "You said: hello"]


async def test_a_new_chat_is_greeted_and_one_that_was_used_is_not(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    await ana.opens()

    before = await ana.history()
    await ana.says("hello")
    after = await ana.history()

    assert (before["greet"], before["rows"]) == (True, [])
    assert (after["greet"], len(after["rows"])) == (False, 2)


async def test_the_stream_tells_what_happened_and_then_what_happens(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    await ana.opens()
    await ana.says("hello")

    async with ana.listening() as stream:
        first = await stream.next()
        await double.shows(await ana.external_id(), "alert", Outgoing("A new order"))
        second = await stream.next()

    assert [row["text"] for row in first["rows"]] == ["hello", "You said: hello"]
    assert first["reset"]
    assert [row["text"] for row in second["rows"]] == ["A new order"]
    assert not second["reset"]


async def test_a_page_that_comes_back_hears_only_what_it_missed(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    await ana.opens()
    await ana.says("hello")
    async with ana.listening() as stream:
        last = int((await stream.next())["event_id"])

    await double.shows(await ana.external_id(), "alert", Outgoing("While you were away"))

    async with ana.listening(last_event_id=last) as stream:
        missed = await stream.next()
    assert [row["text"] for row in missed["rows"]] == ["While you were away"]
    assert await ana.sees(after=last) == ["While you were away"]
    assert await ana.sees(after=missed["cursor"]) == []


async def test_a_page_opened_before_the_first_word_hears_the_answer(browser: NewBrowser) -> None:
    ana = browser()
    await ana.opens()

    async with ana.listening() as stream:
        assert (await stream.next())["greet"]
        await ana.says("hello")
        answer = await stream.next()

    assert [row["text"] for row in answer["rows"]] == ["hello", "You said: hello"]


async def test_an_edited_message_keeps_its_place(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    ana_id = await ana.external_id()
    await double.shows(ana_id, "card", Outgoing("Shop"))
    await double.shows(ana_id, "push", Outgoing("Ready"))
    before = await ana.history()

    await double.shows(ana_id, "card", Outgoing("Basket", rows=((Choice("Review", "review:1", "primary"),),)))

    edit = await ana.history(before["cursor"])
    fresh = await ana.history()
    assert [row["text"] for row in fresh["rows"]] == ["Basket", "Ready"]
    assert [(row["id"], row["place"]) for row in edit["rows"]] == [("card", before["rows"][0]["place"])]
    assert edit["rows"][0]["rows"] == [[{"label": "Review", "payload": "review:1", "style": "primary", "url": ""}]]
    assert edit["rows"][0]["edited"]


async def test_a_removed_message_is_gone_for_who_comes_later(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    ana_id = await ana.external_id()
    await double.shows(ana_id, "card", Outgoing("Shop"))
    cursor = (await ana.history())["cursor"]

    await double.shows(ana_id, "card", None)

    [row] = (await ana.history(cursor))["rows"]
    assert (row["id"], row["removed"]) == ("card", True)
    assert await ana.sees() == []


async def test_a_page_far_behind_is_drawn_anew(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    ana_id = await ana.external_id()
    await double.shows(ana_id, "first", Outgoing("First"))
    cursor = (await ana.history())["cursor"]
    await double.database.transact(lambda session: _show_many(session, ana_id))

    batch = await ana.history(cursor)

    assert batch["reset"]
    assert len(batch["rows"]) == 200
    assert batch["rows"][-1]["text"] == "249"


async def test_a_cursor_of_a_database_that_is_gone_starts_afresh(browser: NewBrowser) -> None:
    ana = browser()
    await ana.opens()
    await ana.says("hello")

    batch = await ana.history(after=9_999)

    assert batch["reset"]
    assert len(batch["rows"]) == 2


async def test_the_page_speaks_the_persons_language(browser: NewBrowser, double: Double) -> None:
    ana = browser()

    guessed = await ana.opens(**{"Accept-Language": "ar"})
    await double.reads(await ana.external_id(), "zh_Hans")
    chosen = await ana.opens(**{"Accept-Language": "ar"})

    assert '<html lang="ar" dir="rtl">' in guessed
    assert '<html lang="zh-Hans" dir="ltr">' in chosen
    assert (await ana.history())["language"] == "zh_Hans"


async def test_the_words_come_again_in_another_language(browser: NewBrowser) -> None:
    ana = browser()

    async with ana.client.get("/chat/words", params={"language": "ar"}) as response:
        words = await response.json()

    assert (words["language"], words["tag"], words["direction"]) == ("ar", "ar", "rtl")


async def test_streams_end_when_the_site_closes(browser: NewBrowser, site: TestServer) -> None:
    ana = browser()
    await ana.opens()

    async with ana.listening() as stream:
        await stream.next()
        await site.close()

        assert await stream.ends()


def _show_many(session: Session, external_id: str) -> None:
    for number in range(250):
        show_in(session, external_id, f"m{number}", Outgoing(str(number)))
