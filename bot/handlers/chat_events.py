"""What platforms tell of chats: who can be reached, which groups and channels we are in, and who calls us there."""

from bot.handlers.context import Context
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Choice, GroupCall, Membership, Outgoing, Reachability
from bot.people.public_chats import note_membership
from bot.people.service import set_reachable

routes = Routes()


@routes.event(Reachability, Who.ANYONE)
def reachability(ctx: Context, event: Reachability) -> Replies:
    """Note it without a word.  Their basket and orders wait for them to write again."""
    set_reachable(ctx.session, ctx.asker.identity_id, event.reachable)
    return []


@routes.event(Membership, Who.ANYONE)
def membership(ctx: Context, event: Membership) -> Replies:
    """Note that we were let in or put out; nobody there has asked us anything."""
    note_membership(ctx.session, ctx.asker.identity_id, ctx.asker.person_id, event, now=ctx.now)
    return []


@routes.event(GroupCall, Who.ANYONE)
def group_call(ctx: Context, event: GroupCall) -> Replies:
    """Ask them to come over: what they buy, and who they are, is nobody else's business."""
    _ = ctx.reader.gettext
    chat = ctx.links.chat(ctx.asker.address.channel)
    # Translators: a button, at most 20 characters: leads from a group to the private chat with the bot.
    ways = ((Choice(_("Write to me"), style="primary", url=chat),),)
    return [Outgoing(text=_("Please write to me in private."), rows=ways)]
