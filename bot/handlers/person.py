"""A person is one tap away: what a buyer wants to tell a human being goes to the coordinator."""

from bot.catalog.farms import admins_first
from bot.handlers.buyer.buttons import AskPerson, OpenShop
from bot.handlers.buyer.shop import CARD
from bot.handlers.context import Context
from bot.handlers.global_words import global_word
from bot.handlers.notices import PERSON_WANTED
from bot.handlers.present import present_state
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Ask, Outgoing
from bot.notices.service import NewNotice, owe

QUESTION = "person"
WORDS_MAX = 500  # characters that are passed on

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
    """Hand the words to the coordinator, unless they mean to go elsewhere."""
    _ = ctx.reader.gettext
    coordinator = coordinator_of(ctx)
    told = readable(words, WORDS_MAX)
    if coordinator is None or not told or global_word(ctx.reader, words):
        return None
    facts = {"name": ctx.asker.name, "channel": ctx.asker.address.channel, "words": told}
    owe(
        ctx.session,
        [NewNotice(coordinator, PERSON_WANTED, facts, about="person", about_id=ctx.asker.person_id)],
        now=ctx.now,
    )
    return [present_state(ctx, _("Thank you, I have passed it on. Your basket is as it was."))]


def readable(words: str, length: int) -> str:
    """Cut somebody's words short and take out what cannot be shown or stored: NUL, lone surrogates, overrides."""
    kept = "".join(character if character.isprintable() else " " for character in words)
    kept = " ".join(kept.split())
    return kept if len(kept) <= length else kept[: length - 1] + "…"


def coordinator_of(ctx: Context) -> int | None:
    """Give the one who is told of what a person has to look at; None: there is nobody."""
    return next(iter(admins_first(ctx.session, ctx.catalogue.rules.coordinator_id)), None)
