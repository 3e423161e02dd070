"""Waiting for what is sold out: into the line and out of it, what one waits for, and the answers to an offer."""

from dataclasses import replace

from bot.catalog.quantities import amount_text, short_amount
from bot.catalog.snapshot import Item
from bot.catalog.stock import available_in
from bot.catalog.words import fit_label, item_label
from bot.handlers.buyer.amounts import can_be_ordered, usual_amounts
from bot.handlers.buyer.basket import basket_card
from bot.handlers.buyer.buttons import (
    CancelWait,
    DeclineOffer,
    KeepWaiting,
    OpenProduct,
    OpenWaits,
    ShowOffer,
    TakeOffer,
    WaitFor,
)
from bot.handlers.buyer.checkout import outcome_card
from bot.handlers.buyer.offers import wish_offered
from bot.handlers.buyer.product import product_screen
from bot.handlers.buyer.shop import CARD
from bot.handlers.choices import basket_choice, in_rows, my_orders_choice, page_of, shop_choice, waits_choice
from bot.handlers.context import Context
from bot.handlers.lines import lines, paragraphs, product_words
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Choice, Outgoing
from bot.notices.cards import card_about
from bot.orders import waitlist
from bot.orders.basket import load_basket
from bot.orders.review import review
from bot.orders.taking import Left, Taken, decline_offer, keep_waiting, take_offer
from bot.orders.wishes import Waiting, my_waits, wait_for, withdraw
from bot.refusals import NotAvailable

WAITS_A_PAGE = 6  # beside Shop and My orders

routes = Routes()


@routes.press(WaitFor, Who.ANYONE)
def wait(ctx: Context, button: WaitFor) -> Replies:
    """Stand in line, or be told; what is there after all is shown instead."""
    item = ctx.catalogue.items.get(button.product_id)
    if item is None or item.lot_id is None or button.quantity < 0:
        raise NotAvailable
    left = available_in(ctx.session, [item.lot_id]).get(item.lot_id, 0)
    if left >= button.quantity and can_be_ordered(item, left):
        return [product_screen(ctx, item, ctx.reader.gettext("Good news: it is there again."))]
    wait_for(ctx.session, ctx.asker.person_id, item, button.quantity or None, ctx.catalogue, now=ctx.now)
    return [_in_line(ctx, item, button.quantity) if button.quantity else _to_be_told(ctx, item)]


@routes.press(OpenWaits, Who.ANYONE)
def open_waits(ctx: Context, button: OpenWaits) -> Replies:
    return [waits_screen(ctx, button.page)]


@routes.command("waits", Who.ANYONE, aside=True)
def waits_command(ctx: Context, words: str) -> Replies:
    return open_waits(ctx, OpenWaits(1))


@routes.press(CancelWait, Who.ANYONE)
def cancel_wait(ctx: Context, button: CancelWait) -> Replies:
    product_id = withdraw(ctx.session, ctx.asker.person_id, button.wish_id, ctx.catalogue, now=ctx.now)
    note = ctx.reader.gettext("You do not wait for this any more: %(product)s.") % {"product": _name(ctx, product_id)}
    return [waits_screen(ctx, 1, note)]


@routes.press(ShowOffer, Who.ANYONE)
def show_offer(ctx: Context, button: ShowOffer) -> Replies:
    card = card_about(ctx.session, ctx.asker.person_id, waitlist.ABOUT, button.wish_id)
    if card is None:
        raise NotAvailable
    return [replace(wish_offered(card.views, ctx.reader, ctx.catalogue), card=card.name)]


@routes.press(TakeOffer, Who.ANYONE)
def take(ctx: Context, button: TakeOffer) -> Replies:
    """Put it into the basket; where nothing else is in there, go on to Review at once."""
    taken = take_offer(ctx.session, ctx.asker.person_id, button.hold_id, ctx.catalogue, now=ctx.now)
    note = _taken_note(ctx, taken)
    if len(taken.basket.lines) > 1:
        return [basket_card(ctx, taken.basket, note, replaces=taken.card)]
    seen = review(ctx.session, ctx.asker.person_id, ctx.catalogue, now=ctx.now)
    return [replace(outcome_card(ctx, seen, note), replaces=taken.card)]


@routes.press(DeclineOffer, Who.ANYONE)
def decline(ctx: Context, button: DeclineOffer) -> Replies:
    left = decline_offer(ctx.session, ctx.asker.person_id, button.hold_id, ctx.catalogue, now=ctx.now)
    return [_left_card(ctx, left)]


@routes.press(KeepWaiting, Who.ANYONE)
def wait_on(ctx: Context, button: KeepWaiting) -> Replies:
    left = keep_waiting(ctx.session, ctx.asker.person_id, button.hold_id, ctx.catalogue, now=ctx.now)
    return [_left_card(ctx, left)]


