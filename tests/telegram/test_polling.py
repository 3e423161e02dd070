"""Long polling against the fake platform: what is confirmed is committed, and nothing is lost on the way."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.channels.telegram.polling import WAIT_S
from bot.channels.telegram.troubles import Pauses
from bot.messages import Press, Text
from tests.telegram.fake import faults
from tests.telegram.fake.server import FakeBotApi
from tests.telegram.receiving import Double, Spy, client, polling

# What is tried here never reaches the database's own ways.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_what_is_said_arrives_and_is_confirmed(api: FakeBotApi, double: Double) -> None:
    ana = api.person("Ana")

    async with polling(api, double):
        ana.says("2 jin tomatoes")
        await api.until(lambda: double.texts() and not api.undelivered)

    assert double.texts() == ["2 jin tomatoes"]


async def test_nothing_is_confirmed_before_it_is_committed(api: FakeBotApi, double: Double) -> None:
    double.gate.clear()
    ana = api.person("Ana")

    async with polling(api, double):
        ana.says("2 jin tomatoes")
        await api.until(lambda: double.inside)
        assert api.undelivered == 1
        double.gate.set()
        await api.until(lambda: not api.undelivered)

    assert double.texts() == ["2 jin tomatoes"]


async def test_while_the_database_is_away_updates_wait_at_the_platform(api: FakeBotApi, double: Double) -> None:
    double.away = True
    ana = api.person("Ana")

    async with polling(api, double):
        with capture_logs() as lines:
            ana.says("2 jin tomatoes")
            tap = ana.presses("shop")
            await api.until(lambda: double.calls > 3)
        assert (api.undelivered, tap.answered) == (2, False)
        double.away = False
        await api.until(lambda: tap.answered and not api.undelivered)

    assert [one.content for one in double.received] == [Text("2 jin tomatoes"), Press("shop", "1")]
    assert len([line for line in lines if line["log_level"] != "info"]) == 1  # said once, however often it was met


async def test_one_persons_updates_stay_in_order_though_the_database_was_gone_for_a_moment(
    api: FakeBotApi, double: Double
) -> None:
    ana, ben = api.person("Ana"), api.person("Ben")
    double.away_once_for = {str(ana.id)}
    api.bot.updates.held = True
    for number in range(3):
        ana.says(f"ana {number}")
        ben.says(f"ben {number}")
    api.bot.updates.release()

    async with polling(api, double):
        await api.until(lambda: not api.undelivered)

    assert double.texts(ana.id) == ["ana 0", "ana 1", "ana 2"]
    assert double.texts(ben.id) == ["ben 0", "ben 1", "ben 2"]


async def test_whom_the_database_cannot_serve_now_delays_nobody_else(api: FakeBotApi, double: Double) -> None:
    ana, ben, spy = api.person("Ana"), api.person("Ben"), Spy()
    double.away_for = {str(ana.id)}
    slow = Pauses(first_s=1.0, longest_s=1.0)

    async with polling(api, double, spy, slow):
        ana.says("ana 0")
        await api.until(lambda: double.calls == 1)
        for number in range(3):
            ben.says(f"ben {number}")
            ana.says(f"ana {number + 1}")
            await api.until(lambda told=number: len(double.texts(ben.id)) > told, 0.8)
        tries = double.calls - len(double.received)
        kept = api.undelivered
        confirmed = [url for url in spy.urls if "offset=" in url]
        double.away_for.clear()
        await api.until(lambda: not api.undelivered)

    assert tries <= 2  # the others' updates are no reason to try again
    assert kept == 7  # nothing behind what has to come again is confirmed
    assert all(f"offset={api.bot.updates.next_id - 7}" in url for url in confirmed)
    assert double.texts(ana.id) == ["ana 0", "ana 1", "ana 2", "ana 3"]
    assert double.texts(ben.id) == ["ben 0", "ben 1", "ben 2"]
    assert double.calls <= 7 + tries + 1  # nor is anything handled twice


async def test_whose_turn_takes_long_delays_nobody_else(api: FakeBotApi, double: Double) -> None:
    ana, ben = api.person("Ana"), api.person("Ben")
    double.gate.clear()
    double.gate_for = {str(ana.id)}

    async with polling(api, double):
        ana.says("ana 0")
        ana.says("ana 1")
        await api.until(lambda: double.inside > 0)
        ben.says("ben 0")
        await api.until(lambda: double.texts(ben.id) == ["ben 0"])
        ana.says("ana 2")
        assert (double.texts(ana.id), api.undelivered) == ([], 4)
        double.gate.set()
        await api.until(lambda: not api.undelivered)

    assert double.texts(ana.id) == ["ana 0", "ana 1", "ana 2"]
    assert double.calls == 4


async def test_what_was_taken_is_not_taken_again_for_what_must_come_again(api: FakeBotApi, double: Double) -> None:
    double.toast = "Here it is"
    ana, ben = api.person("Ana"), api.person("Ben")
    double.away_for = {str(ana.id)}

    async with polling(api, double):
        ana.says("hi")
        tap = ben.presses("shop")
        await api.until(lambda: tap.answered)
        tried = double.calls
        await api.until(lambda: double.calls > tried + 2)
        double.away_for.clear()
        await api.until(lambda: not api.undelivered)

    assert len(api.called("answerCallbackQuery")) == 1
    assert api.rejected == []


async def test_a_batch_is_handled_side_by_side(api: FakeBotApi, double: Double) -> None:
    double.gate.clear()
    api.bot.updates.held = True
    for number in range(100):
        api.person(f"B{number}").says("hi")
    api.bot.updates.release()

    async with polling(api, double):
        await api.until(lambda: double.inside == 100)
        double.gate.set()
        await api.until(lambda: not api.undelivered)

    assert len(double.received) == 100


@pytest.mark.parametrize("seed", range(3))
async def test_copies_and_disorder_change_nothing(api: FakeBotApi, double: Double, seed: int) -> None:
    people = [api.person(f"B{number}") for number in range(5)]
    api.disturbs(3, shuffled=True, seed=seed)

    async with polling(api, double):
        api.bot.updates.held = True
        for number in range(6):
            for person in people:
                person.says(f"{number}")
        api.bot.updates.release()
        await api.until(lambda: not api.undelivered)

    for person in people:
        assert double.texts(person.id) == ["0", "1", "2", "3", "4", "5"]


async def test_ids_that_begin_anew_lower_are_heard(api: FakeBotApi, double: Double) -> None:
    ana, spy = api.person("Ana"), Spy()

    async with polling(api, double, spy):
        ana.says("before")
        await api.until(lambda: double.texts() and not api.undelivered)
        confirmed = len(spy.urls)
        api.bot.updates.release()  # the platform answers that there is nothing
        await api.until(lambda: len(spy.urls) > confirmed)
        api.bot.updates.next_id = 17  # a quiet week later
        ana.says("after")
        await api.until(lambda: len(double.texts()) == 2 and not api.undelivered)

    assert "offset=" in spy.urls[confirmed - 1]
    assert "offset=" not in spy.urls[confirmed]
    assert double.texts() == ["before", "after"]


async def test_an_update_that_nobody_can_read_stands_in_nobodys_way(api: FakeBotApi, double: Double) -> None:
    ana = api.person("Ana")
    ana.says("before")
    api.inject({"message": {"text": "no date, no chat"}})
    api.inject({"message": 5})
    api.inject({"callback_query": []})
    ana.says("after")

    async with polling(api, double):
        await api.until(lambda: not api.undelivered)

    assert double.texts() == ["before", "after"]


async def test_a_bug_behind_it_stands_in_nobodys_way(api: FakeBotApi, double: Double) -> None:
    double.breaks = True
    tap = api.person("Ana").presses("shop")

    with capture_logs() as lines:
        async with polling(api, double):
            await api.until(lambda: tap.answered and not api.undelivered)

    assert [line["event"] for line in lines if line["log_level"] == "error"] == ["update was given up"]


@pytest.mark.parametrize(
    "fault",
    [faults.reset(), faults.server_error(502), faults.garbage(accepts=False), faults.penalty(1), faults.bad("x")],
)
async def test_a_platform_that_stumbles_is_asked_again(api: FakeBotApi, double: Double, fault: faults.Fault) -> None:
    api.fails(fault, "getUpdates", times=1 if fault == faults.penalty(1) else 3)
    api.person("Ana").says("2 jin tomatoes")

    async with polling(api, double):
        await api.until(lambda: not api.undelivered)

    assert double.texts() == ["2 jin tomatoes"]


async def test_another_poller_with_our_token_is_told_of_and_waited_out(api: FakeBotApi, double: Double) -> None:
    ana = api.person("Ana")

    with capture_logs() as lines:
        async with polling(api, double), client(api) as other:
            ana.says("one")
            await api.until(lambda: double.texts() == ["one"] and not api.undelivered)
            for number in range(3):
                while sum(one.code == 409 for one in api.rejected) <= number:
                    await other.get_updates(timeout=0)
            ana.says("two")
            await api.until(lambda: double.texts() == ["one", "two"] and not api.undelivered)

    assert len([line for line in lines if "another process polls" in line.get("error", "")]) == 1


async def test_a_webhook_set_by_somebody_else_meanwhile_is_taken_away(api: FakeBotApi, double: Double) -> None:
    async with polling(api, double), client(api) as other:
        api.person("Ana").says("one")
        await api.until(lambda: double.texts() == ["one"])
        with capture_logs() as lines:
            await other.set_webhook("http://127.0.0.1:1/nobody")
            api.person("Ben").says("two")
            await api.until(lambda: double.texts() == ["one", "two"])

    assert len([line for line in lines if "another process polls" in line.get("error", "")]) == 1
    assert [call.parameters for call in api.called("deleteWebhook")] == [{"drop_pending_updates": False}]


async def test_a_webhook_that_was_left_is_taken_away_and_nothing_with_it(api: FakeBotApi, double: Double) -> None:
    async with client(api) as before:
        await before.set_webhook("http://127.0.0.1:1/nobody")
    api.person("Ana").says("2 jin tomatoes")

    async with polling(api, double):
        await api.until(lambda: double.texts() == ["2 jin tomatoes"])

    assert [call.parameters for call in api.called("deleteWebhook")] == [{"drop_pending_updates": False}]


async def test_without_a_webhook_none_is_taken_away(api: FakeBotApi, double: Double) -> None:
    async with polling(api, double):
        api.person("Ana").says("hi")
        await api.until(lambda: not api.undelivered)

    assert api.called("deleteWebhook") == []


async def test_a_revoked_token_is_said_loudly_once_and_may_come_back(api: FakeBotApi, double: Double) -> None:
    api.bot.revoked = True

    with capture_logs() as lines:
        async with polling(api, double):
            await api.until(lambda: sum(one.code == 401 for one in api.rejected) > 3)
            api.bot.revoked = False
            api.person("Ana").says("hi")
            await api.until(lambda: not api.undelivered)

    assert [line["log_level"] for line in lines if "TELEGRAM_TOKEN" in line.get("error", "")] == ["error"]


async def test_it_asks_only_for_what_it_reads(api: FakeBotApi, double: Double) -> None:
    async with polling(api, double):
        await api.until(lambda: api.bot.updates.allowed)

    assert api.bot.updates.allowed == {"message", "callback_query", "my_chat_member", "inline_query"}


async def test_it_stops_at_once_though_the_platform_holds_its_call(api: FakeBotApi, double: Double) -> None:
    async with polling(api, double) as task:
        await api.until(lambda: api.bot.updates.allowed)
        async with asyncio.timeout(WAIT_S / 10):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_what_was_under_way_at_a_stop_comes_again_to_the_next(api: FakeBotApi, double: Double) -> None:
    double.gate.clear()
    ana = api.person("Ana")
    ana.says("one")
    ana.says("two")

    async with polling(api, double):
        await api.until(lambda: double.inside == 1)
    double.gate.set()
    async with polling(api, double):
        await api.until(lambda: not api.undelivered)

    assert double.texts() == ["one", "two"]


async def test_a_tap_is_answered_once_with_its_toast(api: FakeBotApi, double: Double) -> None:
    double.toast = "Here it is"
    ana = api.person("Ana")

    async with polling(api, double):
        ana.presses("shop")
        await api.until(lambda: ana.toast == "Here it is" and not api.undelivered)

    assert len(api.called("answerCallbackQuery")) == 1
    assert api.rejected == []


async def test_a_tap_that_means_nothing_here_is_answered_too(api: FakeBotApi, double: Double) -> None:
    ana, village = api.person("Ana"), api.group("Village")
    village.adds_bot(ana)

    async with polling(api, double):
        tap = ana.presses("shop", 1, where=village)
        await api.until(lambda: tap.answered and not api.undelivered)

    assert Press("shop") not in [one.content for one in double.received]


async def test_a_platform_that_answers_no_toast_holds_nothing_up(api: FakeBotApi, double: Double) -> None:
    api.fails(faults.accept_then_hang(), "answerCallbackQuery")
    ana = api.person("Ana")

    async with polling(api, double):
        ana.presses("shop")
        ana.says("and words")
        await api.until(lambda: not api.undelivered)

    assert double.texts() == ["and words"]


async def test_searches_and_moves_go_their_own_ways(api: FakeBotApi, double: Double) -> None:
    ana, village = api.person("Ana"), api.group("Village", basic=True)
    old_id = village.id
    village.adds_bot(ana)

    async with polling(api, double):
        ana.asks_inline("tomato")
        new = village.upgrades(ana)
        await api.until(lambda: double.asked and not api.undelivered)

    assert double.asked == ["tomato"]
    assert {(one.old.external_id, one.new.external_id) for one in double.groups} == {(str(old_id), str(new.id))}
