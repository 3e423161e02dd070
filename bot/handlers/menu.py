"""What a messenger shows around the chat: the commands in its menu, and how the bot introduces itself."""

from bot.i18n import Language

# Telegram Bot API: BotCommand, setMyDescription, setMyShortDescription.
COMMAND_MAX, DESCRIPTION_MAX, SHORT_DESCRIPTION_MAX = 256, 512, 120

Commands = tuple[tuple[str, str], ...]


def commands_for(language: Language, *, is_admin: bool, is_farmer: bool) -> Commands:
    """List the commands of somebody with these rights, what they do most often first, each with what it does."""
    return (
        *(_admin(language) if is_admin else ()),
        *(_farmer(language) if is_farmer else ()),
        *_buyer(language),
    )


def description(language: Language, seller_name: str) -> str:
    """Introduce the bot to somebody who has not written yet."""
    text = language.translations.gettext(
        "Fresh from the farms, ordered in this chat.\n\n"
        "🍄 See what %(seller)s has today, tap how much you would like, and pay in cash when you collect.\n"
        "✅ Your order reaches the farms at once, and you are told as soon as they answer.\n"
        "💬 A person is one tap away."
    )
    return (text % {"seller": _name(language, seller_name)})[:DESCRIPTION_MAX]


def short_description(language: Language, seller_name: str) -> str:
    """Say in a line what the bot is."""
    text = language.translations.gettext("🧺 %(seller)s: fresh from the farms. Order here, pay when you collect.")
    return (text % {"seller": _name(language, seller_name)})[:SHORT_DESCRIPTION_MAX]


def _name(language: Language, seller_name: str) -> str:
    # Translators: stands for the shop's name while it has none: "See what our farm shop has today".
    return seller_name or language.translations.gettext("our farm shop")


def _buyer(language: Language) -> Commands:
    _ = language.translations.gettext
    # Translators: these and the next ones are short lines in a menu of commands.
    return (
        ("shop", _("See what is fresh today")),
        ("basket", _("What you have chosen")),
        ("myorders", _("Your orders and where they stand")),
        ("favourites", _("What you like best")),
        ("waits", _("What you wait for until it is back")),
        ("share", _("A link and a QR code for a friend")),
        ("language", _("Change the language")),
        ("person", _("Talk to a person")),
        ("help", _("What I can do for you")),
    )


def _farmer(language: Language) -> Commands:
    _ = language.translations.gettext
    return (("today", _("What to pack for the next collection")),)


def _admin(language: Language) -> Commands:
    _ = language.translations.gettext
    return (
        ("orders", _("Open orders")),
        ("stock", _("What is there, and what came in")),
        ("price", _("Change a price")),
        ("courier", _("What the courier costs")),
        ("points", _("When the pickup points are open")),
        ("hide", _("Take a product off the shelf")),
        ("show", _("Put a product back on the shelf")),
        ("season", _("The months in which a product is in season")),
        ("photo", _("The pictures of a product")),
        ("clip", _("The clip of a product")),
        ("post", _("Show a product in your channel or group")),
        ("words", _("What buyers typed and I did not understand")),
        ("invite", _("A link for a farmer")),
        ("setup", _("The shop and its rules")),
    )
