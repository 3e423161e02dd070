"""A farmer who tapped Packed by mistake takes it back, for some minutes, as a coordinator can."""

from tests.conversations.test_whole_order import place
from tests.market import Market, Phone


async def packs(market: Market) -> Phone:
    farmer = await market.farmer(language="en")
    await place(market.buyer("Ana"))
    await farmer.taps("✅ Yes")
    await farmer.says("/today")
    [label] = [label for label in await farmer.labels() if label.startswith("📦")]
    await farmer.taps(label)
    return farmer


async def test_packed_can_be_taken_back(market: Market) -> None:
    farmer = await packs(market)
    assert "Nothing to pack" in await farmer.sees()

    await farmer.taps("Undo")

    assert "To pack for" in await farmer.sees()
    assert "Undo" not in await farmer.labels()


async def test_not_after_ten_minutes(market: Market) -> None:
    farmer = await packs(market)
    market.clock.advance(minutes=11)

    await farmer.taps("Undo")

    assert "taken back for 10 minutes only" in await farmer.sees()


async def test_not_by_another_farm(market: Market) -> None:
    farmer = await packs(market)
    other = await market.farmer("jingyang-garden", language="en")

    await other.presses(await farmer.payload_of("Undo"))

    assert "not available" in await other.sees()
