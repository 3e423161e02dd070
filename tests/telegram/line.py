"""Conversations over Telegram: the real client, real HTTP, and a platform of our own on the other side."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import groupby

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.app.telegram import CHANNEL, make_telegram
from bot.channels.telegram.account import Account
from bot.channels.telegram.channel import Telegram
from bot.database import DatabaseUnavailable
from bot.messages import (
    Choice,
    Clip,
    ClipKind,
    Contact,
    Content,
    File,
    GroupCall,
    Location,
    Membership,
    Outgoing,
    Press,
    Reachability,
    Shot,
    Text,
    Unsupported,
    album_of,
)
from bot.notices.ports import Port
from tests.market import Market, Message, Phone
from tests.processes.running import free_port
from tests.telegram.fake import chats
from tests.telegram.fake.account import Tap
from tests.telegram.fake.people import Person
from tests.telegram.fake.rooms import Room
from tests.telegram.fake.server import FakeBotApi

SECRET = "a-secret-of-the-tests-alone"
PATIENCE_S = 30.0  # a machine that has too much to do is no reason to fail


class TelegramLine:
    """The messenger's: what people do there becomes updates, and the chat is what their phones show."""

    channel = CHANNEL

    def __init__(self, api: FakeBotApi, *, webhook: bool) -> None:
        self.api = api
        self.telegram: Telegram | None = None
        self._port = free_port() if webhook else None
        self._people: dict[str, Person] = {}
        self._rooms: dict[str, Room] = {}

    @property
    def webhook_url(self) -> str:
        """The base address to which updates are brought; nothing where we poll."""
        return f"http://127.0.0.1:{self._port}" if self._port else ""

    def ports(self, market: Market) -> Mapping[str, Port]:
        account = Account(self.api.token, self.api.url, self.webhook_url, SECRET)
        self.telegram = make_telegram(account, market.database, market.house, seller_name="", receive=market.receive)
        return {CHANNEL: self.telegram.port}

    @asynccontextmanager
    async def open(self, market: Market) -> AsyncIterator[None]:
        assert self.telegram is not None  # the market has asked for its port
        site = await _served(self.telegram, self._port) if self._port else None
        await self.telegram.start()
        hearing = asyncio.create_task(self.telegram.hear())
        try:
            yield
        finally:
            hearing.cancel()
            with suppress(asyncio.CancelledError):
                await hearing
            await market.app.dispatch.drain()
            if site:
                await site.cleanup()
            await self.telegram.close()

    def person(self, phone: Phone) -> Person:
        """Whoever holds a phone, on the platform's side."""
        return self._people[phone.key]

    def external_id(self, key: str, name: str, language: str | None) -> str:
        if key not in self._people:
            self._people[key] = self.api.person(name, language, started=True)
        return str(self._people[key].id)

    def place_id(self, key: str, name: str, *, is_channel: bool) -> str:
        if key not in self._rooms:
            self._rooms[key] = self.api.channel(name) if is_channel else self.api.group(name)
        return str(self._rooms[key].id)

    def can_say(self, words: str) -> bool:
        return bool(words.strip())  # nothing at all cannot be sent

    async def carry(self, phone: Phone, content: Content) -> str | None:
        tap = None
        if room := self._rooms.get(phone.key):
            self._happen(room, content, phone.language)
        else:
            tap = self._act(self.person(phone), content)
        await self.api.until(lambda: not self.api.undelivered and (tap is None or tap.answered), PATIENCE_S)
        return tap.toast if tap else None

    async def chat(self, phone: Phone) -> list[Message]:
        chat = (self._rooms.get(phone.key) or self.person(phone)).chat
        shown = (one for one in chat.messages.values() if one.words or one.attachment)
        # What came in one album is one message to whoever looks, and to us.
        parts = groupby(shown, lambda one: one.attachment.get("media_group_id") or one.message_id)
        return [_message(one) if len(album := [one, *others]) == 1 else _album(album) for _, (one, *others) in parts]

    def _act(self, person: Person, content: Content) -> Tap | None:
        match content:
            case Text(words):
                person.says(words)
            case Press(payload, message_id):
                return person.presses(payload, int(message_id) if message_id else None)
            case Location(latitude, longitude):
                person.shares_location(latitude, longitude)
            case Contact(number, own):
                person.shares_contact(number, of_other=None if own else "Somebody")
            case Unsupported(kind):
                _send(person, kind)
            case Reachability(reachable):
                person.unblocks() if reachable else person.blocks()
            case _:
                raise NotImplementedError(f"nobody does {content} on a phone")
        return None

    def _happen(self, room: Room, content: Content, language: str | None) -> None:
        match content:
            case Membership(title, _, may_post, by):
                assert by is not None
                room.chat.about["title"] = title
                who = self.api.people[int(by.external_id)]
                if may_post:
                    room.adds_bot(who, as_admin=True)
                else:
                    room.removes_bot(who)
            case GroupCall():
                room.chat.bot = chats.Membership.MEMBER  # they let us in before this test began
                caller = self.api.person("Caller", language)
                caller.says(f"@{self.api.bot.username} are you there?", room)
            case _:
                raise NotImplementedError(f"{content} does not happen in a room")


