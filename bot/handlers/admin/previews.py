"""What all changes of the desk share: which product is meant, a preview with Apply, what was done with Undo."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.catalog.desk import Undone, stock_changed_by, undo
from bot.catalog.desk_names import ALIAS_MADE, PUT_ASIDE
from bot.catalog.desk_price import ACTION as PRICE_CHANGED
from bot.catalog.desk_settings import ACTION as SETTING_CHANGED
from bot.catalog.desk_shelf import ACTION as HIDDEN_CHANGED
from bot.catalog.matching import find_items
from bot.catalog.posts import ACTION as POSTED
from bot.catalog.snapshot import Item
from bot.catalog.words import item_name
from bot.handlers.admin.buttons import Discard, UndoChange
from bot.handlers.admin.stock_words import stock_line
from bot.handlers.buyer.shop import price_line
from bot.handlers.choices import CHOICES_MAX, in_rows
from bot.handlers.context import Context
from bot.handlers.lines import lines, paragraphs, product_words
from bot.handlers.person import readable
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Ask, Choice, Outgoing
from bot.refusals import NotAllowed, NotAvailable

CARD = "preview"  # a preview not yet applied makes room for the next; what was done stays in the chat
QUOTED_MAX = 40  # characters of a name that nobody has, said back

routes = Routes()


@routes.press(Discard, Who.FARMER_OR_ADMIN)
def discard(ctx: Context, button: Discard) -> Replies:
    return [Outgoing(text=ctx.reader.gettext("All right, nothing was changed."), card=CARD)]


@routes.press(UndoChange, Who.FARMER_OR_ADMIN)
def press_undo(ctx: Context, button: UndoChange) -> Replies:
    if not ctx.asker.is_admin and not _is_own_stock(ctx, button.audit_id):
        raise NotAvailable
    undone = undo(ctx.session, button.audit_id, actor_id=ctx.asker.person_id, now=ctx.now)
    if undone.action == SETTING_CHANGED and not ctx.asker.is_owner:  # theirs to set, so theirs to take back
        raise NotAllowed("undo")
    return [Outgoing(title=ctx.reader.gettext("↩️ Undone"), text=_as_it_is(ctx, undone))]


def _is_own_stock(ctx: Context, audit_id: int) -> bool:
    """Whether a change is a farmer's own, of the stock of goods that are theirs to this day."""
    lot_id = stock_changed_by(ctx.session, audit_id, ctx.asker.person_id)
    item = ctx.catalogue.by_lot.get(lot_id or 0)
    return item is not None and item.farm_id in ctx.asker.farm_ids


def moment_of(previewed_at: int) -> datetime:
    """Give the moment of a preview, which its Apply carries in epoch seconds.

    Raises:
        NotAvailable: no preview of ours carries that.
    """
    try:
        return datetime.fromtimestamp(previewed_at, UTC)
    except (ValueError, OverflowError, OSError):
        raise NotAvailable from None


def preview_card(ctx: Context, title: str, text: str, apply: Choice, instead: tuple[Choice, ...] = ()) -> Outgoing:
    """Show what would change, and let it be applied, left, or changed to what else may be meant."""
    rows = ((apply, *instead), (leave_choice(ctx),)) if instead else ((apply, leave_choice(ctx)),)
    return Outgoing(title=title, text=text, rows=rows, card=CARD)


def done_card(ctx: Context, title: str, text: str, audit_id: int | None) -> Outgoing:
    """Say what was changed, and let it be undone; `audit_id` None: there is nothing to undo."""
    ways = () if audit_id is None else ((UndoChange(audit_id).choice(ctx.reader.gettext("Undo")),),)
    return Outgoing(title=f"✅ {title}", text=text, rows=ways, replaces=CARD)


def choose_card(ctx: Context, question: str, choices: Sequence[Choice], ask: Ask | None = None) -> Outgoing:
    return Outgoing(text=question, rows=(*in_rows(choices), (leave_choice(ctx),)), card=CARD, ask=ask)


def which_card(
    ctx: Context, items: Sequence[Item], choice_of: Callable[[Item], Choice], ask: Ask | None = None
) -> Outgoing:
    """Ask which of several products is meant, and say so where there is no room for all of them."""
    _ = ctx.reader.gettext
    more = _("There are more that fit: type more of the name.") if len(items) > CHOICES_MAX else ""
    choices = [choice_of(item) for item in items[:CHOICES_MAX]]
    return choose_card(ctx, lines(_("Which one do you mean?"), more), choices, ask)


