"""What the seller decided while trading: the keys, types and defaults of the Setting rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

# PostgreSQL's ON CONFLICT compiles to the same words on SQLite.
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session

from bot.catalog.courier import Courier
from bot.catalog.models import Setting
from bot.i18n import Language, pick

DEFAULT_ZONE = ZoneInfo("Asia/Shanghai")
CUT_OFF, QUIET_FROM, QUIET_UNTIL, REMIND_AT = time(17), time(21), time(6), time(8)
NO_COURIER = Courier()
EVERY_DAY = frozenset(range(7))  # Monday is 0, as in datetime.date.weekday


@dataclass(frozen=True, slots=True)
class Rules:
    """The shop's own rules.  Hours are in its `zone`; a key of the Setting table is a field's name here."""

    seller_name: str = ""
    seller_names: Mapping[str, str] = field(default_factory=dict)  # by language code
    currency: str = "CNY"  # ISO 4217
    zone: ZoneInfo = DEFAULT_ZONE
    hold_minutes: int = 15  # from Review; product.md G10
    offer_minutes: int = 60  # for which goods are kept for somebody who waited for them; waking time
    cut_off: time = CUT_OFF  # of the day before collection
    quiet_from: time = QUIET_FROM
    quiet_until: time = QUIET_UNTIL
    collect_weekdays: frozenset[int] = EVERY_DAY
    holidays: frozenset[date] = frozenset()
    remind_after_minutes: int = 30  # between the steps of an unanswered alert; waking time, as the next
    answer_grace_minutes: int = 210  # after the cut-off, until which a farm may answer
    new_days: int = 14  # for which goods stand among the new ones
    pickup_reminder: time = REMIND_AT  # of the day of collection; never while people sleep
    courier: Courier = NO_COURIER
    coordinator_id: int | None = None  # a person; None: the owner

    def name_for(self, language: Language) -> str:
        """Give the shop's name as a reader of this language knows it."""
        return pick(self.seller_names, language) or self.seller_name

    @classmethod
    def of(cls, stored: Mapping[str, Any], **defaults: Any) -> "Rules":
        """Build the rules from Setting values (JSON) over defaults; keys that are no field of ours are left alone."""
        known = {field.name for field in fields(cls)}
        return cls(**(defaults | {key: _read(key, value) for key, value in stored.items() if key in known}))


_SETTING = Setting.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_INSERT = upsert(_SETTING)
_SAVE = _INSERT.on_conflict_do_update(index_elements=[_SETTING.c.key], set_={"value": _INSERT.excluded.value})


def save_settings(session: Session, values: Mapping[str, Any]) -> None:
    """Store decisions as JSON values ("17:00", "Asia/Shanghai", 15); the caller raises the catalogue's version."""
    session.connection().execute(_SAVE, [{"key": key, "value": value} for key, value in values.items()])


def _read(key: str, value: Any) -> Any:
    match key:
        case "zone":
            return ZoneInfo(value)
        case "cut_off" | "quiet_from" | "quiet_until" | "pickup_reminder":
            return time.fromisoformat(value)
        case "collect_weekdays":
            return frozenset(value)
        case "holidays":
            return frozenset(date.fromisoformat(day) for day in value)
        case "courier":
            return Courier.of(value)
        case _:
            return value
