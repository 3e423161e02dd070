"""One life of the bot: its parts wired to the platform as in production, from its start until it is killed."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import TypeVar

from sqlmodel import Session

from bot.app import App, make_house
from bot.app.telegram import CHANNEL, start_link
from bot.channels.telegram.account import Account
from bot.channels.telegram.gate import Gate
from bot.channels.telegram.groups import Me, Moved
from bot.channels.telegram.limits import telegram_limits
from bot.channels.telegram.port import TelegramPort
from bot.channels.telegram.receiver import Answer, Receiver
from bot.clock import Clock
from bot.links import Links
from bot.notices.marking import penalty_of
from bot.notices.moving import move_address
from tests.market import LANGUAGES
from tests.simulation.database import SimulatedDatabase
from tests.simulation.loop import VirtualLoop
from tests.simulation.weather import Weather
from tests.simulation.wire import Wire
from tests.telegram.fake.platform import Platform

T = TypeVar("T")

RATE, CHAT_RATE = 30.0, 1.0  # messages a second, as Telegram allows


class Connection(SimulatedDatabase):
    """A process's own way to the database: what it still waits for when it is killed never comes."""

    def __init__(self, database: SimulatedDatabase) -> None:
        self.engines = database.engines
        self.signals = database.signals
        self._database = database
        self.is_dead = False

    async def transact(self, work: Callable[[Session], T]) -> T:
        if self.is_dead:
            await asyncio.Event().wait()
        return await self._database.transact(work)


class Process:
    """What `python -m bot run` starts for a shop on Telegram alone."""

    def __init__(
        self,
        database: SimulatedDatabase,
        platform: Platform,
        token: str,
        weather: Weather,
        *,
        clock: Clock,
        chance: Random,
        random_code: Callable[[int], str],
    ) -> None:
        self.database = Connection(database)
        links = Links("https://shop.test")
        account = Account(token, "https://platform.test")
        links.add(CHANNEL, start_link(platform.accounts[token].username))
        self.house = make_house(LANGUAGES, links=links, clock=clock, random_code=random_code)
        self._gate = Gate(clock)
        self.port = TelegramPort(account.client(Wire(platform, weather, self._gate)), self.database)
        self._presses = TelegramPort(account.client(Wire(platform, weather)), self.database)
        limits = {CHANNEL: telegram_limits(RATE, CHAT_RATE)}
        self.app = App(self.database, self.house, {CHANNEL: self.port}, limits, chance=chance.random)
        me = Me(account.bot_id, platform.accounts[token].username, frozenset(self.house.routes.commands))
        self._receiver = Receiver(
            receive=self.app.dispatch.receive, move=self._move, search=lambda _: None, me=lambda: me, clock=clock
        )
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, *, after_a_kill: bool) -> None:
        if after_a_kill:
            self.app.dispatch.quarantine()
        with suppress(Exception):  # a database that is away now is asked again by everybody
            if until := await self.database.transact(lambda session: penalty_of(session, CHANNEL)):
                self._gate.close_until(until)
        self._begin(self.app.sender.run())
        self._begin(self.app.worker.run())

    async def take(self, update: dict[str, object]) -> None:
        """Carry an update out; once this returns, the platform may forget it.

        Raises:
            DatabaseUnavailable: it should be sent again.
        """
        answer = await self._receiver.take(self._receiver.read(update))
        if answer is not None:
            self._begin(self._answer(answer))

    async def kill(self, keep: set["asyncio.Task[None]"]) -> None:
        """End all that runs, at once and without a last word; `keep`: what is no part of the process."""
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        self.database.is_dead = True
        while dying := [task for task in loop.tasks() if task not in keep]:
            for task in dying:
                task.cancel()
            await asyncio.sleep(0)

    async def stop(self) -> None:
        """End in peace."""
        self.app.sender.stop()
        self.app.worker.stop()
        await self.app.dispatch.drain()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _answer(self, answer: Answer) -> None:
        await self._presses.answer_press(answer.press_id, answer.toast)

    async def _move(self, moved: Moved) -> None:
        await self.database.transact(lambda session: move_address(session, moved.old, moved.new))

    def _begin(self, work: "asyncio._CoroutineLike[None]") -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
