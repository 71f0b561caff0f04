"""Charts of gold spot (ka50079 to ka50083, ka50091, ka50092): history's bars; refuses other names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

import msgspec
import numpy as np

from kiwoom_desk.base.clock import KST
from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked
from kiwoom_desk.practice.answers.charts import DAY_PAGE, MINUTE_PAGE
from kiwoom_desk.practice.answers.etfs import trend
from kiwoom_desk.practice.answers.gold import gold_of
from kiwoom_desk.practice.answers.names import latest
from kiwoom_desk.practice.day_tapes import TapeRow
from kiwoom_desk.practice.draws import Ints, distinct
from kiwoom_desk.practice.history import Bars
from kiwoom_desk.practice.tape import TapePrint
from kiwoom_desk.practice.to_wire import Row, directed, ordered, signed

_MOST_PRINTS = 1_000_000
_MILLION = 1_000_000
_DAY_MINUTES = 400
_DAY_MS = 86_400_000
# Prints are told of today and of so many days before, so many of those a page.
_TICK_DAYS, _PAGE_PRINTS = 5, 400


class _Bar(msgspec.Struct, frozen=True, gc=False):
    """A bar as rows need it; `before` is the close it is compared with, `passed` the day's volume."""

    start: datetime
    open: int
    high: int
    low: int
    close: int
    volume: int
    value: int
    before: int
    passed: int = 0
    passed_value: int = 0


def _told(asked: Asked, key: str, bars: list[_Bar], row: Callable[[_Bar], Row]) -> list[Row]:
    """Return rows, newest first, with the fields that this chart documents."""
    fields = asked.rows(key)
    keys = {field.key for field in fields}
    rows = []
    for bar in reversed(bars):
        values = row(bar)
        rows.append(ordered(fields, {name: values[name] for name in values if name in keys}))
    return rows


def _compared(bar: _Bar) -> Row:
    change = bar.close - bar.before if bar.before else 0
    return {"pred_pre": signed(change), "pred_pre_sig": trend(change)}


# --- ticks and minutes -----------------------------------------------------------------------


def ticks(asked: Asked) -> Answered:
    """Tell bars of 1 to 30 prints, some days back (ka50079); the newest may still grow.

    A page ends with its day: the next one tells the day before.
    """
    back, _, rest = asked.position.partition(".")
    if int(back or 0):
        return _ticks_before(asked, int(back), rest)
    found = _ticks_now(asked, rest)
    if found.empty:
        # Before the first print of today the chart begins with the day before.
        return _ticks_before(asked, 1, "")
    return found if found.following else Answered(found.values, "1.")


def ticks_today(asked: Asked) -> Answered:
    """Tell bars of 1 to 30 prints of today (ka50091)."""
    return _ticks_now(asked, asked.position.partition(".")[2])


def _ticks_now(asked: Asked, left: str) -> Answered:
    """Return a page of today; `left` counts the bars not told yet."""
    listing, width = gold_of(asked), int(asked.body["tic_scope"])
    flow = asked.house.past.flow
    prints = flow.prints(listing.index, latest(asked.exchange, listing), _MOST_PRINTS)[::-1]
    groups = range(0, len(prints), width)
    last = int(left) if left else len(groups)
    first = max(last - MINUTE_PAGE, 0)
    base = int(asked.house.board.base[listing.index])
    bars = [_of_prints(flow.day, base, prints[at : at + width]) for at in groups[first:last]]
    rows = _told(asked, "gds_tic_chart_qry", bars, _tick_row)
    return Answered({"gds_tic_chart_qry": rows}, f"0.{first}" if first else "", empty=not rows)


