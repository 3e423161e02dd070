"""The catalogue that this process knows, and the words of its goods, which are arranged beside the turns."""

import asyncio
import gc
from collections.abc import Callable
from threading import Thread

import structlog

from bot.catalog.grammar.index import AT_ONCE_MAX, follow
from bot.catalog.grammar.shop import make_ready
from bot.catalog.rules import Rules
from bot.catalog.snapshot import Catalogue

_NEVER = 1_000_000  # collections of what is middle-aged before one of everything

log = structlog.get_logger()


class Shelf:
    """The catalogue that this process knows, swapped whole; only committed ones are put here.

    Where `keep_ready` runs, the words of each new one are arranged in a thread, which takes seconds in a large shop.
    Until they are, the ones before them serve; before the first are, what is typed waits, and what is tapped does not.
    """

    def __init__(self) -> None:
        self._catalogue: Catalogue | None = None
        self._news = asyncio.Event()
        self._readable = asyncio.Event()
        self._readable.set()  # where nobody arranges words, whoever needs them does

    def at(self, version: int) -> Catalogue | None:
        """Give the catalogue if it is of that version."""
        known = self._catalogue
        return known if known is not None and known.version == version else None

    def put(self, catalogue: Catalogue) -> None:
        if catalogue is not self._catalogue:
            self._catalogue = catalogue
            self._news.set()

    def precede(self, catalogue: Catalogue) -> Catalogue:
        """Lend the words of the known catalogue to a newer one: the turn that loaded it need not arrange any."""
        follow(catalogue, self._catalogue)
        return catalogue

    @property
    def rules(self) -> Rules:
        """The shop's rules as this process knows them; the defaults before it has read any."""
        return self._catalogue.rules if self._catalogue else Rules()

    async def readable(self) -> None:
        """Wait until what people type can be read without arranging words first."""
        await self._readable.wait()

    async def keep_ready(self) -> None:
        """Arrange the words of each catalogue that comes, until cancelled; to be begun before anybody is heard."""
        self._readable.clear()
        while True:
            await self._news.wait()
            self._news.clear()
            if self._catalogue is not None:
                await _beside(make_ready, self._catalogue)
            self._readable.set()


async def _beside(arrange: Callable[[Catalogue], bool], catalogue: Catalogue) -> None:
    """Run in a thread that nobody waits for at the end of the process.  What fails is left to the turns."""
    done = asyncio.Event()
    loop = asyncio.get_running_loop()

    def run() -> None:
        try:
            if len(catalogue.items) > AT_ONCE_MAX:
                _undisturbed(arrange, catalogue)
            else:
                arrange(catalogue)
        except Exception as error:  # a bug; the turn that needs the words fails with it as well, and answers for it
            log.error("words not arranged", error=type(error).__name__, exc_info=error)
        finally:
            if not loop.is_closed():
                loop.call_soon_threadsafe(done.set)

    Thread(target=run, name="words", daemon=True).start()
    await done.wait()


def _undisturbed(arrange: Callable[[Catalogue], bool], catalogue: Catalogue) -> None:
    """Keep the collector of garbage, for which everybody waits, from walking through all of a large shop.

    Measured with 100,000 goods: half a second each time, six times while their words are arranged.  What is young is
    collected as ever; all is collected once when there are new words, and what is left, which is the catalogue and its
    words, is walked through no more.  Not without that: frozen garbage is never freed, and the traceback of a single
    refusal holds a whole catalogue.
    """
    usual = gc.get_threshold()
    gc.set_threshold(*usual[:2], _NEVER)
    try:
        if arrange(catalogue):
            gc.unfreeze()
            gc.collect()
            gc.freeze()
    finally:
        gc.set_threshold(*usual)
