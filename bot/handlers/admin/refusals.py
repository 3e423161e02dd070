"""What the desk says no to: why, how things stand, and what to type instead."""

from bot.catalog.desk import Sign, stock_of
from bot.catalog.desk_refusals import (
    AlreadyUndone,
    BadClip,
    BadCommand,
    BadSetting,
    CannotBeName,
    ChangedSince,
    ClipProblem,
    MoreThanThere,
    NoStockRow,
    PhotoOfWhat,
    PriceMoved,
    Problem,
    PromisedInTheWay,
    StockMoved,
    UndoTooLate,
    WhyNoName,
)
from bot.catalog.price_words import BadPrice, PriceProblem
from bot.catalog.quantities import short_amount
from bot.handlers.admin import clips, photos, phrases, posts, prices, seasons, shelf
from bot.handlers.admin.previews import QUOTED_MAX, example_name, out_of_date
from bot.handlers.admin.setup_questions import answer_wanted, question
from bot.handlers.admin.stock_cards import commands, stock_preview, typed_amount
from bot.handlers.admin.stock_words import state_text
from bot.handlers.context import Context
from bot.handlers.explain import explain
from bot.handlers.lines import lines, paragraphs, product_words
from bot.handlers.person import readable
from bot.handlers.routes import Replies
from bot.messages import Outgoing

GOODS_MAX = 5  # named in a sentence


@explain.register
def _(refusal: BadCommand, ctx: Context) -> Replies:
    return [Outgoing(text=paragraphs(_problem(ctx, refusal), _commands(ctx, refusal.command)))]


@explain.register
def _(refusal: PhotoOfWhat, ctx: Context) -> Replies:
    which = ctx.reader.gettext("Which product is it? Send the photo once more with the product's name below it.")
    return [Outgoing(text=paragraphs(which, photos.commands(ctx)), card="unread")]


@explain.register
def _(refusal: BadClip, ctx: Context) -> Replies:
    return [Outgoing(text=lines(_clip_problem(ctx, refusal), clips.limits(ctx.reader)), card="unread")]


@explain.register
def _(refusal: BadPrice, ctx: Context) -> Replies:
    problem = _price_problem(ctx, refusal)
    if ctx.data.get("step") == "price":  # of the setup
        return [question(ctx, "price", {key: value for key, value in ctx.data.items() if key != "step"}, problem)]
    item = ctx.catalogue.items.get(ctx.data.get("product", 0))
    return [Outgoing(text=paragraphs(problem, prices.commands(ctx, item)))]


@explain.register
def _(refusal: BadSetting, ctx: Context) -> Replies:
    wanted = answer_wanted(ctx, refusal.key)
    step = ctx.data.get("step")
    if step != refusal.key:
        return [Outgoing(text=wanted)]
    return [question(ctx, step, {key: value for key, value in ctx.data.items() if key != "step"}, wanted)]


@explain.register
def _(refusal: CannotBeName, ctx: Context) -> Replies:
    return [phrases.cannot(ctx, _why_no_name(ctx, refusal))]


@explain.register
def _(refusal: NoStockRow, ctx: Context) -> Replies:
    item = ctx.catalogue.items.get(refusal.product_id)
    sorry = ctx.reader.gettext("%(product)s is not on sale, so it has no stock and no price yet.")
    return [Outgoing(text=sorry % {"product": product_words(ctx.reader, item) if item else ""})]


@explain.register
def _(refusal: MoreThanThere, ctx: Context) -> Replies:
    _ = ctx.reader.gettext
    item = ctx.catalogue.items[refusal.product_id]
    facts = {
        "wanted": short_amount(ctx.reader, item, refusal.wanted),
        "there": short_amount(ctx.reader, item, refusal.there),
    }
    what_to_type = _("If nothing is there any more, type: %(command)s") % {
        "command": f"/stock {example_name(ctx, item)} =0"
    }
    return [
        Outgoing(
            title=product_words(ctx.reader, item),
            text=paragraphs(_("%(wanted)s cannot go out: only %(there)s is there.") % facts, what_to_type),
        )
    ]


@explain.register
def _(refusal: StockMoved, ctx: Context) -> Replies:
    item = ctx.catalogue.items[refusal.product_id]
    try:
        return [stock_preview(ctx, item, Sign(refusal.sign), refusal.quantity, out_of_date(ctx))]
    except (MoreThanThere, BadCommand) as meanwhile:  # with what is there now it could not be previewed any more
        return explain(meanwhile, ctx)


@explain.register
def _(refusal: PriceMoved, ctx: Context) -> Replies:
    note = ctx.reader.gettext("The price has changed since that preview, so nothing was changed. Please look again:")
    return [prices.preview(ctx, ctx.catalogue.items[refusal.product_id], refusal.price_minor, note)]


@explain.register
def _(refusal: UndoTooLate, ctx: Context) -> Replies:
    _ = ctx.reader.gettext
    sorry = ctx.reader.ngettext(
        "It is too late to undo this: that works for %(num)d minute.",
        "It is too late to undo this: that works for %(num)d minutes.",
        refusal.minutes,
    ) % {"num": refusal.minutes}
    return [Outgoing(text=lines(sorry, _("What was changed stays so. You can change it again by a command: /help")))]


