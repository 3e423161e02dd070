"""/season: from which month to which there is most of a product."""

from functools import partial

from bot.catalog.desk import apply_season
from bot.catalog.desk_refusals import BadCommand, Problem
from bot.catalog.desk_words import one_line
from bot.catalog.numbers import NotANumber, normalised
from bot.catalog.season_words import SeasonWords, read_season
from bot.catalog.snapshot import MONTHS, Item, Season
from bot.catalog.words import item_label
from bot.handlers.admin.buttons import ApplySeason, PreviewSeason
from bot.handlers.admin.previews import (
    CARD,
    done_card,
    example_name,
    for_product,
    item_of,
    preview_card,
    what_to_type,
)
from bot.handlers.context import Context
from bot.handlers.lines import lines, paragraphs, product_words
from bot.handlers.routes import Replies, Routes, Who
from bot.i18n import Reader
from bot.messages import Choice, Outgoing
from bot.refusals import NotAvailable

COMMAND = "season"

routes = Routes()


@routes.command(COMMAND, Who.ADMIN)
def season(ctx: Context, words: str) -> Replies:
    line = one_line(COMMAND, words)
    wanted, clears = _read(ctx.reader, line)
    if not wanted.name:
        raise BadCommand(COMMAND, Problem.NO_PRODUCT)
    if wanted.season is None and not clears:
        raise BadCommand(COMMAND, Problem.NO_MONTHS)
    show, choice_of = partial(preview, ctx, wanted=wanted.season), partial(_choice, ctx, wanted=wanted.season)
    return [for_product(ctx, wanted.name, show, choice_of, commands(ctx))]


@routes.press(PreviewSeason, Who.ADMIN)
def press_preview(ctx: Context, button: PreviewSeason) -> Replies:
    return [preview(ctx, item_of(ctx, button.product_id), _season(button.first, button.last))]


@routes.press(ApplySeason, Who.ADMIN)
def press_apply(ctx: Context, button: ApplySeason) -> Replies:
    item = item_of(ctx, button.product_id)
    wanted, seen = _season(button.first, button.last), _season(button.seen_first, button.seen_last)
    if item.season not in (seen, wanted):  # somebody else set another one meanwhile
        return [preview(ctx, item, wanted)]
    audit_id = apply_season(ctx.session, item, wanted, seen=seen, actor_id=ctx.asker.person_id, now=ctx.now)
    if audit_id is None and item.season != wanted:  # the same, in this very moment
        return [preview(ctx, item, wanted)]
    return [done_card(ctx, product_words(ctx.reader, item), season_text(ctx.reader, wanted), audit_id)]


def preview(ctx: Context, item: Item, wanted: Season | None) -> Outgoing:
    """Say what its season is and what it would be."""
    _ = ctx.reader.gettext
    title = product_words(ctx.reader, item)
    if item.season == wanted:
        so_already = _("It is so already; there is nothing to change.")
        return Outgoing(title=title, text=lines(season_text(ctx.reader, wanted), so_already), card=CARD)
    change = lines(
        _("Before: %(rule)s") % {"rule": season_text(ctx.reader, item.season)},
        _("After: %(rule)s") % {"rule": season_text(ctx.reader, wanted)},
    )
    apply = ApplySeason(item.product_id, *_months(wanted), *_months(item.season)).choice(_("Apply"), "primary")
    return preview_card(ctx, title, paragraphs(change, _("Nothing has been changed yet.")), apply)


def season_text(reader: Reader, season: Season | None) -> str:
    """Say when it is in season, by the numbers of the months, as they are typed."""
    if season is None:
        return reader.gettext("It has no season.")
    # Translators: months by their numbers, as an admin types them: "10-12".
    return reader.gettext("In season in months %(months)s.") % {"months": f"{season.first}-{season.last}"}


def commands(ctx: Context) -> str:
    """Say what can be typed."""
    name = example_name(ctx)
    # Translators: what an admin types behind a product's name so that it has no season: the first of "no season" words.
    nothing = ctx.reader.gettext("no season")
    return what_to_type(ctx, f"/{COMMAND} {name} 10-12", f"/{COMMAND} {name} {nothing}")


def _read(reader: Reader, line: str) -> tuple[SeasonWords, bool]:
    """Take a command apart; the flag says that there shall be no season any more."""
    for word in (reader.gettext("no season"), "no season"):
        if line.casefold().endswith(word.casefold()):
            return SeasonWords(line[: -len(word)].strip(), None), True
    try:
        return read_season(normalised(line)), False
    except NotANumber:
        return SeasonWords(line, None), False


def _choice(ctx: Context, item: Item, wanted: Season | None) -> Choice:
    return PreviewSeason(item.product_id, *_months(wanted)).choice(item_label(item, ctx.reader))


def _months(season: Season | None) -> tuple[int, int]:
    return (season.first, season.last) if season else (0, 0)


def _season(first: int, last: int) -> Season | None:
    """Read what a button carries.

    Raises:
        NotAvailable: no button of ours carries that.
    """
    if (first, last) == (0, 0):
        return None
    if not (1 <= first <= MONTHS and 1 <= last <= MONTHS):
        raise NotAvailable
    return Season(first, last)
