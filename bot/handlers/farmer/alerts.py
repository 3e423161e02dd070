"""The farmer's alert: what is wanted, big and first, until when, and Yes, Less or No.

Drawn from the notice's own facts, with no query: it is rendered while an order is being placed, for ten farms at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from bot.catalog.models import Dimension
from bot.catalog.quantities import Measure, amount_text
from bot.catalog.snapshot import Catalogue
from bot.handlers.choices import Rows, in_rows
from bot.handlers.details_text import from_buyer, if_short_text, whose_order
from bot.handlers.farmer.buttons import SayLess, SayNo, SaySoldOut, SayYes, SayYesToAll, ShowToday
from bot.handlers.lines import lines, paragraphs
from bot.i18n import Reader
from bot.messages import Choice, Outgoing
from bot.notices.models import NoticeState
from bot.notices.views import NoticeView
from bot.orders.models import IfShort

_OPEN = frozenset({NoticeState.QUEUED, NoticeState.SENT, NoticeState.UNANSWERED})


@dataclass(frozen=True, slots=True)
class WantedLine:
    """One line as the farmer is asked for it; base units."""

    line_id: int
    product_id: int
    names: Mapping[str, str]
    quantity: int
    measure: Measure
    if_short: IfShort = IfShort.ASK

    def named(self, reader: Reader, catalogue: Catalogue) -> str:
        """Name the goods, with the emoji while they are on the shelf."""
        item = catalogue.items.get(self.product_id)
        return f"{item.emoji if item else ''} {reader.word(item.names if item else self.names)}".strip()

    def text(self, reader: Reader, catalogue: Catalogue) -> str:
        facts = {"product": self.named(reader, catalogue), "amount": self.amount(reader)}
        # Translators: a line of an order, as "🍄 Oyster mushroom: 2 jin (1 kg)".
        return reader.gettext("%(product)s: %(amount)s") % facts

    def amount(self, reader: Reader) -> str:
        return amount_text(reader, self.measure, self.quantity)


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """What a "parcel_requested" notice carries."""

    parcel_id: int
    code: str
    buyer: str
    lines: tuple[WantedLine, ...]
    collect_on: date
    point_id: int | None  # None: the courier brings it
    due_at: datetime
    note: str = ""
    phone: str = ""  # only where the buyer lets farmers call

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> Self:
        return cls(
            parcel_id=params["parcel_id"],
            code=params["code"],
            buyer=params["buyer"],
            lines=tuple(_line(line) for line in params["lines"]),
            collect_on=date.fromisoformat(params["collect_on"]),
            point_id=params["point_id"],
            due_at=datetime.fromisoformat(params["due_at"]),
            # What an older release has asked does not hold them.
            note=params.get("note", ""),
            phone=params.get("phone", ""),
        )


def alert_card(views: Sequence[NoticeView], reader: Reader, catalogue: Catalogue) -> Outgoing:
    """Draw one alert, or several folded into one message, each as it stands: open or answered."""
    if len(views) == 1:
        return _single(views[0], reader, catalogue)
    return _folded(views, reader, catalogue)


def is_open(view: NoticeView) -> bool:
    """Whether it still waits for an answer; one that went on to the next person may be answered all the same."""
    return view.state in _OPEN


def order_line(facts: AlertFacts, reader: Reader) -> str:
    """Say whose order it is: the code that everyone sees, and the first name if there is one."""
    return whose_order(reader, facts.code, facts.buyer)


def _single(view: NoticeView, reader: Reader, catalogue: Catalogue) -> Outgoing:
    facts = AlertFacts.of(view.params)
    only = catalogue.items.get(facts.lines[0].product_id) if len(facts.lines) == 1 else None
    if only is not None:
        title, goods = facts.lines[0].text(reader, catalogue), if_short_text(reader, facts.lines[0].if_short)
    else:
        title = reader.gettext("New order: %(code)s") % {"code": facts.code}
        goods = _goods(facts, reader, catalogue)
    return Outgoing(
        title=f"{_mark(view)} {title}".strip(),
        text=paragraphs(
            reader.gettext("🔔 This order still waits for your answer.") if view.step and is_open(view) else "",
            goods,
            lines(order_line(facts, reader), _collected(facts, reader, catalogue)),
            from_buyer(reader, facts.note, facts.phone),
            _question(facts, reader) if is_open(view) else _outcome(view, facts, reader, catalogue),
        ),
        rows=_single_rows(view, facts, reader),
        picture=only.picture_id if only else None,
    )


def _goods(facts: AlertFacts, reader: Reader, catalogue: Catalogue) -> str:
    return lines(
        *(part for line in facts.lines for part in (line.text(reader, catalogue), if_short_text(reader, line.if_short)))
    )


def _folded(views: Sequence[NoticeView], reader: Reader, catalogue: Catalogue) -> Outgoing:
    """Draw several alerts below each other, numbered as their buttons are, and ask once for all that are open."""
    facts = [AlertFacts.of(view.params) for view in views]
    waiting = [each for view, each in zip(views, facts, strict=True) if is_open(view)]
    blocks = (
        lines(
            f"{number}. {order_line(each, reader)}",
            _goods(each, reader, catalogue),
            from_buyer(reader, each.note, each.phone),
            "" if is_open(view) else _outcome(view, each, reader, catalogue),
        )
        for number, (view, each) in enumerate(zip(views, facts, strict=True), start=1)
    )
    count = len({each.code for each in facts})  # one order may ask several farms of the same person
    title = reader.ngettext("%(num)d new order", "%(num)d new orders", count) % {"num": count}
    question = _question(min(waiting, key=lambda each: each.due_at), reader) if waiting else ""
    return Outgoing(title=title, text=paragraphs(*blocks, question), rows=_folded_rows(views, facts, reader, catalogue))


def _folded_rows(
    views: Sequence[NoticeView], facts: Sequence[AlertFacts], reader: Reader, catalogue: Catalogue
) -> Rows:
    """Give each alert its row, named by its number: what waits is answered, and a Yes may be corrected."""
    rows: list[tuple[Choice, ...]] = []
    sold_out: dict[int, Choice] = {}
    for number, (view, each) in enumerate(zip(views, facts, strict=True), start=1):
        yes, less, no = (
            SayYes(each.parcel_id).choice(f"✅ {number}"),
            SayLess(each.parcel_id).choice(f"➖ {number}"),
            SayNo(each.parcel_id).choice(f"❌ {number}"),
        )
        if is_open(view):
            rows.append((yes, less, no))
        elif view.answer == "yes":
            rows.append((less, no))
        elif (line := _only_refused(view, each)) is not None:
            item = catalogue.items.get(line.product_id)
            label = reader.gettext("Sold out")
            sold_out[line.product_id] = SaySoldOut(line.product_id).choice(
                f"{label} {item.emoji if item else ''}".strip()
            )
    rows.extend(in_rows(sold_out.values()))
    if sum(is_open(view) for view in views) > 1:
        rows.append((SayYesToAll(views[0].id).choice(reader.gettext("✅ Yes to all"), "primary"),))
    if any(view.answer in {"yes", "less"} for view in views):
        rows.append((ShowToday().choice(reader.gettext("Packing list")),))
    return tuple(rows)


def _mark(view: NoticeView) -> str:
    """Show at a glance that nothing is to be packed: a picture and an amount alone look like an order."""
    if is_open(view):
        return ""
    return {"no": "❌", "cancelled": "🚫", "lapsed": "⌛"}.get(view.answer or "", "")


def _question(facts: AlertFacts, reader: Reader) -> str:
    local = facts.due_at.astimezone(reader.zone)
    # Translators: %(day)s is "Wed, Nov 25", %(hour)s "20:30".
    return reader.gettext("Can you supply it? Please answer by %(day)s, %(hour)s.") % {
        "day": reader.day(local.date()),
        "hour": reader.hour(local),
    }


def _collected(facts: AlertFacts, reader: Reader, catalogue: Catalogue) -> str:
    if facts.point_id is None:
        return reader.gettext("By courier on %(day)s") % {"day": reader.day(facts.collect_on)}
    point = catalogue.point(facts.point_id)
    return reader.gettext("Collected on %(day)s: %(point)s") % {
        "day": reader.day(facts.collect_on),
        "point": reader.word(point.names) if point else "",
    }


def _outcome(view: NoticeView, facts: AlertFacts, reader: Reader, catalogue: Catalogue) -> str:
    _ = reader.gettext
    match view.answer:
        case "yes":
            return _("✅ Answered: yes. It is on the packing list: /today")
        case "less":
            given = {int(line_id): quantity for line_id, quantity in (view.result or {}).get("lines", {}).items()}
            return lines(_("➖ Answered: less."), *_given(facts, given, reader, catalogue))
        case "no":
            return _("❌ Answered: no. The buyer has been told.")
        case "cancelled":
            return _("The buyer has cancelled this order. Nothing to do.")
        case "lapsed":
            return _("Nobody answered in time, so this order has lapsed. The buyer has been told.")
        case _:
            return _("This order now waits for somebody else's answer.")


def _given(facts: AlertFacts, given: Mapping[int, int], reader: Reader, catalogue: Catalogue) -> list[str]:
    return [
        reader.gettext("%(product)s: %(given)s of %(ordered)s")
        % {
            "product": line.named(reader, catalogue),
            "given": amount_text(reader, line.measure, given.get(line.line_id, line.quantity)),
            "ordered": line.amount(reader),
        }
        for line in facts.lines
    ]


def _single_rows(view: NoticeView, facts: AlertFacts, reader: Reader) -> Rows:
    _ = reader.gettext
    less = SayLess(facts.parcel_id).choice(_("➖ Less"))
    no = SayNo(facts.parcel_id).choice(_("❌ No"), "danger")
    if is_open(view):
        return ((SayYes(facts.parcel_id).choice(_("✅ Yes"), "primary"), less, no),)
    if view.answer == "yes":
        return ((ShowToday().choice(_("Packing list")),), (less, no))
    if (line := _only_refused(view, facts)) is not None:
        # Translators: a button, at most 20 characters: there is none of it left to sell.
        return ((SaySoldOut(line.product_id).choice(_("Sold out")),),)
    return in_rows(())


def _only_refused(view: NoticeView, facts: AlertFacts) -> WantedLine | None:
    """Give the one line of an order that was answered with No or Less, if it is but one."""
    refused = [line for line in facts.lines if view.answer in {"no", "less"} and _was_refused(view, line)]
    return refused[0] if len(refused) == 1 else None


def _was_refused(view: NoticeView, line: WantedLine) -> bool:
    given = (view.result or {}).get("lines", {})
    return view.answer == "no" or int(given.get(str(line.line_id), line.quantity)) < line.quantity


def _line(params: Mapping[str, Any]) -> WantedLine:
    return WantedLine(
        line_id=params["line_id"],
        product_id=params["product_id"],
        names=params["names"],
        quantity=params["ordered"],
        measure=Measure(Dimension(params["dimension"]), params["price_unit"]),
        if_short=IfShort(params.get("if_short", IfShort.ASK)),
    )
