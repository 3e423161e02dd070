"""/clip: the recording of a product.

An admin sends a video with the product's name below it; or a voice message, below which nothing can be written, and
then the name.  What was sent waits with the open question until it is applied.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from zlib import crc32

from bot.catalog.desk import check_recording, take_clip
from bot.catalog.desk_refusals import BadCommand, Problem
from bot.catalog.desk_words import one_line
from bot.catalog.snapshot import Item
from bot.catalog.words import item_label
from bot.handlers.admin.buttons import ApplyClip, ClipOf, RemoveClip, UndoChange
from bot.handlers.admin.previews import (
    CARD,
    done_card,
    example_name,
    for_product,
    item_of,
    leave_choice,
    out_of_date,
    preview_card,
    what_to_type,
)
from bot.handlers.context import Context
from bot.handlers.explain import Unreadable
from bot.handlers.global_words import global_word
from bot.handlers.lines import lines, paragraphs, product_words
from bot.handlers.routes import Replies, Routes, Who
from bot.i18n import Reader
from bot.messages import Ask, Choice, Outgoing, Recording
from bot.notices.jobs import add_job

COMMAND = "clip"
QUESTION = "clip"
HANG_CLIP = "hang_clip"  # the job's kind

routes = Routes()


@dataclass(frozen=True, slots=True)
class _Draft:
    """What waits with the open question; no product: its name is still to come."""

    product_id: int = 0
    file: str = ""
    is_video: bool = False
    seconds: int = 0

    @classmethod
    def of(cls, data: dict[str, Any]) -> "_Draft | None":
        if QUESTION not in data:
            return None
        facts = data[QUESTION]
        return cls(facts["product"], facts["file"], facts["video"], facts["seconds"])

    def ask(self) -> Ask:
        facts = {"product": self.product_id, "file": self.file, "video": self.is_video, "seconds": self.seconds}
        return Ask(QUESTION, {QUESTION: facts})

    def holding(self, recording: Recording) -> "_Draft":
        return _Draft(self.product_id, recording.file, recording.is_video, recording.seconds)

    @property
    def mark(self) -> int:
        """What its Apply knows it by."""
        return crc32(self.file.encode())


@routes.command(COMMAND, Who.ADMIN)
def clip_command(ctx: Context, words: str) -> Replies:
    if not (line := one_line(COMMAND, words)):
        raise BadCommand(COMMAND, Problem.NO_PRODUCT)
    return [_named(ctx, line, _Draft())]


@routes.event(Recording, Who.ANYONE)
def recording_sent(ctx: Context, recording: Recording) -> Replies:
    """Take a recording in; from anybody but an admin it is no answer to anything."""
    draft = _Draft.of(ctx.data)
    named = one_line(COMMAND, recording.words)
    if not ctx.asker.is_admin or (draft is None and ctx.data and not named):
        raise Unreadable("recording")  # something else was asked
    check_recording(recording)
    if named:
        return [_named(ctx, named, _Draft().holding(recording))]
    draft = (draft or _Draft()).holding(recording)
    if draft.product_id:
        return [clip_card(ctx, item_of(ctx, draft.product_id), draft)]
    which = ctx.reader.gettext("Which product is this a clip of? Type its name.")
    return [Outgoing(text=which, rows=((leave_choice(ctx),),), card=CARD, ask=draft.ask())]


@routes.answer(QUESTION, Who.ADMIN)
def name_typed(ctx: Context, words: str) -> Replies | None:
    """Read the name that was missing."""
    draft = _Draft.of(ctx.data)
    if draft is None or draft.product_id or not draft.file or global_word(ctx.reader, words):
        return None
    return [_named(ctx, one_line(COMMAND, words), draft)]


@routes.press(ClipOf, Who.ADMIN)
def press_product(ctx: Context, button: ClipOf) -> Replies:
    """Say which product it is; what was sent without a product is its."""
    draft = _Draft.of(ctx.data)
    if draft is None or draft.product_id not in (0, button.product_id):
        draft = _Draft()
    return [clip_card(ctx, item_of(ctx, button.product_id), draft)]


@routes.press(ApplyClip, Who.ADMIN)
def press_apply(ctx: Context, button: ApplyClip) -> Replies:
    item, draft = item_of(ctx, button.product_id), _Draft.of(ctx.data)
    if draft is None or draft.product_id != item.product_id:
        return [clip_card(ctx, item, _Draft(), out_of_date(ctx))]
    if not draft.file or draft.mark != button.mark:
        return [clip_card(ctx, item, draft, out_of_date(ctx))]
    arguments = {
        "product_id": item.product_id,
        "identity_id": ctx.asker.identity_id,
        "channel": ctx.asker.address.channel,
        "file": draft.file,
        "seconds": draft.seconds,
    }
    add_job(ctx.session, HANG_CLIP, arguments, now=ctx.now)
    coming = ctx.reader.gettext("One moment, I am getting the clip.")
    return [Outgoing(title=product_words(ctx.reader, item), text=coming, card=CARD)]


@routes.press(RemoveClip, Who.ADMIN)
def press_remove(ctx: Context, button: RemoveClip) -> Replies:
    item = item_of(ctx, button.product_id)
    audit_id = take_clip(ctx.session, item.product_id, button.media_id, actor_id=ctx.asker.person_id, now=ctx.now)
    if audit_id is None:
        return [clip_card(ctx, item, _Draft())]
    return [done_card(ctx, product_words(ctx.reader, item), ctx.reader.gettext("It has no clip."), audit_id)]


def clip_card(ctx: Context, item: Item, draft: _Draft, note: str = "") -> Outgoing:
    """Play the clip that a product has, or show what was sent for it, and say what can be done."""
    _ = ctx.reader.gettext
    draft = replace(draft, product_id=item.product_id)
    title = product_words(ctx.reader, item)
    if draft.file:
        replaces = _("It takes the place of the clip that is there.") if item.clip else ""
        text = paragraphs(note, lines(_new(ctx.reader, draft), replaces), _("Nothing has been changed yet."))
        apply = ApplyClip(item.product_id, draft.mark).choice(_("Apply"), "primary")
        return replace(preview_card(ctx, title, text, apply), ask=draft.ask())
    there = _("This is its clip.") if item.clip else _("It has no clip.")
    remove = [RemoveClip(item.product_id, item.clip.media_id).choice(_("Remove"))] if item.clip else []
    return Outgoing(
        title=title,
        text=paragraphs(note, there, _what_now(ctx, item)),
        rows=((*remove, leave_choice(ctx)),),
        clip=item.clip,
        card=CARD,
        ask=draft.ask() if ctx.media_comes else None,
    )


def hung_card(reader: Reader, item: Item, audit_id: int | None) -> Outgoing:
    """Say that a clip hangs on its product, and let it be undone."""
    _ = reader.gettext
    title = product_words(reader, item)
    if audit_id is None:
        return Outgoing(title=title, text=_("It is so already; there is nothing to change."), replaces=CARD)
    undo = UndoChange(audit_id).choice(_("Undo"))
    return Outgoing(title=f"✅ {title}", text=_("Its card plays it now."), rows=((undo,),), replaces=CARD)


def not_hung_card(reader: Reader, item: Item, *, fetched: bool) -> Outgoing:
    """Say that what was applied could not be had, or that it is none that phones play."""
    _ = reader.gettext
    if fetched:
        told = lines(_("Not every phone can play that kind of file."), limits(reader))
    else:
        told = _("The clip could not be fetched. Please send it again.")
    return Outgoing(title=product_words(reader, item), text=told, replaces=CARD)


def limits(reader: Reader) -> str:
    """Say what a clip may be."""
    return reader.gettext(
        "A clip is a video (MP4), a voice message, or sound as MP3 or M4A: of at most 60 seconds and 8 MB."
    )


def commands(ctx: Context) -> str:
    """Say what can be typed."""
    return what_to_type(ctx, f"/{COMMAND} {example_name(ctx)}")


def _named(ctx: Context, name: str, draft: _Draft) -> Outgoing:
    """Find the product of a name; where it is not clear which one, what was sent is kept until it is."""
    show, choice_of = partial(clip_card, ctx, draft=draft), partial(_choice, ctx)
    return for_product(ctx, name, show, choice_of, commands(ctx), draft.ask())


def _choice(ctx: Context, item: Item) -> Choice:
    return ClipOf(item.product_id).choice(item_label(item, ctx.reader))


def _new(reader: Reader, draft: _Draft) -> str:
    if draft.is_video:
        told = reader.ngettext("New: a video of %(num)d second.", "New: a video of %(num)d seconds.", draft.seconds)
    else:
        told = reader.ngettext(
            "New: a recording of %(num)d second.", "New: a recording of %(num)d seconds.", draft.seconds
        )
    return told % {"num": draft.seconds}


def _what_now(ctx: Context, item: Item) -> str:
    _ = ctx.reader.gettext
    if not ctx.media_comes:
        return _("Clips cannot be sent on this page. Write to the shop on Telegram, and send them there.")
    if item.clip:
        return lines(_("Send another one, and it takes its place."), limits(ctx.reader))
    return lines(_("Send it now: let the farmer show it, or say what it is like."), limits(ctx.reader))
