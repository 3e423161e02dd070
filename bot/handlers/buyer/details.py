"""Details of an order: the buyer's phone, a note to the sellers, and the name under which it is collected.

They belong to the basket until Confirm.  The phone is the person's own; which farmers see it is said anew each time.
"""

from bot.catalog.grammar.reading import read_order
from bot.catalog.grammar.result import Nothing
from bot.catalog.words import fit_label
from bot.handlers.buyer.basket import basket_card
from bot.handlers.buyer.buttons import (
    AskDetail,
    ClearDetail,
    CollectAsBefore,
    LetFarmersCall,
    OpenDetails,
    OpenIfShort,
    StartReview,
)
from bot.handlers.buyer.shop import CARD
from bot.handlers.choices import in_rows, phone_choice
from bot.handlers.context import Context
from bot.handlers.details_text import note_text, phone_text
from bot.handlers.explain import Unreadable
from bot.handlers.global_words import global_word
from bot.handlers.lines import lines, paragraphs
from bot.handlers.meanings import is_leaving
from bot.handlers.person import readable
from bot.handlers.present import present_state
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Ask, Choice, Contact, Outgoing
from bot.orders.basket import Basket, load_basket
from bot.orders.detailing import (
    collect_as_before,
    recent_collectors,
    set_collector,
    set_may_call,
    set_note,
    set_phone,
)
from bot.orders.details import COLLECTOR_MAX, NOTE_MAX, Details
from bot.orders.refusals import NotOwnContact, TooLong
from bot.people.names import clean_name
from bot.people.phones import BadPhone, read_phone, region_of
from bot.refusals import NotAvailable

PHONE, NOTE, NAME = "phone", "note", "name"
_TYPED_MAX = 4096  # characters that are looked at, as many as a channel brings

routes = Routes()


@routes.press(OpenDetails, Who.ANYONE)
def open_details(ctx: Context, button: OpenDetails) -> Replies:
    return [details_card(ctx)]


@routes.press(AskDetail, Who.ANYONE)
def ask_detail(ctx: Context, button: AskDetail) -> Replies:
    basket = load_basket(ctx.session, ctx.asker.person_id, ctx.catalogue)
    if not basket.lines:
        return [basket_card(ctx, basket)]
    match button.which:
        case "phone":
            return [_phone_question(ctx)]
        case "note":
            return [_note_question(ctx, basket.details)]
        case "name":
            return [_name_question(ctx, basket)]
        case _:
            raise NotAvailable


@routes.press(ClearDetail, Who.ANYONE)
def clear_detail(ctx: Context, button: ClearDetail) -> Replies:
    match button.which:
        case "phone":
            set_phone(ctx.session, ctx.asker.person_id, None, now=ctx.now)
        case "note":
            set_note(ctx.session, ctx.asker.person_id, "", now=ctx.now)
        case "name":
            set_collector(ctx.session, ctx.asker.person_id, "", now=ctx.now)
        case _:
            raise NotAvailable
    return [details_card(ctx)]


@routes.press(LetFarmersCall, Who.ANYONE)
def let_farmers_call(ctx: Context, button: LetFarmersCall) -> Replies:
    set_may_call(ctx.session, ctx.asker.person_id, button.may == 1, now=ctx.now)
    return [details_card(ctx)]


@routes.press(CollectAsBefore, Who.ANYONE)
def for_whom_as_before(ctx: Context, button: CollectAsBefore) -> Replies:
    collect_as_before(ctx.session, ctx.asker.person_id, button.order_id, now=ctx.now)
    return [details_card(ctx)]


@routes.answer(PHONE, Who.ANYONE)
def phone_typed(ctx: Context, words: str) -> Replies | None:
    if words == ctx.reader.gettext("Back"):  # a button that types what it reads, where platforms have only such
        return [details_card(ctx)]
    if global_word(ctx.reader, words) or not any(character.isdecimal() for character in words):
        return None
    try:
        return _phone_given(ctx, words)
    except BadPhone:
        if _names_goods(ctx, words):
            return None
        raise


@routes.event(Contact, Who.ANYONE)
def phone_handed_over(ctx: Context, contact: Contact) -> Replies:
    """Take it where it was asked for.  A card of somebody else is not theirs to give."""
    if not ctx.data.get(PHONE):
        raise Unreadable("contact")
    if not contact.own:
        raise NotOwnContact
    return _phone_given(ctx, contact.phone)


@routes.answer(NOTE, Who.ANYONE)
def note_typed(ctx: Context, words: str) -> Replies | None:
    """Take any words as the note, for "call me" is one; only what means to leave the question is none."""
    note = readable(words, _TYPED_MAX)
    if not note:
        return None
    if is_leaving(ctx, words):
        return [present_state(ctx, ctx.reader.gettext("All right. Nothing was ordered or changed."))]
    if len(note) > NOTE_MAX:
        raise TooLong(len(note), NOTE_MAX)
    set_note(ctx.session, ctx.asker.person_id, note, now=ctx.now)
    return [details_card(ctx)]


@routes.answer(NAME, Who.ANYONE)
def name_typed(ctx: Context, words: str) -> Replies | None:
    name = clean_name(words)
    if not name or global_word(ctx.reader, words):
        return None
    if len(name) > COLLECTOR_MAX:
        raise TooLong(len(name), COLLECTOR_MAX)
    set_collector(ctx.session, ctx.asker.person_id, name, now=ctx.now)
    return [details_card(ctx)]


