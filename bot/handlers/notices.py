"""What each kind of notice says, in its reader's language: the poster's table, one renderer a kind."""

from collections.abc import Callable, Mapping, Sequence

from sqlmodel import Session

from bot.catalog.farms import FARM_SILENT, FARM_TESTED, TEST_ALERT
from bot.catalog.models import Dimension
from bot.catalog.posts import POST
from bot.catalog.quantities import Measure, amount_text
from bot.catalog.snapshot import Catalogue
from bot.clock import Clock
from bot.handlers.admin.buttons import SendTestAlert, ShowOrder, ShowOrders
from bot.handlers.buyer.offers import wish_back, wish_offered
from bot.handlers.buyer.order_news import (
    order_answered,
    order_ready,
    order_row,
    order_short,
    parcel_lapsed,
    pickup_reminder,
    shop_row,
)
from bot.handlers.buyer.receipt import receipt_card
from bot.handlers.farmer.alerts import AlertFacts, alert_card, is_open
from bot.handlers.farmer.buttons import AnswerTest, ShowToday
from bot.handlers.lines import lines, paragraphs
from bot.handlers.public_posts import draw_post, public_post
from bot.i18n import Reader
from bot.messages import Outgoing
from bot.notices.views import NoticeView
from bot.orders import alerts, telling, waitlist
from bot.orders.models import OrderState, ParcelState
from bot.orders.receipts import load_receipt
from bot.refusals import NotAvailable

Views = Sequence[NoticeView]
Render = Callable[[Views, Reader, Catalogue], Outgoing]
Draw = Callable[[Session, int, str, Reader, Catalogue], Outgoing | None]

FOLDED = frozenset({alerts.REQUESTED})  # kinds of which several fit one message
DEAD_LETTER = "dead_letter"
PERSON_WANTED = "person_wanted"
POOR_RATING = "poor_rating"
STOCK_SHORT = "stock_short"


def test_alert(views: Views, reader: Reader, catalogue: Catalogue) -> Outgoing:
    _ = reader.gettext
    view = views[0]
    farm = catalogue.farms.get(view.params["farm_id"])
    name = {"farm": reader.word(farm.names) if farm else ""}
    if not is_open(view):
        return Outgoing(title=_("✅ It works"), text=_("Alerts for %(farm)s reach this chat.") % name)
    return Outgoing(
        title=_("🔔 Test alert for %(farm)s") % name,
        text=_("This is how an order will reach you. Please tap the button, so that we know it works."),
        rows=((AnswerTest(view.params["farm_id"]).choice(_("✅ I see it"), "primary"),),),
    )


def parcel_unanswered(views: Views, reader: Reader, catalogue: Catalogue) -> Outgoing:
    """Ask a coordinator to answer for a farm that has not."""
    card = alert_card(views, reader, catalogue)
    farm = catalogue.farms.get(views[0].params["farm_id"])
    silent = reader.gettext("⚠️ %(farm)s has not answered. Please call them, then answer for them:") % {
        "farm": reader.word(farm.names) if farm else ""
    }
    return Outgoing(
        title=card.title,
        text=paragraphs(silent, card.text) if is_open(views[0]) else card.text,
        rows=card.rows,
        picture=card.picture,
    )


def parcel_cancelled(views: Views, reader: Reader, catalogue: Catalogue) -> Outgoing:
    facts = AlertFacts.of(views[0].params)
    return Outgoing(
        title=reader.gettext("🚫 Cancelled: order %(code)s") % {"code": facts.code},
        text=lines(
            reader.gettext("The buyer has cancelled. Please do not pack it:"),
            *(line.text(reader, catalogue) for line in facts.lines),
        ),
        rows=((ShowToday().choice(reader.gettext("Packing list")),),),
    )


def farm_tested(views: Views, reader: Reader, catalogue: Catalogue) -> Outgoing:
    farm = catalogue.farms.get(views[0].params["farm_id"])
    return Outgoing(
        text=reader.gettext("✅ %(farm)s has answered the test alert and is on sale now.")
        % {"farm": reader.word(farm.names) if farm else ""}
    )


def farm_silent(views: Views, reader: Reader, catalogue: Catalogue) -> Outgoing:
    """Nobody has answered the test alert, or it reached nobody."""
    _ = reader.gettext
    farm_id = views[0].params["farm_id"]
    farm = catalogue.farms.get(farm_id)
    silent = _("⚠️ Nobody has answered the test alert for %(farm)s. Please call them, then send it once more.")
    return Outgoing(
        text=silent % {"farm": reader.word(farm.names) if farm else ""},
        rows=((SendTestAlert(farm_id).choice(_("Send a test alert")),),),
    )


