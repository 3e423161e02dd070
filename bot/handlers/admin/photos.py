"""/photo: the pictures of goods.  An admin sends them with the product's name below; up to five, the first on its card.

What was sent waits with the open question until it is applied: an album comes as one event for each of its pictures,
and each of them draws the same card anew.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bot.catalog.desk import put_first, take_picture
from bot.catalog.desk_pictures import PICTURES_MAX
from bot.catalog.desk_refusals import BadCommand, PhotoOfWhat, Problem
from bot.catalog.desk_words import one_line
from bot.catalog.snapshot import Item
from bot.catalog.words import item_label
from bot.handlers.admin.buttons import ApplyPhotos, OpenPhoto, PhotosOf, PutPhotoFirst, RemovePhoto, UndoChange
from bot.handlers.admin.previews import (
    CARD,
    done_card,
    example_name,
    for_product,
    item_of,
    leave_choice,
    out_of_date,
    what_to_type,
)
from bot.handlers.choices import in_rows
from bot.handlers.context import Context
from bot.handlers.explain import Unreadable
from bot.handlers.lines import lines, paragraphs, product_words
from bot.handlers.routes import Replies, Routes, Who
from bot.i18n import Reader
from bot.messages import ALBUM_MAX, Ask, Choice, Outgoing, Photo
from bot.notices.jobs import add_job

COMMAND = "photo"
QUESTION = "photos"
HANG_PHOTOS = "hang_photos"  # the job's kind

routes = Routes()


@dataclass(frozen=True, slots=True)
class Hung:
    """What became of pictures that were applied: how many there are now, and how many could not be had or used."""

    there: int
    missing: int
    unfit: int
    audit_id: int | None


@dataclass(frozen=True, slots=True)
class _Draft:
    """What waits with the open question; no product: its name is still to come."""

    product_id: int = 0
    files: tuple[str, ...] = ()
    album: str = ""

    @classmethod
    def of(cls, data: dict[str, Any]) -> "_Draft | None":
        if QUESTION not in data:
            return None
        facts = data[QUESTION]
        return cls(facts["product"], tuple(facts["files"]), facts["album"])

    def ask(self) -> Ask:
        return Ask(QUESTION, {QUESTION: {"product": self.product_id, "files": list(self.files), "album": self.album}})

    def plus(self, photo: Photo) -> "_Draft":
        return replace(self, files=(*self.files, photo.file)[:ALBUM_MAX], album=photo.album)


@routes.command(COMMAND, Who.ADMIN)
def photo_command(ctx: Context, words: str) -> Replies:
    if not (line := one_line(COMMAND, words)):
        raise BadCommand(COMMAND, Problem.NO_PRODUCT)
    return [_named(ctx, line, _Draft())]


@routes.event(Photo, Who.ANYONE)
def photo_sent(ctx: Context, photo: Photo) -> Replies:
    """Take a picture in; from anybody but an admin it is no answer to anything."""
    if not ctx.asker.is_admin:
        raise Unreadable("photo")
    draft = _Draft.of(ctx.data)
    goes_on = draft is not None and photo.album and photo.album == draft.album
    if photo.words.strip() and not goes_on:
        return [_named(ctx, one_line(COMMAND, photo.words), _Draft().plus(photo))]
    if draft is not None:
        return [_drawn(ctx, draft.plus(photo))]
    if ctx.data:
        raise Unreadable("photo")  # something else was asked
    raise PhotoOfWhat


@routes.answer(QUESTION, Who.ADMIN)
def name_typed(ctx: Context, words: str) -> Replies | None:
    """Read the name that was missing."""
    draft = _Draft.of(ctx.data)
    if draft is None or draft.product_id or not draft.files:
        return None
    return [_named(ctx, one_line(COMMAND, words), draft)]


@routes.press(PhotosOf, Who.ADMIN)
def press_product(ctx: Context, button: PhotosOf) -> Replies:
    """Say which product it is; what was sent without a product is its."""
    draft = _Draft.of(ctx.data)
    if draft is None or draft.product_id not in (0, button.product_id):
        draft = _Draft()
    return [pictures_card(ctx, item_of(ctx, button.product_id), draft)]


@routes.press(ApplyPhotos, Who.ADMIN)
def press_apply(ctx: Context, button: ApplyPhotos) -> Replies:
    item, draft = item_of(ctx, button.product_id), _Draft.of(ctx.data)
    if draft is None or draft.product_id != item.product_id or len(draft.files) != button.count:
        same = draft if draft is not None and draft.product_id == item.product_id else _Draft()
        return [pictures_card(ctx, item, same, out_of_date(ctx))]
    files = draft.files[: _room(item)]
    if not files:
        return [pictures_card(ctx, item, draft)]
    arguments = {
        "product_id": item.product_id,
        "identity_id": ctx.asker.identity_id,
        "channel": ctx.asker.address.channel,
        "files": list(files),
    }
    add_job(ctx.session, HANG_PHOTOS, arguments, now=ctx.now)
    coming = ctx.reader.gettext("One moment, I am getting the pictures.")
    return [Outgoing(title=product_words(ctx.reader, item), text=coming, card=CARD)]


@routes.press(OpenPhoto, Who.ADMIN)
def press_photo(ctx: Context, button: OpenPhoto) -> Replies:
    """Show one picture, and what can be done with it."""
    item = item_of(ctx, button.product_id)
    if button.media_id not in item.pictures:
        return [pictures_card(ctx, item, _Draft())]
    _ = ctx.reader.gettext
    place = item.pictures.index(button.media_id) + 1
    ways = [RemovePhoto(item.product_id, button.media_id).choice(_("Remove"))]
    if place > 1:
        # Translators: a button, at most 20 characters: this picture stands on the product's card from now on.
        ways.insert(0, PutPhotoFirst(item.product_id, button.media_id).choice(_("Make it the first")))
    return [
        Outgoing(
            title=product_words(ctx.reader, item),
            text=_("Picture %(num)d of %(all)d") % {"num": place, "all": len(item.pictures)},
            rows=(*in_rows(ways), (PhotosOf(item.product_id).choice(_("Back")),)),
            picture=button.media_id,
            card=CARD,
        )
    ]


@routes.press(PutPhotoFirst, Who.ADMIN)
def press_first(ctx: Context, button: PutPhotoFirst) -> Replies:
    item = item_of(ctx, button.product_id)
    audit_id = put_first(ctx.session, item.product_id, button.media_id, actor_id=ctx.asker.person_id, now=ctx.now)
    if audit_id is None:
        return [pictures_card(ctx, item, _Draft())]
    told = ctx.reader.gettext("This picture stands on its card now.")
    return [done_card(ctx, product_words(ctx.reader, item), told, audit_id)]


@routes.press(RemovePhoto, Who.ADMIN)
def press_remove(ctx: Context, button: RemovePhoto) -> Replies:
    item = item_of(ctx, button.product_id)
    audit_id = take_picture(ctx.session, item.product_id, button.media_id, actor_id=ctx.asker.person_id, now=ctx.now)
    if audit_id is None:
        return [pictures_card(ctx, item, _Draft())]
    return [done_card(ctx, product_words(ctx.reader, item), _there(ctx.reader, len(item.pictures) - 1), audit_id)]


def pictures_card(ctx: Context, item: Item, draft: _Draft, note: str = "") -> Outgoing:
    """Show how many pictures a product has, what was sent for it, and what can be done."""
    draft = replace(draft, product_id=item.product_id)
    title, there = product_words(ctx.reader, item), _there(ctx.reader, len(item.pictures))
    _ = ctx.reader.gettext
    room = _room(item)
    if draft.files and room:
        apply = ApplyPhotos(item.product_id, len(draft.files)).choice(_("Apply"), "primary")
        text = paragraphs(note, there, lines(_new(ctx, draft, room), _("Nothing has been changed yet.")))
        return Outgoing(title=title, text=text, rows=((apply, leave_choice(ctx)),), card=CARD, ask=draft.ask())
    choices = [
        # Translators: a button, at most 20 characters.
        OpenPhoto(item.product_id, media_id).choice(_("🖼 Picture %(num)d") % {"num": number})
        for number, media_id in enumerate(item.pictures, start=1)
    ]
    return Outgoing(
        title=title,
        text=paragraphs(note, there, _what_now(ctx, room)),
        rows=(*in_rows(choices), (leave_choice(ctx),)),
        card=CARD,
        ask=replace(draft, files=()).ask() if room and ctx.media_comes else None,
    )


def hung_card(reader: Reader, item: Item, hung: Hung) -> Outgoing:
    """Say what became of pictures that were applied, and let it be undone."""
    missing = reader.ngettext(
        "%(num)d picture could not be fetched. Please send it again.",
        "%(num)d pictures could not be fetched. Please send them again.",
        hung.missing,
    ) % {"num": hung.missing}
    unfit = reader.ngettext(
        "%(num)d picture was not taken: it has to be JPEG, PNG or WebP, of at most 5 MB.",
        "%(num)d pictures were not taken: they have to be JPEG, PNG or WebP, of at most 5 MB.",
        hung.unfit,
    ) % {"num": hung.unfit}
    undo = () if hung.audit_id is None else ((UndoChange(hung.audit_id).choice(reader.gettext("Undo")),),)
    mark = "" if hung.audit_id is None else "✅ "
    told = lines(_there(reader, hung.there), missing if hung.missing else "", unfit if hung.unfit else "")
    return Outgoing(title=f"{mark}{product_words(reader, item)}", text=told, rows=undo, replaces=CARD)


def commands(ctx: Context) -> str:
    """Say what can be typed."""
    return what_to_type(ctx, f"/{COMMAND} {example_name(ctx)}")


def _named(ctx: Context, name: str, draft: _Draft) -> Outgoing:
    """Find the product of a name; where it is not clear which one, what was sent is kept until it is."""
    show, choice_of = partial(pictures_card, ctx, draft=draft), partial(_choice, ctx)
    return for_product(ctx, name, show, choice_of, commands(ctx), draft.ask())


def _choice(ctx: Context, item: Item) -> Choice:
    return PhotosOf(item.product_id).choice(item_label(item, ctx.reader))


def _drawn(ctx: Context, draft: _Draft) -> Outgoing:
    """Draw what waits anew, with one picture more."""
    if draft.product_id:
        return pictures_card(ctx, item_of(ctx, draft.product_id), draft)
    which = ctx.reader.gettext("Which product is it? Tap it above, or type its name.")
    return Outgoing(text=which, ask=draft.ask())


def _room(item: Item) -> int:
    return max(0, PICTURES_MAX - len(item.pictures))


def _there(reader: Reader, count: int) -> str:
    if not count:
        return reader.gettext("It has no picture.")
    return reader.ngettext("It has %(num)d picture.", "It has %(num)d pictures.", count) % {"num": count}


def _new(ctx: Context, draft: _Draft, room: int) -> str:
    taken = min(room, len(draft.files))
    new = ctx.reader.ngettext("%(num)d new picture is to be added.", "%(num)d new pictures are to be added.", taken)
    left_out = ctx.reader.gettext("There is room for no more, so what is too many is left out.")
    return lines(new % {"num": taken}, left_out if len(draft.files) > room else "")


def _what_now(ctx: Context, room: int) -> str:
    _ = ctx.reader.gettext
    if not room:
        return _("There is room for no more. Remove one first.")
    if not ctx.media_comes:
        return _("Pictures cannot be sent on this page. Write to the shop on Telegram, and send them there.")
    return ctx.reader.ngettext(
        "Send %(num)d more picture, as a photo.", "Send up to %(num)d more pictures, as photos.", room
    ) % {"num": room}
