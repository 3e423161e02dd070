"""A channel that writes as somebody else: to another token's bot, what stands in our chats is a stranger's."""

import structlog
from sqlalchemy import bindparam, delete, or_, select, update
from sqlmodel import Session

from bot.notices.models import OutboxState, SenderAccount, Shown, ShownMenu
from bot.notices.waiting import OUTBOX, WAITING
from bot.people.models import Identity

log = structlog.get_logger()

_ACCOUNT = SenderAccount.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_SHOWN = Shown.__table__  # type: ignore[attr-defined]
_MENU = ShownMenu.__table__  # type: ignore[attr-defined]
_IDENTITY = Identity.__table__  # type: ignore[attr-defined]

_KNOWN = select(_ACCOUNT.c.account).where(_ACCOUNT.c.channel == bindparam("of_channel"))
_KEEP = update(_ACCOUNT).where(_ACCOUNT.c.channel == bindparam("of_channel")).values(account=bindparam("now_as"))
_here = select(_IDENTITY.c.id).where(_IDENTITY.c.channel == bindparam("of_channel"))
_FORGET = (
    update(_SHOWN)
    .where(_SHOWN.c.identity_id.in_(_here), or_(_SHOWN.c.card.is_not(None), _SHOWN.c.removed.is_(False)))
    .values(card=None, payload={}, removed=True, redraw_at=None)
)
_FORGET_PRESSED = (
    update(OUTBOX)
    .where(OUTBOX.c.channel == bindparam("of_channel"), WAITING, OUTBOX.c.state == OutboxState.QUEUED)
    .values(edit_message_id=None)
)
_FORGET_MENUS = delete(_MENU).where(_MENU.c.identity_id.in_(_here))


def writes_as(session: Session, channel: str, account: str) -> None:
    """Note as whom a channel that is fenced writes from now on; `account`: nothing where the channel does not say.

    Where that is somebody new, whatever stands in its chats is out of reach: a message of theirs may have the number
    of one of ours, and would be edited or taken away instead of it.
    """
    if not account:
        return
    connection, here = session.connection(), {"of_channel": channel}
    known = connection.execute(_KNOWN, here).scalar_one()
    if known == account:
        return
    connection.execute(_KEEP, here | {"now_as": account})
    if not known:
        return
    for statement in (_FORGET, _FORGET_PRESSED, _FORGET_MENUS):
        connection.execute(statement, here)
    log.warning("another account", channel=channel, before=known, now=account)
