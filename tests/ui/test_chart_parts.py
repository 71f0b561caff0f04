"""The parts of a chart that need no window: studies, levels of detail, place, scales, labels, marks."""

from __future__ import annotations

import itertools
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.bar import Bar, Period, Unit
from kiwoom_desk.domain.order import Side
from kiwoom_desk.ui.charts.detail import Detail
from kiwoom_desk.ui.charts.marks import FillMark, fills_by_bar
from kiwoom_desk.ui.charts.scales import price_scale, round_step, spread, steps
from kiwoom_desk.ui.charts.span import Span
from kiwoom_desk.ui.charts.studies import Average, moving_average
from kiwoom_desk.ui.charts.time_axis import Rank, moment_text, time_labels
from tests.support.bars import index_bars, minute_bars, series_of

MINUTE = Period(Unit.MINUTE)
DAY = Period(Unit.DAY)


def test_an_average_is_the_mean_of_its_last_bars() -> None:
    values = np.array([1, 2, 3, 4, 10])
    made = moving_average(values, 3)
    assert np.isnan(made[:2]).all()
    assert made[2:].tolist() == pytest.approx([2, 3, 17 / 3])
    assert np.isnan(moving_average(values[:2], 3)).all()
    with pytest.raises(ValueError, match="at least one"):
        moving_average(values, 0)


def test_averages_of_real_bars_agree_with_plain_sums() -> None:
    bars, source = index_bars()
    print("bars:", source)
    closes = np.array([bar.close for bar in bars])
    made = moving_average(closes, 60)
    for place in (59, 1_500, len(bars) - 1):
        assert made[place] == pytest.approx(closes[place - 59 : place + 1].mean(), rel=1e-6)


@given(
    st.lists(st.integers(1, 2_000_000), min_size=1, max_size=80),
    st.lists(st.tuples(st.booleans(), st.integers(1, 2_000_000)), max_size=40),
    st.integers(1, 12),
)
def test_an_average_that_follows_prints_is_the_one_made_anew(
    closes: list[int], prints: list[tuple[bool, int]], length: int
) -> None:
    average = Average(length)
    average.follow(np.array(closes))
    for is_new, price in prints:
        closes = [*closes, price] if is_new else [*closes[:-1], price]
        average.follow(np.array(closes))
    whole = moving_average(np.array(closes), length)
    every = np.arange(len(closes))
    np.testing.assert_array_equal(average.at(every), whole)
    np.testing.assert_array_equal(average.at(every[1::3]), whole[1::3])
    np.testing.assert_array_equal(average.at(every[:0]), whole[:0])
    told = [average.one(place) for place in every.tolist()]
    np.testing.assert_allclose(told, whole, rtol=1e-6)


def test_an_average_of_no_bars_is_none() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Average(0)


def test_what_a_chart_keeps_of_a_million_bars_is_nothing_but_the_bars() -> None:
    closes = np.arange(1_000_000, dtype=np.int32)
    average = Average(60)
    average.follow(closes)
    seen = average.at(np.arange(999_000, 1_000_000))
    assert average._closes is closes, "no copy, no column of its own"
    assert seen[-1] == pytest.approx(closes[-60:].mean())
    closes[-1] += 6_000
    assert average.one(999_999) == pytest.approx(closes[-60:].mean()), "a print in the last bar"


