"""What the people of a run could say of it afterwards: who tapped Confirm, and whether they saw a receipt."""

from typing import Any

from tests.simulation.people.phone import Phone
from tests.simulation.world import World


def history_of(world: World) -> list[dict[str, Any]]:
    """Tell of every Confirm.

    The first tap on the last version of a basket, whose buyer saw the order's receipt since, went well; of any other
    its buyer cannot say what came of it.
    """
    for one in world.people:
        one.phone.look()
    phones = {str(one.phone.id): one.phone for one in world.people}
    telling: dict[tuple[str, int], dict[str, Any]] = {}
    for tap in world.confirms:
        known = telling.setdefault((tap["who"], tap["order_id"]), tap)
        if tap["version"] > known["version"]:
            telling[tap["who"], tap["order_id"]] = tap
    return [
        _told(tap, phones[tap["who"]], is_telling=tap is telling[tap["who"], tap["order_id"]]) for tap in world.confirms
    ]


def _told(tap: dict[str, Any], phone: Phone, *, is_telling: bool) -> dict[str, Any]:
    code = phone.receipts.get(tap["order_id"]) if is_telling else None
    return {**tap, "channel": "telegram", "ended": "ok" if code else "unknown", "code": code}
