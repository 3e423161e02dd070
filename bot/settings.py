"""What the environment says, read once at start.  What an operator changes while trading is a `Setting` row instead."""

from pathlib import Path
from zoneinfo import ZoneInfo

from babel.numbers import list_currencies
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

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
    admins: str = ""  # "telegram:1001,webchat:…"
    seller_name: str = ""
    currency: str = "CNY"
    timezone: str = "Asia/Shanghai"
    languages: str = "en,zh_Hans"
    log_level: str = "INFO"
    metrics_token: SecretStr = SecretStr("")

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

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("is none of DEBUG, INFO, WARNING, ERROR")
        return value.upper()

    @field_validator("admins")
    @classmethod
    def _readable_admins(cls, value: str) -> str:
        if any(":" not in entry for entry in _entries(value)):
            raise ValueError("is not a list like telegram:1001,telegram:1002")
        return value

    @property
    def url_of_database(self) -> str:
        return self.database_url.get_secret_value() or f"sqlite:///{(self.data_dir / 'farmgate.db').absolute()}"

    @property
    def url_of_site(self) -> str:
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def language_codes(self) -> tuple[str, ...]:
        return tuple(_entries(self.languages))

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
        first = error.errors()[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "settings"
        raise BadSettings(f"{name} {first['msg'].removeprefix('Value error, ')}") from None


def locales_folder() -> Path:
    """Find the catalogues: beside the package in a checkout, inside it in a wheel."""
    inside = PACKAGE_FOLDER / "_locales"
    return inside if inside.is_dir() else PACKAGE_FOLDER.parent / "locales"


def _entries(value: str) -> list[str]:
    return [entry.strip() for entry in value.split(",") if entry.strip()]