def _ticks_before(asked: Asked, back: int, rest: str) -> Answered:
    """Return a page of a past day; `rest` counts its prints not told yet, and when those end."""
    listing, width = gold_of(asked), int(asked.body["tic_scope"])
    of = asked.house.day_tapes.day(listing.index, back)
    own = len(asked.house.past.flow.own.of(listing.code, of.day))
    count = int(of.minutes.prints[of.place].sum()) + own
    left, _, until = rest.partition(".")
    last = int(left) if left else count
    # Groups are counted from the day's first print; only the day's last one may be short.
    most = _PAGE_PRINTS // width * width
    first = max(-(-last // width) * width - most, 0)
    prints = asked.house.day_tapes.prints(of, int(until or _DAY_MS), last - first)[::-1]
    bars = [
        _of_prints(of.day, of.base, prints[at : at + width]) for at in range(0, len(prints), width)
    ]
    following = f"{back + 1}." if back < _TICK_DAYS else ""
    if first and prints:
        following = f"{back}.{first}.{prints[0].time_ms}"
    rows = _told(asked, "gds_tic_chart_qry", bars, _tick_row)
    return Answered({"gds_tic_chart_qry": rows}, following, empty=not rows)


def _of_prints(day: date, base: int, prints: Sequence[TapePrint] | Sequence[TapeRow]) -> _Bar:
    prices, size = [item.price for item in prints], sum(item.size for item in prints)
    midnight = datetime(day.year, day.month, day.day, tzinfo=KST)
    start = midnight + timedelta(milliseconds=prints[0].time_ms)
    return _Bar(start, prices[0], max(prices), min(prices), prices[-1], size, 0, base)


def _tick_row(bar: _Bar) -> Row:
    return {
        "cur_prc": str(bar.close),
        "cntr_pric": str(bar.close),
        "trde_qty": str(bar.volume),
        "open_pric": str(bar.open),
        "high_pric": str(bar.high),
        "low_pric": str(bar.low),
        **_moments(bar),
        **_compared(bar),
    }


def _moments(bar: _Bar) -> Row:
    return {"cntr_tm": f"{bar.start:%Y%m%d%H%M%S}", "dt": f"{bar.start:%Y%m%d}000000"}


def minutes(asked: Asked) -> Answered:
    """Tell bars of 1 to 60 minutes, about a year back (ka50080); only open and high have a direction."""
    return _minutes(asked, today=False)


def minutes_today(asked: Asked) -> Answered:
    """Tell bars of 1 to 60 minutes of today (ka50092)."""
    return _minutes(asked, today=True)


def _minutes(asked: Asked, today: bool) -> Answered:
    listing, width = gold_of(asked), int(asked.body["tic_scope"])
    history = asked.house.past.history
    end = asked.exchange.now + timedelta(days=1)
    if asked.position:
        end = datetime.fromtimestamp(int(asked.position), KST)
    # One more than a page tells whether there is a next one, a day more starts the day's sums.
    whole = _DAY_MINUTES // width + 2
    span = whole if today else MINUTE_PAGE + 1 + whole
    bars = _with_days(asked, history.minutes(listing.index, end, span, width), today)
    page = bars[-MINUTE_PAGE:]
    rows = _told(asked, "gds_min_chart_qry", page, _minute_row_today if today else _minute_row)
    following = str(int(page[0].start.timestamp())) if len(bars) > MINUTE_PAGE else ""
    return Answered({"gds_min_chart_qry": rows}, following, empty=not rows)


def _with_days(asked: Asked, bars: Bars, today: bool) -> list[_Bar]:
    """Return bars with the close of the day before and the day's sums up to each."""
    if not len(bars):
        return []
    flow, listing = asked.house.past.flow, gold_of(asked)
    days = (bars.starts + 9 * 3600) // 86_400
    last = date(1970, 1, 1) + timedelta(days=int(days[-1]))
    daily = asked.house.past.history.daily(listing.index, last, len(distinct(days)) + 2)
    numbers = (daily.starts + 9 * 3600) // 86_400
    places = np.searchsorted(numbers, days)
    played = (flow.day - date(1970, 1, 1)).days
    base = int(asked.house.board.base[listing.index])
    ends = (bars.open, bars.high, bars.low, bars.close)
    columns = (bars.starts, days, places, *ends, bars.volume, bars.value)
    closes, running = daily.close.tolist(), -1
    # The oldest bars may not begin their day: their sums end at what the day traded.
    found, volume, value = [], *_before(bars, daily, days, places)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    for start, day, place, opened, high, low, close, size, worth in rows:
        if day != running:
            volume, value = (volume, value) if running < 0 else (0, 0)
            running = day
        volume, value = volume + size, value + worth
        before = base if day == played else closes[place - 1] if place else 0
        if not today or day == played:
            moment = datetime.fromtimestamp(start, KST)
            prices = (opened, high, low, close)
            found.append(_Bar(moment, *prices, size, worth, before, volume, value))
    return found


def _before(bars: Bars, daily: Bars, days: Ints, places: Ints) -> tuple[int, int]:
    """Return volume and value of the first bar's day before that bar."""
    same, at = days == days[0], int(places[0])
    return (
        max(int(daily.volume[at]) - int(bars.volume[same].sum()), 0),
        max(int(daily.value[at]) - int(bars.value[same].sum()), 0),
    )


def _minute_row(bar: _Bar) -> Row:
    return {
        "cur_prc": str(bar.close),
        "cntr_pric": directed(bar.close, bar.before),
        "acc_trde_qty": str(bar.passed),
        "acc_trde_prica": str(bar.passed_value // _MILLION),
        "trde_qty": str(bar.volume),
        "open_pric": directed(bar.open, bar.before),
        "high_pric": directed(bar.high, bar.before),
        "low_pric": str(bar.low),
        **_moments(bar),
        **_compared(bar),
    }


def _minute_row_today(bar: _Bar) -> Row:
    return {**_minute_row(bar), "low_pric": directed(bar.low, bar.before)}


# --- days and longer -------------------------------------------------------------------------


def days(asked: Asked) -> Answered:
    """Tell daily bars (ka50081), values in million won."""
    return _long(asked, "gds_day_chart_qry", asked.house.past.history.daily, _MILLION, "%Y%m%d")


def weeks(asked: Asked) -> Answered:
    """Tell weekly bars (ka50082), values in million won."""
    read = asked.house.past.history.weekly
    return _long(asked, "gds_week_chart_qry", read, _MILLION, "%Y%m%d000000")


def months(asked: Asked) -> Answered:
    """Tell monthly bars (ka50083), values in won."""
    read = asked.house.past.history.monthly
    return _long(asked, "gds_month_chart_qry", read, 1, "%Y%m%d000000")


def _long(
    asked: Asked, key: str, read: Callable[[int, date, int], Bars], unit: int, form: str
) -> Answered:
    listing, text = gold_of(asked), asked.position or asked.body["base_dt"]
    end = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    bars = read(listing.index, end, DAY_PAGE + 1)
    closes = [0, *(close for close, _ in pairwise(bars.close.tolist()))] if len(bars) else []
    columns = (bars.open, bars.high, bars.low, bars.close, bars.volume, bars.value)
    made = [
        _Bar(datetime.fromtimestamp(row[0], KST), *row[1:])
        for row in zip(bars.starts.tolist(), *(c.tolist() for c in columns), closes, strict=True)
    ]
    page = made[-DAY_PAGE:]

    def row(bar: _Bar) -> Row:
        return {
            "cur_prc": str(bar.close),
            "acc_trde_qty": str(bar.volume),
            "acc_trde_prica": str(bar.value // unit),
            "open_pric": str(bar.open),
            "high_pric": str(bar.high),
            "low_pric": str(bar.low),
            "dt": bar.start.strftime(form),
            **_compared(bar),
        }

    more = len(made) > DAY_PAGE
    following = f"{page[0].start.date() - timedelta(days=1):%Y%m%d}" if more else ""
    rows = _told(asked, key, page, row)
    return Answered({key: rows}, following, empty=not rows)


ANSWERS: dict[str, Answer] = {
    "ka50079": ticks,
    "ka50080": minutes,
    "ka50081": days,
    "ka50082": weeks,
    "ka50083": months,
    "ka50091": ticks_today,
    "ka50092": minutes_today,
}
