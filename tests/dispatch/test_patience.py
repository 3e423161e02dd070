"""Whoever floods the shop is told once and then not heard for a while; everybody else notices nothing."""

import pytest
from sqlmodel import Session, select

from bot.dispatch import Dispatch, Patience
from bot.dispatch.patience import TIDY_AT, TOLD_EVERY_S, Heard
from bot.messages import Address, Content, GroupCall, Incoming, Reachability, Text
from bot.people.models import Identity, IdentityState
from tests.market import CHANNEL, MORNING, Market

BURST = 3


class Flooded:
    """A dispatch with little patience, and a clock of its own."""

    def __init__(self, market: Market) -> None:
        self.now_s = 0.0
        self._market = market
        self._number = 0
        self._dispatch = Dispatch(
            market.database,
            market.house,
            lambda: None,
            patience=Patience(burst=BURST, per_s=1.0),
            time_s=lambda: self.now_s,
        )

    async def says(self, words: str, who: str = "buyer-ana") -> None:
        await self.happens(Text(words), who)

    async def happens(self, content: Content, who: str = "buyer-ana") -> None:
        self._number += 1
        event_id = f"flood-{self._number}"
        await self._dispatch.receive(
            Incoming(Address(CHANNEL, who), event_id, content, MORNING, event_id, language="en")
        )
        await self._market.settle()


def _state_of_ana(session: Session) -> IdentityState:
    return session.exec(select(Identity.state).where(Identity.external_id == "buyer-ana")).one()


@pytest.fixture
def flooded(market: Market) -> Flooded:
    return Flooded(market)


async def test_who_says_too_much_at_once_is_told_once(market: Market, flooded: Flooded) -> None:
    for number in range(BURST + 5):
        await flooded.says(f"/help {number}")

    told = [message.text for message in await market.buyer("Ana").chat() if "a lot at once" in message.text]
    own = [message.text for message in await market.buyer("Ana").chat() if message.own]
    assert len(told) == 1
    assert own == [f"/help {number}" for number in range(BURST + 1)]  # the last of them was answered, not handled


async def test_who_waits_is_heard_again(market: Market, flooded: Flooded) -> None:
    for _ in range(BURST + 2):
        await flooded.says("/help")

    flooded.now_s += 5
    await flooded.says("tomatoes")

    assert "🍅 Tomatoes" in await market.buyer("Ana").sees()


async def test_others_are_heard_meanwhile(market: Market, flooded: Flooded) -> None:
    for _ in range(BURST + 2):
        await flooded.says("/help")

    await flooded.says("/start", who="buyer-ben")

    assert "Welcome" in await market.buyer("Ben").sees()


async def test_without_a_limit_everything_is_heard(market: Market) -> None:
    ana = market.buyer("Ana")

    for number in range(BURST + 5):
        await ana.says(f"/help {number}")

    assert len([message for message in await ana.chat() if message.own]) == BURST + 5


def test_who_goes_on_is_told_again_after_a_minute() -> None:
    patience = Patience(burst=1, per_s=0.001)

    heard = [patience.hear("ana", at_s) for at_s in (0, 1, 2, TOLD_EVERY_S, TOLD_EVERY_S + 1)]

    assert heard == [Heard.YES, Heard.TOLD, Heard.NO, Heard.NO, Heard.TOLD]


def test_clock_that_was_set_back_takes_nobodys_word_away() -> None:
    patience = Patience(burst=2, per_s=1.0)
    patience.hear("ana", 100.0)

    assert patience.hear("ana", 50.0) is Heard.YES


def test_the_quiet_are_forgotten_and_the_loud_are_not() -> None:
    patience = Patience(burst=1, per_s=1.0)
    for person in range(TIDY_AT - 1):
        patience.hear(person, 0.0)
    patience.hear("loud", 99.5)

    patience.hear("new", 100.0)

    assert patience.hear("loud", 100.0) is Heard.TOLD
    assert len(patience._talks) == 2


async def test_what_the_platform_tells_of_a_chat_is_always_heard(market: Market, flooded: Flooded) -> None:
    for _ in range(BURST + 2):
        await flooded.says("/help")

    await flooded.happens(Reachability(False))

    assert await market.database.read(_state_of_ana) is IdentityState.BLOCKED


async def test_nobody_is_told_in_a_group_that_they_said_too_much(market: Market, flooded: Flooded) -> None:
    for _ in range(BURST + 2):
        await flooded.happens(GroupCall(), who="village")

    assert "a lot at once" not in "\n".join([message.text for message in await market.phone("village").chat()])
