"""The commands: `farmgate …` or `python -m bot …`."""

import asyncio
import os
import sys
from collections.abc import Coroutine
from importlib import import_module
from typing import Annotated, Any, NoReturn, TypeVar

import cyclopts
from cyclopts import Parameter

from bot import __version__
from bot.settings import BadSettings, read_settings

T = TypeVar("T")

cli = cyclopts.App(
    name="farmgate",
    version=__version__,
    help="A sales assistant for farms that lives in chat.",
    default_parameter=Parameter(negative=()),
)


@cli.command
def demo(*, port: Annotated[int, Parameter(help="where the three phones are served, on 127.0.0.1")] = 8080) -> None:
    """Open three phones on one page: a buyer, a farmer and an admin.  Needs no account and no token."""
    _run(_module("demo").demo(port))


@cli.command
def tour(*, language: Annotated[str, Parameter(help="the buyer's language: en, zh_Hans …")] = "en") -> None:
    """Play one whole order, from stock to receipt, and print the conversation."""
    _run(_module("tour").tour(language))


@cli.command
def understand(*, language: Annotated[str, Parameter(help="of lines that name none: en, zh_Hans …")] = "en") -> int:
    """Read phrases as orders of the sample market: JSON lines with "language" and "text" in, JSON lines out."""
    return int(_run(_module("understand").understand(language)))


@cli.command
def run() -> None:
    """Run everything in one process: web, worker and channels."""
    _run(_module("serve").serve("run"))


@cli.command
def web() -> None:
    """Take webhooks and pages; shares a PostgreSQL database with any number of others."""
    _run(_module("serve").serve("web"))


@cli.command
def worker() -> None:
    """Send messages and keep the clock; shares a PostgreSQL database with any number of others."""
    _run(_module("serve").serve("worker"))


@cli.command
def migrate() -> None:
    """Bring the database's tables up to date."""
    _module("tables").migrate_database()


@cli.command
def seed() -> None:
    """Put the sample market into the database; twice is once."""
    _run(_module("tables").seed())


@cli.command
def invite(role: Annotated[str, Parameter(help="admin")]) -> None:
    """Print a one-time link that makes whoever opens it an admin, on any channel."""
    _run(_module("invite").invite(role))


@cli.command
def doctor(
    *,
    repair_stock: Annotated[bool, Parameter(help="count stock anew where it does not add up; shows it first")] = False,
    yes: Annotated[bool, Parameter(help="with --repair-stock: change it without asking")] = False,
) -> int:
    """Look at settings, database and shop, and name the next step; exits with 1 where something must be done."""
    if repair_stock:
        _run(_module("repair_stock").repair_stock(agreed=yes))
        return 0
    if yes:
        raise BadSettings("--yes goes with --repair-stock: looking changes nothing")
    return int(_run(_module("doctor").doctor()))


def main() -> None:
    """Run one command; exits with 1 and one readable line where an operator has something to mend."""
    try:
        cli()
    except BadSettings as error:
        _give_up(error)
    except BrokenPipeError:  # `tour | head`: whoever read us has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception as error:
        if not _can_be_mended(error):
            raise
        _give_up(error)


def _module(command: str) -> Any:
    """Load what a command needs, which takes a second: not for a wrong setting, and not for --help.

    Raises:
        BadSettings: a setting cannot be meant.
    """
    read_settings()
    return import_module(f"bot.commands.{command}")


def _can_be_mended(error: Exception) -> bool:
    """Whether an operator can do something about it, and has no use for a traceback."""
    from bot.app import CannotListen
    from bot.commands.problems import CannotDo
    from bot.database import DatabaseInUse, DatabaseUnavailable, MigrationFailed

    return isinstance(error, (CannotDo, CannotListen, DatabaseInUse, DatabaseUnavailable, MigrationFailed))


def _give_up(error: Exception) -> NoReturn:
    print(f"farmgate: {error}", file=sys.stderr)
    raise SystemExit(1) from None


def _run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


if __name__ == "__main__":
    main()
