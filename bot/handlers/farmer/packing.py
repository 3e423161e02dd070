"""/today: what a farm packs for the next day of collection, parcel by parcel, and Packed."""

from bot.catalog.quantities import amount_text
from bot.catalog.words import fit_label
from bot.handlers.choices import CHOICES_MAX, in_rows
from bot.handlers.context import Context
from bot.handlers.details_text import from_buyer, whose_order
from bot.handlers.farmer.buttons import PackedToday, ShowToday, UnpackToday
from bot.handlers.lines import line_start, lines, paragraphs
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Outgoing
from bot.orders.desk import PackingParcel, today
from bot.orders.handover import move_parcel
from bot.orders.states import ParcelEvent

CARD = "packing"

routes = Routes()


@routes.command("today", Who.FARMER, aside=True)
def today_command(ctx: Context, words: str) -> Replies:
    return [packing_card(ctx)]


@routes.press(ShowToday, Who.FARMER)
def show_today(ctx: Context, button: ShowToday) -> Replies:
    return [packing_card(ctx)]


@routes.press(PackedToday, Who.FARMER)
def packed(ctx: Context, button: PackedToday) -> Replies:
    _move(ctx, button.parcel_id, ParcelEvent.PACK)
    return [packing_card(ctx, packed_id=button.parcel_id)]


@routes.press(UnpackToday, Who.FARMER)
def unpacked(ctx: Context, button: UnpackToday) -> Replies:
    _move(ctx, button.parcel_id, ParcelEvent.UNPACK)
    return [packing_card(ctx)]


def _move(ctx: Context, parcel_id: int, event: ParcelEvent) -> None:
    move_parcel(
        ctx.session,
        parcel_id,
        event,
        actor_id=ctx.asker.person_id,
        farm_ids=ctx.asker.farm_ids,
        is_admin=ctx.asker.is_admin,
        now=ctx.now,
    )


def packing_card(ctx: Context, packed_id: int | None = None) -> Outgoing:
    """Draw the packing list: sums per product first, then who gets what, and a button per parcel.

    packed_id: what was packed just now, which can be undone.
    """
    _ = ctx.reader.gettext
    undo = () if packed_id is None else ((UnpackToday(packed_id).choice(_("Undo")),),)
    packing = today(ctx.session, ctx.asker.farm_ids, ctx.catalogue, ctx.now)
    day = ctx.reader.day(packing.collect_on)
    if not packing.parcels:
        return Outgoing(
            title=_("Nothing to pack for %(day)s") % {"day": day},
            text=_("Orders that you accept appear here."),
            rows=undo,
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
        rows=(
            *in_rows(
                PackedToday(parcel.parcel_id).choice(_label(ctx, parcel, [each.code for each in shown]))
                for parcel in shown
            ),
            *undo,
        ),
        card=CARD,
    )


def _label(ctx: Context, parcel: PackingParcel, codes: list[str]) -> str:
    """Name a parcel by its code; shares of one order, of several farms, also by what is in them."""
    name = ctx.reader.gettext("📦 Packed: %(code)s") % {"code": parcel.code}
    item = ctx.catalogue.items.get(parcel.lines[0].product_id) if codes.count(parcel.code) > 1 else None
    return fit_label(f"{name} {item.emoji if item else ''}".strip())


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
            "product": line_start(ctx.reader, ctx.catalogue, example[product_id]),
            "amount": amount_text(ctx.reader, example[product_id], sum(quantities)),
        }
        for product_id, quantities in lines_of.items()
    ]


def _parcel(ctx: Context, parcel: PackingParcel) -> str:
    details = parcel.details
    _ = ctx.reader.gettext
    return lines(
        f"📦 {whose_order(ctx.reader, parcel.code, details.collector or parcel.buyer_name)}",
        *(
            _("%(product)s: %(amount)s")
            % {
                "product": line_start(ctx.reader, ctx.catalogue, line),
                "amount": amount_text(ctx.reader, line, line.quantity),
            }
            for line in parcel.lines
        ),
        from_buyer(ctx.reader, details.note, details.phone_for_farmers),
    )
