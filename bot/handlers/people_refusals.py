"""What refused links and alerts say."""

from bot.handlers.buyer.shop import shop_screen
from bot.handlers.context import Context
from bot.handlers.explain import explain
from bot.handlers.routes import Replies
from bot.messages import Outgoing
from bot.people.invites import DeadLink, TooManyTries, record_wrong_try
from bot.people.joining import RightsInTheWay


@explain.register
def _(refusal: DeadLink, ctx: Context) -> Replies:
    # The try itself was rolled back with the refusal; it is counted here, where the answer is written.
    record_wrong_try(ctx.session, ctx.asker.identity_id, actor_id=ctx.asker.person_id, now=ctx.now)
    sorry = ctx.reader.gettext(
        "This link does not work any more: it was used already, or it is too old. "
        "Please ask whoever sent it for a new one."
    )
    return [shop_screen(ctx, sorry)]


@explain.register
def _(refusal: TooManyTries, ctx: Context) -> Replies:
    return [Outgoing(text=ctx.reader.gettext("That was too many links that do not work. Please try again in an hour."))]


@explain.register
def _(refusal: RightsInTheWay, ctx: Context) -> Replies:
    text = ctx.reader.gettext(
        "You can do more in this shop than the owner of this link, so it was not opened: it would have made you one "
        "person. If that phone is yours too, type /link here and open the new link over there."
    )
    return [Outgoing(text=text)]
