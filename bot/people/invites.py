"""Links that let people in: single use, 72 hours, revocable; only a hash of the code is kept."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, insert, literal, or_, select, update
from sqlmodel import Session

from bot.people.audit import Audited, record
from bot.people.models import AuditEntry, Invite, InviteKind, Person, Role, RoleKind
from bot.refusals import NotAvailable, Refusal

INVITE_HOURS = 72
WRONG_MAX = 5  # tries of one identity in WRONG_WINDOW (faults.md T11)
WRONG_WINDOW = timedelta(hours=1)
REFUSED = "invite_refused"  # the audit entry of a wrong try

_INVITE = Invite.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_ENTRY = AuditEntry.__table__  # type: ignore[attr-defined]
_PERSON = Person.__table__  # type: ignore[attr-defined]
_ROLE = Role.__table__  # type: ignore[attr-defined]

_CREATE = insert(_INVITE).returning(_INVITE.c.id)
_OPEN = (
    _INVITE.c.redeemed_at.is_(None),
    _INVITE.c.revoked_at.is_(None),
    _INVITE.c.expires_at > bindparam("at"),
)
# A link is worth what its maker may do now, on whatever phone; the command line's and a person's own need no right.
_MAKER_MAY = exists(select(literal(1))).where(
    _PERSON.c.id == _INVITE.c.created_by_id,
    _ROLE.c.person_id == func.coalesce(_PERSON.c.joined_into_id, _PERSON.c.id),
    _ROLE.c.ended_at.is_(None),
    or_(_ROLE.c.kind == RoleKind.OWNER, (_ROLE.c.kind == RoleKind.ADMIN) & (_INVITE.c.kind == InviteKind.FARMER)),
)
_OF_CODE = (
    _INVITE.c.code_hash == bindparam("hash"),
    *_OPEN,
    or_(_INVITE.c.kind == InviteKind.JOIN, _INVITE.c.created_by_id.is_(None), _MAKER_MAY),
)
_KIND_OF = select(_INVITE.c.kind).where(*_OF_CODE)
# The condition is in the UPDATE: of two who open a link together, one finds it open.
_REDEEM = (
    update(_INVITE)
    .where(*_OF_CODE)
    .values(redeemed_at=bindparam("at"), redeemed_by_id=bindparam("by_id"))
    .returning(_INVITE.c.id, _INVITE.c.kind, _INVITE.c.farm_id, _INVITE.c.person_id, _INVITE.c.created_by_id)
)
_REVOKE = (
    update(_INVITE)
    .where(_INVITE.c.id == bindparam("of_invite"), *_OPEN)
    .values(revoked_at=bindparam("at"))
    .returning(_INVITE.c.id)
)
_WRONG_TRIES = select(func.count()).where(
    _ENTRY.c.action == REFUSED,
    _ENTRY.c.subject == "identity",
    _ENTRY.c.subject_id == bindparam("of_identity"),
    _ENTRY.c.at > bindparam("since"),
)


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What a link gave: `farm_id` for farmers, `person_id` for joins."""

    invite_id: int
    kind: InviteKind
    farm_id: int | None
    person_id: int | None
    created_by_id: int | None


class DeadLink(Refusal):
    """No open link has this code: used, revoked, expired, of a maker who may no longer, or made up; not told which."""

    def __init__(self, identity_id: int) -> None:
        super().__init__("no open link has this code")
        self.identity_id = identity_id


class TooManyTries(Refusal):
    """So many wrong codes from one identity that further ones are not looked at for a while."""


def create_invite(
    session: Session,
    kind: InviteKind,
    code: str,
    *,
    farm_id: int | None = None,
    person_id: int | None = None,
    actor_id: int | None,
    now: datetime,
) -> int:
    """Make a link with a code of 128 random bits; return its id.  The code itself is the caller's to hand on."""
    invite = {
        "code_hash": _hash(code),
        "kind": kind,
        "farm_id": farm_id,
        "person_id": person_id,
        "created_by_id": actor_id,
        "created_at": now,
        "expires_at": now + timedelta(hours=INVITE_HOURS),
    }
    invite_id: int = session.connection().execute(_CREATE, invite).scalar_one()
    created = Audited("invite_created", "invite", invite_id, after={"kind": kind.value, "farm_id": farm_id})
    record(session, created, actor_id=actor_id, now=now)
    return invite_id


def kind_of(session: Session, code: str, *, identity_id: int, now: datetime) -> InviteKind:
    """Say what a link would give, without using it up.

    Raises:
        DeadLink, TooManyTries: as `redeem` does.
    """
    _heed_tries(session, identity_id, now)
    kind: InviteKind | None = session.connection().execute(_KIND_OF, {"hash": _hash(code), "at": now}).scalar()
    if kind is None:
        raise DeadLink(identity_id)
    return kind


def redeem(session: Session, code: str, *, person_id: int, identity_id: int, now: datetime) -> Redeemed:
    """Use a link up.

    Raises:
        DeadLink: there is no such open link; record the wrong try with `record_wrong_try`.
        TooManyTries: this identity has guessed too often.
    """
    _heed_tries(session, identity_id, now)
    row = session.connection().execute(_REDEEM, {"hash": _hash(code), "at": now, "by_id": person_id}).one_or_none()
    if row is None:
        raise DeadLink(identity_id)
    redeemed = Audited("invite_redeemed", "invite", row.id, after={"kind": row.kind.value})
    record(session, redeemed, actor_id=person_id, now=now)
    return Redeemed(row.id, row.kind, row.farm_id, row.person_id, row.created_by_id)


def record_wrong_try(session: Session, identity_id: int, *, actor_id: int, now: datetime) -> None:
    """Count a wrong code; called in the transaction that answers the refusal, since the first was rolled back."""
    record(session, Audited(REFUSED, "identity", identity_id), actor_id=actor_id, now=now)


def revoke(session: Session, invite_id: int, *, actor_id: int, now: datetime) -> None:
    """Close a link.

    Raises:
        NotAvailable: it was used, revoked or expired before.
    """
    row = session.connection().execute(_REVOKE, {"of_invite": invite_id, "at": now}).one_or_none()
    if row is None:
        raise NotAvailable
    record(session, Audited("invite_revoked", "invite", invite_id), actor_id=actor_id, now=now)


def _heed_tries(session: Session, identity_id: int, now: datetime) -> None:
    since = {"of_identity": identity_id, "since": now - WRONG_WINDOW}
    if session.connection().execute(_WRONG_TRIES, since).scalar_one() >= WRONG_MAX:
        raise TooManyTries


def _hash(code: str) -> str:
    # 128 random bits need no salt and no slow hash: there is nothing to guess from.
    return hashlib.sha256(code.encode()).hexdigest()
