"""What a new shop needs, in order."""

from collections.abc import Iterator

from sqlmodel import Session

from bot.catalog.snapshot import load_catalogue
from bot.checkup.finding import Finding
from bot.people.service import admins


def examine_shop(session: Session) -> Iterator[Finding]:
    """Look for the next step from an empty database to an open shop."""
    catalogue = load_catalogue(session)
    untested = [farm.slug for farm in catalogue.farms.values() if not farm.tested]
    yield _there(bool(admins(session)), "someone looks after the shop", "python -m bot invite admin")
    yield _there(bool(catalogue.farms), "there is a farm", "/setup in chat, or python -m bot seed")
    yield _there(bool(catalogue.points), "there is a pickup point", "/setup in chat")
    yield _there(bool(catalogue.items), "there are products", "/setup in chat")
    if untested:
        todo = "/invite farmer <farm>, and let them tap the test alert"
        yield Finding(f"no test alert answered yet: {untested[0]}", todo)
    else:
        yield Finding("every farm has answered a test alert")
    yield _there(bool(catalogue.shelf), "something is on sale", "/show <product> in chat")


def _there(ok: bool, what: str, todo: str) -> Finding:
    return Finding(what if ok else f"not yet: {what}", "" if ok else todo)
