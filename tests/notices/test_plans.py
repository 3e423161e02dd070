"""However many messages were ever sent and shown: every statement of poster and sender has its index."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
import sqlalchemy as sa

from bot.database import Database, open_database
from bot.notices.models import Delivery, NoticeState
from bot.notices.service import end
from tests.notices.world import WEBCHAT, World, new_alert

SCAN = re.compile(r"SCAN (shown|outbox_message|notice|send_attempt|identity|person)\b(?!.* USING (COVERING )?INDEX)")


@pytest.fixture
async def world(sqlite_template, tmp_path):
    file = tmp_path / "farmgate.db"
    file.write_bytes(sqlite_template.read_bytes())
    database = open_database(f"sqlite:///{file}")
    yield World(database)
    await database.close()


@contextmanager
def recorded(database: Database) -> Iterator[list[tuple[str, object]]]:
    statements: list[tuple[str, object]] = []

    def note(_connection, _cursor, statement, parameters, _context, executemany):
        if not statement.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "PRAGMA")):
            many = executemany and isinstance(parameters, list)  # a multi-row INSERT has one flat set all the same
            statements.append((statement, tuple(parameters[0] if many else parameters)))

    for engine in database.engines:
        sa.event.listen(engine, "before_cursor_execute", note)
    yield statements
    for engine in database.engines:
        sa.event.remove(engine, "before_cursor_execute", note)


async def scans(database: Database, statements: list[tuple[str, object]]) -> list[str]:
    def explain(session):
        found = []
        for statement, parameters in statements:
            rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found += [f"{row[3]}: {statement[:90]}" for row in rows if SCAN.search(row[3])]
        return found

    return await database.read(explain)


@pytest.mark.parametrize("channel", ["messenger", WEBCHAT])
async def test_no_statement_of_poster_and_sender_reads_a_whole_table(world, channel):
    ana = await world.someone(channel)

    with recorded(world.database) as statements:
        await world.owes(new_alert(ana, 1), new_alert(ana, 2))
        await world.says(ana, "shop", card="shop", delivery=Delivery.REPLY, edit_message_id="m1")
        await world.sender.drain_once()
        await world.alerts(ana, 3)
        world.clock.advance(seconds=5)
        await world.posts_due()
        await world.database.transact(
            partial(end, about="parcel", about_ids=[1], state=NoticeState.ANSWERED, now=world.clock())
        )

    assert len(statements) > 15
    assert await scans(world.database, statements) == []


async def test_a_question_without_an_index_is_found_out(world):
    """Control."""
    assert await scans(world.database, [("SELECT id FROM shown WHERE removed", ())])
