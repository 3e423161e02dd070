"""`run`, `web` and `worker`: the parts of Farmgate that stay."""

import asyncio
import signal

from bot.app import Part, open_app
from bot.commands.problems import CannotDo
from bot.commands.secret_key import require_secret_key
from bot.commands.tables import make_folder, require_tables
from bot.database import normalise_url
from bot.logs import set_up
from bot.settings import read_settings


async def serve(part: str) -> None:
    """Run a part until it is told to stop (SIGTERM or SIGINT); what is under way is finished.

    Raises:
        BadSettings: a setting is missing or cannot be meant.
        CannotDo: this database does not go with this part.
    """
    settings = read_settings()
    set_up(settings.log_level)
    wanted = Part(part)
    if wanted is not Part.WORKER:
        require_secret_key(settings)
    if wanted is not Part.RUN and normalise_url(settings.url_of_database).startswith("sqlite"):
        raise CannotDo(f"{part} shares its database with other processes: use `run`, or PostgreSQL in DATABASE_URL")
    make_folder(settings)
    require_tables(settings)
    stop = stop_signal()
    async with open_app(settings, wanted):
        if wanted is not Part.WORKER:
            print(f"Farmgate is at {settings.url_of_site}", flush=True)
        await stop.wait()


def stop_signal() -> asyncio.Event:
    """Give an event that SIGTERM or SIGINT sets from now on, so that a stop during the start is a clean one too."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return stop
