"""What we owe people: notices, the messages that carry them, how each try ended, and what a person sees now."""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.database.metadata import big_id, by_value, json_type


class NoticeState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"  # ended here; its successor goes to the next person
    LAPSED = "lapsed"
    CANCELLED = "cancelled"  # what it asked about is over
    UNDELIVERABLE = "undeliverable"


class Lane(IntEnum):
    """Who goes first when the platform's limits make messages wait."""

    REPLY = 0  # the answer to a tap
    ALERT = 1  # the farmer's
    NOTICE = 2  # what an order's parties hear unasked
    BROADCAST = 3


class Delivery(StrEnum):
    """How an outgoing message meets what is in the chat already."""

    ECHO = "echo"  # the person's own words, for channels that keep the history themselves
    REPLY = "reply"  # edits the pressed message, else takes its card's place at the end of the chat
    UPDATE = "update"  # edits its card where it stands; nothing where there is none
    PUSH = "push"  # a message of its own, unasked


class OutboxState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"  # timed out after it left, and is not repeated


class Outcome(StrEnum):
    """How one try ended."""

    OK = "ok"
    RETRY = "retry"  # not accepted for sure; later
    PERMANENT = "permanent"  # never will be
    UNKNOWN = "unknown"  # it left, and nobody said whether it arrived


class JobState(StrEnum):
    QUEUED = "queued"
    DONE = "done"
    FAILED = "failed"


