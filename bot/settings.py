"""What the environment says, read once at start.  What an operator changes while trading is a `Setting` row instead."""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.numbers import list_currencies
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

# "<bot's id>:<secret>", as BotFather prints it.
TELEGRAM_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{3,128}", re.ASCII)
SECRET_MIN = 16  # characters
# Telegram Bot API, setWebhook: secret_token.
TELEGRAM_SECRET = re.compile(rf"[A-Za-z0-9_-]{{{SECRET_MIN},256}}", re.ASCII)
NEAR_HOSTS = ("127.0.0.1", "localhost", "::1")  # where a Bot API server of one's own may bring updates without TLS

PACKAGE_FOLDER = Path(__file__).resolve().parent


class BadSettings(ValueError):
    """A setting is missing or wrong; the text is one readable line that never quotes a secret."""


class Settings(BaseSettings):
    """All settings, typed.  Field names in capitals are the variables' names."""

    model_config = SettingsConfigDict(env_prefix="", extra="ignore", frozen=True, hide_input_in_errors=True)

    database_url: SecretStr = SecretStr("")  # may carry a password; empty: a SQLite file in data_dir
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = ""  # empty: http://host:port
    data_dir: Path = Path("data")
    secret_key: SecretStr = SecretStr("")
    telegram_token: SecretStr = SecretStr("")  # empty: no Telegram
    telegram_api_url: str = "https://api.telegram.org"  # "/bot<token>/<method>" is appended
    telegram_webhook_url: str = ""  # public base address, to which the bot adds its own path; empty: polling
    telegram_webhook_secret: SecretStr = SecretStr("")
    telegram_rate: float = Field(default=30, gt=0)  # messages a second to all, as Telegram allows
    telegram_chat_rate: float = Field(default=1, gt=0)  # messages a second to one chat
    admins: str = ""  # "telegram:1001,webchat:…"
    seller_name: str = ""
    currency: str = "CNY"
    timezone: str = "Asia/Shanghai"
    languages: str = ""  # empty: all that are shipped
    log_level: str = "INFO"
    metrics_token: SecretStr = SecretStr("")

    @field_validator("database_url")
    @classmethod
    def _usable_database(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value():
            return value
        from bot.database.urls import is_sqlite, normalise_url, sqlite_file  # here: all of SQLAlchemy comes along

        url = normalise_url(value.get_secret_value())
        if not is_sqlite(url):
            if find_spec("asyncpg") is None:
                raise ValueError("names PostgreSQL, for which `pip install 'farmgate[postgres]'` is needed")
        elif (file := sqlite_file(url)) and file.exists() and not _is_sqlite_file(file):
            raise ValueError("names something that is no SQLite file")
        return value

    @field_validator("public_url", "telegram_api_url", "telegram_webhook_url")
    @classmethod
    def _whole_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("is no address, as https://shop.example")
        return value.rstrip("/")

    @field_validator("telegram_webhook_url")
    @classmethod
    def _webhook_in_private(cls, value: str) -> str:
        if value.startswith("http://") and urlsplit(value).hostname not in NEAR_HOSTS:
            raise ValueError("must begin with https://, since Telegram brings updates nowhere else")
        return value

    @field_validator("telegram_token")
    @classmethod
    def _token_as_given(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not TELEGRAM_TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("is no token as BotFather gives it: digits, a colon, then letters and digits")
        return value

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _secret_that_telegram_takes(cls, value: SecretStr) -> SecretStr:
        secret = value.get_secret_value()
        if secret and not TELEGRAM_SECRET.fullmatch(secret):
            raise ValueError(f"must be {SECRET_MIN} to 256 letters, digits, _ or -")
        return value

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> Self:
        if self.telegram_webhook_url and not self.telegram_webhook_secret.get_secret_value():
            raise ValueError("TELEGRAM_WEBHOOK_SECRET is missing: TELEGRAM_WEBHOOK_URL needs one")
        return self

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, value: str) -> str:
        if value not in list_currencies():
            raise ValueError("is no ISO 4217 currency code, as CNY or EUR")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError("is no time zone, as Asia/Shanghai") from None
        return value

    @field_validator("languages")
    @classmethod
    def _shipped_languages(cls, value: str) -> str:
        shipped = shipped_languages()
        if set(_entries(value)) - set(shipped) or (value and not _entries(value)):
            raise ValueError(f"is not a list of what is shipped: {','.join(shipped)}")
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("is none of DEBUG, INFO, WARNING, ERROR")
        return value.upper()

    @field_validator("admins")
    @classmethod
    def _readable_admins(cls, value: str) -> str:
        if not all(all(entry.partition(":")) for entry in _entries(value)):
            raise ValueError("is not a list like telegram:1001,telegram:1002")
        if any(entry.startswith("telegram:-") for entry in _entries(value)):
            raise ValueError("names what is a group: a Telegram id below zero; only people look after a shop")
        return value

    @property
    def url_of_database(self) -> str:
        return self.database_url.get_secret_value() or f"sqlite:///{(self.data_dir / 'farmgate.db').absolute()}"

    @property
    def url_of_site(self) -> str:
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def language_codes(self) -> tuple[str, ...]:
        return tuple(_entries(self.languages)) or shipped_languages()

    @property
    def admin_addresses(self) -> tuple[tuple[str, str], ...]:
        """Pairs of channel and external id that are admins from the start."""
        return tuple((channel, rest) for channel, _, rest in (entry.partition(":") for entry in _entries(self.admins)))


def read_settings(**overrides: object) -> Settings:
    """Read the environment.

    Raises:
        BadSettings: names the variable and what it should be.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        raise BadSettings(_told(error)) from None


def locales_folder() -> Path:
    """Find the catalogues: beside the package in a checkout, inside it in a wheel."""
    inside = PACKAGE_FOLDER / "_locales"
    return inside if inside.is_dir() else PACKAGE_FOLDER.parent / "locales"


def shipped_languages() -> tuple[str, ...]:
    """Codes of all languages that have a folder, English first."""
    codes = (path.parent.name for path in locales_folder().glob("*/language.toml"))
    return tuple(sorted(codes, key=lambda code: (code != "en", code)))


def _is_sqlite_file(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(16) in (b"", b"SQLite format 3\0")  # https://www.sqlite.org/fileformat.html
    except OSError:  # a folder, or not ours to read
        return False


def _told(error: ValidationError) -> str:
    """Say what is wrong with the first setting that is."""
    first = error.errors(include_input=False, include_url=False)[0]
    name = str(first["loc"][0]).upper() if first["loc"] else ""
    # Pydantic's own words begin with "Input should be"; those about DATABASE_URL, or several, name them themselves.
    why = first["msg"].removeprefix("Value error, ").removeprefix("Input ").removeprefix(f"{name} ")
    return f"{name} {why}".strip()


def _entries(value: str) -> list[str]:
    return [entry.strip() for entry in value.split(",") if entry.strip()]
