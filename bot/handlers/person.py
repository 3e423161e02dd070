"""A person is one tap away: what a buyer wants to tell a human being goes to the coordinator."""

from collections.abc import Sequence

from bot.catalog.farms import admins_first
from bot.catalog.grammar.reading import read_order
from bot.catalog.grammar.result import Order, Wanted
from bot.catalog.quantities import amount_text
from bot.handlers.buyer.buttons import AskPerson, OpenShop, OrderTyped, SendTyped
from bot.handlers.buyer.shop import CARD
from bot.handlers.context import Context
from bot.handlers.global_words import global_word
from bot.handlers.lines import lines, paragraphs, product_words
from bot.handlers.meanings import is_leaving
from bot.handlers.notices import PERSON_WANTED
from bot.handlers.present import present_state
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Ask, Outgoing
from bot.notices.service import NewNotice, owe

QUESTION = "person"
WORDS_MAX = 500  # characters that are passed on
_TYPED = "typed"  # in the facts of the question: what was read as an order
_TYPED_MAX = 4096  # characters that are looked at, as many as a channel brings

routes = Routes()


@routes.press(AskPerson, Who.ANYONE)
def ask_person(ctx: Context, button: AskPerson) -> Replies:
    _ = ctx.reader.gettext
    if coordinator_of(ctx) is None:
        return [present_state(ctx, _("I am sorry, nobody is here to read it at the moment. Please try again later."))]
    return [
        Outgoing(
            text=_("What may I pass on to %(seller)s? Write it in one message, and how to reach you.")
            % {"seller": ctx.catalogue.rules.name_for(ctx.reader.language)},
            rows=((OpenShop().choice(_("Back")),),),
            card=CARD,
            ask=Ask(QUESTION),
        )
    ]


@routes.command("person", Who.ANYONE)
def person_command(ctx: Context, words: str) -> Replies:
    return ask_person(ctx, AskPerson())


@routes.answer(QUESTION, Who.ANYONE)
def pass_on(ctx: Context, words: str) -> Replies | None:
    """Hand the words to the coordinator, unless they mean to go elsewhere; what is an order is asked about first."""
    told = "\n".join(filter(None, (readable(line, WORDS_MAX) for line in words[:_TYPED_MAX].splitlines())))
    if coordinator_of(ctx) is None or not told or global_word(ctx.reader, words):
        return None
    if is_leaving(ctx, words):
        return [present_state(ctx, ctx.reader.gettext("All right. Nothing was ordered or changed."))]
    match read_order(told, ctx.catalogue, ctx.reader.language):
        case Order(wanted) if all(each.said for each in wanted):
            return [_order_or_message(ctx, told, wanted)]
        case _:
            return _tell(ctx, told)


@routes.press(SendTyped, Who.ANYONE)
def send_typed(ctx: Context, button: SendTyped) -> Replies:
    words = typed_before(ctx)
    return _tell(ctx, words) if words else ask_person(ctx, AskPerson())


def typed_before(ctx: Context) -> str:
    """Give the words of which it was asked whether they are an order or a message; none: that is not open any more."""
    return str(ctx.data.get(_TYPED, ""))


def _order_or_message(ctx: Context, words: str, wanted: Sequence[Wanted]) -> Outgoing:
    _ = ctx.reader.gettext
    goods = (
        _("%(product)s: %(amount)s")
        % {"product": product_words(ctx.reader, each.item), "amount": amount_text(ctx.reader, each.item, each.quantity)}
        for each in wanted
    )
    return Outgoing(
        text=paragraphs(
            # Translators: stands above goods with their amounts, one below the other.
            lines(_("This reads like an order:"), *goods),
            _("Shall it be ordered, or passed on as your message? Nothing was sent yet."),
        ),
        rows=(
            # Translators: two buttons, at most 20 characters: what was typed is an order, or words for a person.
            (OrderTyped().choice(_("Order it"), "primary"), SendTyped().choice(_("Send as a message"))),
            (OpenShop().choice(_("Back")),),
        ),
        card=CARD,
        ask=Ask(QUESTION, {_TYPED: words}),
    )


def _tell(ctx: Context, words: str) -> Replies:
    coordinator = coordinator_of(ctx)
    if coordinator is None:
        return ask_person(ctx, AskPerson())
    facts = {"name": ctx.asker.name, "channel": ctx.asker.address.channel, "words": readable(words, WORDS_MAX)}
    owe(
        ctx.session,
        [NewNotice(coordinator, PERSON_WANTED, facts, about="person", about_id=ctx.asker.person_id)],
        now=ctx.now,
    )
    thanks = ctx.reader.gettext("Thank you, I have passed it on. Your basket is as it was.")
    return [present_state(ctx, thanks)]


def readable(words: str, length: int) -> str:
    """Cut somebody's words short and take out what cannot be shown or stored: NUL, lone surrogates, overrides."""
    kept = "".join(character if character.isprintable() else " " for character in words)
    kept = " ".join(kept.split())
    return kept if len(kept) <= length else kept[: length - 1] + "…"


def coordinator_of(ctx: Context) -> int | None:
    """Give the one who is told of what a person has to look at; None: there is nobody."""
    return next(iter(admins_first(ctx.session, ctx.catalogue.rules.coordinator_id)), None)
