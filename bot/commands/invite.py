"""`invite admin`: the first key to the shop."""

from functools import partial

from sqlmodel import Session

from bot.app.telegram import start_link, telegram_account
from bot.channels.telegram.checkup import name_of
from bot.clock import utc_now
from bot.codes import LINK_LENGTH, random_code
from bot.commands.problems import CannotDo
from bot.commands.tables import require_tables
from bot.database import GUEST, open_database
from bot.people.invites import INVITE_HOURS, create_invite
from bot.people.models import InviteKind
from bot.settings import read_settings


async def invite(role: str) -> None:
    """Print a one-time link for each channel.

    Raises:
        CannotDo: there is no such role to invite to from here.
    """
    if role != "admin":
        raise CannotDo(f"only `invite admin` is done here; /invite in chat does the rest ({role!r} asked for)")
    settings = read_settings()
    require_tables(settings)
    database = open_database(settings.url_of_database, role=GUEST)
    code = random_code(LINK_LENGTH)
    try:
        await database.transact(partial(_create, code=code))
    finally:
        await database.close()
    in_browser = f"{settings.url_of_site}/i/{code}"
    if (account := telegram_account(settings)) and (username := await name_of(account)):
        print(f"On Telegram: {start_link(username)}{code}")
        in_browser = f"In a browser: {in_browser}"
    print(in_browser)
    print(f"Whoever opens it first is an admin of the shop; it works once, for {INVITE_HOURS} hours.")


def _create(session: Session, code: str) -> None:
    create_invite(session, InviteKind.ADMIN, code, actor_id=None, now=utc_now())
