"""Many in line at once, on the real database: nothing is kept twice, nothing oversold, and an offer ends once."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterable
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog.desk_stock import apply_stock
from bot.catalog.desk_words import Sign
from bot.catalog.models import MoveKind, StockMove
from bot.catalog.stock import InsufficientStock, LotRow
from bot.orders import taking, waitlist
from bot.orders.holds import release_expired
from bot.orders.refusals import OfferOver, OrderShort
from bot.orders.tables import LOT, WISH
from bot.refusals import NotAvailable
from tests import postgres
from tests.orders.market import Goods, Market, open_market
from tests.races import while_uncommitted

WAITING, LEFT = 40, 5


async def _in_line(market: Market, goods: Goods, people: int = WAITING, quantity: int | None = 1) -> list[int]:
    buyers = [await market.person(f"Buyer {number}") for number in range(people)]
    for buyer in buyers:
        await market.waits(buyer, goods, quantity)
        market.passes(seconds=1)
    return buyers


async def _all_at_once(work: Iterable[Awaitable[object]]) -> tuple[list[object], list[BaseException]]:
    done = await asyncio.gather(*work, return_exceptions=True)
    return (
        [each for each in done if not isinstance(each, BaseException)],
        [each for each in done if isinstance(each, BaseException)],
    )


async def _serves(market: Market, goods: Goods) -> object:
    return await market.do(waitlist.serve, goods.product_id, market.catalogue, now=market.now)


async def _raises_stock(market: Market, goods: Goods, quantity: int) -> object:
    """An admin applies a preview of "+N"."""
    item = market.catalogue.items[goods.product_id]
    return await market.do(
        apply_stock,
        item,
        Sign.ADD,
        quantity,
        seen=0,
        previewed_at=market.now,
        actor_id=market.coordinator_id,
        now=market.now,
    )


async def test_forty_wait_for_the_five_that_come_back_while_five_clocks_look(market: Market) -> None:
    crate = await market.sells(available=0)
    buyers = await _in_line(market, crate)
    await market.receives(crate, LEFT)

    done, failed = await _all_at_once(_serves(market, crate) for _ in range(5))

    assert (sum(bool(one) for one in done), failed) == (1, [])
    assert set(await market.offers(crate)) == set(buyers[:LEFT])
    assert await market.stock_of(crate) == (0, LEFT)
    assert Counter(one.person_id for one in await market.notices(waitlist.OFFERED)) == Counter(buyers[:LEFT])


async def test_two_admins_bring_goods_while_the_line_is_served_and_strangers_buy(market: Market) -> None:
    crate = await market.sells(available=LEFT)
    strangers = [await market.person(f"Stranger {number}") for number in range(10)]
    for stranger in strangers:
        await market.puts(stranger, crate, 1)
    await market.orders(await market.person("First"), (crate, LEFT))
    await _in_line(market, crate)

    done, failed = await _all_at_once(
        [
            *(_raises_stock(market, crate, quantity) for quantity in (2, 3)),
            *(market.reviews(stranger) for stranger in strangers),
            *(_serves(market, crate) for _ in range(3)),
        ]
    )
    await _serves(market, crate)

    assert {type(error) for error in failed} <= {OrderShort}
    reviewed = 10 - len(failed)
    assert len(await market.offers(crate)) == LEFT - reviewed
    assert await market.stock_of(crate) == (0, 2 * LEFT)
    assert len(done) == 5 + reviewed


async def test_forty_take_decline_and_wait_on_at_once(market: Market) -> None:
    crate = await market.sells(available=0)
    buyers = await _in_line(market, crate, quantity=2)
    await market.receives(crate, WAITING + 1)
    await market.serves()
    kept = await market.offers(crate)
    answers = (market.takes, market.declines, market.keeps_waiting)

    done, failed = await _all_at_once(
        answers[number % 3](buyer, kept[buyer][0]) for number, buyer in enumerate(buyers) if buyer in kept
    )

    assert {type(error) for error in failed} <= {NotAvailable}  # all that they want is there: nothing to wait on for
    available, held = await market.stock_of(crate)
    assert available + held == WAITING + 1
    assert len(done) + len(failed) == len(kept)


async def test_take_races_the_end_of_the_offer(market: Market) -> None:
    """The phone's clock says that there is a second left, the worker's that it is over."""
    crate = await market.sells(available=0)
    ana, ben = await _in_line(market, crate, people=2)
    await market.receives(crate, 1)
    await market.serves()
    hold_id, _ = (await market.offers(crate))[ana]
    market.passes(minutes=60)
    just_in_time = market.now - timedelta(seconds=1)

    _, failed = await _all_at_once(
        [
            _serves(market, crate),
            market.do(taking.take_offer, ana, hold_id, market.catalogue, now=just_in_time),
            market.do(release_expired, market.now, 10),
            _serves(market, crate),
        ]
    )
    await _serves(market, crate)

    states = {person: state for person, state, _ in await market.line_of(crate)}
    assert {type(error) for error in failed} <= {OfferOver}
    assert await market.stock_of(crate) == (0, 1)
    assert (states[ana], states[ben]) == (("lapsed", "offered") if failed else ("taken", "waiting"))


async def test_an_order_of_a_stranger_may_have_what_has_run_out_but_nobody_has_it_twice(market: Market) -> None:
    crate = await market.sells(available=0)
    ana, ben = await _in_line(market, crate, people=2)
    await market.receives(crate, 1)
    await market.serves()
    stranger = await market.person("Stranger")
    market.passes(minutes=60)
    await market.puts(stranger, crate, 1)

    _, failed = await _all_at_once([market.reviews(stranger), *(_serves(market, crate) for _ in range(3))])

    states = {person: state for person, state, _ in await market.line_of(crate)}
    assert states[ana] == "lapsed"
    assert await market.stock_of(crate) == (0, 1)
    assert bool(failed) == (states[ben] == "offered")


@pytest.mark.postgres
@pytest.mark.parametrize("first", ["take", "lapse"])
async def test_whichever_of_take_and_lapse_comes_first_the_other_finds_it_done(postgres_url: str, first: str) -> None:
    async with open_market(postgres_url) as market:
        crate = await market.sells(available=0)
        [ana] = await _in_line(market, crate, people=1)
        await market.receives(crate, 1)
        await market.serves()
        hold_id, _ = (await market.offers(crate))[ana]
        over = market.now + timedelta(minutes=60)

        def take(session: Session) -> object:
            return taking.take_offer(session, ana, hold_id, market.catalogue, now=market.now)

        def lapse(session: Session) -> object:
            return waitlist.serve(session, crate.product_id, market.catalogue, now=over)

        if first == "take":
            lapsed = await while_uncommitted(market.database, take, market.database.transact(lapse))
            assert not lapsed
            assert await market.line_of(crate) == [(ana, "taken", 1)]
        else:
            with pytest.raises(OfferOver):
                await while_uncommitted(market.database, lapse, market.database.transact(take))
            assert await market.line_of(crate) == [(ana, "lapsed", 1)]


# Controls: these pass when the defence that was taken away is missed.


@pytest.mark.postgres
async def test_control_without_the_locks_two_clocks_are_stopped_by_the_last_defences_only(
    postgres_cluster: postgres.Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlocked(session: Session, product_id: int) -> dict[int, LotRow]:
        rows = session.connection().execute(
            sa.select(LOT.c.id, LOT.c.product_id, LOT.c.available, LOT.c.held).where(LOT.c.product_id == product_id)
        )
        return {row.id: LotRow(*row) for row in rows}

    monkeypatch.setattr(waitlist, "lock_line", unlocked)
    monkeypatch.setattr(waitlist, "_OFFER", _without_its_state())
    with postgres_cluster.fresh() as url:
        async with open_market(url) as market:
            crate = await market.sells(available=0)
            await _in_line(market, crate)
            await market.receives(crate, LEFT)

            with pytest.raises((sa.exc.IntegrityError, InsufficientStock)):
                await while_uncommitted(
                    market.database,
                    partial(waitlist.serve, product_id=crate.product_id, catalogue=market.catalogue, now=market.now),
                    _serves(market, crate),
                )

            assert await market.stock_of(crate) == (0, LEFT)


def _without_its_state() -> sa.Update:
    return (
        sa.update(WISH)
        .where(WISH.c.id.in_(sa.bindparam("ids", expanding=True)))
        .values(state="offered", offered_until=sa.bindparam("until"))
        .returning(WISH.c.id, WISH.c.person_id)
    )


async def test_an_offer_is_held_and_released_once_each_in_the_ledger(market: Market) -> None:
    crate = await market.sells(available=0)
    await _in_line(market, crate, people=2)
    await market.receives(crate, 1)
    await market.serves()
    market.passes(minutes=60)

    await _all_at_once(_serves(market, crate) for _ in range(5))

    moves = await market.all(StockMove, StockMove.lot_id == crate.lot_id)
    kinds = Counter(move.kind for move in moves)
    assert (kinds[MoveKind.HELD], kinds[MoveKind.RELEASED]) == (2, 1)
