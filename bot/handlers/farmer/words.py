"""What farmers type that nobody asked for: "ok" to what waits for their yes, how much there is, a number."""

from bot.catalog.numbers import is_number
from bot.handlers.context import Context
from bot.handlers.farmer.alerts import AlertFacts, order_line
from bot.handlers.farmer.answers import answer_test, say_yes
from bot.handlers.farmer.buttons import AnswerTest, SayLess, SayNo, SayYes
from bot.handlers.farmer.stock import said_stock
from bot.handlers.global_words import is_listed
from bot.handlers.lines import paragraphs
from bot.handlers.routes import Replies
from bot.messages import Outgoing
from bot.notices.cards import waiting_for
from bot.orders import alerts, waitlist
from bot.orders.desk import parcel_question

_YES = "yes, ok, okay, yes please, sure"
_NO = "no, none, no stock, nothing, can't, cannot, sold out, less, not enough, not all, only some"


def unasked_answer(ctx: Context, words: str) -> Replies | None:
    """Read words that no question asked for as an answer to an alert; None: they are none."""
    if not ctx.data and is_yes(ctx, words):
        return _yes(ctx)
    if not ctx.data and (refused := _no_or_less(ctx, words)) is not None:
        return refused
    if not ctx.asker.is_farmer:
        return None
    if (said := said_stock(ctx, words)) is not None:
        return said
    if is_number(words):
        # Less, or today's stock?  A number is never guessed to be an answer.
        which = ctx.reader.gettext("Which order is this number for? Tap Less under that order, then type the number.")
        return [Outgoing(text=which)]
    return None


def _yes(ctx: Context) -> Replies | None:
    """Say yes to the one thing that waits for it; of several, none is guessed."""
    waiting = waiting_for(ctx.session, ctx.asker.person_id)
    match waiting:
        case [] | [(waitlist.ABOUT, _)]:  # an offer is taken by its button: a yes orders nothing
            return None
        case [(alerts.ABOUT, parcel_id)]:
            return say_yes(ctx, SayYes(parcel_id))
        case [("farm", farm_id)] if farm_id in ctx.asker.farm_ids:
            return answer_test(ctx, AnswerTest(farm_id))
        case _:
            which = ctx.reader.gettext("More than one thing waits for your yes. Please tap the button under each.")
            return [Outgoing(text=which)]


def _no_or_less(ctx: Context, words: str) -> Replies | None:
    """Answer who types no, or that there is less, while an order waits, with the two buttons near the thumb.

    No is final and Less asks a number, so words alone are neither.
    """
    if not _means_no(ctx, words):
        return None
    _ = ctx.reader.gettext
    waiting = [subject for about, subject in waiting_for(ctx.session, ctx.asker.person_id) if about == alerts.ABOUT]
    match waiting:
        case []:
            return None
        case [parcel_id]:
            asker = ctx.asker
            found = parcel_question(ctx.session, parcel_id, farm_ids=asker.farm_ids, is_admin=asker.is_admin)
            text = paragraphs(
                order_line(AlertFacts.of(found), ctx.reader), _("None of it? Tap No. Some of it? Tap Less.")
            )
            no, less = SayNo(parcel_id).choice(_("❌ No")), SayLess(parcel_id).choice(_("➖ Less"))
            return [Outgoing(text=text, rows=((less, no),))]
        case _:
            return [Outgoing(text=_("More than one order waits. Please tap No or Less under the one you mean."))]


def _means_no(ctx: Context, words: str) -> bool:
    _ = ctx.reader.gettext
    labels = ",".join(label.partition(" ")[2] for label in (_("➖ Less"), _("❌ No")))
    # Translators: what a farmer types who cannot give what is ordered, or not all of it; separated by commas: give as
    # many as people type in your language.
    theirs = ctx.reader.pgettext(
        "words for no or less",
        "no, none, no stock, nothing, can't, cannot, sold out, less, not enough, not all, only some",
    )
    return any(is_listed(words, listed) for listed in (labels, theirs, _NO))


def is_yes(ctx: Context, words: str) -> bool:
    """Say whether a whole message means yes, in the reader's language or in English."""
    # Translators: words that mean yes, separated by commas: give as many as people type in your language.
    theirs = ctx.reader.pgettext("words for yes", "yes, ok, okay, yes please, sure")
    return is_listed(words, theirs) or is_listed(words, _YES)
