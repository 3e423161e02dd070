"""Where a message goes in a chat: it changes one that is there, takes its place, or comes as a new one.

Pure, so that the whole table of cases can be tried.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.messages import Outgoing
from bot.notices.models import Delivery
from bot.notices.ports import Capabilities

REPEAT_MARK = "🔁"  # the same in every language, and for those who read none


class Act(StrEnum):
    NOTHING = "nothing"
    SEND = "send"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Standing:
    """A message as it stands in the chat.  Removed ones are named because a press may still come from one."""

    message_id: str
    outgoing: Outgoing
    own: bool = False
    removed: bool = False

    @property
    def card(self) -> str | None:
        return self.outgoing.card


@dataclass(frozen=True, slots=True)
class Placing:
    """What to do.  Older copies in `removes` go, those in `disarms` stay without buttons."""

    act: Act
    message_id: str | None = None  # EDIT: of what; SEND: only an echo brings its own id
    removes: tuple[str, ...] = ()
    disarms: tuple[str, ...] = ()


def place(
    delivery: Delivery,
    outgoing: Outgoing,
    edit_message_id: str | None,
    standing: Sequence[Standing],
    can: Capabilities,
) -> Placing:
    """Decide.  `standing`: the chat's messages, oldest first, that have this one's card, its `replaces`, or the id."""
    match delivery:
        case Delivery.ECHO:
            return _echo(edit_message_id, standing, can)
        case Delivery.REPLY:
            return _reply(outgoing, edit_message_id, standing, can)
        case Delivery.UPDATE:
            return _update(outgoing, standing, can)
        case Delivery.PUSH:
            return _push(outgoing, standing, can)


def as_shown(outgoing: Outgoing) -> Outgoing:
    """Leave of a message what stays in the chat: a toast vanishes, an open question belongs to the conversation."""
    return replace(outgoing, ask=None, toast=None, replaces=None)


def disarmed(outgoing: Outgoing) -> Outgoing:
    """Give an older copy as it stays: readable, without buttons, no longer the living one."""
    return replace(outgoing, rows=(), card=None)


def marked_as_repeat(outgoing: Outgoing) -> Outgoing:
    """Say in a message that it may have come before; of an album, in what stands below its first picture."""
    if outgoing.album:
        first, *others = outgoing.album
        outgoing = replace(outgoing, album=(replace(first, words=f"{REPEAT_MARK} {first.words}"), *others))
    if outgoing.title:
        return replace(outgoing, title=f"{REPEAT_MARK} {outgoing.title}")
    return replace(outgoing, text=f"{REPEAT_MARK} {outgoing.text}")


def _echo(message_id: str | None, standing: Sequence[Standing], can: Capabilities) -> Placing:
    shown_already = any(message.message_id == message_id for message in standing)
    return Placing(Act.SEND if can.stores_history and not shown_already else Act.NOTHING, message_id)


def _reply(outgoing: Outgoing, pressed: str | None, standing: Sequence[Standing], can: Capabilities) -> Placing:
    edited = pressed if _can_be_edited(pressed, outgoing, standing, can) else None
    older = tuple(one for one in _copies(standing, {outgoing.card, outgoing.replaces}) if one != edited)
    removes, disarms = (older, ()) if can.can_remove else ((), older if can.can_edit else ())
    if edited is None:
        return Placing(Act.SEND, removes=removes, disarms=disarms)
    if _says_the_same(edited, outgoing, standing) and not older:
        return Placing(Act.NOTHING)
    return Placing(Act.EDIT, edited, removes, disarms)


def _push(outgoing: Outgoing, standing: Sequence[Standing], can: Capabilities) -> Placing:
    """A push that replaces its own card is news of the same thing: the older one goes, so that news do not pile up."""
    copies = _copies(standing, {outgoing.card})
    if outgoing.replaces == outgoing.card and can.can_remove:
        return Placing(Act.SEND, removes=copies)
    return Placing(Act.SEND, disarms=copies if can.can_edit else ())


def _update(outgoing: Outgoing, standing: Sequence[Standing], can: Capabilities) -> Placing:
    copies = _copies(standing, {outgoing.card})
    if not copies or not can.can_edit or _says_the_same(copies[-1], outgoing, standing):
        return Placing(Act.NOTHING)
    return Placing(Act.EDIT, copies[-1])


def _can_be_edited(pressed: str | None, outgoing: Outgoing, standing: Sequence[Standing], can: Capabilities) -> bool:
    if pressed is None or not can.can_edit or _stays_as_sent(outgoing):
        return False
    known = next((message for message in standing if message.message_id == pressed), None)
    if known is None:
        return not can.stores_history  # the platform may well have a message that we no longer remember
    # A press on one living message may open another, as Shop does on a receipt: the receipt stays as it is.
    same = known.card is None or known.card in {outgoing.card, outgoing.replaces}
    return same and not (known.own or known.removed or _stays_as_sent(known.outgoing))


def _stays_as_sent(outgoing: Outgoing) -> bool:
    """Whether no message can be made into this, nor this into another: several pictures, a file, a recording."""
    return bool(outgoing.album or outgoing.file or outgoing.clip)


def _copies(standing: Sequence[Standing], cards: set[str | None]) -> tuple[str, ...]:
    wanted = cards - {None}
    return tuple(message.message_id for message in standing if message.card in wanted and not message.removed)


def _says_the_same(message_id: str, outgoing: Outgoing, standing: Sequence[Standing]) -> bool:
    """Whether an edit would change nothing, which platforms refuse (Telegram: "message is not modified")."""
    return any(message.message_id == message_id and message.outgoing == as_shown(outgoing) for message in standing)
