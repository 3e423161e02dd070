"""Where it will be collected."""

from bot.catalog.snapshot import PointFacts
from bot.catalog.words import fit_label
from bot.handlers.buyer.basket import basket_card
from bot.handlers.buyer.buttons import ChoosePoint, OpenBasket, OpenPoints
from bot.handlers.buyer.shop import CARD
from bot.handlers.choices import in_rows, page_of
from bot.handlers.context import Context
from bot.handlers.lines import lines, paragraphs
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Outgoing
from bot.orders.basket import choose_point

routes = Routes()


@routes.press(OpenPoints, Who.ANYONE)
def open_points(ctx: Context, button: OpenPoints) -> Replies:
    _ = ctx.reader.gettext
    points, more = page_of(ctx.catalogue.points, button.page)
    ways = [OpenBasket().choice(_("Back"))]
    if more:
        ways.append(OpenPoints(button.page + 1).choice(_("Next page")))
    return [
        Outgoing(
            title=_("Where would you like to collect?"),
            text=paragraphs(*(point_text(ctx, point) for point in points)),
            rows=(
                *in_rows(
                    ChoosePoint(point.point_id).choice(
                        fit_label(f"📍 {ctx.reader.word(point.short_names or point.names)}")
                    )
                    for point in points
                ),
                tuple(ways),
            ),
            card=CARD,
        )
    ]


@routes.press(ChoosePoint, Who.ANYONE)
def pick_point(ctx: Context, button: ChoosePoint) -> Replies:
    basket = choose_point(ctx.session, ctx.asker.person_id, button.point_id, ctx.catalogue, now=ctx.now)
    return [basket_card(ctx, basket)]


def point_text(ctx: Context, point: PointFacts) -> str:
    """Say which point, where it is and when it is open."""
    return lines(f"📍 {ctx.reader.word(point.names)}", ctx.reader.word(point.addresses), point.hours)
