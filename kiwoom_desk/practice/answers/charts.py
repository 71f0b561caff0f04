"""Charts of every period (ka10079 to ka10083, ka10094): history's bars, newest first; refuses adjustments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

import msgspec
import numpy as np

from kiwoom_desk.base.clock import KST
from kiwoom_desk.practice.answers.asked import Answered, Asked
from kiwoom_desk.practice.answers.names import find
from kiwoom_desk.practice.draws import distinct
from kiwoom_desk.practice.history import Bars
from kiwoom_desk.practice.tape import TapePrint
from kiwoom_desk.practice.to_wire import (
    Row,
    directed_all,
    ordered,
    ordered_rows,
    percent,
    ratio,
    signed,
)
from kiwoom_desk.practice.universe import Listing

# Observed page sizes: 900 minute bars, 600 daily bars.
MINUTE_PAGE, DAY_PAGE = 900, 600
_MILLION = 1_000_000


class _Bar(msgspec.Struct, frozen=True, gc=False):
    """One bar as a row needs it; `before` is the close it is compared with (0 = none)."""

    start: datetime
    open: int
    high: int
    low: int
    close: int
    volume: int
    value: int
    before: int


def _flag(change: int) -> str:
    # Limits of past days are not looked up: a bar at its limit says up or down.
    return "2" if change > 0 else "5" if change < 0 else "3"


def _compared(bar: _Bar) -> Row:
    change = bar.close - bar.before if bar.before else 0
    return {"pred_pre": signed(change), "pred_pre_sig": _flag(change)}


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, KST)


# --- ticks and minutes -----------------------------------------------------------------------


def ticks(asked: Asked) -> Answered:
    """Tell bars of 1 to 30 prints of today (ka10079); the newest may still grow."""
    listing = find(asked.exchange, asked.body["stk_cd"])
    width = int(asked.body["tic_scope"])
    flow = asked.house.past.flow
    until, bars = asked.until(listing), asked.there.bars
    count = bars.count(listing.index, until)
    groups = range(0, count, width)
    last = int(asked.position) if asked.position else len(groups)
    first = max(last - MINUTE_PAGE, 0)
    # Only what the page shows is made: the oldest print of it and all that are newer.
    begin = first * width
    prints = bars.prints(listing.index, until, count - begin)[::-1]
    midnight = datetime(flow.day.year, flow.day.month, flow.day.day, tzinfo=KST)
    base = int(asked.house.board.base[listing.index])
    fields = asked.rows("stk_tic_chart_qry")
    rows = [
        ordered(fields, _tick_row(prints[at - begin : at - begin + width], midnight, base))
        for at in reversed(groups[first:last])
    ]
    values: Row = {
        "stk_cd": listing.code,
        "last_tic_cnt": str((count - 1) % width + 1 if count else 0),
        "stk_tic_chart_qry": rows,
    }
    return Answered(values, str(first) if first else "", empty=not count)


def _tick_row(prints: Sequence[TapePrint], midnight: datetime, base: int) -> Row:
    prices = [item.price for item in prints]
    start = midnight + timedelta(milliseconds=prints[0].time_ms)
    size = sum(item.size for item in prints)
    bar = _Bar(start, prices[0], max(prices), min(prices), prices[-1], size, 0, base)
    return {
        "cur_prc": str(bar.close),
        "trde_qty": str(bar.volume),
        "cntr_tm": f"{bar.start:%Y%m%d%H%M%S}",
        "open_pric": str(bar.open),
        "high_pric": str(bar.high),
        "low_pric": str(bar.low),
        **_compared(bar),
    }


def minutes(asked: Asked) -> Answered:
    """Tell bars of 1 to 60 minutes, about a year back (ka10080); `base_dt` jumps to a day.

    A day outside gives one all-empty row, as observed.
    """
    listing = find(asked.exchange, asked.body["stk_cd"])
    width = int(asked.body["tic_scope"])
    history = asked.there.bars
    bars = history.minutes(listing.index, _minute_end(asked), MINUTE_PAGE + 1, width)
    fields = asked.rows("stk_min_pole_chart_qry")
    page = bars.cut(slice(-MINUTE_PAGE, None))
    rows = ordered_rows(fields, _minute_columns(page, _bases(asked, listing, page)))[::-1]
    if not rows:
        rows = [ordered(fields, dict.fromkeys((field.key for field in fields), ""))]
    following = str(int(page.starts[0])) if len(bars) > MINUTE_PAGE else ""
    return Answered({"stk_cd": listing.code, "stk_min_pole_chart_qry": rows}, following)


def _minute_end(asked: Asked) -> datetime:
    """Return the moment before which the page's bars start."""
    if asked.position:
        return _moment(int(asked.position))
    text = asked.body.get("base_dt", "")
    if not text:
        return asked.exchange.now + timedelta(days=1)
    return _midnight(_day(text)) + timedelta(days=1)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=KST)


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def _bases(asked: Asked, listing: Listing, bars: Bars) -> list[int]:
    """Return the close of the day before each bar's day."""
    if not len(bars):
        return []
    days = (bars.starts + 9 * 3600) // 86_400
    span = len(distinct(days)) + 40
    flow_day = asked.house.past.flow.day
    end = min(_moment(int(bars.starts[-1])).date(), flow_day - timedelta(days=1))
    # What a day is compared with is always the close of KRX.
    daily = asked.house.past.history.daily(listing.index, end, span)
    day_numbers = (daily.starts + 9 * 3600) // 86_400
    places = np.searchsorted(day_numbers, days) - 1
    today = (flow_day - date(1970, 1, 1)).days
    base = int(asked.house.board.base[listing.index])
    return [
        base if day == today else int(daily.close[place]) if place >= 0 else 0
        for day, place in zip(days.tolist(), places.tolist(), strict=True)
    ]


