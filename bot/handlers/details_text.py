"""What was said with an order beside its goods, as its cards write it."""

from bot.handlers.lines import isolated, lines
from bot.i18n import Reader
from bot.orders.details import Details
from bot.orders.models import IfShort
from bot.people.phones import spaced


def phone_text(reader: Reader, phone: str) -> str:
    """Write a phone number as people read it; a line of Arabic would turn its groups around."""
    return isolated(reader, spaced(phone))


def whose_order(reader: Reader, code: str, name: str) -> str:
    """Say whose order it is: the code that everyone sees, and a name if there is one."""
    if not name:
        return reader.gettext("Order %(code)s") % {"code": code}
    return reader.gettext("Order %(code)s for %(buyer)s") % {"code": code, "buyer": name}


def note_text(note: str) -> str:
    """Write a note, or several of an order that was added to: the same in every language."""
    return lines(*(f"📝 {one}" for one in note.splitlines()))


def collector_text(reader: Reader, collector: str, *, by_courier: bool) -> str:
    """Say for whom it is; nothing where it is for the buyer."""
    if not collector:
        return ""
    if by_courier:
        # Translators: on an order that somebody else takes from the courier: "👤 At the door: Ms Li".
        return reader.gettext("👤 At the door: %(name)s") % {"name": collector}
    # Translators: on an order that somebody else collects: "👤 For Ms Li".
    return reader.gettext("👤 For %(name)s") % {"name": collector}


def from_buyer(reader: Reader, note: str, phone: str) -> str:
    """Write what a buyer says to a farmer: the note, and the number where farmers may call."""
    call = ""
    if phone:
        call = reader.gettext("📞 You may call the buyer: %(phone)s") % {"phone": phone_text(reader, phone)}
    return lines(note_text(note), call)


def if_short_text(reader: Reader, if_short: IfShort) -> str:
    """Say what is to be done where there is less of a line; nothing where its buyer is to be asked, as always."""
    _ = reader.gettext
    match if_short:
        case IfShort.REPLACE:
            # Translators: under a line of an order; buyers and farmers read it.
            return _("↪ If short: the same of another farm")
        case IfShort.LEAVE_OUT:
            # Translators: under a line of an order; buyers and farmers read it.
            return _("↪ If short: leave it out")
        case IfShort.ASK:
            return ""


def details_text(reader: Reader, details: Details, *, by_courier: bool) -> str:
    """Write what a buyer is to see before Confirm: nothing where nothing was said."""
    call = ""
    if phone := details.phone_for_farmers:
        call = reader.gettext("📞 The farmers may call you: %(phone)s") % {"phone": phone_text(reader, phone)}
    return lines(collector_text(reader, details.collector, by_courier=by_courier), note_text(details.note), call)
