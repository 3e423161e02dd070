"""What a refusal says to the person: one clear sentence, what to do next, and the present state with its buttons.

Every module that can be refused registers its sentences here:

    @explain.register
    def _(refusal: TooLateToCancel, ctx: Context) -> Replies: ...

`explain` is called after the turn was rolled back, in a small transaction of its own, and the open question stays open.
"""

from functools import singledispatch

from bot.handlers.choices import in_rows, person_choice, shop_choice
from bot.handlers.context import Context
from bot.handlers.present import present_state
from bot.handlers.routes import Replies
from bot.messages import Outgoing
from bot.refusals import NotAvailable, Refusal, TooMuchAtOnce


class Unreadable(Refusal):
    """A photo, a voice note, a sticker: something that is not read here."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@singledispatch
def explain(refusal: Refusal, ctx: Context) -> Replies:
    """Write what was refused in the reader's language; refusals without a sentence of their own get this one."""
    return [
        present_state(ctx, ctx.reader.gettext("That did not work, and nothing was changed. Here is how things stand:"))
    ]


@explain.register
def _(refusal: NotAvailable, ctx: Context) -> Replies:
    # One answer for what is gone, for what never was, and for what is not theirs.
    return [present_state(ctx, ctx.reader.gettext("That is not available. Here is how things stand:"))]


@explain.register
def _(refusal: TooMuchAtOnce, ctx: Context) -> Replies:
    _ = ctx.reader.gettext
    told = _("That was a lot at once, and I have not read all of it. Please wait a minute, then go on.")
    return [Outgoing(text=told)]


@explain.register
def _(refusal: Unreadable, ctx: Context) -> Replies:
    told = ctx.reader.gettext("I can only read words and numbers so far. Please type it, or tap a button.")
    if refusal.kind == "document" and ctx.asker.is_admin:
        told = ctx.reader.gettext(
            "I cannot open files. Please send a picture as a photo, and a clip as a video, not as a file."
        )
    # One message, however many voice notes come; whoever cannot type it finds a person.
    return [Outgoing(text=told, rows=in_rows([shop_choice(ctx.reader), person_choice(ctx.reader)]), card="unread")]
