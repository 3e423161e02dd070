"""How to get it: where it will be collected, or that the courier brings it."""

from collections.abc import Sequence

from bot.catalog.distances import nearest_first
from bot.catalog.snapshot import PointFacts
from bot.catalog.words import fit_label
from bot.handlers.buyer.basket import basket_card
from bot.handlers.buyer.buttons import ChoosePoint, OpenBasket, OpenPoints
from bot.handlers.buyer.collecting import fee_table
from bot.handlers.buyer.courier import asks_address, courier_choice, courier_drives, door_question, here_choice
from bot.handlers.buyer.shop import CARD
from bot.handlers.choices import CHOICES_MAX, in_rows, page_of
from bot.handlers.context import Context
from bot.handlers.lines import lines, paragraphs
from bot.handlers.present import present_state
from bot.handlers.routes import Replies, Routes, Who
from bot.i18n import Reader
from bot.messages import Choice, Location, Outgoing
from bot.orders.basket import choose_point

routes = Routes()


@routes.press(OpenPoints, Who.ANYONE)
def open_points(ctx: Context, button: OpenPoints) -> Replies:
    points, more = page_of(ctx.catalogue.points, button.page, _points_a_page(ctx))
    further = [OpenPoints(button.page + 1).choice(ctx.reader.gettext("Next page"))] if more else []
    return [_screen(ctx, points, [point_text(ctx, point) for point in points], further)]


@routes.press(ChoosePoint, Who.ANYONE)
def pick_point(ctx: Context, button: ChoosePoint) -> Replies:
    basket = choose_point(ctx.session, ctx.asker.person_id, button.point_id, ctx.catalogue, now=ctx.now)
    return [basket_card(ctx, basket)]


@routes.event(Location, Who.ANYONE)
def located(ctx: Context, location: Location) -> Replies:
    """Show the points that are nearest.  Which one it shall be is theirs to say: home may be elsewhere.

    Where the courier's address is what was asked for, it is the answer.
    """
    _ = ctx.reader.gettext
    drives = courier_drives(ctx.catalogue)
    if drives and asks_address(ctx):
        return [door_question(ctx, location)]
    here = here_choice(ctx.reader, location) if drives else None
    found = nearest_first(ctx.catalogue.points, location.latitude, location.longitude)
    note = _("The nearest one comes first.")
    if not found:
        note = _("Thank you! I do not know on the map where our pickup points are, so I cannot say which is nearest.")
        if here is None:
            return [present_state(ctx, note)]
    nearest = found[: _points_a_page(ctx)]
    texts = [
        # Translators: below a pickup point, how far it is from the reader in a straight line.
        lines(point_text(ctx, point), _("%(km)s km away") % {"km": ctx.reader.number(km)})
        for point, km in nearest
    ]
    further = [all_points_choice(ctx.reader)] if len(ctx.catalogue.points) > len(nearest) else []
    return [_screen(ctx, [point for point, km in nearest], texts, further, note, here)]


def point_text(ctx: Context, point: PointFacts) -> str:
    """Say which point, where it is and when it is open."""
    return lines(f"📍 {ctx.reader.word(point.names)}", ctx.reader.word(point.addresses), point.hours)


def point_choice(ctx: Context, point: PointFacts) -> Choice:
    return ChoosePoint(point.point_id).choice(fit_label(f"📍 {ctx.reader.word(point.short_names or point.names)}"))


def all_points_choice(reader: Reader) -> Choice:
    # Translators: a button, at most 20 characters: all pickup points, not the nearest ones alone.
    return OpenPoints(1).choice(reader.gettext("All points"))


def _screen(
    ctx: Context,
    points: Sequence[PointFacts],
    texts: Sequence[str],
    further: Sequence[Choice],
    note: str = "",
    here: Choice | None = None,
) -> Outgoing:
    """Draw some points, and the courier where there is one; `here`: to the place that was shared."""
    _ = ctx.reader.gettext
    choices, courier = [point_choice(ctx, point) for point in points], ctx.catalogue.rules.courier
    if courier.drives:
        choices.append(here or courier_choice(ctx.reader))
    return Outgoing(
        title=_("How would you like to get it?") if courier.drives else _("Where would you like to collect?"),
        text=paragraphs(note, *texts, fee_table(ctx.reader, courier) if courier.drives else ""),
        rows=(*in_rows(choices), (OpenBasket().choice(_("Back")), *further)),
        card=CARD,
    )


def _points_a_page(ctx: Context) -> int:
    return CHOICES_MAX - courier_drives(ctx.catalogue)
