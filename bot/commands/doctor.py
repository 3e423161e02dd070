"""`doctor`: looks at settings, database and shop, and names the next step."""

from dataclasses import dataclass
from functools import partial

from sqlalchemy import func, select
from sqlmodel import Session

from bot.app.telegram import telegram_account
from bot.catalog.models import Lot, StockMove
from bot.catalog.snapshot import Catalogue, load_catalogue
from bot.channels.telegram.checkup import examine
from bot.clock import utc_now
from bot.commands.secret_key import require_secret_key
from bot.database import GUEST, DatabaseUnavailable, needs_migration, open_database
from bot.inbox import DeadLetter
from bot.notices.models import NoticeState
from bot.notices.views import NOTICE
from bot.people.service import admins
from bot.settings import BadSettings, Settings, read_settings

_LOT = Lot.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_MOVE = StockMove.__table__  # type: ignore[attr-defined]
_DEAD = DeadLetter.__table__  # type: ignore[attr-defined]

_WRONG_LOTS = (
    select(_LOT.c.id)
    .outerjoin_from(_LOT, _MOVE, _MOVE.c.lot_id == _LOT.c.id)
    .group_by(_LOT.c.id, _LOT.c.available, _LOT.c.held)
    .having(
        (func.coalesce(func.sum(_MOVE.c.available_delta), 0) != _LOT.c.available)
        | (func.coalesce(func.sum(_MOVE.c.held_delta), 0) != _LOT.c.held)
    )
)
_UNTRIED = select(func.count()).select_from(_DEAD).where(_DEAD.c.retried_at.is_(None))
_NOBODY = select(func.count()).where(NOTICE.c.state == NoticeState.UNDELIVERABLE, NOTICE.c.asks)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at.  `todo`: what to do about it; empty where all is well."""

    what: str
    todo: str = ""


async def doctor() -> None:
    """Print what was found, and the next step last."""
    settings = read_settings()
    findings = await _examine(settings)
    for finding in findings:
        print(f"{'✓' if not finding.todo else '✗'} {finding.what}")
    todos = [finding.todo for finding in findings if finding.todo]
    print(f"\nNext: {todos[0]}" if todos else "\nAll is well.")


async def _examine(settings: Settings) -> list[Finding]:
    findings = [_secret_key(settings), *await _telegram(settings)]
    try:
        if needs_migration(settings.url_of_database):
            return [*findings, Finding("the database's tables are missing or old", "python -m bot migrate")]
        database = open_database(settings.url_of_database, role=GUEST)
    except DatabaseUnavailable as error:
        return [*findings, Finding("the database cannot be reached", f"look at DATABASE_URL ({error})")]
    try:
        return [*findings, *await database.read(partial(_shop, settings=settings))]
    finally:
        await database.close()


def _secret_key(settings: Settings) -> Finding:
    try:
        require_secret_key(settings)
    except BadSettings as error:
        return Finding("SECRET_KEY is missing or weak", str(error))
    return Finding("SECRET_KEY is set")


async def _telegram(settings: Settings) -> list[Finding]:
    account = telegram_account(settings)
    if account is None:
        return [Finding("Telegram is off: TELEGRAM_TOKEN is not set")]
    return [Finding(*fact) for fact in await examine(account, utc_now())]


def _shop(session: Session, settings: Settings) -> list[Finding]:
    catalogue = load_catalogue(session)
    wrong = list(session.connection().execute(_WRONG_LOTS).scalars())
    dead = session.connection().execute(_UNTRIED).scalar_one()
    nobody = session.connection().execute(_NOBODY).scalar_one()
    return [
        Finding("the tables are up to date"),
        _stock(wrong),
        *_steps(session, catalogue),
        _count(dead, "messages were put aside because they failed", "look for `turn failed` in the log"),
        _count(nobody, "alerts reached nobody", "invite people to the farms: /invite farmer <farm>"),
    ]


def _stock(wrong: list[int]) -> Finding:
    if wrong:
        return Finding(f"the stock of lots {wrong} differs from its moves", "report this: it should not be possible")
    return Finding("every lot's stock is the sum of its moves")


def _steps(session: Session, catalogue: Catalogue) -> list[Finding]:
    """What a new shop needs, in order."""
    untested = [farm.slug for farm in catalogue.farms.values() if not farm.tested]
    return [
        _there(bool(admins(session)), "someone looks after the shop", "python -m bot invite admin"),
        _there(bool(catalogue.farms), "there is a farm", "/setup in chat, or python -m bot seed"),
        _there(bool(catalogue.points), "there is a pickup point", "/setup in chat"),
        _there(bool(catalogue.items), "there are products", "/setup in chat"),
        _there(
            not untested,
            "every farm has answered a test alert" if not untested else f"no test alert answered yet: {untested[0]}",
            "/invite farmer <farm>, and let them tap the test alert",
        ),
        _there(bool(catalogue.shelf), "something is on sale", "/show <product> in chat"),
    ]


def _there(ok: bool, what: str, todo: str) -> Finding:
    return Finding(what if ok else f"not yet: {what}", "" if ok else todo)


def _count(number: int, what: str, todo: str) -> Finding:
    return Finding(f"{number} {what}", todo if number else "")