class Notice(SQLModel, table=True):
    """What we owe someone, as kind and parameters, so that any language and channel can carry it.

    A notice with `asks` waits for an answer; others end when sent.  `due_at` is the next thing to do with it: queued,
    when to post it (None: it is in the outbox already); sent and asking, or undeliverable, when to take its next step
    (remind, next person).
    """

    __table_args__ = (
        Index(
            "ix_notice_due_at_set",
            "due_at",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
        Index("ix_notice_about", "about", "about_id"),
    )

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    person_id: int = Field(sa_type=big_id(), foreign_key="person.id", index=True)
    kind: str = Field(max_length=48)
    params: dict[str, Any] = Field(default_factory=dict, sa_type=json_type())
    about: str = Field(default="", max_length=32)  # the table's name: "parcel", "orders", "farm" …
    about_id: int | None = Field(default=None, sa_type=big_id())
    lane: int = Lane.NOTICE
    asks: bool = False
    state: NoticeState = Field(default=NoticeState.QUEUED, sa_type=by_value(NoticeState))
    step: int = 0  # 0 first sent, 1 reminded, 2 handed to the next person …
    due_at: datetime | None = None
    # The message that shows it, folded with others; None: "notice:<id>", the message of its own.
    card: str | None = Field(default=None, max_length=48, index=True)
    answer: str | None = Field(default=None, max_length=32)
    result: dict[str, Any] | None = Field(default=None, sa_type=json_type())  # the answer's facts, to be shown again
    answered_by_id: int | None = Field(default=None, sa_type=big_id(), foreign_key="person.id")
    created_at: datetime
    ended_at: datetime | None = None


class OutboxMessage(SQLModel, table=True):
    """One message to one address, written in the transaction that owes it and sent after commit."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        # The sender's question: what waits, per lane and recipient.
        Index(
            "ix_outbox_message_waiting",
            "channel",
            "lane",
            "id",
            sqlite_where=text("state IN ('queued', 'sending')"),
            postgresql_where=text("state IN ('queued', 'sending')"),
        ),
        # And what waits for one recipient, the most urgent first.
        Index(
            "ix_outbox_message_identity_id_waiting",
            "identity_id",
            "lane",
            "id",
            sqlite_where=text("state IN ('queued', 'sending')"),
            postgresql_where=text("state IN ('queued', 'sending')"),
        ),
        # The poster's question: when was this person last alerted?  Alerts that follow closely are folded.
        Index("ix_outbox_message_identity_id_lane_created_at", "identity_id", "lane", "created_at"),
        CheckConstraint("attempts >= 0", name="ck_outbox_message_attempts_not_negative"),
    )

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    identity_id: int = Field(sa_type=big_id(), foreign_key="identity.id")
    channel: str = Field(max_length=32)
    external_id: str = Field(max_length=128)
    shard: int = 0  # identity_id modulo the number of shards
    lane: int
    delivery: Delivery = Field(sa_type=by_value(Delivery))
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=json_type())  # an Outgoing (notices.outbox)
    edit_message_id: str | None = Field(default=None, max_length=64)  # the pressed message
    notice_ids: list[int] = Field(default_factory=list, sa_type=json_type())
    silent: bool = False  # in quiet hours: without sound
    repeats: bool = False  # says of itself that it may have come before
    state: OutboxState = Field(default=OutboxState.QUEUED, sa_type=by_value(OutboxState))
    attempts: int = 0
    not_before: datetime | None = None
    created_at: datetime
    sent_at: datetime | None = None


class SendAttempt(SQLModel, table=True):
    """One try to send one message, and how it ended.  `ended_at` None: the process died meanwhile: unknown."""

    __tablename__ = "send_attempt"

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    outbox_message_id: int = Field(sa_type=big_id(), foreign_key="outbox_message.id", index=True)
    started_at: datetime
    ended_at: datetime | None = None
    outcome: Outcome | None = Field(default=None, sa_type=by_value(Outcome))
    reason: str = Field(default="", max_length=64)  # the platform's error class, never its text


class SendPenalty(SQLModel, table=True):
    """A platform told an account to wait: no call starts before `until`, also after a restart."""

    __tablename__ = "send_penalty"

    account: str = Field(primary_key=True, max_length=64)
    until: datetime


class SenderAccount(SQLModel, table=True):
    """Who sends for a channel, and as whom messages were sent last: another bot can neither edit nor remove them."""

    __tablename__ = "sender_account"

    channel: str = Field(primary_key=True, max_length=32)
    account: str = Field(max_length=64)  # "telegram:<bot's id>", or nothing: the channel does not say
    fence: str = Field(max_length=32)  # the token of the process that took it over last (`bot.notices.fencing`)


class Shown(SQLModel, table=True):
    """A message as it stands in one chat now.  Written by the sender, with its mark.

    The web chat's history; elsewhere the card to edit and the choices behind it.
    """

    __table_args__ = (
        UniqueConstraint("identity_id", "message_id", name="uq_shown_identity_id_message_id"),
        Index("ix_shown_identity_id_seq", "identity_id", "seq"),
        # Living messages only: those that go lose their card.
        Index(
            "ix_shown_identity_id_card_set",
            "identity_id",
            "card",
            sqlite_where=text("card IS NOT NULL"),
            postgresql_where=text("card IS NOT NULL"),
        ),
        Index(
            "ix_shown_redraw_at_set",
            "redraw_at",
            sqlite_where=text("redraw_at IS NOT NULL"),
            postgresql_where=text("redraw_at IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    identity_id: int = Field(sa_type=big_id(), foreign_key="identity.id")
    message_id: str = Field(max_length=64)  # the channel's
    seq: int = Field(sa_type=big_id())  # rises with every change in this chat; pages ask for all after their last
    own: bool = False  # the person's own words
    card: str | None = Field(default=None, max_length=48)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=json_type())  # an Outgoing; empty once removed
    removed: bool = False
    shown_at: datetime
    edited_at: datetime | None = None
    redraw_at: datetime | None = None  # it was to say something else, and that did not arrive: when to try anew


class MediaHandle(SQLModel, table=True):
    """Under which name a platform's account keeps a picture or recording that was sent there once."""

    __tablename__ = "media_handle"

    media_id: int = Field(primary_key=True, sa_type=big_id(), foreign_key="media.id")
    account: str = Field(primary_key=True, max_length=64)  # "telegram:<bot's id>": another bot cannot use it
    handle: str = Field(max_length=256)


class Document(SQLModel, table=True):
    """A paper that somebody asked for, as a row, because processes share no disk.  Whoever reads that chat owns it."""

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    identity_id: int = Field(sa_type=big_id(), foreign_key="identity.id")
    name: str = Field(max_length=64)  # under which it is saved: letters of ASCII, digits, "-" and "."
    mime: str = Field(max_length=64)
    content: bytes
    created_at: datetime = Field(index=True)


class ShownMenu(SQLModel, table=True):
    """Which list of commands a chat shows, where it is not everyone's: what the role and language were then."""

    __tablename__ = "shown_menu"

    identity_id: int = Field(primary_key=True, sa_type=big_id(), foreign_key="identity.id")
    menu: str = Field(max_length=64)


class Job(SQLModel, table=True):
    """Work that waits, run by a worker under a lease; its result comes back as an event."""

    __table_args__ = (
        Index(
            "ix_job_run_at_queued",
            "run_at",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index(
            "uq_job_key_queued",
            "key",
            unique=True,
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
    )

    id: int | None = Field(default=None, sa_type=big_id(), primary_key=True)
    kind: str = Field(max_length=48)
    key: str | None = Field(default=None, max_length=64)  # asked for again while it waits, it is the same job
    arguments: dict[str, Any] = Field(default_factory=dict, sa_type=json_type())
    state: JobState = Field(default=JobState.QUEUED, sa_type=by_value(JobState))
    run_at: datetime
    leased_until: datetime | None = None
    lease_token: str | None = Field(default=None, max_length=32)
    attempts: int = 0
    error_class: str | None = None
    created_at: datetime
