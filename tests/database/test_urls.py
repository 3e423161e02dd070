"""DATABASE_URL as hosts and people write it."""

import pytest

from bot.database import normalise_url
from bot.database.urls import postgres_dsn, sqlite_file, without_password

POSTGRES = "postgresql+asyncpg://"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("sqlite:///data/farmgate.db", "sqlite:///data/farmgate.db"),
        ("sqlite:////var/lib/farmgate.db", "sqlite:////var/lib/farmgate.db"),
        ("  sqlite:///farmgate.db\n", "sqlite:///farmgate.db"),
        ("sqlite+aiosqlite:///farmgate.db", "sqlite:///farmgate.db"),
        ("sqlite://", "sqlite://"),
        ("sqlite:///:memory:", "sqlite://"),
        ("postgres://ann:pw@db.example:5433/farm", POSTGRES + "ann:pw@db.example:5433/farm"),
        ("postgresql://ann:pw@db.example/farm", POSTGRES + "ann:pw@db.example/farm"),
        ("POSTGRES://ann:pw@db.example/farm", POSTGRES + "ann:pw@db.example/farm"),
        ("postgresql+psycopg2://ann:pw@db.example/farm", POSTGRES + "ann:pw@db.example/farm"),
        ("postgresql+asyncpg://ann:pw@db.example/farm", POSTGRES + "ann:pw@db.example/farm"),
        ("postgres://ann@/farm?host=/run/postgresql", POSTGRES + "ann@/farm?host=%2Frun%2Fpostgresql"),
        ("postgres://db.example/farm", POSTGRES + "db.example/farm"),
        ("postgres://[::1]:5432/farm", POSTGRES + "[::1]:5432/farm"),
        ("postgres://a:b@h/farm?sslmode=require", POSTGRES + "a:b@h/farm?sslmode=require"),
        ("postgres://a:b@h/farm?ssl=true", POSTGRES + "a:b@h/farm?sslmode=require"),
        (
            "postgres://a:b@h/farm?sslmode=verify-full&sslrootcert=/etc/ca.pem",
            POSTGRES + "a:b@h/farm?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem",
        ),
        (
            "postgres://a:b@h/farm?sslmode=require&channel_binding=require&connect_timeout=10&pgbouncer=true",
            POSTGRES + "a:b@h/farm?sslmode=require",
        ),
        ("postgres://a:p@ss:w@h/farm", POSTGRES + "a:p%40ss%3Aw@h/farm"),
        ("postgres://a:p%40ss%2F@h/farm", POSTGRES + "a:p%40ss%2F@h/farm"),
        ("postgres://a:100%25@h/farm", POSTGRES + "a:100%25@h/farm"),
    ],
)
def test_each_form_becomes_the_one_we_use(written, read):
    assert normalise_url(written) == read
    assert normalise_url(read) == read


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "no scheme"),
        ("farmgate.db", "no scheme"),
        ("sqlite:/farmgate.db", "no scheme"),
        ("mysql://a:s3cret@h/farm", "not supported"),
        ("sqlite://farmgate.db", "three slashes"),
        ("sqlite:///farmgate.db?mode=ro", "no parameters"),
        ("postgres://a:s3cret@h:port/farm", "cannot be read"),
        ("postgres://a:s3cret/more@h/farm", "%2F"),
        ("postgres://a:s3cret#more@h/farm", "%23"),
        ("postgres://a:s3cret?more@h/farm", "%3F"),
        ("postgres://a:12?s3cret@h/farm", "%3F"),
        ("postgres://a:[s3cret@h/farm", "%5B"),
        ("postgres://a:b@h/farm?sslmode=s3cret", "sslmode"),
        ("postgres://a:b@h/farm?search_path=s3cret", "search_path"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line_that_gives_no_password_away(written, says):
    with pytest.raises(ValueError, match="DATABASE_URL") as refused:
        normalise_url(written)

    text = str(refused.value)
    assert says in text
    assert "\n" not in text
    assert "s3cret" not in text
    assert refused.value.__context__ is None


def test_the_file_and_the_address_can_be_taken_out():
    assert str(sqlite_file("sqlite:///data/farmgate.db")) == "data/farmgate.db"
    assert str(sqlite_file("sqlite:////var/farmgate.db")) == "/var/farmgate.db"
    assert sqlite_file("sqlite://") is None
    assert postgres_dsn(POSTGRES + "a:b@h/farm?sslmode=require") == "postgresql://a:b@h/farm?sslmode=require"
    assert without_password(POSTGRES + "a:s3cret@h:5432/farm?password=s3cret") == "postgresql://h:5432/farm"
