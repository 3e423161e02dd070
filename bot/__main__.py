"""The commands: `farmgate …` or `python -m bot …`."""

import asyncio
import os
import sys
from collections.abc import Coroutine
from typing import Annotated, Any

import cyclopts
from cyclopts import Parameter

import bot.commands as commands
from bot import __version__
from bot.app import CannotListen
from bot.database import DatabaseInUse, DatabaseUnavailable, MigrationFailed
from bot.settings import BadSettings

cli = cyclopts.App(
    name="farmgate",
    version=__version__,
    help="A sales assistant for farms that lives in chat.",
    default_parameter=Parameter(negative=()),
)

# What an operator can mend: said in one line, without a traceback.
READABLE = (BadSettings, CannotListen, DatabaseInUse, DatabaseUnavailable, MigrationFailed, commands.CannotDo)


@cli.command
def demo(*, port: Annotated[int, Parameter(help="where the three phones are served, on 127.0.0.1")] = 8080) -> None:
    """Open three phones on one page: a buyer, a farmer and an admin.  Needs no account and no token."""
    _run(commands.demo(port))


@cli.command
def tour(*, language: Annotated[str, Parameter(help="the buyer's language: en, zh_Hans …")] = "en") -> None:
    """Play one whole order, from stock to receipt, and print the conversation."""
    _run(commands.tour(language))


@cli.command
def run() -> None:
    """Run everything in one process: web, worker and channels."""
    _run(commands.serve("run"))


@cli.command
def web() -> None:
    """Take webhooks and pages; shares a PostgreSQL database with any number of others."""
    _run(commands.serve("web"))


@cli.command
def worker() -> None:
    """Send messages and keep the clock; shares a PostgreSQL database with any number of others."""
    _run(commands.serve("worker"))


@cli.command
def migrate() -> None:
    """Bring the database's tables up to date."""
    commands.migrate_database()


@cli.command
def seed() -> None:
    """Put the sample market into the database; twice is once."""
    _run(commands.seed())


@cli.command
def invite(role: Annotated[str, Parameter(help="admin")]) -> None:
    """Print a one-time link that makes whoever opens it an admin, on any channel."""
    _run(commands.invite(role))


@cli.command
def doctor() -> None:
    """Look at settings, database and shop, and name the next step."""
    _run(commands.doctor())


def main() -> None:
    """Run one command; exits with 1 and one readable line where an operator has something to mend."""
    try:
        cli()
    except READABLE as error:
        print(f"farmgate: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except BrokenPipeError:  # `tour | head`: whoever read us has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


if __name__ == "__main__":
    main()