def waits_screen(ctx: Context, page: int, note: str = "") -> Outgoing:
    """Draw what somebody waits for; each has the button by which one waits no more, or sees what is kept."""
    _ = ctx.reader.gettext
    shown, more = page_of(my_waits(ctx.session, ctx.asker.person_id), page, WAITS_A_PAGE)
    ways = [shop_choice(ctx.reader), my_orders_choice(ctx.reader)]
    if more:
        ways.append(OpenWaits(page + 1).choice(_("Next page")))
    hint = _("Tap what you do not want to wait for any more.")
    return Outgoing(
        title=_("What you wait for"),
        text=paragraphs(
            note,
            lines(*(_wait_line(ctx, one) for one in shown)) or _("You are not waiting for anything."),
            hint if any(one.hold_id is None for one in shown) else "",
        ),
        rows=(*in_rows(_wait_choice(ctx, one) for one in shown), *in_rows(ways)),
        card=CARD,
    )


def _to_be_told(ctx: Context, item: Item) -> Outgoing:
    _ = ctx.reader.gettext
    amounts = [
        WaitFor(item.product_id, amount).choice(short_amount(ctx.reader, item, amount))
        for amount in dict.fromkeys(usual_amounts(item))
    ]
    return Outgoing(
        title=product_words(ctx.reader, item),
        text=paragraphs(
            _("🔔 I will tell you when it is back."),
            _("Shall I keep some for you then? Choose how much, and you stand in line for it."),
        ),
        rows=(*in_rows(amounts), _ways_on(ctx, item)),
        picture=item.picture_id,
        card=CARD,
    )


def _in_line(ctx: Context, item: Item, quantity: int) -> Outgoing:
    """Say that they stand in line; above the basket, if there is something in it to go on with."""
    minutes = ctx.catalogue.rules.offer_minutes
    note = lines(
        ctx.reader.gettext("⏳ You are in line: %(product)s, %(amount)s.")
        % {"product": product_words(ctx.reader, item), "amount": amount_text(ctx.reader, item, quantity)},
        ctx.reader.ngettext(
            "When it is back, I will tell you and keep it for you for %(minutes)d minute.",
            "When it is back, I will tell you and keep it for you for %(minutes)d minutes.",
            minutes,
        )
        % {"minutes": minutes},
    )
    basket = load_basket(ctx.session, ctx.asker.person_id, ctx.catalogue)
    if basket.lines:
        card = basket_card(ctx, basket, note)
        return replace(card, rows=(*card.rows, (waits_choice(ctx.reader),)))
    return Outgoing(text=note, rows=(*in_rows([waits_choice(ctx.reader)]), _ways_on(ctx, item)), card=CARD)


def _ways_on(ctx: Context, item: Item) -> tuple[Choice, ...]:
    return (OpenProduct(item.product_id).choice(ctx.reader.gettext("Back")), basket_choice(ctx.reader))


def _taken_note(ctx: Context, taken: Taken) -> str:
    _ = ctx.reader.gettext
    item = ctx.catalogue.items[taken.product_id]
    note = _("✅ Yours, once you confirm the order: %(product)s, %(amount)s.") % {
        "product": product_words(ctx.reader, item),
        "amount": amount_text(ctx.reader, item, taken.quantity),
    }
    if not taken.rest:
        return note
    rest = _("You still wait for %(amount)s; /waits shows it.") % {"amount": amount_text(ctx.reader, item, taken.rest)}
    return lines(note, rest)


def _left_card(ctx: Context, left: Left) -> Outgoing:
    """Draw the offer as it stands now, in its own place."""
    card = card_about(ctx.session, ctx.asker.person_id, waitlist.ABOUT, left.wish_id)
    if card is None:
        return waits_screen(ctx, 1)
    return replace(wish_offered(card.views, ctx.reader, ctx.catalogue), card=card.name)


def _wait_line(ctx: Context, one: Waiting) -> str:
    _ = ctx.reader.gettext
    item = ctx.catalogue.items.get(one.product_id)
    facts = {"product": _name(ctx, one.product_id)}
    if item is None or one.quantity is None:
        return _("🔔 %(product)s: I will tell you when it is back") % facts
    if one.offered is None or one.offered_until is None:
        return _("⏳ %(product)s: %(amount)s") % (facts | {"amount": amount_text(ctx.reader, item, one.quantity)})
    return _("🎁 %(product)s: %(amount)s, kept for you until %(hour)s") % (
        facts | {"amount": amount_text(ctx.reader, item, one.offered), "hour": ctx.reader.hour(one.offered_until)}
    )


def _wait_choice(ctx: Context, one: Waiting) -> Choice:
    item = ctx.catalogue.items.get(one.product_id)
    name = item_label(item, ctx.reader) if item else "…"
    if one.hold_id is not None:
        return ShowOffer(one.wish_id).choice(fit_label(f"🎁 {name}"))
    return CancelWait(one.wish_id).choice(fit_label(f"✖️ {name}"))


def _name(ctx: Context, product_id: int) -> str:
    item = ctx.catalogue.items.get(product_id)
    return product_words(ctx.reader, item) if item else "…"
