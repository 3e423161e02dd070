"""/help: what this person can do, with examples from today's shelf."""

from bot.catalog.quantities import own_unit_name
from bot.catalog.words import item_name
from bot.handlers.admin.stock_words import command_unit, level_typed
from bot.handlers.buyer.buttons import OpenLanguages
from bot.handlers.buyer.shop import CARD
from bot.handlers.choices import basket_choice, my_orders_choice, person_choice, shop_choice
from bot.handlers.context import Context
from bot.handlers.lines import lines, paragraphs
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Outgoing

routes = Routes()


@routes.command("help", Who.ANYONE, aside=True)
def help_command(ctx: Context, words: str) -> Replies:
    _ = ctx.reader.gettext
    return [
        Outgoing(
            title=_("How can I help?"),
            text=paragraphs(
                _buyer(ctx),
                _farmer(ctx) if ctx.asker.is_farmer else "",
                _admin(ctx) if ctx.asker.is_admin else "",
            ),
            rows=(
                (shop_choice(ctx.reader), basket_choice(ctx.reader)),
                (my_orders_choice(ctx.reader), person_choice(ctx.reader)),
                (OpenLanguages().choice("🌐 " + _("Language")),),
            ),
            card=CARD,
        )
    ]


def _buyer(ctx: Context) -> str:
    _ = ctx.reader.gettext
    example = next(iter(ctx.catalogue.shelf), None)
    return lines(
        _("Tap a product, choose how much, then Review and Confirm. You pay in cash when you collect."),
        _("You can also type a name, for example “%(product)s”.") % {"product": item_name(example, ctx.reader)}
        if example
        else "",
        _("/shop shows what there is, /basket what you have chosen, /myorders what you have ordered."),
        _("/waits shows what you wait for until it is back, /favourites what you like."),
        _("/share makes a link and a QR code for a friend."),
        _("/language changes the language, /person brings you to a person."),
    )


def _farmer(ctx: Context) -> str:
    _ = ctx.reader.gettext
    theirs = next((item for item in ctx.catalogue.shelf if item.farm_id in ctx.asker.farm_ids), None)
    return lines(
        _("🧑‍🌾 For your farm:"),
        _("Each order comes to you here. Tap Yes, Less or No."),
        _("/today shows what to pack for the next collection."),
        _("Type what there is of your goods, for example “%(example)s”; when there is none, say so.")
        % {"example": level_typed(ctx.reader, theirs)}
        if theirs
        else "",
    )


def _admin(ctx: Context) -> str:
    _ = ctx.reader.gettext
    example = next(iter(ctx.catalogue.shelf), None)
    if example is None:
        return lines(_("🗝 For the shop:"), _("/setup opens the shop step by step."))
    facts = {
        "product": item_name(example, ctx.reader).lower(),
        "unit": own_unit_name(ctx.reader, example),
        "farm": ctx.reader.word(ctx.catalogue.farms[example.farm_id].names),
    }
    return lines(
        _("🗝 For the shop:"),
        _("/stock shows what is there."),
        # Translators: %(unit)s is " jin" with its space, or nothing where the product's own unit has no short name.
        _("/stock %(product)s +30%(unit)s adds what came in, -5 takes off, =100 counts anew.")
        % (facts | {"unit": command_unit(ctx.reader, example)}),
        _("/price %(product)s 12.50 changes the price per %(unit)s.") % facts,
        _("/hide %(product)s takes it off the shelf, /show %(product)s puts it back.") % facts,
        _("/courier shows and changes what the courier costs."),
        _("/points shows and changes when the pickup points are open."),
        _("/season %(product)s 10-12 says in which months it is in season.") % facts,
        _("/photo %(product)s shows its pictures and takes new ones; or send a photo with the name below it.") % facts,
        _("/clip %(product)s plays its clip and takes a new one; or send a short video with the name below it.")
        % facts,
        _("/orders shows the orders of the day, until they are collected and paid."),
        _("/post %(product)s shows it in your channel or group.") % facts,
        _("/words shows what buyers typed and I did not understand."),
        _("/invite farmer %(farm)s makes a link for a farmer.") % facts,
    )
