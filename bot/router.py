"""Which handler answers: a button, a command, the open question, else free text.  Authority is checked each time."""

from typing import Any

from bot.buttons import StaleButton, unpack
from bot.handlers.context import Context
from bot.handlers.routes import Fallback, Replies, Route, Routed, Routes
from bot.messages import (
    Contact,
    Content,
    GroupCall,
    Location,
    Membership,
    Photo,
    Press,
    Reachability,
    Recording,
    Text,
    Unsupported,
)
from bot.refusals import NotAllowed

COMMAND_MAX = 32  # characters; Telegram's own limit for a command's name


def route(ctx: Context, content: Content, awaiting: str | None, routes: Routes, fallback: Fallback) -> Routed:
    """Let the right handler answer.

    Raises:
        NotAllowed: the asker's roles of this moment do not reach what they asked for.
        Refusal: whatever the handler refuses.
    """
    match content:
        case Press(payload):
            return Routed(_press(ctx, payload, routes, fallback))
        case Unsupported(kind):
            return Routed(fallback.unsupported(ctx, kind))
        case Text(words):
            return _text(ctx, words.strip(), awaiting, routes, fallback)
        case Contact() | Photo() | Recording():
            return Routed(_event(ctx, content, routes))
        case Location() | Reachability() | GroupCall() | Membership():
            return Routed(_event(ctx, content, routes), aside=True)


def _press(ctx: Context, payload: str, routes: Routes, fallback: Fallback) -> Replies:
    try:
        button = unpack(payload)
        pressed = routes.presses[type(button)]
    except (StaleButton, KeyError):
        return fallback.stale(ctx)
    return _call(pressed, ctx, button, type(button).verb)


def _event(ctx: Context, content: Content, routes: Routes) -> Replies:
    happened = routes.events.get(type(content))
    return [] if happened is None else _call(happened, ctx, content, type(content).__name__)


def _text(ctx: Context, words: str, awaiting: str | None, routes: Routes, fallback: Fallback) -> Routed:
    name, rest = (*words.split(maxsplit=1), "", "")[:2]
    if name.startswith("/"):
        command = routes.commands.get(name[1:COMMAND_MAX].partition("@")[0].lower())
        if command is None:
            return Routed(fallback.unknown_command(ctx, words))
        return Routed(_call(command, ctx, rest.strip(), name[1:COMMAND_MAX]), aside=command.aside)
    question = routes.answers.get(awaiting or "")
    if question is not None and question.who.allows(ctx.asker):
        replies = question.handle(ctx, words)
        if replies is not None:
            return Routed(replies)
        read = fallback.free_text(ctx, words)
        return Routed(question.unread(ctx, words), missed=True) if read.missed and question.unread else read
    return fallback.free_text(ctx, words)


def _call(found: Route, ctx: Context, given: Any, action: str) -> Replies:
    if not found.who.allows(ctx.asker):
        raise NotAllowed(action)
    return found.handle(ctx, given) or []
