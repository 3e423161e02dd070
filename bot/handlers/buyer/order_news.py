"""What a buyer is told of an order unasked: what the farms said, that it is there or on its way, that it is today."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.catalog.models import Dimension
from bot.catalog.quantities import Measure, amount_text
from bot.catalog.snapshot import Catalogue
from bot.handlers.buyer.as_wished import as_wished, instead_rows
from bot.handlers.buyer.buttons import OpenMyOrder
from bot.handlers.buyer.collecting import collecting_text
from bot.handlers.choices import Rows, shop_choice
from bot.handlers.lines import lines, paragraphs
from bot.handlers.statuses import share_status
from bot.i18n import Reader
from bot.messages import Outgoing
from bot.notices.views import NoticeView
from bot.orders import alerts
from bot.orders.models import OrderState, ParcelState
from bot.orders.states import PARCEL_NOTHING

Views = Sequence[NoticeView]


def order_answered(views: Views, reader: Reader, catalogue: Catalogue) -> Outgoing:
    """Every farm has answered: all of it comes, some of it, or nothing."""
    _ = reader.gettext
    params = views[0].params
    if all(ParcelState(parcel["state"]) in PARCEL_NOTHING for parcel in params["parcels"]):
        title = _("😔 Order %(code)s cannot be supplied") % params
        text = _("We are sorry. There is nothing to pay; perhaps something else is still there?")
        return _news(
            params,
            Outgoing(
                title=title,
                text=paragraphs(lines(*_missing(params, reader)), lines(*_why(params, reader, catalogue)), text),
                rows=(*instead_rows(params, reader, catalogue), *shop_row(reader)),
            ),
        )
    missing = _missing(params, reader)
    if missing:
        title = _("➖ Order %(code)s: a little less is coming") % params
        told = paragraphs(lines(*missing), lines(*_why(params, reader, catalogue)), _now_to_pay(params, reader))
    else:
        title = _("✅ Order %(code)s: the farms have said yes") % params
        told = _now_to_pay(params, reader)
    return _news(
        params,
        Outgoing(
            title=title,
            text=paragraphs(told, _collecting(params, reader, catalogue)),
            rows=(*instead_rows(params, reader, catalogue), *order_row(params["order_id"], reader)),
        ),
    )


def order_short(views: Views, reader: Reader, catalogue: Catalogue) -> Outgoing:
    """The first bad news, while other farms have not answered yet."""
    _ = reader.gettext
    params = views[0].params
    return _news(
        params,
        Outgoing(
            title=_("➖ Order %(code)s: not everything is there") % params,
            text=paragraphs(
                lines(*_missing(params, reader)),
                lines(*_why(params, reader, catalogue)),
                _("You pay only for what comes. The other farms will answer soon."),
            ),
            rows=(*instead_rows(params, reader, catalogue), *order_row(params["order_id"], reader)),
        ),
    )


def parcel_lapsed(views: Views, reader: Reader, catalogue: Catalogue) -> Outgoing:
    _ = reader.gettext
    params = views[0].params
    return _news(
        params,
        Outgoing(
            title=_("⌛ Order %(code)s: a farm did not answer in time") % params,
            text=paragraphs(
                lines(*_missing(params, reader)),
                lines(*_why(params, reader, catalogue)),
                _("You do not pay for it. We are sorry; perhaps another farm has what you need."),
            ),
            rows=(
                *instead_rows(params, reader, catalogue),
                *order_row(params["order_id"], reader),
                *shop_row(reader),
            ),
        ),
    )


def order_ready(views: Views, reader: Reader, catalogue: Catalogue) -> Outgoing:
    _ = reader.gettext
    params = views[0].params
    return _news(
        params,
        Outgoing(
            title=(
                _("🛵 On its way: order %(code)s") if _by_courier(params) else _("📍 Ready to collect: order %(code)s")
            )
            % params,
            text=paragraphs(_collecting(params, reader, catalogue), _to_hand_over(params, reader)),
            rows=order_row(params["order_id"], reader),
        ),
    )


def pickup_reminder(views: Views, reader: Reader, catalogue: Catalogue) -> Outgoing:
    """Today is the day: where, until when, the code, and what to bring or to have ready."""
    _ = reader.gettext
    params = views[0].params
    states = {ParcelState(parcel["state"]) for parcel in params["parcels"]}
    under_way = states & {ParcelState.ACCEPTED, ParcelState.PACKED}
    if _by_courier(params):
        title = _("⏰ Today the courier brings order %(code)s")
        later = _("You will hear from us as soon as it is on its way.")
    else:
        title = _("⏰ Today you collect order %(code)s")
        later = _("You will hear from us as soon as all of it is there.")
    return _news(
        params,
        Outgoing(
            title=title % params,
            text=paragraphs(
                _collecting(params, reader, catalogue), _to_hand_over(params, reader), later if under_way else ""
            ),
            rows=order_row(params["order_id"], reader),
        ),
    )


def order_row(order_id: int, reader: Reader) -> Rows:
    return ((OpenMyOrder(order_id).choice(reader.gettext("Show the order")),),)


def shop_row(reader: Reader) -> Rows:
    return ((shop_choice(reader),),)


def _missing(params: Mapping[str, Any], reader: Reader) -> list[str]:
    """Name what does not come, or not all of it."""
    nothing = {
        (each["farm_id"], each["addition"])
        for each in params["parcels"]
        if ParcelState(each["state"]) in PARCEL_NOTHING
    }
    told = []
    for line in params["lines"]:
        given = 0 if (line["farm_id"], line["addition"]) in nothing else line["quantity"]
        if given < line["ordered"]:
            measure = Measure(Dimension(line["dimension"]), line["price_unit"])
            some, none = (
                reader.gettext("%(product)s: %(given)s of %(ordered)s"),
                reader.gettext("%(product)s: none of %(ordered)s"),
            )
            told.append(
                (some if given else none)
                % {
                    "product": reader.word(line["names"]),
                    "given": amount_text(reader, measure, given),
                    "ordered": amount_text(reader, measure, line["ordered"]),
                }
            )
    return told


def _why(params: Mapping[str, Any], reader: Reader, catalogue: Catalogue) -> list[str]:
    """Name the farms of which nothing comes, each with the reason; then what becomes of it as its buyer wished."""
    return [
        reader.gettext("%(farm)s: %(status)s")
        % {
            "farm": reader.word(farm.names) if (farm := catalogue.farms.get(parcel["farm_id"])) else "",
            "status": share_status(reader, OrderState.PLACED, state),
        }
        for parcel in params["parcels"]
        if (state := ParcelState(parcel["state"])) in PARCEL_NOTHING
    ] + as_wished(params, reader, catalogue)


def _now_to_pay(params: Mapping[str, Any], reader: Reader) -> str:
    _ = reader.gettext
    # What is weighed when it is packed has no exact price yet.
    text = _("💵 To pay in cash: ≈ %(total)s") if params["approximate"] else _("💵 To pay in cash: %(total)s")
    return text % {"total": reader.money(params["cash_due_minor"])}


def _to_hand_over(params: Mapping[str, Any], reader: Reader) -> str:
    """Say the code, and the cash that is due."""
    _ = reader.gettext
    about = params["approximate"]
    if _by_courier(params):
        code = _("Tell the courier your code: %(code)s")
        cash = _("💵 Cash for the courier: ≈ %(total)s") if about else _("💵 Cash for the courier: %(total)s")
    else:
        code = _("Say your pickup code: %(code)s")
        cash = _("💵 Cash to bring: ≈ %(total)s") if about else _("💵 Cash to bring: %(total)s")
    due = {"total": reader.money(params["cash_due_minor"])}
    return lines(code % params, cash % due if params["cash_due_minor"] else "")


def _by_courier(params: Mapping[str, Any]) -> bool:
    return params["point_id"] is None


def _collecting(params: Mapping[str, Any], reader: Reader, catalogue: Catalogue) -> str:
    return collecting_text(reader, catalogue, params["point_id"], date.fromisoformat(params["collect_on"]))


def _news(params: Mapping[str, Any], outgoing: Outgoing) -> Outgoing:
    """Let the latest news of an order take the place of the ones before: it leaves two messages, not five."""
    card = alerts.news_card(params["order_id"])
    return replace(outgoing, card=card, replaces=card)