async def _served(telegram: Telegram, port: int) -> web.AppRunner:
    application = web.Application(middlewares=[_unavailable])
    telegram.add_to(application)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner


@web.middleware
async def _unavailable(request: web.Request, handler: Handler) -> web.StreamResponse:
    """As `bot.web.errors` does."""
    try:
        return await handler(request)
    except DatabaseUnavailable:
        return web.Response(status=503)


def _send(person: Person, kind: str) -> None:
    match kind:
        case "photo":
            person.sends_photo()
        case "voice":
            person.sends_voice()
        case "sticker":
            person.sends_sticker()
        case "contact":
            person.shares_contact()
        case "location":
            person.shares_location(91.0, 181.0)  # where nobody can be
        case _:
            person.sends(**_ODD[kind])


_FILE = {"file_id": "A1", "file_unique_id": "a1"}
_POLL = {
    "id": "1",
    "question": "Which?",
    "options": [{"persistent_id": "1", "text": "This", "voter_count": 0}],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}
_ODD = {
    "poll": {"poll": _POLL},
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
    "video note": {"video_note": {**_FILE, "length": 240, "duration": 3}},
    "video": {"video": {**_FILE, "width": 1, "height": 1, "duration": 1}},
    "audio": {"audio": {**_FILE, "duration": 1}},
    "document": {"document": _FILE},
    "file": {"document": _FILE},
}


def _message(one: chats.Message) -> Message:
    """See a message as its reader does: a bold first line is its title."""
    words = one.words
    bold = next((part for part in (*one.entities, *one.caption_entities) if part["type"] == "bold"), None)
    title = ""
    if one.own and bold and bold["offset"] == 0:
        units = words.encode("utf-16-le")
        title = units[: 2 * bold["length"]].decode("utf-16-le")
        words = words.removeprefix(title).removeprefix("\n")
    rows = tuple(tuple(_choice(button) for button in row) for row in one.keyboard)
    picture = 0 if one.photo else None  # which one, only the platform knows
    file = File(0, document["file_name"]) if (document := one.attachment.get("document")) and one.own else None
    clip = next((Clip(0, kind, one.attachment[kind]["duration"]) for kind in ClipKind if kind in one.attachment), None)
    outgoing = Outgoing(words, title, rows, picture, file=file, clip=clip if one.own else None)
    return Message(str(one.message_id), outgoing, not one.own)


def _album(parts: Sequence[chats.Message]) -> Message:
    shots = tuple(Shot(0, one.words) for one in parts)  # which pictures, only the platform knows
    return Message(str(parts[0].message_id), album_of(shots), not parts[0].own)


def _choice(button: dict[str, str]) -> Choice:
    return Choice(button["text"], button.get("callback_data", ""), url=button.get("url", ""))
