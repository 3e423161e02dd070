"""/hide and /show: a product leaves the shop and comes back."""

from bot.catalog.desk import apply_hidden, stock_of
from bot.catalog.desk_refusals import BadCommand, Problem
from bot.catalog.desk_words import one_line
from bot.catalog.matching import find_items
from bot.catalog.snapshot import Item
from bot.catalog.words import item_label
from bot.handlers.admin.buttons import ApplyHidden, PreviewHidden
from bot.handlers.admin.previews import CARD, done_card, example_name, item_of, not_found, preview_card, which_card
from bot.handlers.admin.stock_words import state_text
from bot.handlers.context import Context
from bot.handlers.lines import lines, paragraphs, product_words
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Choice, Outgoing

routes = Routes()


@routes.command("hide", Who.ADMIN)
def hide(ctx: Context, words: str) -> Replies:
    return [_find(ctx, "hide", words, hidden=True)]


@routes.command("show", Who.ADMIN)
def show(ctx: Context, words: str) -> Replies:
    return [_find(ctx, "show", words, hidden=False)]


@routes.press(PreviewHidden, Who.ADMIN)
def press_preview(ctx: Context, button: PreviewHidden) -> Replies:
    return [preview(ctx, item_of(ctx, button.product_id), hidden=bool(button.hidden))]


@routes.press(ApplyHidden, Who.ADMIN)
def press_apply(ctx: Context, button: ApplyHidden) -> Replies:
    item, hidden = item_of(ctx, button.product_id), bool(button.hidden)
    audit_id = apply_hidden(ctx.session, item, hidden=hidden, actor_id=ctx.asker.person_id, now=ctx.now)
    return [done_card(ctx, _done(ctx, item, hidden=hidden), _farm_note(ctx, item, hidden=hidden), audit_id)]


def preview(ctx: Context, item: Item, *, hidden: bool) -> Outgoing:
    """Say what hiding or showing would do."""
    _ = ctx.reader.gettext
    if item.hidden == hidden:
        title = _done(ctx, item, hidden=hidden)
        so_already = _("It is so already; there is nothing to change.")
        return Outgoing(title=title, text=lines(so_already, _farm_note(ctx, item, hidden=hidden)), card=CARD)
    if hidden:
        effect = _("Buyers will no longer see it. Orders that are placed go on, and its stock stays as it is.")
    else:
        effect = _("Buyers will see it in the shop again.")
    return preview_card(
        ctx,
        product_words(ctx.reader, item),
        paragraphs(
            effect,
            lines(_stock(ctx, item), _farm_note(ctx, item, hidden=hidden)),
            _("Nothing has been changed yet."),
        ),
        ApplyHidden(item.product_id, int(hidden)).choice(_("Hide it") if hidden else _("Show it"), "primary"),
    )


def commands(ctx: Context, command: str) -> str:
    """Say what can be typed."""
    return ctx.reader.gettext("Type for example: %(command)s") % {"command": f"/{command} {example_name(ctx)}"}


def _find(ctx: Context, command: str, words: str, *, hidden: bool) -> Outgoing:
    _ = ctx.reader.gettext
    line = one_line(command, words)
    if not line:
        raise BadCommand(command, Problem.NO_PRODUCT)
    found = find_items(line, ctx.catalogue, hidden=True)
    if found.exact:
        return preview(ctx, found.exact, hidden=hidden)
    if not found.several:
        return not_found(ctx, line, [_choice(ctx, item, hidden) for item in found.nearest], commands(ctx, command))
    # Those that are so already are not worth a button, unless all of them are.
    items = [item for item in found.several if item.hidden != hidden] or list(found.several)
    return which_card(ctx, items, lambda item: _choice(ctx, item, hidden))


def _choice(ctx: Context, item: Item, hidden: bool) -> Choice:
    return PreviewHidden(item.product_id, int(hidden)).choice(item_label(item, ctx.reader))


def _done(ctx: Context, item: Item, *, hidden: bool) -> str:
    if hidden:
        return ctx.reader.gettext("%(product)s is off the shelf.") % {"product": product_words(ctx.reader, item)}
    return ctx.reader.gettext("%(product)s is on the shelf.") % {"product": product_words(ctx.reader, item)}


def _stock(ctx: Context, item: Item) -> str:
    return "" if item.lot_id is None else state_text(ctx.reader, item, stock_of(ctx.session, item))


def _farm_note(ctx: Context, item: Item, *, hidden: bool) -> str:
    """Say what else keeps it out of the shop: a farm goes on sale only with a tested alert."""
    farm = ctx.catalogue.farms[item.farm_id]
    if hidden or farm.tested:
        return ""
    return ctx.reader.gettext("%(farm)s goes on sale once somebody there has answered the test alert.") % {
        "farm": ctx.reader.word(farm.names)
    }
