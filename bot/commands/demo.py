"""`demo`: the sample market on one page, with a buyer's, a farmer's and an admin's phone."""

import hashlib
import secrets
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session

from bot.app import Part, open_app
from bot.catalog.models import Shop
from bot.catalog.sample.market import sample_market
from bot.channels.webchat.events import CHANNEL
from bot.clock import utc_now
from bot.commands.problems import CannotDo
from bot.commands.serve import stop_signal
from bot.commands.tables import make_folder, seeded
from bot.database import migrate, open_database
from bot.logs import set_up
from bot.people.models import Identity, Person
from bot.people.service import ensure_identity
from bot.settings import Settings, read_settings

HOST = "127.0.0.1"  # its admin phone has no password
FOLDER = "demo"  # below DATA_DIR
KEY_FILE = "secret-key"

_SHOP = Shop.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_PERSON = Person.__table__  # type: ignore[attr-defined]
_IDENTITY = Identity.__table__  # type: ignore[attr-defined]


async def demo(port: int) -> None:
    """Serve the three phones until told to stop.

    Raises:
        CannotDo: the demo's database holds something that is not the sample market.
    """
    settings = _settings(port)
    set_up("WARNING" if settings.log_level == "INFO" else settings.log_level)
    print("Farmgate demo: setting the market up ...", flush=True)
    migrate(settings.url_of_database)
    people = await _prepare(settings)
    stop = stop_signal()
    async with open_app(settings, Part.RUN, demo_people=people):
        print(f"Three phones are waiting at {settings.url_of_site}/  (Ctrl+C to stop; what happened stays)", flush=True)
        await stop.wait()


def _settings(port: int) -> Settings:
    """Give the demo settings of its own: a file, an address on this machine, and a key made once."""
    own = {
        "database_url": "",
        "host": HOST,
        "port": port,
        "public_url": "",
        "admins": "",
        "metrics_token": "",
        "telegram_token": "",
    }
    folder = read_settings(**own).data_dir / FOLDER
    make_folder(read_settings(**own, data_dir=folder))
    return read_settings(**own, data_dir=folder, secret_key=_key(folder / KEY_FILE))


def _key(path: Path) -> str:
    if not path.exists() or not path.stat().st_size:  # empty: a demo before was killed just then
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32), encoding="ascii")
    return path.read_text(encoding="ascii")


async def _prepare(settings: Settings) -> Mapping[str, str]:
    """Seed the market where it is empty; give its three people their phones.  Return external ids by phone."""
    database = open_database(settings.url_of_database, role="demo")
    try:
        if not await database.read(_is_ours):
            raise CannotDo(f"the database in {settings.data_dir} was not made by the demo; `run` opens it")
        await seeded(database)
        phones = {name: _external_id(settings, name) for name in sample_market().demo}
        await database.transact(partial(_give_phones, phones=phones))
        return phones
    finally:
        await database.close()


def _is_ours(session: Session) -> bool:
    """Whether the database is empty or was seeded by us: the admin's phone must never open a real shop."""
    connection = session.connection()
    if connection.execute(select(_SHOP.c.seeded)).scalar():
        return True
    return connection.execute(select(_IDENTITY.c.id).limit(1)).first() is None


def _give_phones(session: Session, phones: Mapping[str, str]) -> None:
    for name, slug in sample_market().demo.items():
        person_id = session.connection().execute(select(_PERSON.c.id).where(_PERSON.c.slug == slug)).scalar_one()
        ensure_identity(session, person_id, CHANNEL, phones[name], now=utc_now())


def _external_id(settings: Settings, name: str) -> str:
    """Give a phone an id that only this demo's server can know."""
    key = settings.secret_key.get_secret_value()
    return hashlib.sha256(f"demo {name} {key}".encode()).hexdigest()[:32]