def _made(bars: Bars, befores: Sequence[int]) -> list[_Bar]:
    columns = (bars.open, bars.high, bars.low, bars.close, bars.volume, bars.value)
    rows = zip(bars.starts.tolist(), *(c.tolist() for c in columns), befores, strict=True)
    return [_Bar(_moment(row[0]), *row[1:]) for row in rows]


def _minute_columns(bars: Bars, befores: Sequence[int]) -> dict[str, list[str]]:
    closes = bars.close.tolist()
    changes = [close - base if base else 0 for close, base in zip(closes, befores, strict=True)]
    return {
        "cur_prc": directed_all(closes, befores),
        "trde_qty": list(map(str, bars.volume.tolist())),
        "cntr_tm": list(map(_start_text, bars.starts.tolist())),
        "open_pric": directed_all(bars.open.tolist(), befores),
        "high_pric": directed_all(bars.high.tolist(), befores),
        "low_pric": directed_all(bars.low.tolist(), befores),
        "pred_pre": list(map(signed, changes)),
        "pred_pre_sig": list(map(_flag, changes)),
    }


# All names' bars start at the same minutes.
@lru_cache(maxsize=4096)
def _start_text(seconds: int) -> str:
    return f"{_moment(seconds):%Y%m%d%H%M%S}"


# --- days and longer -------------------------------------------------------------------------


def days(asked: Asked) -> Answered:
    """Tell daily bars (ka10081), values in million won."""
    return _long(asked, asked.there.bars.daily, _MILLION)


def weeks(asked: Asked) -> Answered:
    """Tell weekly bars (ka10082), values in won."""
    return _long(asked, asked.there.bars.weekly, 1)


def months(asked: Asked) -> Answered:
    """Tell monthly bars (ka10083), values in won."""
    return _long(asked, asked.there.bars.monthly, 1)


def years(asked: Asked) -> Answered:
    """Tell yearly bars (ka10094), values in won and without a comparison."""
    return _long(asked, asked.there.bars.yearly, 1)


def _long(asked: Asked, read: Callable[[int, date, int], Bars], unit: int) -> Answered:
    listing = find(asked.exchange, asked.body["stk_cd"])
    end = _day(asked.position or asked.body["base_dt"])
    key = next(field.key for field in asked.api.response if field.type == "list")
    fields = asked.rows(key)
    keys = {field.key for field in fields}
    # Two more than a page: one tells whether there is a next page, and each is compared with the
    # one before.
    bars = read(listing.index, end, DAY_PAGE + 1)
    closes = [0, *(close for close, _ in pairwise(bars.close.tolist()))] if len(bars) else []
    if unit == _MILLION and not asked.there.krx:
        closes = _bases(asked, listing, bars)
    page = _made(bars, closes)[-DAY_PAGE:]
    rows = []
    for bar in reversed(page):
        row = _long_row(bar, listing, unit)
        rows.append(ordered(fields, {name: row[name] for name in row if name in keys}))
    more = len(bars) > DAY_PAGE
    following = f"{page[0].start.date() - timedelta(days=1):%Y%m%d}" if more else ""
    return Answered({"stk_cd": listing.code, key: rows}, following, empty=not rows)


def _long_row(bar: _Bar, listing: Listing, unit: int) -> Row:
    return {
        "cur_prc": str(bar.close),
        "trde_qty": str(bar.volume),
        "trde_prica": str(bar.value // unit),
        "dt": f"{bar.start:%Y%m%d}",
        "open_pric": str(bar.open),
        "high_pric": str(bar.high),
        "low_pric": str(bar.low),
        **_compared(bar),
        "trde_tern_rt": percent(ratio(bar.volume, listing.shares)),
    }
