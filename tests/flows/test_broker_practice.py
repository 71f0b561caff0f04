"""The gateway against the practice exchange: every question it owes, one order's life, conditions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from kiwoom_desk.base.clock import SystemClock
from kiwoom_desk.base.settings import Environment
from kiwoom_desk.base.vault import Secret
from kiwoom_desk.broker.gateway import Gap, GapKind, Gateway, Keys, StreamLink
from kiwoom_desk.broker.hosts import Host
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.bar import Period, Unit
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import (
    BalanceEvent,
    CancelDraft,
    OrderDraft,
    OrderEvent,
    OrderType,
    ReportKind,
    RequestState,
    Side,
)
from kiwoom_desk.domain.quote import Quote
from kiwoom_desk.wire.durations import Durations
from kiwoom_desk.wire.limits import UNLIMITED
from kiwoom_desk.wire.subscriptions import Wanted
from tests.support.loopback import until
from tests.support.practice import Practice, practice

CODE = "005930"


@asynccontextmanager
async def opened(server: Practice) -> AsyncIterator[Gateway]:
    """Open a gateway on a practice server and wait for its stream."""
    gateway = Gateway(
        environment=Environment.PRACTICE,
        host=Host(server.rest, server.websocket),
        keys=Keys(Secret(server.appkey), Secret(server.secretkey)),
        clock=SystemClock(),
        catalogue=catalogue(),
        limits=UNLIMITED,
        durations=Durations(control_gap=0.02),
        tls=None,
    )
    try:
        await gateway.open()
        gateway.connect()
        await until(lambda: gateway.is_registered("", "00"))
        yield gateway
    finally:
        await gateway.close()


async def test_every_question_of_the_desk_is_answered() -> None:
    async with practice(quota="none") as server, opened(server) as gateway:
        assert gateway.account == server.account
        assert abs((gateway.clock.market() - server.exchange.now).total_seconds()) < 2
        names = await gateway.instruments()
        assert len(names) >= 250
        assert CODE in {name.code for name in names}
        codes = [name.code for name in names[:130]]
        assert [quote.code for quote in await gateway.quotes(codes)] == codes
        info = await gateway.instrument_info(CODE)
        assert info.lower < info.price < info.upper
        book = await gateway.book(CODE, Venue.KRX)
        assert len(book.ask_prices) == len(book.bid_sizes) == 10
        assert book.bid_prices[0] < book.ask_prices[0]
        assert await gateway.recent_ticks(CODE)
        for unit in Unit:
            page = await gateway.bars(CODE, Period(unit))
            starts = [bar.start for bar in page.bars]
            assert starts
            assert starts == sorted(starts)
        day = await gateway.bars(CODE, Period(Unit.DAY))
        assert day.cursor is not None
        older = await gateway.bars(CODE, Period(Unit.DAY), day.cursor)
        assert older.bars[-1].start < day.bars[0].start
        for listing in (
            await gateway.open_orders(),
            await gateway.filled_orders(),
            await gateway.day_orders(gateway.clock.market().date()),
        ):
            assert (listing.complete, listing.rows) == (True, ())
        assert await gateway.day_fills(gateway.clock.market().date()) == ()
        assert (await gateway.balance()).holdings == ()
        deposit = await gateway.deposit()
        assert deposit.cash > 0
        assert (await gateway.account_status()).deposit == deposit.cash
        assert gateway.clock_skew is not None
        assert abs(gateway.clock_skew) < 2


async def test_an_order_lives_and_a_cancel_ends_another() -> None:
    async with practice(quota="none") as server, opened(server) as gateway:
        events: list[OrderEvent] = []
        holdings: list[BalanceEvent] = []
        gateway.order_events.connect(events.append)
        gateway.balance_events.connect(holdings.append)
        buy = OrderDraft(CODE, Venue.KRX, Side.BUY, OrderType.MARKET, 3)
        outcome = await gateway.send_order(gateway.order_api(buy), gateway.order_body(buy))
        assert outcome.state is RequestState.ACKED
        await until(
            lambda: any(one.kind is ReportKind.FILLED and one.open_quantity == 0 for one in events)
        )
        await until(lambda: bool(holdings) and holdings[-1].quantity == 3)
        balance = await gateway.balance()
        assert [(one.code, one.quantity) for one in balance.holdings] == [(CODE, 3)]
        today = gateway.clock.market().date()
        fills = await gateway.day_fills(today)
        assert sum(fill.quantity for fill in fills) == 3
        low = (await gateway.instrument_info(CODE)).lower
        resting = OrderDraft(CODE, Venue.KRX, Side.BUY, OrderType.LIMIT, 2, low)
        placed = await gateway.send_order("kt10000", gateway.order_body(resting))
        assert [row.number for row in (await gateway.open_orders()).rows] == [placed.order_number]
        cancel = CancelDraft(placed.order_number, CODE, Venue.KRX, Side.BUY)
        ended = await gateway.send_order("kt10003", gateway.order_body(cancel))
        assert ended.state is RequestState.ACKED
        assert (await gateway.open_orders()).rows == ()
        rows = {row.number: row for row in (await gateway.day_orders(today)).rows}
        assert {outcome.order_number, placed.order_number} <= set(rows)
        assert rows[outcome.order_number].filled_quantity == 3
        received = await server.received()
        assert len(received["orders"]) == 3


async def test_quotes_books_and_conditions_flow() -> None:
    async with practice(quota="none", speed=5.0) as server, opened(server) as gateway:
        quotes: list[Quote] = []
        books: list[int] = []
        gateway.on_quote = lambda pushed: quotes.append(pushed.decode())
        gateway.on_book = lambda _code, frame: books.append(frame.decode().bid_prices[0])
        gateway.set_subscriptions([Wanted(CODE, "0B", 1), Wanted(CODE, "0D", 1)])
        await until(lambda: bool(quotes) and bool(books), 20)
        assert {quote.code for quote in quotes} == {CODE}
        assert all(quote.low <= quote.price <= quote.high for quote in quotes)
        saved = await gateway.conditions()
        assert len(saved) >= 12
        hits: list[str] = []
        gateway.condition_hits.connect(lambda hit: hits.append(hit.sequence))
        once = await gateway.search_condition(saved[0].sequence)
        live = await gateway.start_condition(saved[0].sequence)
        assert isinstance(once, tuple)
        assert isinstance(live, tuple)
        await gateway.stop_condition(saved[0].sequence)


@pytest.mark.parametrize("token", ["same", "new", "kills"])
async def test_a_second_desk_takes_the_session_and_gives_it_back(token: str) -> None:
    async with practice(quota="none", token=token) as server, opened(server) as first:
        gaps: list[Gap] = []
        first.gaps.connect(gaps.append)
        async with opened(server):
            await until(lambda: first.link.stream is StreamLink.TAKEN)
            await asyncio.sleep(0)
            assert [gap.kind for gap in gaps] == [GapKind.LOST]
        first.take_over()
        await until(lambda: first.is_registered("", "00"), 10)
        assert gaps[-1].kind is GapKind.RESTORED
        assert (await first.deposit()).cash > 0
