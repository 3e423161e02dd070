"""The commands of those who may do more than buy: in their own chat, in their own language."""

import asyncio
import hashlib
import json
from dataclasses import dataclass
from functools import partial

import structlog
from sqlalchemy import bindparam, delete, exists, literal, select, union

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session
from telegram import Bot, BotCommandScopeChat
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.checked import CHANNEL
from bot.channels.telegram.menus import Commands, MenuWords, bot_commands, fitting
from bot.database.contract import Database
from bot.i18n import Languages
from bot.notices.models import ShownMenu
from bot.people.models import Conversation, FarmMember, Identity, IdentityState, Person, Role

AT_ONCE = 20  # chats that one round changes, so that after a great change the platform is not flooded
REFUSED_FOR_S = 600.0  # before a chat whose menu was refused is tried again
FAILED_FOR_S = 30.0  # and one that the platform did not get to: others may be waiting behind it

log = structlog.get_logger()

_PERSON = Person.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_IDENTITY = Identity.__table__  # type: ignore[attr-defined]
_ROLE = Role.__table__  # type: ignore[attr-defined]
_MEMBER = FarmMember.__table__  # type: ignore[attr-defined]
_TALK = Conversation.__table__  # type: ignore[attr-defined]
_MENU = ShownMenu.__table__  # type: ignore[attr-defined]

_is_admin = exists(select(literal(1))).where(_ROLE.c.person_id == _PERSON.c.id, _ROLE.c.ended_at.is_(None))
_is_farmer = exists(select(literal(1))).where(_MEMBER.c.person_id == _PERSON.c.id, _MEMBER.c.ended_at.is_(None))
# From those few who have rights, or had: nothing here grows with the number of buyers.
_with_rights = union(
    select(_ROLE.c.person_id).where(_ROLE.c.ended_at.is_(None)),
    select(_MEMBER.c.person_id).where(_MEMBER.c.ended_at.is_(None)),
).subquery()
_concerned = union(
    select(_IDENTITY.c.id).join_from(_with_rights, _IDENTITY, _IDENTITY.c.person_id == _with_rights.c.person_id),
    select(_MENU.c.identity_id),
).subquery()
_LOAD = (
    select(
        _IDENTITY.c.id.label("identity_id"),
        _IDENTITY.c.external_id,
        _PERSON.c.language,
        _is_admin.label("is_admin"),
        _is_farmer.label("is_farmer"),
        _MENU.c.menu,
    )
    .join_from(_concerned, _IDENTITY, _IDENTITY.c.id == _concerned.c.id)
    .join(_PERSON, _PERSON.c.id == _IDENTITY.c.person_id)
    # Somebody whom only ADMINS named has no chat with us yet.
    .join(_TALK, _TALK.c.identity_id == _IDENTITY.c.id)
    .outerjoin(_MENU, _MENU.c.identity_id == _IDENTITY.c.id)
    .where(_IDENTITY.c.channel == CHANNEL, _IDENTITY.c.state == IdentityState.REACHABLE)
    .order_by(_IDENTITY.c.id)
)
_KEEP = upsert(_MENU).on_conflict_do_update(
    index_elements=(_MENU.c.identity_id,), set_={"menu": upsert(_MENU).excluded.menu}
)
_FORGET = delete(_MENU).where(_MENU.c.identity_id == bindparam("of_identity"))


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody whose chat shows, or should show, other commands than everybody's.  `menu`: the one it shows."""

    identity_id: int
    external_id: str
    language: str | None
    is_admin: bool
    is_farmer: bool
    menu: str | None


class OwnMenus:
    """Keeps what each of them sees."""

    def __init__(self, bot: Bot, database: Database, languages: Languages, words: MenuWords) -> None:
        self._bot = bot
        self._database = database
        self._languages = languages
        self._words = words
        self._left_until: dict[tuple[int, str | None], float] = {}

    async def keep(self) -> None:
        """Set what has changed since: rights, language, words.

        Raises:
            DatabaseUnavailable, TelegramError: some of it was not set; a later round does it.  One chat's trouble was
                kept from the others, unless it is all chats'.
        """
        changed = [one for one in await self._database.read(_load) if self._wanted(one)[1] != one.menu]
        failure: TelegramError | None = None
        for holder in [one for one in changed if self._may_try(one)][:AT_ONCE]:
            try:
                await self._change(holder)
            except (InvalidToken, RetryAfter):
                raise
            except TelegramError as error:
                self._leave(holder, FAILED_FOR_S)
                failure = failure or error
        if failure is not None:
            raise failure

    async def _change(self, holder: Holder) -> None:
        commands, menu = self._wanted(holder)
        scope = BotCommandScopeChat(int(holder.external_id))
        try:
            if menu is None:
                await self._bot.delete_my_commands(scope)
            else:
                await self._bot.set_my_commands(bot_commands(commands), scope)
        except (BadRequest, Forbidden) as error:
            log.warning("a chat's menu was not changed", error=type(error).__name__)
            self._leave(holder, REFUSED_FOR_S)
            return
        await self._database.transact(partial(_note, identity_id=holder.identity_id, menu=menu))

    def _wanted(self, holder: Holder) -> tuple[Commands, str | None]:
        """Give the commands that a chat should show, and their name; None: everybody's."""
        if not (holder.is_admin or holder.is_farmer):
            return (), None
        language = self._languages.get(holder.language)
        rights = {"is_admin": holder.is_admin, "is_farmer": holder.is_farmer}
        commands = fitting(self._words.commands(language, **rights))
        # With the bot, since another one begins with none of this.
        named = json.dumps([self._bot.token.partition(":")[0], commands], ensure_ascii=True)
        return commands, hashlib.sha256(named.encode()).hexdigest()

    def _leave(self, holder: Holder, seconds: float) -> None:
        self._left_until[holder.identity_id, self._wanted(holder)[1]] = _time() + seconds

    def _may_try(self, holder: Holder) -> bool:
        until = self._left_until.get((holder.identity_id, self._wanted(holder)[1]), 0.0)
        return holder.external_id.isdecimal() and _time() >= until


def _load(session: Session) -> list[Holder]:
    return [Holder(*row) for row in session.connection().execute(_LOAD)]


def _note(session: Session, identity_id: int, menu: str | None) -> None:
    if menu is None:
        session.connection().execute(_FORGET, {"of_identity": identity_id})
    else:
        session.connection().execute(_KEEP, {"identity_id": identity_id, "menu": menu})


def _time() -> float:
    return asyncio.get_running_loop().time()
