"""`doctor`: looks at settings, database and shop, and names the next step."""

from datetime import datetime
from functools import partial

from bot.app.telegram import telegram_account
from bot.channels.telegram.checkup import examine
from bot.checkup import Finding, examine_market, examine_storage
from bot.clock import utc_now
from bot.commands.secret_key import require_secret_key
from bot.database import GUEST, DatabaseUnavailable, needs_migration, open_database
from bot.database.soundness import soundness
from bot.settings import BadSettings, Settings, read_settings


async def doctor() -> int:
    """Print what was found and what to do about it, the next step last.

    Returns the exit code: 1 where something must be done, else 0.
    """
    findings = await _examine(read_settings(), utc_now())
    for finding in findings:
        print(f"{'✗' if finding.todo else '✓'} {finding.what}")
        if finding.todo:
            print(f"  → {finding.todo}")
    todos = [finding.todo for finding in findings if finding.todo]
    print(f"\nNext: {todos[0]}" if todos else "\nAll is well.")
    return 1 if todos else 0


async def _examine(settings: Settings, now: datetime) -> list[Finding]:
    return [_secret_key(settings), *await _telegram(settings, now), *await _database(settings, now)]


async def _database(settings: Settings, now: datetime) -> list[Finding]:
    try:
        if needs_migration(settings.url_of_database):
            return [Finding("the database's tables are missing or old", "python -m bot migrate")]
        database = open_database(settings.url_of_database, role=GUEST)
    except DatabaseUnavailable as error:
        return [Finding("the database cannot be reached or read", f"look at DATABASE_URL ({error})")]
    try:
        sound = await database.read(soundness)
        found = [Finding("the tables are up to date"), *examine_storage(sound)]
        # What is damaged may answer anything.
        return found if sound.damaged else [*found, *await database.read(partial(examine_market, now=now))]
    finally:
        await database.close()


def _secret_key(settings: Settings) -> Finding:
    try:
        require_secret_key(settings)
    except BadSettings as error:
        return Finding("SECRET_KEY is missing or weak", str(error))
    return Finding("SECRET_KEY is set")


async def _telegram(settings: Settings, now: datetime) -> list[Finding]:
    account = telegram_account(settings)
    if account is None:
        return [Finding("Telegram is off: TELEGRAM_TOKEN is not set")]
    return await examine(account, now)
