"""Who takes part, where they are reached, what they may do, and who changed what."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.database.metadata import big_id, by_value, json_type


class RoleKind(StrEnum):
    """What a person may do beyond buying.  Farmers are members of a farm (`FarmMember`)."""

    OWNER = "owner"
    ADMIN = "admin"


class IdentityState(StrEnum):
    REACHABLE = "reachable"
    BLOCKED = "blocked"  # the platform says that it will never deliver again, until they write
    JOINED = "joined"  # pointer row: its person was joined into another


class InviteKind(StrEnum):
    ADMIN = "admin"
    FARMER = "farmer"
    JOIN = "join"  # brings another channel, or a lost cookie, to `person_id`


class Person(SQLModel, table=True):
    """Someone who writes to us.  Never keyed by a phone number: platforms may hide or change it."""

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    slug: str | None = Field(default=None, unique=True, max_length=64)  # people of the sample market only
    name: str = Field(default="", max_length=64)  # first name, as the platform or they themselves gave it
    language: str | None = Field(default=None, max_length=16)  # a code of bot.i18n.LANGUAGES; None: not chosen yet
    phone: str | None = Field(default=None, max_length=16)  # E.164, as they gave it; no key, see above
    joined_into_id: int | None = Field(default=None, sa_type=big_id(), foreign_key="person.id")
    created_at: datetime


class Identity(SQLModel, table=True):
    """One person on one channel."""

    __table_args__ = (UniqueConstraint("channel", "external_id", name="uq_identity_channel_external_id"),)

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    person_id: int = Field(sa_type=big_id(), foreign_key="person.id", index=True)
    channel: str = Field(max_length=32)
    external_id: str = Field(max_length=128)
    state: IdentityState = Field(default=IdentityState.REACHABLE, sa_type=by_value(IdentityState))
    told_at: datetime | None = None  # of when the platform's last word is on whether we may write here
    preferred: bool = False
    last_written_at: datetime
    created_at: datetime


class SavedAddress(SQLModel, table=True):
    """Where somebody has had something brought, kept for the next time until they say Forget."""

    __tablename__ = "saved_address"
    __table_args__ = (UniqueConstraint("person_id", "text", name="uq_saved_address_person_id_text"),)

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    person_id: int = Field(sa_type=big_id(), foreign_key="person.id")
    text: str = Field(max_length=160)  # as it was typed; behind it the place on the map, where one was shared
    used_at: datetime


class PublicChat(SQLModel, table=True):
    """A group or public channel in which we may write: an identity that stands for all who read there.

    Its person has no rights; what is posted goes the way of all messages.
    """

    __tablename__ = "public_chat"

    identity_id: int = Field(primary_key=True, sa_type=big_id(), foreign_key="identity.id")
    is_channel: bool
    may_post: bool
    added_by_id: int | None = Field(default=None, sa_type=big_id(), foreign_key="person.id")
    since: datetime


class Role(SQLModel, table=True):
    """A right, from when to when.  Rows end, they never vanish, so that authority at any past moment can be told."""

    __table_args__ = (
        Index(
            "uq_role_person_id_kind_open",
            "person_id",
            "kind",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    person_id: int = Field(sa_type=big_id(), foreign_key="person.id")
    kind: RoleKind = Field(sa_type=by_value(RoleKind))
    granted_by_id: int | None = Field(default=None, sa_type=big_id(), foreign_key="person.id")
    granted_at: datetime
    ended_at: datetime | None = None


class FarmMember(SQLModel, table=True):
    """Who answers for a farm; the lowest open rank is asked first."""

    __tablename__ = "farm_member"
    __table_args__ = (
        CheckConstraint("rank >= 1", name="ck_farm_member_rank_from_one"),
        Index(
            "uq_farm_member_farm_id_person_id_open",
            "farm_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    farm_id: int = Field(sa_type=big_id(), foreign_key="farm.id", index=True)
    person_id: int = Field(sa_type=big_id(), foreign_key="person.id", index=True)
    rank: int
    since: datetime
    ended_at: datetime | None = None


class Invite(SQLModel, table=True):
    """A single-use link; only the hash of its 128-bit code is stored."""

    __table_args__ = (
        CheckConstraint("(kind = 'farmer') = (farm_id IS NOT NULL)", name="ck_invite_farm_for_farmers"),
        CheckConstraint("(kind = 'join') = (person_id IS NOT NULL)", name="ck_invite_person_for_joins"),
    )

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    code_hash: str = Field(unique=True, max_length=64)  # SHA-256, hexadecimal
    kind: InviteKind = Field(sa_type=by_value(InviteKind))
    farm_id: int | None = Field(default=None, sa_type=big_id(), foreign_key="farm.id")
    person_id: int | None = Field(default=None, sa_type=big_id(), foreign_key="person.id")
    created_by_id: int | None = Field(default=None, sa_type=big_id(), foreign_key="person.id")
    created_at: datetime
    expires_at: datetime
    redeemed_at: datetime | None = None
    redeemed_by_id: int | None = Field(default=None, sa_type=big_id(), foreign_key="person.id")
    revoked_at: datetime | None = None


class Conversation(SQLModel, table=True):
    """Where talk with one identity stands.  Its row lock makes one person's events queue, across processes."""

    identity_id: int = Field(primary_key=True, sa_type=big_id(), foreign_key="identity.id")
    awaiting: str | None = Field(default=None, max_length=64)  # the open question (`messages.Ask.question`)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=json_type())
    misses: int = 0  # messages in a row that were not understood


class AuditEntry(SQLModel, table=True):
    """Who changed what, before and after; also what was denied (`action` "denied")."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject", "subject_id"),)

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    at: datetime
    actor_id: int | None = Field(
        default=None, sa_type=big_id(), foreign_key="person.id"
    )  # None: the clock, or the command line
    action: str = Field(max_length=48)
    subject: str = Field(max_length=32)  # the table's name
    subject_id: int | None = Field(default=None, sa_type=big_id())
    before: dict[str, Any] | None = Field(default=None, sa_type=json_type())
    after: dict[str, Any] | None = Field(default=None, sa_type=json_type())
    undone_at: datetime | None = None
