"""/words: what buyers typed and nobody understood; an admin says with one tap which goods it means."""

from collections.abc import Sequence
from dataclasses import replace

from bot.catalog.desk import NameDone, make_alias, nearest_goods, put_aside
from bot.catalog.desk_refusals import CannotBeName, WhyNoName
from bot.catalog.desk_words import one_line
from bot.catalog.matching import find_items
from bot.catalog.missed import Missed, open_phrase, open_phrases
from bot.catalog.snapshot import Item
from bot.catalog.words import fit_label, item_label
from bot.handlers.admin.buttons import MakeAlias, NameGoods, OpenPhrase, PutPhraseAside, ShowPhrases
from bot.handlers.admin.previews import CARD, done_card, item_of, not_found
from bot.handlers.choices import CHOICES_MAX, in_rows
from bot.handlers.context import Context
from bot.handlers.global_words import global_word
from bot.handlers.lines import lines, paragraphs, product_words
from bot.handlers.routes import Replies, Routes, Who
from bot.i18n import Reader
from bot.messages import LABEL_MAX, Ask, Choice, Outgoing

QUESTION = "word"
PAGE = 6
PAGES_MAX = 1_000

routes = Routes()


@routes.command("words", Who.ADMIN)
def words_command(ctx: Context, words: str) -> Replies:
    return [_list(ctx, 1)]


@routes.press(ShowPhrases, Who.ADMIN)
def press_list(ctx: Context, button: ShowPhrases) -> Replies:
    return [_list(ctx, button.page)]


@routes.press(OpenPhrase, Who.ADMIN)
def press_open(ctx: Context, button: OpenPhrase) -> Replies:
    missed = open_phrase(ctx.session, button.phrase_id)
    return [_decided(ctx) if missed is None else _card(ctx, missed)]


@routes.press(MakeAlias, Who.ADMIN)
def press_alias(ctx: Context, button: MakeAlias) -> Replies:
    return [_means(ctx, button.phrase_id, item_of(ctx, button.product_id))]


@routes.press(PutPhraseAside, Who.ADMIN)
def press_aside(ctx: Context, button: PutPhraseAside) -> Replies:
    done = put_aside(ctx.session, button.phrase_id, actor_id=ctx.asker.person_id, now=ctx.now)
    if done is None:
        return [_decided(ctx)]
    title = ctx.reader.gettext("“%(words)s” is put aside.") % {"words": done.missed.words}
    return [_done(ctx, done, title, ctx.reader.gettext("It is not shown here again."))]


@routes.press(NameGoods, Who.ADMIN)
def press_other(ctx: Context, button: NameGoods) -> Replies:
    missed = open_phrase(ctx.session, button.phrase_id)
    return [_decided(ctx) if missed is None else _ask(ctx, missed, _question(ctx, missed))]


@routes.answer(QUESTION, Who.ADMIN)
def goods_typed(ctx: Context, words: str) -> Replies | None:
    """Read the name of the goods that a phrase means: one is it, of several one is tapped."""
    missed = open_phrase(ctx.session, ctx.data.get("phrase", 0))
    if missed is None or global_word(ctx.reader, words):
        return None
    line = one_line("words", words)
    found = find_items(line, ctx.catalogue, hidden=True)
    if found.exact:
        return [_means(ctx, missed.phrase_id, found.exact)]
    if found.several:
        more = ctx.reader.gettext("There are more that fit: type more of the name.")
        shown = found.several[: CHOICES_MAX - 1]
        note = lines(_question(ctx, missed), more if len(found.several) > len(shown) else "")
        return [_ask(ctx, missed, note, shown)]
    nearest = [_goods_choice(ctx, missed, item) for item in found.nearest]
    asked = not_found(ctx, line, nearest, _question(ctx, missed))
    return [replace(asked, rows=(*asked.rows, _ways_back(ctx, missed)), ask=_ask_for(missed))]


def cannot(ctx: Context, why: str) -> Outgoing:
    """Say why a phrase cannot be a name, and lead back to the list."""
    unchanged = ctx.reader.gettext("So it cannot be another name. Nothing was changed.")
    return Outgoing(text=paragraphs(why, unchanged), rows=((_list_choice(ctx),),), card=CARD)


def _list(ctx: Context, page: int, note: str = "") -> Outgoing:
    """Draw a page of what nobody has decided, the most frequent first; a page that is not there is the first."""
    _ = ctx.reader.gettext
    page = min(max(1, page), PAGES_MAX)
    found, left = open_phrases(ctx.session, most=PAGE, skipped=(page - 1) * PAGE)
    if not found and page > 1:
        return _list(ctx, 1, note)
    if not found:
        return Outgoing(text=paragraphs(note, _("There is no word that I do not understand.")), card=CARD)
    turns = []
    if page > 1:
        turns.append(ShowPhrases(page - 1).choice(_("Back")))
    if left > len(found):
        turns.append(ShowPhrases(page + 1).choice(_("Next page")))
    how = _("What buyers typed and I did not understand, and how often. Tap it to say which goods it means.")
    choices = [OpenPhrase(each.phrase_id).choice(_label(ctx.reader, each)) for each in found]
    rows = (*in_rows(choices), tuple(turns)) if turns else in_rows(choices)
    return Outgoing(text=paragraphs(note, how), rows=rows, card=CARD)


