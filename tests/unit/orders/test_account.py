"""Figures with their age, what our own orders take off them, and what a holding is worth."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.domain.order import BalanceEvent, Side
from kiwoom_desk.domain.position import Holding
from kiwoom_desk.orders.account import Valuation
from tests.support.order_desk import (
    ACCOUNT,
    CODE,
    CONTEXT,
    START,
    Exchange,
    ManualClock,
    buy,
    quiet,
    room,
    sell,
)

HOLDING = Holding(CODE, "삼성전자", 10, 10, 60_000, 600_000, 61_000, 610_000, 10_000, 166)
MOVED = BalanceEvent(ACCOUNT, CODE, 14, 60_300, 844_200, 12, 61_000, "00", "00000000")


def exchange() -> Exchange:
    return Exchange(ManualClock(START), holdings=(HOLDING,), orderable=1_000_000)


async def test_figures_are_unknown_until_read_and_have_an_age(tmp_path: Path) -> None:
    async with room(tmp_path, exchange(), started=False) as here:
        book = here.account
        assert (book.balance, book.balance_at, book.positions) == (None, None, ())
        assert (book.sellable(CODE), book.orderable, book.holding(CODE)) == (None, None, None)
        assert await book.refresh()
        assert (book.sellable(CODE), book.sellable("000660"), book.orderable) == (10, 0, 1_000_000)
        assert book.balance_at == book.deposit_at == START
        assert book.holding(CODE) == HOLDING


async def test_a_failed_reading_keeps_the_old_figures_and_says_so(tmp_path: Path) -> None:
    async with room(tmp_path, exchange()) as here:
        here.exchange.broken.add("kt00001")
        here.exchange.holdings = ()
        assert not await here.account.refresh()
        assert here.account.failed == "timeout"
        assert here.account.positions == (HOLDING,)
        here.exchange.broken.clear()
        assert await here.account.refresh()
        assert here.account.failed == "" and here.account.positions == ()


async def test_our_own_orders_are_taken_off_until_a_reading_contains_them(tmp_path: Path) -> None:
    async with room(tmp_path, exchange()) as here:
        await here.desk.submit(buy(10), CONTEXT)
        assert here.account.orderable == 1_000_000 - 610_091
        denied = await here.desk.submit(buy(9), CONTEXT)
        assert denied.denied is not None and denied.denied.code == "overspend"
        await here.desk.submit(sell(7), CONTEXT)
        assert here.account.sellable(CODE) == 3
        here.exchange.orderable = 389_909
        here.exchange.holdings = (msgspec.structs.replace(HOLDING, sellable=3),)
        await here.account.refresh()
        assert (here.account.sellable(CODE), here.account.orderable) == (3, 389_909)


async def test_a_market_order_without_a_last_price_takes_nothing_off(tmp_path: Path) -> None:
    async with room(tmp_path, exchange()) as here:
        context = msgspec.structs.replace(CONTEXT, last_price=None)
        await here.desk.submit(buy(10, None), context)
        assert here.account.orderable == 1_000_000


async def test_a_reading_does_not_forget_an_order_still_on_its_way(tmp_path: Path) -> None:
    async with room(tmp_path, exchange()) as here:
        here.account.reserve("r1", CODE, Side.SELL, 4, 244_000)
        await here.account.refresh()
        assert here.account.sellable(CODE) == 6
        assert here.account.orderable == 1_000_000
        here.account.settle("r1", stands=True)
        await here.account.refresh()
        assert here.account.sellable(CODE) == 10
        here.account.settle("r1", stands=True)
        assert here.account.sellable(CODE) == 10


async def test_a_push_changes_a_holding_at_once(tmp_path: Path) -> None:
    async with room(tmp_path, exchange()) as here:
        here.clock.advance(1)
        here.exchange.balance_events.emit(MOVED)
        held = here.account.holding(CODE)
        assert held is not None
        assert (held.quantity, held.sellable, held.cost, held.name) == (14, 12, 844_200, "삼성전자")
        assert (held.value, held.profit, held.profit_rate) == (854_000, 9_800, 116)
        assert here.account.balance_at == here.clock.market()
        new = msgspec.structs.replace(MOVED, code="000660", cost=0)
        here.exchange.balance_events.emit(new)
        other = here.account.holding("000660")
        assert other is not None and (other.name, other.profit_rate) == ("", 0)
        here.exchange.balance_events.emit(msgspec.structs.replace(MOVED, quantity=0))
        assert here.account.holding(CODE) is None


async def test_a_push_before_any_reading_is_no_balance(tmp_path: Path) -> None:
    async with room(tmp_path, exchange(), started=False) as here:
        here.exchange.balance_events.emit(MOVED)
        assert here.account.balance is None


async def test_figures_are_read_after_a_burst_and_every_minute(tmp_path: Path) -> None:
    async with room(tmp_path, exchange()) as here:
        await quiet(here)
        first = here.exchange.reads.count("kt00018")
        here.account.touch()
        await quiet(here)
        here.clock.advance(1)
        here.account.touch()
        await quiet(here)
        here.clock.advance(1)
        await quiet(here)
        assert here.exchange.reads.count("kt00018") == first
        here.clock.advance(2)
        await quiet(here)
        assert here.exchange.reads.count("kt00018") == first + 1
        here.clock.advance(60)
        await quiet(here)
        assert here.exchange.reads.count("kt00018") == first + 2


@pytest.mark.parametrize(
    ("market", "worth"),
    [
        (Market.KOSPI, Valuation(610_000, 8_599, 143, 181, 1_220, 60_139)),
        (Market.ETF, Valuation(610_000, 9_819, 163, 181, 0, 60_019)),
    ],
)
async def test_a_holding_is_valued_after_fees_and_tax(
    tmp_path: Path, market: Market, worth: Valuation
) -> None:
    async with room(tmp_path, exchange(), started=False) as here:
        assert here.account.value(HOLDING, 61_000, market) == worth
        empty = msgspec.structs.replace(HOLDING, quantity=0, cost=0)
        assert here.account.value(empty, 61_000, market).profit_rate == 0
