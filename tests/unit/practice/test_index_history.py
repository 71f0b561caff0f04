"""Bars of an index: periods agree, closes are the members', days played follow the members' minutes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.practice.history import Bars
from kiwoom_desk.practice.index_history import IndexHistory
from kiwoom_desk.practice.indices import IndexBoard
from tests.support.flows import at, started

FLOW = started(at(10, 0, 30))
BOARD = IndexBoard(FLOW.universe, FLOW)
HISTORY = IndexHistory(FLOW, BOARD)
TODAY = FLOW.day
CODES = ("001", "101", "201", "013")


def _days(bars: Bars) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return (bars.starts + 9 * 3600) // 86_400


@pytest.mark.parametrize("code", CODES)
def test_today_is_the_boards(code: str) -> None:
    bars, now = HISTORY.daily(code, TODAY, 2), BOARD.figure(code)
    assert (bars.open[-1], bars.high[-1], bars.low[-1]) == (now.open, now.high, now.low)
    assert (bars.close[-1], bars.volume[-1], bars.value[-1]) == (now.level, now.volume, now.value)
    assert bars.close[-2] == now.previous


@pytest.mark.parametrize("code", CODES)
def test_bars_are_shaped(code: str) -> None:
    bars = HISTORY.daily(code, TODAY, 600)
    assert len(bars) == 600
    assert (bars.high >= np.maximum(bars.open, bars.close)).all()
    assert (bars.low <= np.minimum(bars.open, bars.close)).all()
    assert (np.diff(bars.starts) > 0).all()
    assert (bars.volume > 0).all()


@pytest.mark.parametrize("back", [1, 7, 200])
def test_past_closes_and_volumes_are_the_members(back: int) -> None:
    calendar, spec = FLOW.path.calendar, next(s for s in BOARD.specs if s.code == "201")
    place = calendar.position(TODAY) - back
    rows = np.array([FLOW.universe.by_code[code].index for code in spec.members])
    columns = FLOW.path.columns(rows, place, place)
    shares = [FLOW.universe.by_code[code].shares for code in spec.members]
    then = sum(
        FLOW.universe.by_code[code].previous_close * count
        for code, count in zip(spec.members, shares, strict=True)
    )
    closes = columns.close[:, 0].tolist()
    worth = sum(price * count for price, count in zip(closes, shares, strict=True))
    bars = HISTORY.daily("201", calendar.day(place), 1)
    assert int(bars.close[0]) == spec.base * worth // then
    assert int(bars.volume[0]) == int(columns.volume.sum())


@pytest.mark.parametrize(("period", "days"), [("weekly", 5), ("monthly", 23), ("yearly", 262)])
def test_longer_bars_add_up_the_days(period: str, days: int) -> None:
    whole = {"weekly": HISTORY.weekly, "monthly": HISTORY.monthly, "yearly": HISTORY.yearly}[period]
    bars = whole("001", TODAY, 4)
    daily = HISTORY.daily("001", TODAY, 6 * days)
    for place in (-1, -2):
        stop = bars.starts[place + 1] if place < -1 else np.iinfo(np.int64).max
        part = (daily.starts >= bars.starts[place]) & (daily.starts < stop)
        assert bars.open[place] == daily.open[part][0]
        assert bars.close[place] == daily.close[part][-1]
        assert bars.high[place] == daily.high[part].max()
        assert bars.low[place] == daily.low[part].min()
        assert bars.volume[place] == daily.volume[part].sum()


@pytest.mark.parametrize("width", [1, 5, 45, 60])
def test_minutes_add_up_to_their_days(width: int) -> None:
    end = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=KST) + timedelta(days=1)
    bars = HISTORY.minutes("101", end, 1_100 // width, width)
    days, daily = _days(bars), HISTORY.daily("101", TODAY, 40)
    for day in np.unique(days)[1:]:
        part, whole = days == day, _days(daily) == day
        assert bars.open[part][0] == daily.open[whole][0]
        assert bars.close[part][-1] == daily.close[whole][0]
        assert bars.high[part].max() == daily.high[whole][0]
        assert bars.low[part].min() == daily.low[whole][0]
        assert bars.volume[part].sum() == daily.volume[whole][0]
        assert bars.value[part].sum() == daily.value[whole][0]
    later = HISTORY.minutes("101", datetime.fromtimestamp(int(bars.starts[9]), KST), 5, width)
    assert later.starts.tolist() == bars.starts[4:9].tolist()


def test_a_day_that_was_played_stays_as_it_was() -> None:
    flow = started(at(15, 40))
    history = IndexHistory(flow, IndexBoard(flow.universe, flow))
    end = datetime(2026, 11, 21, tzinfo=KST)
    played, minutes = history.daily("001", flow.day, 1), history.minutes("001", end, 390, 1)
    flow.advance(at(9, 30, day=23))
    later = IndexHistory(flow, IndexBoard(flow.universe, flow))
    after = later.daily("001", date(2026, 11, 20), 1)
    for name in ("starts", "open", "high", "low", "close", "volume"):
        assert getattr(after, name).tolist() == getattr(played, name).tolist()
    again = later.minutes("001", end, 390, 1)
    assert again.starts[-380:].tolist() == minutes.starts[-380:].tolist()
    assert again.close[-380:].tolist() == minutes.close[-380:].tolist()


def test_before_the_opening_print_today_has_no_bar() -> None:
    flow = started(at(8, 45))
    history = IndexHistory(flow, IndexBoard(flow.universe, flow))
    bars = history.daily("001", flow.day, 3)
    assert datetime.fromtimestamp(int(bars.starts[-1]), KST).date() == date(2026, 11, 19)
    assert len(history.course("001").levels) == 0


def test_what_was_asked_before_does_not_count() -> None:
    fresh = IndexHistory(FLOW, IndexBoard(FLOW.universe, FLOW))
    few = fresh.daily("001", TODAY, 5)
    many = HISTORY.daily("001", TODAY, 900)
    assert few.close.tolist() == many.close[-5:].tolist()
    assert few.high.tolist() == many.high[-5:].tolist()


def test_days_that_grew_in_slices_are_those_made_at_once() -> None:
    grown = IndexHistory(FLOW, IndexBoard(FLOW.universe, FLOW))
    for _ in range(60):
        grown.grow()
    for code in ("001", "302", "013"):
        one, other = grown.daily(code, TODAY, 600), HISTORY.daily(code, TODAY, 600)
        for name in ("starts", "open", "high", "low", "close", "volume", "value"):
            assert getattr(one, name).tolist() == getattr(other, name).tolist()
