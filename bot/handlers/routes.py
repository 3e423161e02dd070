"""Which function answers what, and who may ask it: the registry that the router reads."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from bot.buttons import Button
from bot.handlers.context import Asker, Context
from bot.messages import Contact, Content, GroupCall, Location, Membership, Outgoing, Photo, Reachability, Recording

Replies = list[Outgoing]
Words = Callable[[Context, str], Replies]  # handles what was typed (after the command's name, for a command)
Answer = Callable[[Context, str], Replies | None]  # None: these words are no answer to the question; read them anew
Pressed = TypeVar("Pressed", bound=Button)
Happened = TypeVar("Happened", Photo, Recording, Location, Contact, Reachability, GroupCall, Membership)


class Who(StrEnum):
    """Who may use a command or button.  Which object is theirs, the service's query says."""

    ANYONE = "anyone"
    FARMER = "farmer"
    ADMIN = "admin"
    FARMER_OR_ADMIN = "farmer or admin"
    OWNER = "owner"

    def allows(self, asker: Asker) -> bool:
        return {
            Who.ANYONE: True,
            Who.FARMER: asker.is_farmer,
            Who.ADMIN: asker.is_admin,
            Who.FARMER_OR_ADMIN: asker.is_farmer or asker.is_admin,
            Who.OWNER: asker.is_owner,
        }[self]


@dataclass(frozen=True, slots=True)
class Route:
    """One function and who may reach it.

    aside: it only shows something, so the open question stays open.
    unread: what an open question says to words that are no answer to it, and that nothing else can read either.
    """

    who: Who
    handle: Callable[..., Replies | None]
    aside: bool = False
    unread: Words | None = None


@dataclass(frozen=True, slots=True)
class Routed:
    """What was answered.

    missed: the words were not understood.
    aside: it was no answer to the open question, which stays open where the replies ask nothing new.
    """

    replies: Replies
    missed: bool = False
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Fallback:
    """What answers when no route does."""

    free_text: Callable[[Context, str], Routed]
    unknown_command: Words
    unsupported: Words  # given the kind of what cannot be read: "photo", "voice" …
    stale: Callable[[Context], Replies]  # a button of an older release, or a made-up one


@dataclass(frozen=True, slots=True)
class Routes:
    """All routes of the bot.  Each handler module makes one and `bot.handlers.all_routes` joins them.

    routes = Routes()

    @routes.command("stock", Who.ADMIN)
    def stock(ctx: Context, words: str) -> Replies: ...

    @routes.press(ShowProduct, Who.ANYONE)
    def show_product(ctx: Context, button: ShowProduct) -> Replies: ...

    @routes.answer("amount", Who.ANYONE)      # the question of an `Ask`
    def amount(ctx: Context, words: str) -> Replies: ...

    @routes.event(Location, Who.ANYONE)       # what is neither words nor a button
    def located(ctx: Context, location: Location) -> Replies: ...
    """

    commands: dict[str, Route] = field(default_factory=dict)
    presses: dict[type[Button], Route] = field(default_factory=dict)
    answers: dict[str, Route] = field(default_factory=dict)
    events: dict[type[Content], Route] = field(default_factory=dict)

    def command(self, name: str, who: Who, *, aside: bool = False) -> Callable[[Words], Words]:
        return _registrar(self.commands, name, who, aside=aside)

    def answer(self, question: str, who: Who, *, unread: Words | None = None) -> Callable[[Answer], Answer]:
        return _registrar(self.answers, question, who, unread=unread)

    def press(
        self, button: type[Pressed], who: Who
    ) -> Callable[[Callable[[Context, Pressed], Replies]], Callable[[Context, Pressed], Replies]]:
        return _registrar(self.presses, button, who)

    def event(
        self, content: type[Happened], who: Who
    ) -> Callable[[Callable[[Context, Happened], Replies]], Callable[[Context, Happened], Replies]]:
        return _registrar(self.events, content, who)

    def include(self, other: "Routes") -> None:
        """Take over another module's routes.

        Raises:
            ValueError: something is answered in two places.
        """
        for mine, theirs in (
            (self.commands, other.commands),
            (self.presses, other.presses),
            (self.answers, other.answers),
            (self.events, other.events),
        ):
            if twice := mine.keys() & theirs.keys():
                raise ValueError(f"routed twice: {twice}")
            mine.update(theirs)  # type: ignore[arg-type]  # the pairs agree


def _registrar(
    table: dict[Any, Route], key: Any, who: Who, *, aside: bool = False, unread: Words | None = None
) -> Callable[[Any], Any]:
    def register(handle: Callable[..., Replies]) -> Callable[..., Replies]:
        if key in table:
            raise ValueError(f"routed twice: {key}")
        table[key] = Route(who, handle, aside, unread)
        return handle

    return register
