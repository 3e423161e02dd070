"""What our pages themselves say, in the reader's language."""

from bot.i18n import Language


def page_words(language: Language) -> dict[str, str]:
    """The words around the conversation; the page's script knows them by these keys."""
    _ = language.translations.gettext
    return {
        "conversation": _("Conversation"),
        "language": _("Language"),
        "write": _("Write a message…"),
        "send": _("Send"),
        "sending": _("Sending…"),
        "refused": _("Not sent. Please write it again."),
        "offline": _("No connection. Your message will go out by itself."),
        "newer": _("New messages"),
        # Translators: read aloud before a person's own message, for those who cannot see on which side it stands.
        "you": _("You:"),
        # Translators: read aloud in place of a picture, below which the link itself stands.
        "qr": _("The same link as a QR code"),
        "cookies": _("This chat needs cookies to know you again. Please allow them and reload the page."),
    }


def script_needed(language: Language) -> str:
    """Said where a browser runs no scripts."""
    _ = language.translations.gettext
    return _("This chat needs JavaScript. Please switch it on and reload the page.")


def link_words(language: Language, seller: str) -> dict[str, str]:
    """The page behind a one-time link, which does not tell what the code is good for."""
    _ = language.translations.gettext
    return {
        "title": _("Your link to %(seller)s") % {"seller": seller},
        "text": _("Tap Join and your chat opens in this browser. The link works once."),
        "join": _("Join"),
    }


def open_in(language: Language, app: str) -> str:
    """The way from our page into a messenger."""
    return language.translations.gettext("Open in %(app)s") % {"app": app}


def demo_words(language: Language) -> dict[str, str]:
    """The page with the three phones."""
    _ = language.translations.gettext
    return {
        "headline": _("One market, three phones"),
        "lead": _("A farm shop that lives in chat. Play all three people and watch an order go round."),
        "step_order": _("On the buyer's phone, tap what you like and how much, then Review and Confirm."),
        "step_answer": _("The order is on the farmer's phone at once. Say Yes."),
        "step_watch": _("The buyer's receipt changes by itself. On the admin's phone, write /stock."),
        "buyer": _("Buyer"),
        "buyer_is": _("Orders what is fresh"),
        "farmer": _("Farmer"),
        "farmer_is": _("Answers for all the farms"),
        "admin": _("Admin"),
        "admin_is": _("Keeps stock, prices and people"),
        "guest": _("Guest"),
        "guest_is": _("Came by a link"),
        "language": _("Language"),
    }
