"""/today: what a farm packs for the next day of collection, parcel by parcel, and Packed."""

from bot.catalog.quantities import amount_text
from bot.handlers.choices import CHOICES_MAX, in_rows
from bot.handlers.context import Context
from bot.handlers.farmer_buttons import PackedToday, ShowToday
from bot.handlers.lines import line_words, lines, paragraphs
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Outgoing
from bot.orders.desk import PackingParcel, today
from bot.orders.handover import move_parcel
from bot.orders.states import ParcelEvent

CARD = "packing"

routes = Routes()


@routes.command("today", Who.FARMER)
def today_command(ctx: Context, words: str) -> Replies:
    return [packing_card(ctx)]


@routes.press(ShowToday, Who.FARMER)
def show_today(ctx: Context, button: ShowToday) -> Replies:
    return [packing_card(ctx)]


@routes.press(PackedToday, Who.FARMER)
def packed(ctx: Context, button: PackedToday) -> Replies:
    move_parcel(
        ctx.session,
        button.parcel_id,
        ParcelEvent.PACK,
        actor_id=ctx.asker.person_id,
        farm_ids=ctx.asker.farm_ids,
        is_admin=ctx.asker.is_admin,
        now=ctx.now,
    )
    return [packing_card(ctx)]


def packing_card(ctx: Context) -> Outgoing:
    """Draw the packing list: sums per product first, then who gets what, and a button per parcel."""
    _ = ctx.reader.gettext
    packing = today(ctx.session, ctx.asker.farm_ids, ctx.catalogue, ctx.now)
    day = ctx.reader.day(packing.collect_on)
    if not packing.parcels:
        return Outgoing(
            title=_("Nothing to pack for %(day)s") % {"day": day},
            text=_("Orders that you accept appear here."),
            card=CARD,
        )
    shown = packing.parcels[:CHOICES_MAX]
    more = len(packing.parcels) - len(shown)
    return Outgoing(
        title=_("To pack for %(day)s") % {"day": day},
        text=paragraphs(
            lines(*_sums(ctx, packing.parcels)),
            *(_parcel(ctx, parcel) for parcel in shown),
            ctx.reader.ngettext("… and %(num)d more order.", "… and %(num)d more orders.", more) % {"num": more}
            if more
            else "",
        ),
        rows=in_rows(
            PackedToday(parcel.parcel_id).choice(_("📦 Packed: %(code)s") % {"code": parcel.code}) for parcel in shown
        ),
        card=CARD,
    )


def _sums(ctx: Context, parcels: tuple[PackingParcel, ...]) -> list[str]:
    lines_of: dict[int, list[int]] = {}
    example = {}
    for parcel in parcels:
        for line in parcel.lines:
            lines_of.setdefault(line.product_id, []).append(line.quantity)
            example[line.product_id] = line
    return [
        ctx.reader.gettext("%(product)s: %(amount)s")
        % {
            "product": line_words(ctx.reader, ctx.catalogue, example[product_id]),
            "amount": amount_text(ctx.reader, example[product_id], sum(quantities)),
        }
        for product_id, quantities in lines_of.items()
    ]


def _parcel(ctx: Context, parcel: PackingParcel) -> str:
    facts = {"code": parcel.code, "buyer": parcel.buyer_name}
    _ = ctx.reader.gettext
    return lines(
        "📦 " + (_("Order %(code)s for %(buyer)s") if parcel.buyer_name else _("Order %(code)s")) % facts,
        *(
            _("%(product)s: %(amount)s")
            % {
                "product": line_words(ctx.reader, ctx.catalogue, line),
                "amount": amount_text(ctx.reader, line, line.quantity),
            }
            for line in parcel.lines
        ),
    )