@explain.register
def _(refusal: AlreadyUndone, ctx: Context) -> Replies:
    return [Outgoing(text=ctx.reader.gettext("↩️ This was undone before. It was not undone again."))]


@explain.register
def _(refusal: ChangedSince, ctx: Context) -> Replies:
    sorry = ctx.reader.gettext(
        "This cannot be undone: it was changed again since. Nothing was changed now; use a command instead: /help"
    )
    return [Outgoing(text=sorry)]


@explain.register
def _(refusal: PromisedInTheWay, ctx: Context) -> Replies:
    _ = ctx.reader.gettext
    item = ctx.catalogue.items[refusal.product_id]
    facts = {
        "promised": short_amount(ctx.reader, item, refusal.promised),
        "left": short_amount(ctx.reader, item, refusal.left),
    }
    command = f"/stock {example_name(ctx, item)} ={typed_amount(ctx, item, refusal.left)}"
    return [
        Outgoing(
            title=product_words(ctx.reader, item),
            text=paragraphs(
                lines(
                    _("This cannot be undone: %(promised)s is promised to buyers, and only %(left)s would be there.")
                    % facts,
                    state_text(ctx.reader, item, stock_of(ctx.session, item)),
                ),
                _("If it really is not there, type: %(command)s") % {"command": command},
            ),
        )
    ]


def _clip_problem(ctx: Context, refusal: BadClip) -> str:
    _ = ctx.reader.gettext
    match refusal.problem:
        case ClipProblem.KIND:
            return _("Not every phone can play that kind of file.")
        case ClipProblem.TOO_LONG:
            long = ctx.reader.ngettext(
                "That is too long: it lasts %(num)d second.",
                "That is too long: it lasts %(num)d seconds.",
                refusal.seconds,
            )
            return long % {"num": refusal.seconds}
        case ClipProblem.TOO_BIG:
            return _("That file is too big.")


def _problem(ctx: Context, refusal: BadCommand) -> str:
    _ = ctx.reader.gettext
    match refusal.problem:
        case Problem.NO_PRODUCT:
            return _("Which product? Its name comes first.")
        case Problem.NO_AMOUNT:
            return _("How much? The amount comes after the sign.")
        case Problem.TWO_SIGNS:
            return _("That is more than one sign. Use + for what came in, - for what went out, = for all there is.")
        case Problem.SEVERAL_LINES:
            return _("One product in one message, please. Nothing of this was changed.")
        case Problem.TOO_LONG:
            return _("That is too long to be one command. Nothing was changed.")
        case Problem.NO_MONTHS:
            return _("From which month to which? Type them as numbers from 1 to 12.")
        case Problem.TOO_MUCH:
            return _("That is more than any shop could hold. Please look at the number again.")


def _commands(ctx: Context, command: str) -> str:
    match command:
        case "price":
            return prices.commands(ctx)
        case "hide" | "show":
            return shelf.commands(ctx, command)
        case clips.COMMAND:
            return clips.commands(ctx)
        case photos.COMMAND:
            return photos.commands(ctx)
        case seasons.COMMAND:
            return seasons.commands(ctx)
        case "post":
            return posts.commands(ctx)
        case _:
            return commands(ctx)


def _why_no_name(ctx: Context, refusal: CannotBeName) -> str:
    _ = ctx.reader.gettext
    items = [ctx.catalogue.items[id_] for id_ in refusal.product_ids if id_ in ctx.catalogue.items]
    goods = lines(*(product_words(ctx.reader, item) for item in items[:GOODS_MAX]))
    facts = {"words": readable(refusal.words, QUOTED_MAX)}
    match refusal.why:
        case WhyNoName.NAME:
            # Translators: this and the next one stand above names of goods.
            return lines(_("“%(words)s” means something already:") % facts, goods)
        case WhyNoName.SHARED:
            return lines(_("“%(words)s” stands in the names of other goods too:") % facts, goods)
        case WhyNoName.SHELF:
            return _("“%(words)s” is the name of a whole shelf.") % facts
        case WhyNoName.ORDER_WORD:
            return _("“%(words)s” is a word that orders are written with, like a number or a unit.") % facts
        case WhyNoName.GLOBAL_WORD:
            return _("“%(words)s” means the same at any time, like “menu” or “stop”.") % facts


def _price_problem(ctx: Context, refusal: BadPrice) -> str:
    _ = ctx.reader.gettext
    match refusal.problem:
        case PriceProblem.NOT_A_NUMBER:
            return _("I cannot read that as a price.")
        case PriceProblem.NOT_POSITIVE:
            return _("A price has to be more than nothing.")
        case PriceProblem.TOO_MUCH:
            return _("That is too much for a price. Please look at the number again.")
        case PriceProblem.TOO_PRECISE if refusal.decimals:
            return ctx.reader.ngettext(
                "A price has at most %(num)d digit after the mark, and no mark between thousands.",
                "A price has at most %(num)d digits after the mark, and no mark between thousands.",
                refusal.decimals,
            ) % {"num": refusal.decimals}
        case PriceProblem.TOO_PRECISE:
            return _("A price is a whole number here, without any mark in it.")
