"""What details of an order are refused for; the question stays open, so that it is said again."""

from bot.handlers.context import Context
from bot.handlers.explain import explain
from bot.handlers.routes import Replies
from bot.messages import Outgoing
from bot.orders.refusals import NotOwnContact, TooLong
from bot.people.phones import BadPhone


@explain.register
def _(refusal: BadPhone, ctx: Context) -> Replies:
    _ = ctx.reader.gettext
    # Translators: %(example)s is a phone number of another country.
    wrong = _(
        "That does not look like a phone number. Please type all of it; one from abroad begins with +, as %(example)s."
    )
    return [Outgoing(text=wrong % {"example": "+7 912 345-67-89"})]


@explain.register
def _(refusal: NotOwnContact, ctx: Context) -> Replies:
    told = ctx.reader.gettext("That is somebody else's card. Please share your own number, or type it.")
    return [Outgoing(text=told)]


@explain.register
def _(refusal: TooLong, ctx: Context) -> Replies:
    told = ctx.reader.ngettext(
        "That is too long: at most %(num)d character. Please say it shorter.",
        "That is too long: at most %(num)d characters. Please say it shorter.",
        refusal.most,
    )
    return [Outgoing(text=told % {"num": refusal.most})]
