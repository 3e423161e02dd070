"""Where parcels and orders stand, in words.  An order's own status is told by its parcels."""

from collections.abc import Sequence

from bot.i18n import Reader
from bot.orders.models import OrderState, ParcelState
from bot.orders.states import PARCEL_ENDS


def parcel_status(reader: Reader, state: ParcelState) -> str:
    """Say where one farm's share stands; to be put on a line of its own or after a colon."""
    _ = reader.gettext
    match state:
        case ParcelState.REQUESTED:
            return _("⏳ waiting for the farm's yes")
        case ParcelState.ACCEPTED:
            return _("✅ accepted")
        case ParcelState.DECLINED:
            return _("❌ the farm has none this time")
        case ParcelState.LAPSED:
            return _("⌛ the farm did not answer in time")
        case ParcelState.PACKED:
            return _("📦 packed")
        case ParcelState.AT_POINT:
            return _("📍 at the pickup point")
        case ParcelState.COLLECTED:
            return _("🤝 collected")
        case ParcelState.UNCOLLECTED:
            return _("💤 not collected")
        case ParcelState.RETURNED:
            return _("↩️ back at the farm")
        case ParcelState.RESOLD:
            return _("↩️ sold to somebody else")
        case ParcelState.CANCELLED:
            return _("🚫 cancelled")


def order_status(reader: Reader, state: OrderState, parcels: Sequence[ParcelState]) -> str:
    """Say where a whole order stands: what its slowest living parcel still waits for."""
    _ = reader.gettext
    if state is OrderState.CANCELLED:
        return parcel_status(reader, ParcelState.CANCELLED)
    living = [parcel for parcel in parcels if parcel not in PARCEL_ENDS]
    for waits in (ParcelState.REQUESTED, ParcelState.ACCEPTED, ParcelState.PACKED, ParcelState.AT_POINT):
        if waits in living:
            return _("⏳ waiting for the farms") if waits is ParcelState.REQUESTED else parcel_status(reader, waits)
    if ParcelState.COLLECTED in parcels:
        return parcel_status(reader, ParcelState.COLLECTED)
    return _("❌ could not be supplied")
