"""Phone numbers as people type them, kept in one form.  Pure."""

import re
import unicodedata
from zoneinfo import ZoneInfo

from babel.core import get_global
from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    format_number,
    is_valid_number,
    parse,
)

from bot.refusals import Refusal

TYPED_MAX = 40  # characters; the longest number has fifteen digits
MASK_LEAVES = 3  # digits

# Dialled before a number abroad in most countries, and the beginning of no number within one.
_ABROAD = re.compile(r"^[^\d+]*00")


class BadPhone(Refusal):
    """What was typed is no phone number.  Without the words: they are somebody's own."""


def region_of(zone: ZoneInfo) -> str | None:
    """Give the country of a zone, as ISO 3166 has it; None where the zone is no country's."""
    region: str | None = get_global("zone_territories").get(zone.key)
    return region


def read_phone(words: str, region: str | None) -> str:
    """Read a number in any script's digits and give it as E.164.

    region: whose numbers may be typed as they are dialled at home; all others begin with + or 00.

    Raises:
        BadPhone: there is no such number.
    """
    typed = _ABROAD.sub("+", unicodedata.normalize("NFKC", words))
    if len(typed) > TYPED_MAX or any(character.isalpha() for character in typed):
        raise BadPhone
    try:
        number = parse(typed, region)
    except NumberParseException:
        raise BadPhone from None
    if not is_valid_number(number):
        raise BadPhone
    return str(format_number(number, PhoneNumberFormat.E164))


def spaced(phone: str) -> str:
    """Write an E.164 number as people read it, as "+86 138 0013 8000"."""
    return str(format_number(parse(phone), PhoneNumberFormat.INTERNATIONAL))


def masked(phone: str) -> str:
    """Leave of a number what tells it from another, and cannot be called."""
    return f"••• {phone[-MASK_LEAVES:]}"
