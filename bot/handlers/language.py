"""/language: which language this person reads."""

from dataclasses import replace

from bot.handlers.buyer.buttons import OpenLanguages, OpenShop, SetLanguage
from bot.handlers.buyer.shop import CARD
from bot.handlers.choices import in_rows
from bot.handlers.context import Context
from bot.handlers.present import present_state
from bot.handlers.routes import Replies, Routes, Who
from bot.i18n import Language, Reader
from bot.messages import Outgoing
from bot.people.service import set_language
from bot.refusals import NotAvailable

routes = Routes()


@routes.command("language", Who.ANYONE, aside=True)
def language_command(ctx: Context, words: str) -> Replies:
    if not words:
        return [language_choices(ctx)]
    language = named_language(ctx, words)
    if language is None:
        return [language_choices(ctx, ctx.reader.gettext("I do not speak that one yet. These I do:"))]
    return _switch(ctx, language)


@routes.press(OpenLanguages, Who.ANYONE)
def open_languages(ctx: Context, button: OpenLanguages) -> Replies:
    return [language_choices(ctx)]


@routes.press(SetLanguage, Who.ANYONE)
def pick_language(ctx: Context, button: SetLanguage) -> Replies:
    if button.code not in ctx.languages:
        raise NotAvailable
    return _switch(ctx, ctx.languages.get(button.code))


def language_choices(ctx: Context, note: str = "") -> Outgoing:
    """List the languages, each in its own words."""
    return Outgoing(
        title="🌐",
        text=note or ctx.reader.gettext("Which language shall we speak?"),
        rows=(
            *in_rows(SetLanguage(language.code).choice(language.name) for language in ctx.languages.all),
            (OpenShop().choice(ctx.reader.gettext("Back")),),
        ),
        card=CARD,
    )


def _switch(ctx: Context, language: Language) -> Replies:
    set_language(ctx.session, ctx.asker.person_id, language.code)
    reader = Reader(language, ctx.reader.zone, ctx.reader.currency)
    ctx = replace(ctx, reader=reader, asker=replace(ctx.asker, language=language.code))
    return [present_state(ctx, ctx.reader.gettext("From now on we speak %(language)s.") % {"language": language.name})]


def named_language(ctx: Context, words: str) -> Language | None:
    """Find the language that somebody named by its code, its tag or its own name."""
    wanted = words.strip().casefold().replace("-", "_")
    for language in ctx.languages.all:
        names = {language.code, language.name, *language.platform_tags}
        if wanted in {name.casefold() for name in names}:
            return language
    return None
