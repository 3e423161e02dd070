"""Where parcels and orders stand, in words.  An order's own status is told by its parcels."""

from collections.abc import Collection, Sequence

from bot.i18n import Reader
from bot.orders.models import OrderState, ParcelState
from bot.orders.states import PARCEL_ENDS, PARCEL_NOTHING


def parcel_status(reader: Reader, state: ParcelState, *, by_courier: bool = False) -> str:
    """Say where one farm's share stands; to be put on a line of its own or after a colon."""
    _ = reader.gettext
    match state:
        case ParcelState.AT_POINT if by_courier:
            return _("🛵 with the courier")
        case ParcelState.COLLECTED if by_courier:
            return _("🤝 delivered")
        case ParcelState.UNCOLLECTED if by_courier:
            return _("💤 not delivered")
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


def share_status(reader: Reader, order: OrderState, parcel: ParcelState, *, by_courier: bool = False) -> str:
    """Say where one farm's share of an order stands, to who may wonder who cancelled it."""
    if parcel is ParcelState.CANCELLED and order is not OrderState.CANCELLED:
        return reader.gettext("🚫 taken out by the shop")
    return parcel_status(reader, parcel, by_courier=by_courier)


def what_next(reader: Reader, parcels: Collection[ParcelState], *, by_courier: bool = False) -> str:
    """Say what comes next where shares of an order have ended badly; nothing where none has."""
    _ = reader.gettext
    if ParcelState.UNCOLLECTED in parcels and by_courier:
        return _("It could not be handed over. Please type /person, and say when somebody is at home.")
    if ParcelState.UNCOLLECTED in parcels:
        return _("It was not collected. Please type /person, and say when you can come.")
    if PARCEL_NOTHING.intersection(parcels):
        return _("You do not pay for what does not come. Perhaps another farm has it: look into the shop.")
    return ""


def order_status(reader: Reader, state: OrderState, parcels: Sequence[ParcelState], *, by_courier: bool = False) -> str:
    """Say where a whole order stands: what its slowest living parcel still waits for."""
    _ = reader.gettext
    if state is OrderState.CANCELLED:
        return parcel_status(reader, ParcelState.CANCELLED)
    living = [parcel for parcel in parcels if parcel not in PARCEL_ENDS]
    for waits in (ParcelState.REQUESTED, ParcelState.ACCEPTED, ParcelState.PACKED, ParcelState.AT_POINT):
        if waits in living:
            if waits is ParcelState.REQUESTED:
                return _("⏳ waiting for the farms")
            return parcel_status(reader, waits, by_courier=by_courier)
    for ended in (ParcelState.COLLECTED, ParcelState.UNCOLLECTED, ParcelState.RETURNED, ParcelState.RESOLD):
        if ended in parcels:
            told = ended if ended is ParcelState.COLLECTED else ParcelState.UNCOLLECTED
            return parcel_status(reader, told, by_courier=by_courier)
    return _("❌ could not be supplied")
