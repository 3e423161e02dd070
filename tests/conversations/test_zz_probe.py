import sqlalchemy as sa
from bot.inbox import DeadLetter
from tests.market import Market
async def test_nul(market: Market) -> None:
    b = market.buyer("Ana"); await b.says("/start")
    for bad in ("m\0", "\ud800"):
        await b.presses("shop", bad)
    print(await market.database.read(lambda s: s.connection().execute(sa.select(DeadLetter.error_class, DeadLetter.identity_id)).all()))
