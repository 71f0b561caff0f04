"""History: bars of every period agree with each other, with today's board and with our fills."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.history import Bars, History
from tests.support.flows import at, started


def _check_shape(bars: Bars) -> None:
    assert (np.diff(bars.starts) > 0).all()
    assert (bars.volume > 0).all()
    assert (bars.low <= np.minimum(bars.open, bars.close)).all()
    assert (bars.high >= np.maximum(bars.open, bars.close)).all()


def _of_day(bars: Bars, start: int) -> Bars:
    return bars.cut(slice(*np.searchsorted(bars.starts, (start, start + 86_400))))


def test_daily_bars_reach_back_and_end_with_the_board() -> None:
    flow = started(at(10, 0, 30))
    bars = History(flow).daily(0, flow.day, 600)
    assert len(bars) == 600
    _check_shape(bars)
    board = flow.board
    last = [
        int(c[-1]) for c in (bars.open, bars.high, bars.low, bars.close, bars.volume, bars.value)
    ]
    assert last == [
        int(c[0])
        for c in (board.open, board.high, board.low, board.price, board.volume, board.value)
    ]
    assert bars.close[-2] == board.base[0]
    assert datetime.fromtimestamp(int(bars.starts[-1]), KST).date() == flow.day


def test_paging_back_gives_the_same_bars() -> None:
    flow = started(at(10, 0))
    history = History(flow)
    whole = history.daily(4, flow.day, 900)
    older = history.daily(4, datetime.fromtimestamp(int(whole.starts[600]), KST).date(), 300)
    assert (older.close == whole.close[301:601]).all()
    assert len(history.daily(0, flow.day, 2_500)) >= 2_400


@pytest.mark.parametrize("row", [0, 7, 150, 310, 350, 388])
def test_minutes_make_the_days(row: int) -> None:
    flow = started(at(10, 17, 23))
    history = History(flow)
    days = history.daily(row, flow.day, 6)
    minutes = history.minutes(row, at(10, 17, 23), 2_500, 1)
    _check_shape(minutes)
    for place in range(-4, 0):
        inside = _of_day(minutes, int(days.starts[place]))
        assert inside.volume.sum() == days.volume[place]
        assert inside.high.max() == days.high[place] and inside.low.min() == days.low[place]
        assert (inside.open[0], inside.close[-1]) == (days.open[place], days.close[place])


@pytest.mark.parametrize("width", [3, 5, 10, 15, 30, 45, 60])
def test_wide_minutes_are_made_of_narrow_ones(width: int) -> None:
    flow = started(at(14, 40))
    history = History(flow)
    wide = history.minutes(0, at(14, 40), 40, width)
    narrow = history.minutes(0, at(14, 40), 40 * 60, 1)
    for place in range(5, len(wide)):
        begin = int(wide.starts[place])
        first, last = np.searchsorted(narrow.starts, (begin, begin + width * 60))
        part = narrow.cut(slice(int(first), int(last)))
        assert part.volume.sum() == wide.volume[place]
        assert (part.open[0], part.close[-1]) == (wide.open[place], wide.close[place])


def test_minutes_before_a_moment_and_about_a_year_back() -> None:
    flow = started(at(10, 0))
    history = History(flow)
    bars = history.minutes(0, at(9, 30), 10, 1)
    assert datetime.fromtimestamp(int(bars.starts[-1]), KST) == at(9, 29)
    year = history.minutes(0, at(10, 0), 1_700, 60)
    assert at(10, 0) - datetime.fromtimestamp(int(year.starts[0]), KST) > timedelta(days=330)


def test_weeks_months_and_years_are_made_of_days() -> None:
    flow = started(at(13, 0))
    history = History(flow)
    days = history.daily(2, flow.day, 2_400)
    for bars in (
        history.weekly(2, flow.day, 100),
        history.monthly(2, flow.day, 40),
        history.yearly(2, flow.day, 5),
    ):
        _check_shape(bars)
        edges = [*bars.starts.tolist(), 1 << 40]
        for place in range(1, len(bars)):
            first, last = np.searchsorted(days.starts, (edges[place], edges[place + 1]))
            part = days.cut(slice(int(first), int(last)))
            assert part.volume.sum() == bars.volume[place]
            assert part.high.max() == bars.high[place] and part.low.min() == bars.low[place]


def test_own_fills_stay_in_the_bars_of_their_day() -> None:
    flow = started(at(10, 0, 30))
    history = History(flow)
    top = int(flow.board.upper[1])
    flow.record_own(1, at(10, 0, 30), top, 25, True)
    flow.advance(at(10, 0, 31))
    minute = history.minutes(1, at(10, 0, 31), 1, 1)
    assert minute.high[0] == top
    today = _of_day(history.minutes(1, at(10, 0, 31), 500, 1), int(at(0, 0).timestamp()))
    assert today.volume.sum() == flow.board.volume[1]
    flow.advance(at(9, 30, day=23))
    old = History(flow).daily(1, date(2026, 11, 20), 1)
    assert old.high[0] == top
    assert (
        old.volume[0]
        == flow.path.columns(np.array([1]), flow.path.anchor, flow.path.anchor).volume[0, 0] + 25
    )


def test_yesterday_keeps_its_minutes() -> None:
    flow = started(at(15, 40))
    seen = _of_day(History(flow).minutes(9, at(15, 40), 500, 1), int(at(0, 0).timestamp()))
    later = Flow(flow.universe, flow.rules, 7, anchor=flow.anchor)
    later.start(at(9, 10, day=23))
    kept = _of_day(History(later).minutes(9, at(9, 10, day=23), 900, 1), int(at(0, 0).timestamp()))
    for name in ("starts", "open", "high", "low", "close", "volume", "value"):
        assert (getattr(seen, name) == getattr(kept, name)).all(), name


def test_nothing_before_the_listing() -> None:
    flow = started(at(10, 0))
    young = max(
        (item for item in flow.universe.listings if item.listed_on),
        key=lambda item: item.listed_on or date.min,
    )
    bars = History(flow).daily(young.index, flow.day, 2_000)
    assert datetime.fromtimestamp(int(bars.starts[0]), KST).date() >= young.listed_on
