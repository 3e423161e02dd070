"""`migrate` and `seed`."""

from functools import partial

from bot.catalog.seed import SeedReport, seed_market
from bot.clock import utc_now
from bot.commands.problems import CannotDo
from bot.database import GUEST, Database, migrate, needs_migration, open_database
from bot.settings import Settings, read_settings


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
    """Seed an open database; twice changes nothing."""
    return await database.transact(partial(seed_market, now=utc_now()))


def make_folder(settings: Settings) -> None:
    """Make the folder for the SQLite file, where there is to be one."""
    if not settings.database_url.get_secret_value():
        settings.data_dir.mkdir(parents=True, exist_ok=True)


def require_tables(settings: Settings) -> None:
    """Refuse to start on tables of another release.

    Raises:
        CannotDo: says which command mends it.
    """
    if needs_migration(settings.url_of_database):
        raise CannotDo("the database is not up to date: run `python -m bot migrate` first")


def _told(report: SeedReport) -> str:
    return str(report)