def for_product(
    ctx: Context,
    name: str,
    show: Callable[[Item], Outgoing],
    choice_of: Callable[[Item], Choice],
    what_to_type: str,
    ask: Ask | None = None,
) -> Outgoing:
    """Show the product of a name; where it is not clear which one is meant, ask, with a question that stays open."""
    found = find_items(name, ctx.catalogue, hidden=True)
    if found.exact:
        return show(found.exact)
    if found.several:
        return which_card(ctx, found.several, choice_of, ask)
    return replace(not_found(ctx, name, [choice_of(item) for item in found.nearest], what_to_type), ask=ask)


def out_of_date(ctx: Context) -> str:
    """Say why an Apply of an earlier preview changed nothing, above what it would change now."""
    return ctx.reader.gettext("That preview is out of date, so nothing was changed. Please look again:")


def before_and_after(ctx: Context, before: str, after: str) -> str:
    """Write what several lines say now, and what they would say."""
    _ = ctx.reader.gettext
    return paragraphs(lines(_("Before:"), before), lines(_("After:"), after), _("Nothing has been changed yet."))


def not_found(ctx: Context, name: str, nearest: Sequence[Choice], what_to_type: str) -> Outgoing:
    """Say that no product has this name, offer the nearest, and say what to type."""
    _ = ctx.reader.gettext
    facts = {"words": readable(name, QUOTED_MAX)}
    if nearest:
        text = _("No product is called “%(words)s”. Did you mean one of these?") % facts
    else:
        text = _("No product is called “%(words)s”.") % facts
    return Outgoing(text=paragraphs(text, what_to_type), rows=in_rows(nearest), card=CARD)


def leave_choice(ctx: Context) -> Choice:
    # Translators: a button, at most 20 characters: do not make this change.
    return Discard().choice(ctx.reader.gettext("Leave it"))


def item_of(ctx: Context, product_id: int) -> Item:
    """Find the product of a button.

    Raises:
        NotAvailable: there is none.
    """
    item = ctx.catalogue.items.get(product_id)
    if item is None:
        raise NotAvailable
    return item


def own_item(ctx: Context, product_id: int) -> Item:
    """Find the product of a button that farmers press as well: for them it has to be of a farm that they answer for.

    Raises:
        NotAvailable: there is none, or it is another farm's.
    """
    item = item_of(ctx, product_id)
    if not (ctx.asker.is_admin or item.farm_id in ctx.asker.farm_ids):
        raise NotAvailable
    return item


def example_item(ctx: Context) -> Item | None:
    """Give the product that examples speak of: the first on the shelf, else any."""
    return next(iter(ctx.catalogue.shelf), None) or next(iter(ctx.catalogue.items.values()), None)


def example_name(ctx: Context, item: Item | None = None) -> str:
    """Give a product's name as one would type it in a command."""
    item = item or example_item(ctx)
    return item_name(item, ctx.reader).lower() if item else ""


def what_to_type(ctx: Context, *commands: str) -> str:
    """Give examples of commands, one below the other."""
    return lines(ctx.reader.gettext("Type for example:"), *commands)


def _as_it_is(ctx: Context, undone: Undone) -> str:
    """Say how the thing stands after the undoing."""
    _ = ctx.reader.gettext
    subject = undone.subject_id or 0
    match undone.action:
        case _ if undone.stock is not None:
            item = ctx.catalogue.items.get(undone.stock.product_id)
            return stock_line(ctx.reader, item, undone.stock.after) if item else ""
        case action if action == PRICE_CHANGED and (item := ctx.catalogue.by_offer.get(subject)):
            return price_line(ctx.reader, replace(item, price_minor=undone.before["price_minor"]))
        case action if action == HIDDEN_CHANGED and (item := ctx.catalogue.items.get(subject)):
            if undone.before["hidden"]:
                return _("%(product)s is off the shelf again.") % {"product": product_words(ctx.reader, item)}
            return _("%(product)s is back on the shelf.") % {"product": product_words(ctx.reader, item)}
        case action if action == POSTED:
            return _("The post says now that it is no longer on sale.")
        case action if action == ALIAS_MADE:
            return _("The word means nothing again, and is back on the list: /words")
        case action if action == PUT_ASIDE:
            return _("The word is back on the list: /words")
        case _:
            return _("It is as it was before.")
