"""Bar series and charts: paging without gap or double, the live last bar, and odd times."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom_desk.base.clock import KST, ManualClock
from kiwoom_desk.domain.bar import Bar, Period, Unit
from kiwoom_desk.domain.quote import Quote
from kiwoom_desk.market.history import BarHistory, bar_minute, moment_of
from kiwoom_desk.market.series import BarSeries

TEN = datetime(2026, 11, 20, 10, tzinfo=KST)


class BarPage(msgspec.Struct, frozen=True):
    bars: tuple[Bar, ...]
    cursor: int | None


class PagedSource:
    """Minute bars before 10:00, three a page, each page overlapping the newer one by a bar."""

    def __init__(self, pages: int = 3) -> None:
        self.pages, self.calls = pages, 0

    async def bars(self, code: str, period: Period, cursor: int | None = None) -> BarPage:
        self.calls += 1
        number = cursor or 0
        last = int(TEN.timestamp()) - 60 - number * 120
        bars = tuple(Bar(last - 60 * back, 10, 12, 9, 11, 5) for back in (2, 1, 0))
        return BarPage(bars, number + 1 if number + 1 < self.pages else None)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=12))
def test_pages_and_new_bars_stay_in_order(sizes: list[int]) -> None:
    series, first, last = BarSeries(), 1_000_000, 1_000_000
    series.append(Bar(first, 1, 1, 1, 1, 1))
    for number, size in enumerate(sizes):
        if number % 2:
            page = [Bar(first - back, 1, 2, 1, 2, back) for back in range(size, 0, -1)]
            assert series.prepend(page) == size
            first -= size
        else:
            for _ in range(size):
                last += 1
                series.append(Bar(last, 1, 2, 1, 2, 7))
    assert series.start.tolist() == list(range(first, last + 1))
    assert len(series) == last - first + 1


def test_a_bar_of_the_past_is_never_appended() -> None:
    series = BarSeries()
    series.append(Bar(100, 1, 1, 1, 1, 1))
    with pytest.raises(ValueError, match="in front"):
        series.append(Bar(99, 1, 1, 1, 1, 1))
    assert BarSeries().last() is None


async def test_paging_joins_without_gap_or_double() -> None:
    source = PagedSource()
    history = BarHistory(source, ManualClock(TEN))
    chart = history.open("005930", Period(Unit.MINUTE))
    assert await history.more(chart) is False
    await history.load(chart)
    await history.load(chart)
    assert source.calls == 1
    while await history.more(chart):
        pass
    steps = set((chart.series.start[1:] - chart.series.start[:-1]).tolist())
    assert steps == {60} and len(chart.series) == 7 and chart.complete
    history.close(chart)
    assert history.open("005930", Period(Unit.MINUTE)) is not chart


async def test_live_prints_change_the_last_bar_and_start_the_next() -> None:
    history = BarHistory(PagedSource(1), clock := ManualClock(TEN))
    chart = history.open("005930", Period(Unit.MINUTE))
    await history.load(chart)
    history.apply(Quote("005930", time="095930", price=20, size=-3, volume=100))
    assert chart.series.last() == Bar(int(TEN.timestamp()) - 60, 10, 20, 9, 20, 8)
    clock.advance(1)
    history.apply(Quote("005930", time="100000", price=21, size=4, volume=110))
    history.apply(Quote("005930", time="100059", price=19, size=4, volume=115))
    assert chart.series.last() == Bar(int(TEN.timestamp()), 21, 21, 19, 19, 15)
    history.apply(Quote("005930", time="095800", price=1, volume=116))
    history.apply(Quote("005930", time="100100", price=0, volume=117))
    assert chart.series.last() == Bar(int(TEN.timestamp()), 21, 21, 19, 19, 15)
    history.apply(Quote("000660", time="100100", price=5))


@pytest.mark.parametrize(
    ("unit", "first_day", "same"),
    [
        (Unit.DAY, datetime(2026, 11, 20, tzinfo=KST), True),
        (Unit.DAY, datetime(2026, 11, 19, tzinfo=KST), False),
        (Unit.WEEK, datetime(2026, 11, 16, tzinfo=KST), True),
        (Unit.WEEK, datetime(2026, 11, 9, tzinfo=KST), False),
        (Unit.MONTH, datetime(2026, 11, 2, tzinfo=KST), True),
        (Unit.MONTH, datetime(2026, 10, 1, tzinfo=KST), False),
        (Unit.YEAR, datetime(2026, 1, 2, tzinfo=KST), True),
        (Unit.YEAR, datetime(2025, 1, 2, tzinfo=KST), False),
    ],
)
async def test_longer_periods_join_the_bar_of_their_first_trading_day(
    unit: Unit, first_day: datetime, same: bool
) -> None:
    history = BarHistory(PagedSource(1), ManualClock(TEN))
    chart = history.open("005930", Period(unit))
    chart.series.append(Bar(int(first_day.timestamp()), 10, 10, 10, 10, 1))
    chart.loaded = True
    history.apply(Quote("005930", time="100000", price=15, size=1, volume=9))
    assert len(chart.series) == (1 if same else 2)


async def test_tick_bars_count_prints() -> None:
    history = BarHistory(PagedSource(1), ManualClock(TEN))
    chart = history.open("005930", Period(Unit.TICK, 3))
    chart.loaded = True
    for second in range(7):
        history.apply(
            Quote("005930", time=f"10000{second}", price=10 + second, size=1, volume=second + 1)
        )
    assert chart.series.open.tolist() == [10, 13, 16]
    assert chart.series.close.tolist() == [12, 15, 16]


def test_minute_bars_are_counted_from_nine() -> None:
    at = datetime(2026, 11, 20, 10, 59, 59, tzinfo=KST)
    assert bar_minute(at, 45) == int(at.replace(minute=30, second=0).timestamp())
    assert bar_minute(at, 60) == int(at.replace(minute=0, second=0).timestamp())


@pytest.mark.parametrize("text", ["", "9410", "240000", "888888", "10:00:"])
def test_a_time_that_is_none_means_now(text: str) -> None:
    assert moment_of(text, TEN) == TEN
