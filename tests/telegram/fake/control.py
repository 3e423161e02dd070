"""A desk for other processes: script faults, let people act, and look at what they see.

Every body and answer is JSON. See `README.md` for the list.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from tests.telegram.fake.faults import BY_NAME, Rates
from tests.telegram.fake.people import Person
from tests.telegram.fake.rooms import Room
from tests.telegram.fake.server import FakeBotApi

ACTS = frozenset(
    {"starts", "says", "edits", "taps", "presses", "shares_contact", "shares_location", "sends_photo", "sends_voice"}
    | {"sends_sticker", "sends", "blocks", "unblocks", "leaves_telegram", "asks_inline"}
)
ROOM_ACTS = frozenset({"posts", "anonymous_says", "other_bot_says"})
ROOM_ACTS_BY = frozenset({"adds_bot", "promotes_bot", "demotes_bot", "removes_bot", "upgrades"})


class Desk:
    """The routes under /control/."""

    def __init__(self, api: FakeBotApi) -> None:
        self._api = api

    def routes(self) -> list[web.RouteDef]:
        doings = (self.people, self.rooms, self.acts, self.faults, self.latency, self.inject, self.deliver, self.clock)
        posts = [web.post(f"/control/{doing.__name__}", _json(doing)) for doing in doings]
        views = (self.state, self.calls, self.rejected, self.violations, self.chats)
        return posts + [web.get(f"/control/{view.__name__}", _json(view)) for view in views]

    def people(self, wanted: list[dict[str, Any]]) -> list[int]:
        """Make people: [{"name": "Ana", "language": "en"}, ...]; answers their ids."""
        return [self._api.person(**one).id for one in wanted]

    def rooms(self, wanted: list[dict[str, Any]]) -> list[int]:
        """Make groups and channels: [{"kind": "group", "title": "Village"}, ...]; answers their ids."""
        return [getattr(self._api, one.pop("kind", "group"))(**one).id for one in wanted]

    def acts(self, wanted: list[dict[str, Any]]) -> int:
        """Let people act: [{"who": 7000000001, "does": "says", "with": ["hello"]}, ...]; answers how many did."""
        for one in wanted:
            self._act(**one)
        return len(wanted)

    def faults(self, wanted: list[dict[str, Any]]) -> int:
        """Script mishaps: [{"fault": "penalty", "with": [3], "method": "sendMessage", "times": 1}, ...]."""
        for one in wanted:
            fault = BY_NAME[one.pop("fault")](*one.pop("with", []))
            self._api.fails(fault, **one)
        return len(wanted)

    def latency(self, wanted: dict[str, Any]) -> float:
        """Set what every answer takes, and whether Telegram's rates hold: {"seconds": 0.05, "rates": true}."""
        self._api.faults.latency_s = wanted.get("seconds", self._api.faults.latency_s)
        if "rates" in wanted:
            self._api.faults.rates = Rates() if wanted["rates"] else None
        return self._api.faults.latency_s

    def inject(self, wanted: list[dict[str, Any]]) -> list[int]:
        """Send updates as they are; answers their ids."""
        return [self._api.inject(one)["update_id"] for one in wanted]

    def deliver(self, wanted: dict[str, Any]) -> int:
        """Set {"copies": 2, "shuffled": true, "held": false, "next_id": 1}; answers how many updates wait."""
        self._api.disturbs(wanted.get("copies", 1), shuffled=wanted.get("shuffled", False))
        updates = self._api.bot.updates
        updates.next_id = wanted.get("next_id", updates.next_id)
        if wanted.get("held"):
            updates.held = True
        elif updates.held:
            updates.release()
        return updates.undelivered

    def clock(self, wanted: dict[str, Any]) -> float:
        """Let time pass: {"seconds": 16}."""
        self._api.clock.advance(wanted["seconds"])
        return self._api.clock()

    def state(self) -> dict[str, Any]:
        """Counts, for whoever waits until all is done."""
        ledger = self._api.platform.ledger
        return {
            "token": self._api.token,
            "undelivered": self._api.undelivered,
            "accepted": ledger.count,
            "rejected": len(ledger.rejected),
            "violations": len(ledger.violations),
            "unanswered_taps": sum(not tap.answered for tap in self._api.bot.taps.values()),
        }

    def calls(self) -> list[Any]:
        return [asdict(call) for call in self._api.calls]

    def rejected(self) -> list[Any]:
        return [asdict(call) for call in self._api.rejected]

    def violations(self) -> list[str]:
        return self._api.violations

    def chats(self) -> list[Any]:
        """Every chat as it stands."""
        return [asdict(chat) for chat in self._api.bot.chats.values()]

    def _act(self, who: int, does: str, where: int | None = None, **given: Any) -> None:
        arguments = given.get("with", [])
        actor: Person | Room = self._api.people.get(who) or self._api.rooms[who]
        allowed, extra = ACTS if isinstance(actor, Person) else ROOM_ACTS | ROOM_ACTS_BY, dict[str, Any]()
        if where is not None:
            extra["where"] = self._api.rooms[where]
        if does in ROOM_ACTS_BY:
            extra["by"] = self._api.people[given["by"]]
        if does not in allowed:
            raise web.HTTPBadRequest(text=f"{does} is nothing to do; choose of {', '.join(sorted(allowed))}")
        getattr(actor, does)(*arguments, **extra)


def _json(doing: Callable[..., Any]) -> Callable[[web.Request], Any]:
    async def answer(request: web.Request) -> web.Response:
        wanted = [await request.json()] if request.method == "POST" else []
        return web.json_response(
            doing(*wanted), dumps=lambda value: json.dumps(value, ensure_ascii=False, default=repr)
        )

    return answer
