"""Our count of shares against the broker's: three readings over half a minute make a mismatch (S-13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec

from kiwoom_desk.base.clock import ManualClock
from kiwoom_desk.domain.position import Holding
from kiwoom_desk.orders.positions import Mismatch, PositionCheck
from tests.support.order_desk import (
    CODE,
    CONTEXT,
    START,
    Exchange,
    Room,
    buy,
    quiet,
    room,
    sell,
)

HOLDING = Holding(CODE, "삼성전자", 10, 10, 60_000, 600_000, 61_000, 610_000, 10_000, 166)
OTHER = "000660"


def held(quantity: int, code: str = CODE, loan: str = "") -> Holding:
    return msgspec.structs.replace(HOLDING, code=code, quantity=quantity, loan_date=loan)


def exchange(quantity: int = 10) -> Exchange:
    return Exchange(ManualClock(START), holdings=(held(quantity),), orderable=10_000_000)


async def step(here: Room, seconds: float, met: Callable[[], bool]) -> None:
    """Move the clock as far as that, second by second, until a condition holds."""
    for _ in range(int(seconds)):
        here.clock.advance(1.0)
        await quiet(here)
        if met():
            return


async def test_a_lasting_difference_is_told_once_with_both_figures(tmp_path: Path) -> None:
    async with room(tmp_path, exchange()) as here:
        told: list[Mismatch] = []
        here.account.mismatched.connect(told.append)
        here.exchange.holdings = (held(7),)
        assert await here.account.refresh()
        assert told == []
        await step(here, 40, lambda: bool(told))
        assert told == [Mismatch(CODE, 10, 7)]
        assert here.account.check.mismatches == {CODE: told[0]}
        await step(here, 130, lambda: False)
        assert len(told) == 1
        here.account.accept(CODE)
        assert here.account.check.mismatches == {}
        await here.account.refresh()
        assert not here.account.check.suspects


async def test_fills_of_every_channel_are_expected(tmp_path: Path) -> None:
    async with room(tmp_path, exchange()) as here:
        bought = await here.desk.submit(buy(5), CONTEXT)
        sold = await here.desk.submit(sell(3), CONTEXT)
        await quiet(here)
        here.exchange.fill(bought.order_number, 5)
        here.exchange.fill(sold.order_number, 2)
        await quiet(here)
        here.exchange.holdings = (held(13),)
        assert await here.account.refresh()
        assert not here.account.check.suspects


async def test_a_difference_that_goes_by_itself_is_never_told(tmp_path: Path) -> None:
    async with room(tmp_path, exchange()) as here:
        told: list[Mismatch] = []
        here.account.mismatched.connect(told.append)
        here.exchange.holdings = (held(7),)
        await here.account.refresh()
        assert here.account.check.suspects
        here.exchange.holdings = (held(10),)
        await step(here, 20, lambda: not here.account.check.suspects)
        assert not here.account.check.suspects
        await step(here, 60, lambda: False)
        assert told == []


async def test_a_mismatch_ends_when_the_figures_agree_again(tmp_path: Path) -> None:
    async with room(tmp_path, exchange()) as here:
        here.exchange.holdings = ()
        await here.account.refresh()
        await step(here, 40, lambda: bool(here.account.check.mismatches))
        assert here.account.check.mismatches == {CODE: Mismatch(CODE, 10, 0)}
        here.exchange.holdings = (held(10),)
        await here.account.refresh()
        assert here.account.check.mismatches == {}


async def test_another_day_begins_with_the_brokers_figures(tmp_path: Path) -> None:
    async with room(tmp_path, exchange()) as here:
        here.exchange.holdings = (held(20),)
        here.clock.advance(timedelta(days=3).total_seconds())
        assert await here.account.refresh()
        assert here.account.positions == (held(20),)
        assert not here.account.check.suspects


def judged(net: dict[str, int]) -> PositionCheck:
    return PositionCheck(ManualClock(START), lambda: net, 30.0)


def test_the_opening_reading_waits_for_a_moment_without_fills() -> None:
    net = {CODE: 1}
    check = judged(net)
    check.compare({}, (held(10),))
    net[OTHER] = 2
    assert check.compare({CODE: 1, OTHER: 2}, (held(10), held(2, OTHER))) == ()
    assert check.ours(OTHER, net) == 2
    assert check.ours(CODE, net) == 10


def test_a_fill_while_reading_may_be_in_it_or_not() -> None:
    net: dict[str, int] = {}
    check = judged(net)
    check.compare({}, (held(10),))
    before = dict(net)
    net[CODE] = 5
    for quantity in (10, 12, 15):
        check.compare(before, (held(quantity),))
        assert not check.suspects
    check.compare(before, (held(16),))
    assert check.suspects


def test_shares_of_several_loans_count_together() -> None:
    check = judged({})
    check.compare({}, (held(10), held(5, loan="20261101")))
    check.compare({}, (held(12), held(3, loan="20261101")))
    assert not check.suspects


def test_accepting_what_is_no_mismatch_changes_nothing() -> None:
    check = judged({})
    check.accept(CODE)
    check.compare({}, (held(10),))
    check.accept(CODE)
    assert check.ours(CODE, {}) == 10


def test_a_mismatch_that_grows_is_told_again() -> None:
    clock = ManualClock(START)
    check = PositionCheck(clock, dict, 30.0)
    check.compare({}, (held(10),))
    for quantity in (7, 7):
        assert check.compare({}, (held(quantity),)) == ()
        clock.advance(15.0)
    assert check.compare({}, (held(7),)) == (Mismatch(CODE, 10, 7),)
    assert check.compare({}, (held(7),)) == ()
    assert check.compare({}, (held(4),)) == (Mismatch(CODE, 10, 4),)
