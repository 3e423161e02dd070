"""DATABASE_URL: the forms that hosts hand out, brought into the one we use."""

from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

SQLITE = "sqlite"
POSTGRES = "postgresql+asyncpg"
IN_MEMORY = f"{SQLITE}://"

SQLITE_SCHEMES = frozenset({"sqlite", "sqlite3", "sqlite+pysqlite", "sqlite+aiosqlite"})
POSTGRES_SCHEMES = frozenset(
    {"postgres", "postgresql", "postgresql+asyncpg", "postgresql+psycopg", "postgresql+psycopg2"}
)

# What asyncpg reads from a connection string, by its libpq name (asyncpg connect_utils.py).
KEPT = frozenset(
    {
        "application_name", "dbname", "gsslib", "host", "krbsrvname", "options", "passfile", "password", "port",
        "sslcert", "sslcrl", "sslkey", "sslmode", "sslnegotiation", "sslpassword", "sslrootcert",
        "ssl_max_protocol_version", "ssl_min_protocol_version", "target_session_attrs", "user",
    }
)  # fmt: skip
# What hosts and other clients append and asyncpg would send to the server as a setting, which refuses it.
DROPPED = frozenset(
    {
        "async_fallback", "channel_binding", "client_encoding", "connect_timeout", "connection_limit", "gssencmode",
        "keepalives", "keepalives_count", "keepalives_idle", "keepalives_interval", "pgbouncer", "pool_timeout",
        "schema", "sslcompression", "statement_cache_size", "prepared_statement_cache_size",
    }
)  # fmt: skip
SSL_MODES = frozenset({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})

# Mostly a password with a character that ends its part of a URL.
UNREADABLE = (
    "DATABASE_URL cannot be read; "
    "in a password write @ as %40, / as %2F, : as %3A, # as %23, ? as %3F, [ as %5B, and % as %25"
)
FORMS = "write sqlite:///path/to/file or postgresql://user:password@host/name"


def normalise_url(url: str) -> str:
    """Bring DATABASE_URL into the form that `open_database` and `migrate` read; doing it twice changes nothing.

    PostgreSQL becomes `postgresql+asyncpg://`, with the query parameters that asyncpg understands.

    Raises:
        ValueError: it cannot be used; one line that names DATABASE_URL and never quotes what may be a password.
    """
    scheme, separator, _ = url.strip().partition("://")
    if not separator:
        raise ValueError(f"DATABASE_URL has no scheme: {FORMS}")
    if scheme.lower() in SQLITE_SCHEMES:
        return _sqlite(url.strip())
    if scheme.lower() in POSTGRES_SCHEMES:
        return _postgres(url.strip())
    raise ValueError(f"DATABASE_URL has a scheme that is not supported: {FORMS}")


def is_sqlite(url: str) -> bool:
    """Say whether a normalised URL names a SQLite file."""
    return url.startswith(SQLITE + ":")


def sqlite_file(url: str) -> Path | None:
    """The file of a normalised SQLite URL, or None for a database in memory."""
    name = url.removeprefix(SQLITE + "://").removeprefix("/")
    return Path(name) if name else None


def postgres_dsn(url: str) -> str:
    """A normalised PostgreSQL URL as asyncpg itself reads it."""
    return "postgresql" + url.removeprefix(POSTGRES)


def without_password(url: str) -> str:
    """A normalised URL for logs and error texts: scheme, host and name, no user and no parameters."""
    if is_sqlite(url):
        return url
    parts = urlsplit(url)
    return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _sqlite(url: str) -> str:
    rest = url.partition("://")[2]
    if "?" in rest:
        raise ValueError("DATABASE_URL takes no parameters after a SQLite file")
    if rest in {"", "/", "/:memory:"}:
        return IN_MEMORY
    if not rest.startswith("/"):
        raise ValueError("DATABASE_URL needs three slashes before a SQLite file, four before an absolute one")
    return f"{SQLITE}://{rest}"


def _postgres(url: str) -> str:
    try:
        parts = urlsplit("postgresql://" + url.partition("://")[2])
        readable = parts.port is None or parts.port > 0
    except ValueError:
        readable = False
    if not readable or parts.fragment or "@" in parts.path + parts.query:
        raise ValueError(UNREADABLE)  # outside the except: the first error quotes the URL
    query = "?" + kept if (kept := urlencode(_parameters(parts.query), quote_via=quote)) else ""
    return f"{POSTGRES}://{_encoded(parts.netloc)}{parts.path}{query}"


def _encoded(netloc: str) -> str:
    """Percent-encode a bare @ in the password: the last one ends it."""
    user, at, host = netloc.rpartition("@")
    name, colon, password = user.partition(":")
    return f"{name}{colon}{quote(unquote(password), safe='')}{at}{host}"


def _parameters(query: str) -> list[tuple[str, str]]:
    kept = []
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name in {"ssl", "sslmode"}:
            kept.append(("sslmode", _ssl_mode(value)))
        elif name in KEPT:
            kept.append((name, value))
        elif name not in DROPPED:
            raise ValueError(f"DATABASE_URL has a parameter that is not known: {name}")
    return kept


def _ssl_mode(value: str) -> str:
    mode = {"true": "require", "1": "require", "false": "disable", "0": "disable"}.get(value.lower(), value.lower())
    if mode not in SSL_MODES:
        raise ValueError(f"DATABASE_URL has an sslmode that is none of {', '.join(sorted(SSL_MODES))}")
    return mode
