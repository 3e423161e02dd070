"""What is said of goods that are back: the offer to somebody who waits, as it stands, and the news to others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.catalog.quantities import amount_text, short_amount
from bot.catalog.snapshot import Catalogue, Item
from bot.handlers.buyer.buttons import DeclineOffer, KeepWaiting, TakeOffer, WaitFor
from bot.handlers.buyer.shop import price_line, product_choice
from bot.handlers.choices import Rows, basket_choice, in_rows, shop_choice, waits_choice
from bot.handlers.lines import lines, product_words
from bot.i18n import Reader
from bot.messages import LABEL_MAX, Choice, Outgoing
from bot.notices.models import NoticeState
from bot.notices.views import NoticeView

_OPEN = frozenset({NoticeState.QUEUED, NoticeState.SENT})


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What a "wish_offered" notice carries; quantities in base units."""

    hold_id: int
    product_id: int
    wanted: int
    quantity: int
    until: datetime
    made_at: datetime

    @classmethod
    def of(cls, view: NoticeView) -> "OfferFacts":
        params = view.params
        until, made_at = (datetime.fromisoformat(params[name]) for name in ("until", "made_at"))
        return cls(params["hold_id"], params["product_id"], params["wanted"], params["quantity"], until, made_at)


def wish_offered(views: Sequence[NoticeView], reader: Reader, catalogue: Catalogue) -> Outgoing:
    """Draw an offer as it stands: open, answered, or over."""
    view = views[0]
    facts = OfferFacts.of(view)
    item = catalogue.items.get(facts.product_id)
    if item is None:  # taken out of the shop for good
        return _gone(reader)
    if view.state in _OPEN:
        return _open_offer(facts, item, reader)
    return _answered(view, facts, item, reader)


def wish_back(views: Sequence[NoticeView], reader: Reader, catalogue: Catalogue) -> Outgoing:
    """Tell who asked for it, once, that something can be had again; nothing is kept."""
    item = catalogue.items.get(views[0].params["product_id"])
    if item is None:
        return _gone(reader)
    return Outgoing(
        title=_back(item, reader),
        text=lines(price_line(reader, item), reader.gettext("You wanted to know. Nothing is kept for you.")),
        rows=((product_choice(reader, item),),),
    )


def _gone(reader: Reader) -> Outgoing:
    return Outgoing(text=reader.gettext("This is not sold any more."), rows=((shop_choice(reader),),))


def _open_offer(facts: OfferFacts, item: Item, reader: Reader) -> Outgoing:
    _ = reader.gettext
    amounts = {
        "amount": amount_text(reader, item, facts.quantity),
        "wanted": amount_text(reader, item, facts.wanted),
    }
    is_part = facts.quantity < facts.wanted
    if is_part:
        told = _("You wanted %(wanted)s. This much is back: %(amount)s.") % amounts
    else:
        told = _("What you waited for is back: %(amount)s.") % amounts
    # Translators: a button, at most 20 characters: "Take 3 jin".
    take = _("Take %(amount)s") % {"amount": short_amount(reader, item, facts.quantity)}
    # Translators: a button, at most 20 characters, where the amount is too long for it.
    take = take if len(take) <= LABEL_MAX else _("Take it")
    ways = [DeclineOffer(facts.hold_id).choice(_("No, thanks"))]
    if is_part:
        # Translators: a button, at most 20 characters: leave a part to the others, and wait until all of it is there.
        ways.insert(0, KeepWaiting(facts.hold_id).choice(_("Wait for all")))
    return Outgoing(
        title=_back(item, reader),
        text=lines(told, price_line(reader, item), _kept_until(facts, reader)),
        rows=((TakeOffer(facts.hold_id).choice(take, "primary"),), *in_rows(ways)),
    )


def _kept_until(facts: OfferFacts, reader: Reader) -> str:
    day, hour = reader.local_date(facts.until), reader.hour(facts.until)
    if day == reader.local_date(facts.made_at):
        return reader.gettext("It is kept for you until %(hour)s.") % {"hour": hour}
    return reader.gettext("It is kept for you until %(day)s, %(hour)s.") % {"day": reader.day(day), "hour": hour}


def _answered(view: NoticeView, facts: OfferFacts, item: Item, reader: Reader) -> Outgoing:
    _ = reader.gettext
    # Translators: a button, at most 20 characters: stand in line for the same amount once more.
    again = WaitFor(facts.product_id, facts.wanted).choice(_("Wait again"))
    said, choices = {
        "take": (_("✅ You took it."), [basket_choice(reader)]),
        "no": (_("You left it to the next in line."), [again]),
        "wait": (_("You left it to the next in line, and wait until all of it is there."), [waits_choice(reader)]),
        "lapsed": (_("⌛ The time was over, so it went to the next in line."), [again]),
    }.get(view.answer or "", (_("You do not wait for this any more."), [again]))
    return Outgoing(title=_named(facts, item, reader), text=said, rows=_rows(choices, reader))


def _rows(choices: list[Choice], reader: Reader) -> Rows:
    return in_rows([*choices, shop_choice(reader)])


def _named(facts: OfferFacts, item: Item, reader: Reader) -> str:
    return reader.gettext("%(product)s: %(amount)s") % {
        "product": product_words(reader, item),
        "amount": amount_text(reader, item, facts.quantity),
    }


def _back(item: Item, reader: Reader) -> str:
    return reader.gettext("🔔 Back again: %(product)s") % {"product": product_words(reader, item)}
