"""Bad news as its reader wanted it: what is left out, and what another farm has instead.

Drawn from the notice's own facts, with no query.
"""

from collections.abc import Mapping
from typing import Any

from bot.catalog.snapshot import Catalogue, Item
from bot.catalog.words import fit_label, item_label
from bot.handlers.buyer.buttons import TakeInstead
from bot.handlers.buyer.shop import price_text
from bot.handlers.choices import Rows, in_rows
from bot.handlers.lines import product_words
from bot.i18n import Reader
from bot.orders.models import IfShort, ParcelState
from bot.orders.states import PARCEL_NOTHING


def as_wished(params: Mapping[str, Any], reader: Reader, catalogue: Catalogue) -> list[str]:
    """Say what becomes of each thing that is short, where its buyer has said what they want."""
    _ = reader.gettext
    told = []
    for line in _short(params):
        product = {"product": reader.word(line["names"])}
        match IfShort(line.get("if_short", IfShort.ASK)), _instead(params, line, catalogue):
            case IfShort.LEAVE_OUT, _:
                told.append(reader.gettext("%(product)s: what is missing is left out, as you wished.") % product)
            case IfShort.REPLACE, None:
                told.append(reader.gettext("%(product)s: no other farm has it today, so it is left out.") % product)
            case IfShort.REPLACE, item if item is not None:
                farm = catalogue.farms.get(item.farm_id)
                facts = {"farm": reader.word(farm.names) if farm else "", "price": price_text(reader, item)}
                # Translators: the same goods of another farm: "🔁 🍄 Oyster mushroom of Leishan Farm: ¥6.00 per jin".
                of_farm = _("🔁 %(product)s of %(farm)s: %(price)s")
                told.append(of_farm % (facts | {"product": product_words(reader, item)}))
    return told


def instead_rows(params: Mapping[str, Any], reader: Reader, catalogue: Catalogue) -> Rows:
    """Give a button for each thing that another farm has."""
    found = ((line, _instead(params, line, catalogue)) for line in _short(params))
    return in_rows(
        TakeInstead(params["order_id"], line["line_id"]).choice(fit_label(f"🔁 {item_label(item, reader)}"))
        for line, item in found
        if item is not None
    )


def _short(params: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    nothing = {
        (each["farm_id"], each["addition"])
        for each in params["parcels"]
        if ParcelState(each["state"]) in PARCEL_NOTHING
    }
    return [
        line
        for line in params["lines"]
        if line["quantity"] < line["ordered"] or (line["farm_id"], line["addition"]) in nothing
    ]


def _instead(params: Mapping[str, Any], line: Mapping[str, Any], catalogue: Catalogue) -> Item | None:
    return catalogue.items.get(params.get("instead", {}).get(str(line["line_id"]), 0))
