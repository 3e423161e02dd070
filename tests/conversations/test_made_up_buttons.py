"""Whatever a made-up button carries, it is answered and refused: it is never our fault, and nothing is put aside."""

from dataclasses import fields

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.buttons import Button
from bot.handlers.registry import all_routes
from bot.inbox import DeadLetter
from tests.conversations.test_whole_order import place
from tests.market import Market, Phone

ODD = {int: ("0", "-1", "1", "999999999999999999"), str: ("", "-", "=", "x" * 40, "½", "9" * 40, "pack", "name")}
PAYLOAD_MAX = 64


def payloads(button: type[Button]) -> list[str]:
    """The same odd word in every place, and each of them beside ordinary ones."""
    kinds = [spec.type for spec in fields(button)]
    most = max((len(ODD[kind]) for kind in kinds), default=1)
    words = [[ODD[kind][turn % len(ODD[kind])] for kind in kinds] for turn in range(most)]
    return [":".join([button.verb, *each]) for each in words]


async def put_aside(market: Market) -> list[tuple[str, str]]:
    def read(session: Session) -> list[tuple[str, str]]:
        rows = session.connection().execute(sa.select(DeadLetter.event_id, DeadLetter.error_class))
        return [(row.event_id, row.error_class) for row in rows]

    return await market.database.read(read)


async def who_is(market: Market, role: str) -> Phone:
    if role == "buyer":
        return market.buyer("Eve")
    return await (market.admin() if role == "admin" else market.farmer(language="en"))


@pytest.mark.slow
@pytest.mark.crossed
@pytest.mark.parametrize("role", ["buyer", "farmer", "admin"])
async def test_no_made_up_button_is_a_bug(market: Market, role: str) -> None:
    phone = await who_is(market, role)
    await phone.says("/start")
    await place(market.buyer("Ana"))

    for button in all_routes().presses:
        for payload in payloads(button):
            if len(payload.encode()) <= PAYLOAD_MAX:
                await phone.presses(payload)

    assert await put_aside(market) == []
