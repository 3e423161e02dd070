"""The small second transactions of turns that did not work out: refused, or buried as a dead letter."""

import traceback

from sqlmodel import Session

from bot import inbox
from bot.buttons import Button
from bot.dispatch.turn import House, Turn, TurnDone
from bot.handlers.apology import apologise
from bot.handlers.explain import explain
from bot.inbox import DeadLetter, InboxState
from bot.messages import Incoming, Press
from bot.notices.models import Lane
from bot.notices.service import NewNotice, owe
from bot.people import audit
from bot.people.service import admins
from bot.refusals import NotAllowed, NotAvailable, Refusal


def refuse(session: Session, incoming: Incoming, refusal: Refusal, house: House) -> TurnDone:
    """Answer what was refused with its sentence; the open question stays open."""
    now = house.clock()
    if not inbox.accept(session, incoming.sender.channel, incoming.event_id, now=now, state=InboxState.HANDLED):
        return TurnDone()
    turn = Turn.open(session, incoming, house, now)
    if isinstance(refusal, NotAvailable):
        denied = audit.Audited("denied", "action", None, after={"action": _asked_for(incoming, refusal)})
        audit.record(session, denied, actor_id=turn.context.asker.person_id, now=now)
    return turn.close(explain(refusal, turn.context), misses=turn.standing.misses, keep_question=True)


def _asked_for(incoming: Incoming, refusal: NotAvailable) -> str:
    """Name what was denied: a command, or a button's verb; never what a person wrote."""
    if isinstance(refusal, NotAllowed):
        return refusal.action
    verb = incoming.content.payload.partition(":")[0] if isinstance(incoming.content, Press) else ""
    return verb if verb in Button.kinds else ""


def bury(session: Session, incoming: Incoming, error: BaseException | None, house: House) -> TurnDone:
    """Put an event aside that failed every time, say sorry, and tell the admins.  `error` None: it killed a process."""
    now = house.clock()
    if not inbox.accept(session, incoming.sender.channel, incoming.event_id, now=now, state=InboxState.DEAD):
        return TurnDone()
    turn = Turn.open(session, incoming, house, now)
    letter_id = inbox.bury(session, _letter(incoming, error, turn.context.asker.identity_id, house))
    about = [
        NewNotice(person_id, "dead_letter", {"letter": letter_id}, "dead_letter", letter_id, lane=Lane.NOTICE)
        for person_id in admins(session)
    ]
    owe(session, about, now=now)
    return turn.close(apologise(turn.context), misses=turn.standing.misses, keep_question=True)


def bury_unheard(session: Session, incoming: Incoming, error: BaseException | None, house: House) -> TurnDone:
    """Put an event aside whose sender could not even be loaded: no apology is possible, nothing is lost."""
    now = house.clock()
    if inbox.accept(session, incoming.sender.channel, incoming.event_id, now=now, state=InboxState.DEAD):
        inbox.bury(session, _letter(incoming, error, None, house))
    return TurnDone()


def _letter(incoming: Incoming, error: BaseException | None, identity_id: int | None, house: House) -> DeadLetter:
    return DeadLetter(
        channel=incoming.sender.channel,
        event_id=incoming.event_id,
        identity_id=identity_id,
        error_class=type(error).__name__ if error else "ProcessKilled",
        # Frames alone: an exception's text may quote what a person wrote.
        traceback="".join(traceback.format_tb(error.__traceback__)) if error else "",
        failed_at=house.clock(),
    )