def stock_short(views: Views, reader: Reader, catalogue: Catalogue) -> Outgoing:
    """More was promised than is there."""
    _ = reader.gettext
    params = views[0].params
    item = catalogue.items.get(params["product_id"])
    if item is None:
        return Outgoing(text=_("More was promised than is there: please look at /orders."))
    measure = Measure(Dimension(item.dimension), item.price_unit)
    return Outgoing(
        title=_("⚠️ Too much promised: %(product)s") % {"product": reader.word(item.names)},
        text=lines(
            _("Missing: %(amount)s.") % {"amount": amount_text(reader, measure, params["missing"])},
            _("Please settle it with Less, No or Cancel in these orders."),
        ),
        rows=((ShowOrders(1).choice(_("All orders")),),),
    )


def dead_letter(views: Views, reader: Reader, catalogue: Catalogue) -> Outgoing:
    return Outgoing(
        text=reader.gettext(
            "⚠️ A message could not be handled and was put aside as number %(letter)d. "
            "The person was told; whoever looks after the machine finds the cause in the log."
        )
        % {"letter": views[0].params["letter"]}
    )


def person_wanted(views: Views, reader: Reader, catalogue: Catalogue) -> Outgoing:
    params = views[0].params
    _ = reader.gettext
    return Outgoing(
        title=_("💬 %(name)s would like to talk to a person") % params
        if params["name"]
        else _("💬 A buyer would like to talk to a person"),
        text=str(params["words"]),
    )


def poor_rating(views: Views, reader: Reader, catalogue: Catalogue) -> Outgoing:
    """What a buyer was not content with, in their own words."""
    params = views[0].params
    # Translators: %(stars)s are one or two stars as signs, %(product)s is "Oyster mushroom".
    title = reader.gettext("%(stars)s %(product)s, order %(code)s") % {
        "stars": "⭐" * params["stars"],
        "product": reader.word(params["names"]),
        "code": params["code"],
    }
    said = f"{params['buyer']}: {params['words']}" if params["buyer"] else str(params["words"])
    return Outgoing(
        title=title,
        text=said,
        rows=((ShowOrder(params["order_id"]).choice(reader.gettext("Show the order")),),),
    )


RENDERERS: Mapping[str, Render] = {
    TEST_ALERT: test_alert,
    alerts.REQUESTED: alert_card,
    alerts.UNANSWERED: parcel_unanswered,
    alerts.CANCELLED: parcel_cancelled,
    telling.ANSWERED: order_answered,
    telling.SHORT: order_short,
    telling.LAPSED: parcel_lapsed,
    telling.READY: order_ready,
    telling.REMINDER: pickup_reminder,
    waitlist.OFFERED: wish_offered,
    waitlist.BACK: wish_back,
    FARM_TESTED: farm_tested,
    FARM_SILENT: farm_silent,
    STOCK_SHORT: stock_short,
    DEAD_LETTER: dead_letter,
    PERSON_WANTED: person_wanted,
    POOR_RATING: poor_rating,
    POST: public_post,
}


def drawers(clock: Clock) -> Mapping[str, Draw]:
    """Give what draws the living messages that show no notice, by what stands before the colon of their names."""

    def order(session: Session, person_id: int, card: str, reader: Reader, catalogue: Catalogue) -> Outgoing | None:
        try:
            receipt = load_receipt(session, person_id, int(card.partition(":")[2]))
        except NotAvailable:
            return None
        return receipt_card(reader, catalogue, receipt, now=clock())

    def news(session: Session, person_id: int, card: str, reader: Reader, catalogue: Catalogue) -> Outgoing | None:
        try:
            receipt = load_receipt(session, person_id, int(card.partition(":")[2]))
        except NotAvailable:
            return None
        if receipt.state is OrderState.CANCELLED:
            return Outgoing(
                title=reader.gettext("Order %(code)s: cancelled") % {"code": receipt.code},
                text=reader.gettext("Nothing to pay."),
                rows=shop_row(reader),
            )
        if not any(parcel.state is ParcelState.COLLECTED for parcel in receipt.parcels):
            return None
        collected = reader.gettext("🤝 Order %(code)s: collected")
        title = collected if receipt.address is None else reader.gettext("🤝 Order %(code)s: delivered")
        return Outgoing(
            title=title % {"code": receipt.code},
            text=reader.gettext("Thank you, and enjoy it! When you would like more, the shop is open."),
            rows=(*order_row(receipt.order_id, reader), *shop_row(reader)),
        )

    return {"order": order, "news": news, POST: draw_post}
