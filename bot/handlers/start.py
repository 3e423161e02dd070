"""/start: a greeting, and the shop at once.  A link that brought an invitation along is redeemed here."""

import re

from bot.handlers.admin.invites import redeem_start
from bot.handlers.buyer.shop import shop_screen
from bot.handlers.context import Context
from bot.handlers.lines import lines
from bot.handlers.routes import Replies, Routes, Who

# What a link can carry: Telegram Bot API, deep linking. Anything else is somebody's typing, and a plain start.
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)

routes = Routes()


@routes.command("start", Who.ANYONE)
def start(ctx: Context, words: str) -> Replies:
    if _PAYLOAD.fullmatch(words):
        return redeem_start(ctx, words)
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