@settings(max_examples=40)
@given(st.integers(4_000, 40_000), st.integers(1, 300), st.data())
def test_groups_keep_every_high_and_low(count: int, wanted: int, data: st.DataObject) -> None:
    draw = np.random.default_rng(count)
    low = draw.integers(1_000, 2_000, count)
    high = low + draw.integers(0, 500, count)
    rows = zip(range(count), low.tolist(), high.tolist(), low.tolist(), high.tolist(), strict=True)
    series = series_of([Bar(at, o, h, lo, c, at % 97) for at, o, h, lo, c in rows])
    detail = Detail()
    detail.rebuild(series)
    first = data.draw(st.integers(0, count - 2))
    last = data.draw(st.integers(first + 1, count))
    columns = detail.columns(first, last, wanted)
    size = columns.bars
    start = first // size * size
    stop = min(count, -(-last // size) * size)
    assert columns.high.max() == series.high[start:stop].max()
    assert columns.low.min() == series.low[start:stop].min()
    assert columns.volume.max() == series.volume[start:stop].max()
    assert columns.open[0] == series.open[start] and columns.close[-1] == series.close[stop - 1]
    assert size <= wanted < size + 8 * max(1, wanted // 8) + 1


def test_levels_follow_prints_as_if_made_anew() -> None:
    series = series_of(minute_bars(12))
    followed, anew = Detail(), Detail()
    followed.rebuild(series)
    for number in range(200):
        last = series.last()
        assert last is not None
        if number % 3:
            series.merge_last(last.close + 10_000 * number, 5)
        else:
            series.append(Bar(last.start + 60, *(last.close,) * 4, 1))
        followed.follow()
    anew.rebuild(series)
    for wanted in (1, 3, 8, 20, 70):
        one = followed.columns(0, len(series), wanted)
        other = anew.columns(0, len(series), wanted)
        for name in ("centre", "open", "high", "low", "close", "volume"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_a_page_in_front_moves_nothing_that_is_seen() -> None:
    span = Span()
    span.resize(800)
    span.reset(1_000)
    span.pan(-300)
    before = span.x(650)
    span.grow(600, 0)
    assert span.x(1_250) == pytest.approx(before)
    span.grow(0, 1)
    assert span.x(1_250) == pytest.approx(before)


def test_a_new_bar_moves_a_view_that_shows_the_latest() -> None:
    span = Span()
    span.resize(800)
    span.reset(1_000)
    before = span.x(999)
    span.grow(0, 1)
    assert span.x(1_000) == pytest.approx(before)


@given(
    st.integers(0, 5_000),
    st.lists(
        st.one_of(
            st.tuples(st.just("pan"), st.floats(-1e5, 1e5)),
            st.tuples(st.just("zoom"), st.floats(0.01, 100)),
        ),
        max_size=20,
    ),
)
def test_no_pan_and_no_zoom_loses_the_bars(count: int, moves: list[tuple[str, float]]) -> None:
    span = Span()
    span.resize(700)
    span.reset(count)
    for kind, amount in moves:
        span.pan(amount) if kind == "pan" else span.zoom(amount, 350)
        assert count == 0 or span.first < span.last
        assert 0 <= span.first <= span.last <= count


def test_zoom_keeps_the_place_under_the_pointer() -> None:
    span = Span()
    span.resize(800)
    span.reset(5_000)
    span.pan(-2_000)
    before = span.index(300)
    span.zoom(1.7, 300)
    assert span.index(300) == before


@pytest.mark.parametrize(
    ("least", "step"), [(0.2, 1), (1, 1), (3, 5), (7, 10), (11, 20), (500, 500)]
)
def test_steps_are_round(least: float, step: int) -> None:
    assert round_step(least) == step


def test_a_scale_and_its_steps() -> None:
    scale = price_scale(57_000, 59_000, 0, 300)
    assert scale.value(scale.y(58_000)) == pytest.approx(58_000)
    assert 0 < scale.y(59_000) < scale.y(57_000) < 300
    made = steps(scale, 40)
    assert made == sorted(made) and all(price % 500 == 0 for price in made)
    flat = price_scale(1_000, 1_000, 0, 300)
    assert flat.low < 1_000 < flat.high


@given(st.lists(st.integers(-20, 320), max_size=8))
def test_boxes_never_cover_one_another(tops: list[int]) -> None:
    placed = spread(sorted(tops), 18, 300)
    assert all(b - a >= 18 for a, b in itertools.pairwise(placed))
    assert all(0 <= top <= 282 for top in placed)


def _texts(starts: list[int], period: Period, pixels: float = 8.0) -> list[str]:
    return [label.text for label in time_labels(np.array(starts), period, pixels, 76)]


def test_minutes_are_labelled_by_the_clock_and_days_where_they_change() -> None:
    starts = [bar.start for bar in minute_bars(2)]
    # 380 minutes a day from 09:00, so the second day follows the first without a gap.
    assert _texts(starts[300:480], MINUTE) == [
        *("14:10", "14:20", "14:30", "14:40", "14:50", "15:00", "15:10"),
        *("11/20", "09:10", "09:20", "09:30", "09:40", "09:50"),
        *("10:00", "10:10", "10:20", "10:30"),
    ]


def test_minutes_of_one_day_begin_with_its_date() -> None:
    starts = [bar.start for bar in minute_bars(1)]
    assert _texts(starts[:60], MINUTE)[0] == "11/20"


def test_days_are_labelled_by_month_and_year() -> None:
    bars, _ = index_bars(300)
    texts = _texts([bar.start for bar in bars], DAY)
    assert any(text.isdigit() and len(text) == 4 for text in texts)
    assert all(text.isdigit() or text[2] == "/" for text in texts)


@pytest.mark.parametrize("period", [MINUTE, DAY, Period(Unit.TICK), Period(Unit.MONTH)])
@pytest.mark.parametrize("pixels", [0.05, 0.7, 8.0, 64.0])
def test_labels_keep_their_distance(period: Period, pixels: float) -> None:
    starts = np.array([bar.start for bar in minute_bars(6)])
    labels = time_labels(starts, period, pixels, 76)
    gaps = [b.place - a.place for a, b in itertools.pairwise(labels)]
    assert labels and all(gap * pixels >= 76 for gap in gaps)


def test_labels_of_no_bar_and_of_one() -> None:
    assert time_labels(np.zeros(0, np.int64), DAY, 8, 76) == []
    one = time_labels(np.array([0]), Period(Unit.YEAR), 8, 76)
    assert [(label.text, label.rank) for label in one] == [("1970", Rank.DAY)]


def test_times_are_korean_whatever_the_machine_thinks() -> None:
    start = int(datetime(2026, 11, 20, 9, 0, 5, tzinfo=KST).timestamp())
    assert moment_text(start, MINUTE) == "2026/11/20 09:00"
    assert moment_text(start, Period(Unit.TICK)) == "2026/11/20 09:00:05"
    assert moment_text(start, DAY) == "2026/11/20"
    assert moment_text(start, Period(Unit.MONTH)) == "2026/11"


def test_fills_of_one_bar_and_side_are_one_mark() -> None:
    starts = np.array([100, 160, 220])
    fills = [
        FillMark(165, Side.BUY, 1_000, 3),
        FillMark(170, Side.BUY, 1_010, 1),
        FillMark(219, Side.SELL, 1_020, 2),
        FillMark(99, Side.BUY, 900, 1),
    ]
    made = {(one.index, one.side): (one.quantity, one.price) for one in fills_by_bar(fills, starts)}
    assert made == {(1, Side.BUY): (4, 1_002), (1, Side.SELL): (2, 1_020)}
