"""`migrate` and `seed`."""

import asyncio
from functools import partial

from bot.catalog.seed import SeedReport, draw_pictures, missing_products, seed_market
from bot.clock import utc_now
from bot.commands.problems import CannotDo
from bot.database import GUEST, Database, migrate, needs_migration, normalise_url, open_database
from bot.database.urls import is_sqlite, sqlite_file
from bot.settings import BadSettings, Settings, read_settings


def migrate_database() -> None:
    """Bring the tables up to date and say so."""
    settings = read_settings()
    make_folder(settings)
    migrate(settings.url_of_database)
    print("The database is up to date.")


async def seed() -> None:
    """Put the sample market in and say what was new."""
    settings = read_settings()
    make_folder(settings)
    require_tables(settings)
    database = open_database(settings.url_of_database, role=GUEST)
    try:
        print(_told(await seeded(database)))
    finally:
        await database.close()


async def seeded(database: Database) -> SeedReport:
    """Seed an open database; twice changes nothing.

    The pictures take seconds, so they are drawn before: nobody else could write meanwhile.
    """
    missing = await database.read(missing_products)
    await asyncio.to_thread(draw_pictures, missing)
    return await database.transact(partial(seed_market, now=utc_now()))


def make_folder(settings: Settings) -> None:
    """Make the folder for the SQLite file, where there is to be one.

    Raises:
        BadSettings: it cannot be made.
    """
    url = normalise_url(settings.url_of_database)
    if not is_sqlite(url) or (file := sqlite_file(url)) is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        name = "DATABASE_URL" if settings.database_url.get_secret_value() else "DATA_DIR"
        raise BadSettings(f"{name} needs a folder that cannot be made: {error.strerror}") from None


def require_tables(settings: Settings) -> None:
    """Refuse to start on tables of another release.

    Raises:
        CannotDo: says which command mends it.
    """
    if needs_migration(settings.url_of_database):
        raise CannotDo("the database is not up to date: run `python -m bot migrate` first")


def _told(report: SeedReport) -> str:
    added = [f"{table} {count}" for table, count in report.added.items() if count]
    return f"Rows added: {', '.join(added)}." if added else "Nothing was added: the sample market is there."
