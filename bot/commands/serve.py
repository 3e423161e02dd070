"""`run`, `web` and `worker`: the parts of Farmgate that stay."""

import asyncio
import signal

from bot.app import Part, open_app
from bot.commands.problems import CannotDo
from bot.commands.tables import make_folder, require_tables
from bot.database import normalise_url
from bot.logs import set_up
from bot.settings import BadSettings, Settings, read_settings

SECRET_KEY_MIN = 32  # characters; `secrets.token_urlsafe(32)` gives 43
SAMPLE_KEYS = frozenset({"secret", "changeme", "change-me", "your-secret-key"})


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
    async with open_app(settings, wanted):
        if wanted is not Part.WORKER:
            print(f"Farmgate is at {settings.url_of_site}", flush=True)
        await told_to_stop()


def require_secret_key(settings: Settings) -> None:
    """Refuse a key that is missing, short or copied from an example.

    Raises:
        BadSettings: says how to make one.
    """
    key = settings.secret_key.get_secret_value()
    if len(key) < SECRET_KEY_MIN or key.lower() in SAMPLE_KEYS or len(set(key)) < 8:
        raise BadSettings(
            "SECRET_KEY is missing or too short; make one with "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )


async def told_to_stop() -> None:
    """Wait for the signal to end."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await stop.wait()
