"""The courier: to which door, one of the last used or one that is typed or shown on the map."""

from bot.catalog.snapshot import Catalogue
from bot.catalog.words import fit_label
from bot.handlers.buyer.basket import basket_card
from bot.handlers.buyer.buttons import BringHere, ForgetAddress, OpenCourier, OpenPoints, UseAddress
from bot.handlers.buyer.collecting import fee_table
from bot.handlers.buyer.shop import CARD
from bot.handlers.choices import in_rows, person_choice
from bot.handlers.context import Context
from bot.handlers.explain import explain
from bot.handlers.global_words import global_word
from bot.handlers.lines import lines, paragraphs
from bot.handlers.meanings import is_goods, is_leaving, is_order, is_question
from bot.handlers.present import present_state
from bot.handlers.routes import Replies, Routes, Who
from bot.i18n import Reader
from bot.messages import Ask, Choice, Location, Outgoing
from bot.orders.basket import choose_courier, leave_address
from bot.orders.refusals import CourierOff
from bot.people.addresses import (
    BadAddress,
    forget_address,
    read_address,
    save_address,
    saved_addresses,
    use_address,
)

QUESTION = "address"
DEGREE = 100_000  # a metre is about one of its parts

routes = Routes()


@routes.press(OpenCourier, Who.ANYONE)
def open_courier(ctx: Context, button: OpenCourier) -> Replies:
    return [address_screen(ctx)]


@routes.press(UseAddress, Who.ANYONE)
def press_address(ctx: Context, button: UseAddress) -> Replies:
    _check_drives(ctx)
    return [_bring_to(ctx, use_address(ctx.session, ctx.asker.person_id, button.address_id, now=ctx.now))]


@routes.press(BringHere, Who.ANYONE)
def bring_here(ctx: Context, button: BringHere) -> Replies:
    return [door_question(ctx, Location(button.latitude / DEGREE, button.longitude / DEGREE))]


@routes.press(ForgetAddress, Who.ANYONE)
def press_forget(ctx: Context, button: ForgetAddress) -> Replies:
    """Ask which one, or let it be gone from what is remembered and from the basket; orders keep where they go."""
    if not button.address_id:
        return [_forget_screen(ctx)]
    text = forget_address(ctx.session, ctx.asker.person_id, button.address_id)
    leave_address(ctx.session, ctx.asker.person_id, text, now=ctx.now)
    gone = ctx.reader.gettext("That address is deleted.")
    return [address_screen(ctx, gone) if ctx.catalogue.rules.courier.drives else Outgoing(text=gone, card=CARD)]


def no_address(ctx: Context, words: str) -> Replies:
    """Say what an address is to whoever asked something that we cannot answer either."""
    raise BadAddress


@routes.answer(QUESTION, Who.ANYONE, unread=no_address)
def address_typed(ctx: Context, words: str) -> Replies | None:
    """Take the words as an address, unless they are wholly an order, ask something, or mean to go elsewhere."""
    if is_leaving(ctx, words):
        return [present_state(ctx, ctx.reader.gettext("All right. Nothing was ordered or changed."))]
    if global_word(ctx.reader, words) or is_order(ctx, words) or is_goods(ctx, words) or is_question(ctx, words):
        return None
    _check_drives(ctx)
    text = read_address(words, ctx.data.get("place", ""))
    save_address(ctx.session, ctx.asker.person_id, text, now=ctx.now)
    return [_bring_to(ctx, text)]


@explain.register
def _(refusal: BadAddress, ctx: Context) -> Replies:
    sorry = ctx.reader.gettext(
        "I cannot use that as an address. Please type street, house and door in one message of at most 120 characters."
    )
    return [Outgoing(text=sorry, rows=((_back(ctx), person_choice(ctx.reader)),), card=CARD)]


def address_screen(ctx: Context, note: str = "") -> Outgoing:
    """Offer the addresses that were used last, and ask for another."""
    _check_drives(ctx)
    _ = ctx.reader.gettext
    saved = saved_addresses(ctx.session, ctx.asker.person_id)
    ways = [_back(ctx)]
    if saved:
        # Translators: a button, at most 20 characters: an address that is not to be kept any longer.
        ways.append(ForgetAddress(0).choice(_("Forget an address")))
    return Outgoing(
        title=_("Where shall the courier bring it?"),
        text=paragraphs(
            note,
            lines(*(f"🏠 {each.text}" for each in saved)),
            fee_table(ctx.reader, ctx.catalogue.rules.courier),
            _(
                "Type an address in one message: street, house, door. If your messenger can share your location, you"
                " can do that first."
            ),
        ),
        rows=(*in_rows(UseAddress(each.address_id).choice(_label(each.text)) for each in saved), tuple(ways)),
        card=CARD,
        ask=Ask(QUESTION, {"place": ""}),
    )


def door_question(ctx: Context, location: Location) -> Outgoing:
    """Ask for the words that a place on the map needs before anybody finds the door."""
    _check_drives(ctx)
    _ = ctx.reader.gettext
    place = f"{location.latitude:.5f}, {location.longitude:.5f}"
    return Outgoing(
        title=_("Where shall the courier bring it?"),
        text=_("I have the place on the map. Now type one line: the house, the door, or a landmark."),
        rows=((_back(ctx),),),
        card=CARD,
        ask=Ask(QUESTION, {"place": place}),
    )


def asks_address(ctx: Context) -> bool:
    """Whether an address is what the open question asks for."""
    return "place" in ctx.data


def courier_choice(reader: Reader) -> Choice:
    # Translators: a button, at most 20 characters: let the courier bring the order.
    return OpenCourier().choice(reader.gettext("🛵 Courier"))


def here_choice(reader: Reader, location: Location) -> Choice:
    here = BringHere(round(location.latitude * DEGREE), round(location.longitude * DEGREE))
    # Translators: a button, at most 20 characters: let the courier bring the order to the place that was shared.
    return here.choice(reader.gettext("🛵 Bring it here"))


def courier_drives(catalogue: Catalogue) -> bool:
    return catalogue.rules.courier.drives


def _forget_screen(ctx: Context) -> Outgoing:
    _ = ctx.reader.gettext
    saved = saved_addresses(ctx.session, ctx.asker.person_id)
    if not saved:
        return address_screen(ctx)
    return Outgoing(
        title=_("Which address shall I forget?"),
        text=lines(*(f"🏠 {each.text}" for each in saved)),
        rows=(
            *in_rows(ForgetAddress(each.address_id).choice(_label(each.text), "danger") for each in saved),
            (OpenCourier().choice(_("Back")),),
        ),
        card=CARD,
    )


def _bring_to(ctx: Context, text: str) -> Outgoing:
    return basket_card(ctx, choose_courier(ctx.session, ctx.asker.person_id, text, ctx.catalogue, now=ctx.now))


def _check_drives(ctx: Context) -> None:
    if not courier_drives(ctx.catalogue):
        raise CourierOff


def _label(text: str) -> str:
    return fit_label(f"🏠 {text}")


def _back(ctx: Context) -> Choice:
    return OpenPoints(1).choice(ctx.reader.gettext("Back"))
