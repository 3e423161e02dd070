"""Connections to PostgreSQL.  asyncpg is an extra, so it is imported when the first connection is made."""

from importlib.util import find_spec
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.database.json_text import to_json
from bot.database.urls import POSTGRES, postgres_dsn

POOL_SIZE = 8
POOL_TIMEOUT_S = 5.0
CONNECT_TIMEOUT_S = 5.0
CACHED_STATEMENTS = 512  # prepared statements a connection keeps; the dialect's 100 are fewer than we have

SETTINGS = {
    "jit": "off",  # it costs more than it gains on statements that touch a few rows
    "lock_timeout": "5s",  # a turn that waits longer is repeated, so one stuck process stops nobody for good
    "idle_in_transaction_session_timeout": "15s",  # a frozen process gives its locks back, as it does its leases
    "tcp_keepalives_idle": "15",  # the same for a machine that vanished: 15 + 3 x 5 s
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}

# Classes of SQLSTATE that tell of the server's state, not of the statement:
# 08 connection, 28 login, 3D no such database, 53 resources (disk full, too many connections), 57 shut down, 58 I/O.
SERVERS_OWN_FAULT = frozenset({"08", "28", "3D", "53", "57", "58"})


def new_engine(url: str, role: str) -> AsyncEngine:
    """A pool of eight connections in READ COMMITTED, for a normalised URL.

    Raises:
        ValueError: the driver is not installed.
    """
    if find_spec("asyncpg") is None:
        raise ValueError("DATABASE_URL names PostgreSQL, for which `pip install 'farmgate[postgres]'` is needed")
    return create_async_engine(
        f"{POSTGRES}://",
        connect_args={**_arguments(url, role), "prepared_statement_cache_size": CACHED_STATEMENTS},
        isolation_level="READ COMMITTED",
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_S,
        # asyncpg's ping is three round trips; a dead connection is found at BEGIN instead and the turn repeated,
        # on a fresh pool, because the first one found dead empties it.
        pool_pre_ping=False,
        json_serializer=to_json,
        hide_parameters=True,  # an error's text goes to the log, where no name and no phone number may be
    )


async def connect(url: str, role: str) -> Any:
    """One connection beside the pool, for LISTEN or an advisory lock."""
    import asyncpg

    return await asyncpg.connect(**_arguments(url, role))


def unreachable(error: BaseException) -> str | None:
    """Why the server cannot serve, or None when it answered and the work is to blame."""
    orig = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(orig, "sqlstate", None) or ""
    if state[:2] in SERVERS_OWN_FAULT or getattr(error, "connection_invalidated", False):
        return f"PostgreSQL cannot serve now: {str(orig).splitlines()[0]}"
    if isinstance(orig, OSError):  # also TimeoutError
        return f"PostgreSQL cannot be reached: {orig.strerror or str(orig) or type(orig).__name__}"
    return None


def _arguments(url: str, role: str) -> dict[str, Any]:
    return {
        "dsn": postgres_dsn(url),
        "timeout": CONNECT_TIMEOUT_S,
        "server_settings": {"application_name": f"farmgate {role}", **SETTINGS},
    }
