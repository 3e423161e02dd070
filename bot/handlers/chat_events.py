"""What platforms tell of chats: who can be reached, which groups and channels we are in, and who calls us there."""

from datetime import datetime

from bot.handlers.context import Context
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Choice, GroupCall, Membership, Outgoing, Reachability
from bot.notices.calls import answer_call
from bot.orders.telling import redraw_open_orders
from bot.people.public_chats import note_membership
from bot.people.service import set_reachable

routes = Routes()


@routes.event(Reachability, Who.ANYONE)
def reachability(ctx: Context, event: Reachability) -> Replies:
    """Note it without a word.  Who lets us in again finds basket and orders, with what became of those meanwhile."""
    is_news = set_reachable(ctx.session, ctx.asker.identity_id, event.reachable, at=_moment(ctx, event.at))
    if is_news and event.reachable:
        redraw_open_orders(ctx.session, ctx.asker.person_id)
    return []


@routes.event(Membership, Who.ANYONE)
def membership(ctx: Context, event: Membership) -> Replies:
    """Note that we were let in or put out; nobody there has asked us anything."""
    if set_reachable(ctx.session, ctx.asker.identity_id, event.may_post, at=_moment(ctx, event.at)):
        note_membership(ctx.session, ctx.asker.identity_id, ctx.asker.person_id, event, now=ctx.now)
    return []


@routes.event(GroupCall, Who.ANYONE)
def group_call(ctx: Context, event: GroupCall) -> Replies:
    """Ask them to come over: what they buy, and who they are, is nobody else's business.

    No reply, for which others would wait: whoever calls a hundred times is not to silence the shop there.
    """
    _ = ctx.reader.gettext
    # With a payload, so that the shop answers also those who have been there before.
    chat = ctx.links.start(ctx.asker.address.channel, "shop")
    # Translators: a button, at most 20 characters: leads from a group to the private chat with the bot.
    ways = ((Choice(_("Write to me"), style="primary", url=chat),),)
    answer = Outgoing(text=_("Please write to me in private."), rows=ways)
    answer_call(ctx.session, ctx.asker.identity_id, ctx.asker.address, answer, now=ctx.now)
    return []


def _moment(ctx: Context, at: datetime | None) -> datetime:
    """Say when it happened: never later than now, or a clock that is ahead would make us deaf to what follows."""
    return min(at or ctx.now, ctx.now)
