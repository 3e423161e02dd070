"""/start: a greeting, and the shop at once; or what the link shows by which somebody came."""

from bot.handlers.admin.invites import open_link
from bot.handlers.buyer.shop import shop_screen
from bot.handlers.context import Context
from bot.handlers.deep_links import opened
from bot.handlers.lines import lines
from bot.handlers.routes import Replies, Routes, Who
from bot.links import PAYLOAD, SHOP, read_target

routes = Routes()


@routes.command("start", Who.ANYONE)
def start(ctx: Context, words: str) -> Replies:
    if (target := read_target(words)) is not None:
        return [opened(ctx, target, _greeting(ctx) if ctx.is_new else "")]
    if words != SHOP and PAYLOAD.fullmatch(words):  # anything else is somebody's typing, and a plain start
        return open_link(ctx, words)
    return [shop_screen(ctx, lines(_greeting(ctx), _duties(ctx)))]


def _greeting(ctx: Context) -> str:
    _ = ctx.reader.gettext
    if not ctx.catalogue.shelf:  # there is nothing to tap yet
        return _("Welcome!")
    if not ctx.asker.name:
        return _("Welcome! Tap what you like and choose how much. You pay when you collect.")
    return _("Welcome, %(name)s! Tap what you like and choose how much. You pay when you collect.") % {
        "name": ctx.asker.name
    }


def _duties(ctx: Context) -> str:
    _ = ctx.reader.gettext
    if ctx.asker.is_admin:
        return _("You look after this shop: /help shows how.")
    if ctx.asker.is_farmer:
        return _("Orders for your farm come to you here: /help shows what you can do.")
    return ""