def details_card(ctx: Context, note: str = "") -> Outgoing:
    """Draw what is said with the order, below whatever there is to say first; the basket where there is none."""
    _ = ctx.reader.gettext
    basket = load_basket(ctx.session, ctx.asker.person_id, ctx.catalogue)
    if not basket.lines:
        return basket_card(ctx, basket, note)
    details = basket.details
    return Outgoing(
        title=_("Details of your order"),
        text=paragraphs(
            note,
            lines(*_phone_lines(ctx, details)),
            note_text(details.note) or _("📝 No note to the farmers."),
            _taker(ctx, basket)
            or (_("👤 You take it at the door.") if basket.address else _("👤 You collect it yourself.")),
        ),
        rows=(*in_rows(_choices(ctx, basket)), (StartReview().choice(_("Back to Review"), "primary"),)),
        card=CARD,
    )


def _phone_lines(ctx: Context, details: Details) -> list[str]:
    _ = ctx.reader.gettext
    if not details.phone:
        return [_("📞 No phone number.")]
    seen = _("The farmers of this order see it.") if details.may_call else _("The farmers do not see it.")
    return [f"📞 {phone_text(ctx.reader, details.phone)}", seen]


def _taker(ctx: Context, basket: Basket) -> str:
    """Name whoever takes it for the buyer, at the point or at the door; nothing where nobody does."""
    _ = ctx.reader.gettext
    if not basket.details.collector:
        return ""
    taker = _("👤 %(name)s takes it at the door.") if basket.address else _("👤 Collected by %(name)s.")
    return taker % {"name": basket.details.collector}


def _for_another(ctx: Context, basket: Basket) -> str:
    _ = ctx.reader.gettext
    # Translators: two faces of a button, at most 20 characters: let somebody else take it from the courier, or
    # collect it.
    return _("👤 For somebody else") if basket.address else _("👤 For a neighbour")


def _choices(ctx: Context, basket: Basket) -> list[Choice]:
    _ = ctx.reader.gettext
    details = basket.details
    choices = [phone_choice(ctx.reader)]
    if details.phone:
        # Translators: two faces of a button, at most 20 characters: whether the farmers of this order see the phone.
        label = _("☑ Farmer may call me") if details.may_call else _("☐ Farmer may call me")
        choices.append(LetFarmersCall(0 if details.may_call else 1).choice(label))
        # Translators: a button, at most 20 characters: forget the phone number.
        choices.append(ClearDetail("phone").choice(_("Remove my phone")))
    # Translators: a button, at most 20 characters: write a note to the sellers.
    more = [AskDetail("note").choice(_("📝 Note")), AskDetail("name").choice(_for_another(ctx, basket))]
    # Translators: a button, at most 20 characters: what to do where a farm has less than was ordered.
    return [*choices, *more, OpenIfShort(0, 1).choice(_("If it runs short"))]


def _phone_question(ctx: Context) -> Outgoing:
    _ = ctx.reader.gettext
    return Outgoing(
        title=_("📞 My phone"),
        text=paragraphs(
            _("Which number may the shop call about this order? Type it."),
            _("The farmers see it only if you say so afterwards."),
        ),
        # Translators: a button of the messenger, at most 20 characters: hands over the number of one's own account.
        contact=_("Share my number"),
        rows=(_back(ctx),),
        card=CARD,
        ask=Ask(PHONE, {PHONE: True}),
    )


def _note_question(ctx: Context, details: Details) -> Outgoing:
    _ = ctx.reader.gettext
    example = _("One line that the farmers of this order read, for example: “Ripe ones, please.”")
    return Outgoing(
        title=_("📝 Note"),
        text=paragraphs(note_text(details.note), example),
        rows=(_back(ctx, *_remove(ctx, "note", details.note)),),
        card=CARD,
        ask=Ask(NOTE),
    )


def _name_question(ctx: Context, basket: Basket) -> Outgoing:
    _ = ctx.reader.gettext
    known = recent_collectors(ctx.session, ctx.asker.person_id)
    return Outgoing(
        title=_for_another(ctx, basket),
        text=paragraphs(
            _taker(ctx, basket),
            _("Who will take it at the door? Type the name.")
            if basket.address
            else _("Who will collect it? Type the name."),
        ),
        rows=(
            *in_rows(CollectAsBefore(order_id).choice(fit_label(name)) for order_id, name in known),
            _back(ctx, *_remove(ctx, "name", basket.details.collector)),
        ),
        card=CARD,
        ask=Ask(NAME),
    )


def _back(ctx: Context, *others: Choice) -> tuple[Choice, ...]:
    return (OpenDetails().choice(ctx.reader.gettext("Back")), *others)


def _remove(ctx: Context, which: str, given: str) -> tuple[Choice, ...]:
    # Translators: a button, at most 20 characters: take back a note, or a name.
    return (ClearDetail(which).choice(ctx.reader.gettext("Remove")),) if given else ()


def _phone_given(ctx: Context, words: str) -> Replies:
    phone = read_phone(words, region_of(ctx.catalogue.rules.zone))
    set_phone(ctx.session, ctx.asker.person_id, phone, now=ctx.now)
    return [details_card(ctx)]


def _names_goods(ctx: Context, words: str) -> bool:
    """Whether somebody goes on shopping instead of answering."""
    return not isinstance(read_order(words, ctx.catalogue, ctx.reader.language), Nothing)
