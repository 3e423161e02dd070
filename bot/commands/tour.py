"""`tour`: one whole order, from stock to receipt, played through the same code and printed in the terminal."""

import itertools
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import select, update
from sqlmodel import Session

from bot.app import App, make_house
from bot.buttons import Button, unpack
from bot.catalog.sample.market import sample_market
from bot.catalog.seed import seed_market
from bot.channels.webchat.events import CHANNEL
from bot.codes import LETTERS
from bot.commands.languages import languages_with
from bot.commands.problems import CannotDo
from bot.database import Database, open_database
from bot.handlers.admin.buttons import ApplyStock, MoveParcel, ShowOrder
from bot.handlers.buyer.buttons import ConfirmOrder, OpenProduct, PutAmount, StartReview
from bot.handlers.farmer.buttons import SayYes
from bot.i18n import Languages
from bot.links import Links
from bot.messages import Address, Choice, Content, Incoming, Outgoing, Press, Text
from bot.notices.models import Shown
from bot.notices.outbox import decode
from bot.notices.ports import HistoryPort
from bot.people.models import Identity, Person
from bot.people.service import ensure_identity

MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai, so that the tour reads the same every day
FACES = {"buyer": "🧺", "farmer": "🧑‍🌾", "admin": "🗝️"}
STEP = timedelta(seconds=20)

_PERSON = Person.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_IDENTITY = Identity.__table__  # type: ignore[attr-defined]
_SHOWN = Shown.__table__  # type: ignore[attr-defined]


async def tour(language: str) -> None:
    """Play the tour with the buyer and the admin reading a language, and the farmer Chinese.

    Raises:
        CannotDo: that language is not shipped.
    """
    languages = languages_with(language)
    database = open_database("sqlite://")
    try:
        stage = await Stage.set_up(database, languages, language)
        await _play(stage)
    finally:
        await database.close()


async def _play(stage: "Stage") -> None:
    await stage.says("admin", "/stock oyster-mushroom +30 jin")
    await stage.taps("admin", ApplyStock)
    await stage.says("buyer", "/start")
    ordering: tuple[type[Button], ...] = (OpenProduct, PutAmount, StartReview, ConfirmOrder)
    for button in ordering:
        await stage.taps("buyer", button)
    await stage.looks("farmer")
    await stage.taps("farmer", SayYes)
    await stage.looks("buyer")
    await stage.says("admin", "/orders")
    to_the_end: tuple[type[Button], ...] = (ShowOrder, MoveParcel, MoveParcel, MoveParcel)
    for button in to_the_end:
        await stage.taps("admin", button)
    await stage.looks("buyer")


class Stage:
    """Three phones without a network, and what is printed of them."""

    def __init__(self, app: App, clock: "_Clock") -> None:
        self._app = app
        self._clock = clock
        self._events = itertools.count(1)
        self._seen: dict[str, int] = {}  # the last change that was printed, by phone
        self._printed: dict[str, list[str]] = {}  # the lines of each message, as they were printed last

    @classmethod
    async def set_up(cls, database: Database, languages: Languages, language: str) -> "Stage":
        clock = _Clock()
        house = make_house(languages, links=Links("https://shop.example"), clock=clock, random_code=_Codes())
        await database.transact(partial(seed_market, now=MORNING, pictures=False))
        await database.transact(partial(_hand_out_phones, language=language))
        return cls(App(database, house, {CHANNEL: HistoryPort()}), clock)

    async def says(self, phone: str, words: str) -> None:
        print(f"\n{FACES[phone]}  » {words}")
        await self._send(phone, Text(words))
        await self.looks(phone)

    async def taps(self, phone: str, kind: type[Button]) -> None:
        """Tap the first button of a kind that the phone shows, newest message first."""
        message_id, choice = await self._find(phone, kind)
        print(f"\n{FACES[phone]}  » [{choice.label}]")
        await self._send(phone, Press(choice.payload, message_id))
        await self.looks(phone)

    async def looks(self, phone: str) -> None:
        """Print what is new on a phone: of a message that was changed, only the lines that it did not have."""
        messages = await self._messages(phone)
        for message in messages:
            if message.own or message.seq <= self._seen.get(phone, 0):
                continue
            shown = _lines(decode(message.payload))
            before = self._printed.get(message.message_id, [])
            self._printed[message.message_id] = shown
            print("", *(f"{FACES[phone]} ┃ {line}" for line in shown if line not in before), sep="\n")
        self._seen[phone] = max((message.seq for message in messages), default=0)

    async def _find(self, phone: str, kind: type[Button]) -> tuple[str, Choice]:
        for message in reversed(await self._messages(phone)):
            for row in decode(message.payload).rows:
                for choice in row:
                    if isinstance(unpack(choice.payload), kind):
                        return message.message_id, choice
        raise CannotDo(f"the tour found no button {kind.verb!r} on the {phone}'s phone")

    async def _send(self, phone: str, content: Content) -> None:
        self._clock.now += STEP
        event = f"tour-{next(self._events)}"
        address = Address(CHANNEL, phone)
        await self._app.dispatch.receive(Incoming(address, event, content, self._clock.now, message_id=event))
        while await self._app.sender.drain_once():
            pass

    async def _messages(self, phone: str) -> list[Shown]:
        return await self._app.database.read(partial(_read_chat, phone=phone))


class _Clock:
    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> datetime:
        return self.now


def _lines(outgoing: Outgoing) -> list[str]:
    """Write a message as a terminal can: its lines, and its buttons in brackets."""
    words = filter(None, (outgoing.title, *outgoing.text.split("\n")))
    return [*words, *("  ".join(f"[{choice.label}]" for choice in row) for row in outgoing.rows)]


def _hand_out_phones(session: Session, language: str) -> None:
    connection = session.connection()
    for phone, slug in sample_market().demo.items():
        person_id = connection.execute(select(_PERSON.c.id).where(_PERSON.c.slug == slug)).scalar_one()
        if phone != "farmer":
            connection.execute(update(_PERSON).where(_PERSON.c.id == person_id).values(language=language))
        ensure_identity(session, person_id, CHANNEL, phone, now=MORNING)


def _read_chat(session: Session, phone: str) -> list[Shown]:
    identity = select(_IDENTITY.c.id).where(_IDENTITY.c.channel == CHANNEL, _IDENTITY.c.external_id == phone)
    rows = session.connection().execute(
        select(_SHOWN)
        .where(_SHOWN.c.identity_id == identity.scalar_subquery(), _SHOWN.c.removed.is_(False))
        .order_by(_SHOWN.c.id)
    )
    return list(rows)  # type: ignore[arg-type]  # rows have the columns' names


class _Codes:
    """Codes that are the same in every tour."""

    def __init__(self) -> None:
        self._drawn = itertools.count(7)

    def __call__(self, length: int) -> str:
        number, word = next(self._drawn) * 7919, ""
        while len(word) < length:
            number, digit = divmod(number, len(LETTERS))
            number = number or 30_011
            word += LETTERS[digit]
        return word
