"""/courier: whether the courier drives, what that costs, and from which sum of goods on."""

from dataclasses import replace

from bot.catalog.courier import Courier
from bot.catalog.courier_words import read_fees, read_minimum
from bot.catalog.desk import apply_settings
from bot.catalog.desk_settings import COURIER_CHANGED
from bot.handlers.admin.buttons import ApplyCourier, AskCourier, PreviewCourier
from bot.handlers.admin.previews import CARD, before_and_after, done_card, preview_card
from bot.handlers.buyer.collecting import fee_table
from bot.handlers.choices import in_rows
from bot.handlers.context import Context
from bot.handlers.global_words import global_word
from bot.handlers.lines import lines, paragraphs
from bot.handlers.routes import Replies, Routes, Who
from bot.i18n import Reader
from bot.messages import Ask, Outgoing
from bot.refusals import NotAvailable

QUESTION = "courier"
FEES, MINIMUM = "fees", "minimum"

routes = Routes()


@routes.command("courier", Who.ADMIN)
def courier_command(ctx: Context, words: str) -> Replies:
    """ "/courier" shows the table, "/courier 6, 50: 3" previews a new one."""
    return [_typed(ctx, FEES, words) if words else courier_card(ctx)]


@routes.press(AskCourier, Who.ADMIN)
def ask_courier(ctx: Context, button: AskCourier) -> Replies:
    if button.what not in (FEES, MINIMUM):
        raise NotAvailable
    asked = _how_to_type(ctx.reader) if button.what == FEES else _how_much(ctx.reader)
    ask = Ask(QUESTION, {"what": button.what})
    return [Outgoing(title=state_text(ctx.reader, ctx.catalogue.rules.courier), text=asked, card=CARD, ask=ask)]


@routes.answer(QUESTION, Who.ADMIN)
def courier_typed(ctx: Context, words: str) -> Replies | None:
    if global_word(ctx.reader, words):
        return None
    return [_typed(ctx, ctx.data["what"], words)]


@routes.press(PreviewCourier, Who.ADMIN)
def switch(ctx: Context, button: PreviewCourier) -> Replies:
    present = ctx.catalogue.rules.courier
    if button.drives and not present.steps:  # what it costs comes first
        return ask_courier(ctx, AskCourier(FEES))
    return [_preview(ctx, FEES, replace(present, drives=bool(button.drives)))]


@routes.press(ApplyCourier, Who.ADMIN)
def apply_courier(ctx: Context, button: ApplyCourier) -> Replies:
    """Set what was previewed, unless it was changed since, here or by another admin."""
    if ctx.data.get("at") != button.previewed_at or "courier" not in ctx.data:
        note = ctx.reader.gettext("That preview is out of date, so nothing was changed. Please look again:")
        return [courier_card(ctx, note)]
    after = Courier.of(ctx.data["courier"])
    if ctx.catalogue.rules.courier.stored() != ctx.data["seen"]:
        return [_preview(ctx, ctx.data["what"], after)]
    audit_id = apply_settings(
        ctx.session, {"courier": after.stored()}, action=COURIER_CHANGED, actor_id=ctx.asker.person_id, now=ctx.now
    )
    return [done_card(ctx, state_text(ctx.reader, after), fee_table(ctx.reader, after), audit_id)]


def courier_card(ctx: Context, note: str = "") -> Outgoing:
    """Show how it stands, and what may be changed."""
    _ = ctx.reader.gettext
    present = ctx.catalogue.rules.courier
    # Translators: buttons, at most 20 characters: what the courier costs, and from which sum on he drives.
    ways = [AskCourier(FEES).choice(_("Change the fees"))]
    if present.steps:
        ways.append(AskCourier(MINIMUM).choice(_("Smallest order")))
        # Translators: buttons, at most 20 characters: the courier drives from now on, or no more.
        on, off = PreviewCourier(1).choice(_("Switch it on")), PreviewCourier(0).choice(_("Switch it off"))
        ways.append(off if present.drives else on)
    return Outgoing(
        title=state_text(ctx.reader, present),
        text=paragraphs(note, fee_table(ctx.reader, present) or _how_to_type(ctx.reader)),
        rows=in_rows(ways),
        card=CARD,
        ask=Ask(QUESTION, {"what": FEES}) if not present.steps else None,
    )


def state_text(reader: Reader, courier: Courier) -> str:
    """Say whether the courier drives."""
    _ = reader.gettext
    return _("🛵 Courier: on") if courier.drives else _("🛵 Courier: off")


def _typed(ctx: Context, what: str, words: str) -> Outgoing:
    present, rules, language = ctx.catalogue.rules.courier, ctx.catalogue.rules, ctx.reader.language
    if what == MINIMUM:
        return _preview(ctx, what, replace(present, minimum_minor=read_minimum(words, language, rules.currency)))
    # Whoever says what it costs wants it to drive.
    return _preview(ctx, what, replace(present, drives=True, steps=read_fees(words, language, rules.currency)))


def _preview(ctx: Context, what: str, after: Courier) -> Outgoing:
    """Show before and after.  What is previewed stays with the open question: five steps are too long for a button."""
    _ = ctx.reader.gettext
    present = ctx.catalogue.rules.courier
    if after == present:
        return courier_card(ctx, _("It is so already; there is nothing to change."))
    at = int(ctx.now.timestamp())
    card = preview_card(
        ctx,
        state_text(ctx.reader, after),
        before_and_after(
            ctx, *(lines(state_text(ctx.reader, one), fee_table(ctx.reader, one)) for one in (present, after))
        ),
        ApplyCourier(at).choice(_("Apply"), "primary"),
    )
    kept = {"what": what, "courier": after.stored(), "seen": present.stored(), "at": at}
    return replace(card, ask=Ask(QUESTION, kept))


def _how_to_type(reader: Reader) -> str:
    return reader.gettext(
        "What does the courier cost? Type it in one line, for example: 6, 50: 3, 100: 0. That is 6 for each order, 3"
        " from 50 on, and nothing from 100 on."
    )


def _how_much(reader: Reader) -> str:
    return reader.gettext(
        "What is the smallest order that the courier brings, without the fee? Type a sum; 0 means any order."
    )