def _card(ctx: Context, missed: Missed) -> Outgoing:
    """Ask what one of them means."""
    _ = ctx.reader.gettext
    how_often = ctx.reader.ngettext(
        "Typed %(num)d time, last on %(day)s, in this language: %(language)s.",
        "Typed %(num)d times, last on %(day)s, in this language: %(language)s.",
        missed.times,
    ) % {
        "num": missed.times,
        "day": ctx.reader.day(ctx.reader.local_date(missed.last_at)),
        "language": ctx.languages.get(missed.language).name,
    }
    goods = [_goods_choice(ctx, missed, item) for item in nearest_goods(missed.words, ctx.catalogue)]
    return Outgoing(
        title=missed.words,
        text=lines(how_often, _("Which goods does it mean?")),
        rows=(
            *in_rows(goods),
            *in_rows(
                [
                    # Translators: a button, at most 20 characters: the word means goods that are not among these.
                    NameGoods(missed.phrase_id).choice(_("Another product")),
                    # Translators: a button, at most 20 characters: the word does not mean any goods.
                    PutPhraseAside(missed.phrase_id).choice(_("Not goods")),
                ]
            ),
            (ShowPhrases(1).choice(_("Back")),),
        ),
        card=CARD,
    )


def _ask(ctx: Context, missed: Missed, question: str, goods: Sequence[Item] = ()) -> Outgoing:
    choices = in_rows(_goods_choice(ctx, missed, item) for item in goods)
    return Outgoing(text=question, rows=(*choices, _ways_back(ctx, missed)), card=CARD, ask=_ask_for(missed))


def _question(ctx: Context, missed: Missed) -> str:
    asked = ctx.reader.gettext("Which goods does “%(words)s” mean? Type their name.")
    return asked % {"words": missed.words}


def _ask_for(missed: Missed) -> Ask:
    return Ask(QUESTION, {"phrase": missed.phrase_id})


def _means(ctx: Context, phrase_id: int, item: Item) -> Outgoing:
    """Make a phrase a name of some goods, unless somebody has decided it."""
    done = make_alias(ctx.session, phrase_id, item, ctx.catalogue, actor_id=ctx.asker.person_id, now=ctx.now)
    if done is None:
        return _decided(ctx)
    readers = (replace(ctx.reader, language=language) for language in ctx.languages.all)
    if any(global_word(reader, done.missed.words) for reader in readers):
        raise CannotBeName(done.missed.words, WhyNoName.GLOBAL_WORD)
    facts = {"words": done.missed.words, "product": product_words(ctx.reader, item)}
    title = ctx.reader.gettext("“%(words)s” now means %(product)s") % facts
    return _done(ctx, done, title, ctx.reader.gettext("The next buyer who types it is understood."))


def _done(ctx: Context, done: NameDone, title: str, text: str) -> Outgoing:
    card = done_card(ctx, title, text, done.audit_id)
    return replace(card, rows=(*card.rows, (_list_choice(ctx),)))


def _decided(ctx: Context) -> Outgoing:
    """A second tap, or one that comes after somebody else's: show how things stand."""
    return _list(ctx, 1, ctx.reader.gettext("That word is decided already, or gone. Nothing was changed."))


def _goods_choice(ctx: Context, missed: Missed, item: Item) -> Choice:
    return MakeAlias(missed.phrase_id, item.product_id).choice(item_label(item, ctx.reader))


def _ways_back(ctx: Context, missed: Missed) -> tuple[Choice, ...]:
    return (OpenPhrase(missed.phrase_id).choice(ctx.reader.gettext("Back")),)


def _list_choice(ctx: Context) -> Choice:
    # Translators: a button, at most 20 characters: the list of words that I do not understand.
    return ShowPhrases(1).choice(ctx.reader.gettext("All new words"))


def _label(reader: Reader, missed: Missed) -> str:
    """Write "“grey caps” · 4×", with as much of the phrase as fits."""
    # Translators: a button: what buyers typed, and how often.
    pattern = reader.gettext("“%(words)s” · %(times)s×")
    times = f"{missed.times}"
    room = LABEL_MAX - len(pattern % {"words": "", "times": times})
    words = missed.words if len(missed.words) <= room else f"{missed.words[: room - 1].rstrip()}…"
    return fit_label(pattern % {"words": words, "times": times})
