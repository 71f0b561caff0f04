"""Charts of the indices (ka20004 to ka20008, ka20019), levels in hundredths; refuses names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

from kiwoom_desk.base.clock import KST
from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked, Slices
from kiwoom_desk.practice.answers.charts import DAY_PAGE, MINUTE_PAGE
from kiwoom_desk.practice.answers.sectors import flag_of_change, index_code
from kiwoom_desk.practice.history import Bars
from kiwoom_desk.practice.to_wire import Row, directed, ordered, signed
from kiwoom_desk.practice.told import told

_MILLION = 1_000_000
Reader = Callable[[str, date, int], Bars]
# Start, open, high, low, close, volume and value of one bar.
_Bar = tuple[int, int, int, int, int, int, int]


def _rows_of(bars: Bars) -> list[_Bar]:
    columns = (bars.open, bars.high, bars.low, bars.close, bars.volume, bars.value)
    return list(zip(bars.starts.tolist(), *(column.tolist() for column in columns), strict=True))


def ticks(asked: Asked) -> Answered:
    """Tell bars of 1 to 30 calculations of the index today (ka20004).

    It is calculated at the opening print, at each minute's end, at the closing print and now.
    """
    code, width = index_code(asked), int(asked.body["tic_scope"])
    entries = _calculations(asked, code)
    groups = range(0, len(entries), width)
    last = int(asked.position) if asked.position else len(groups)
    first = max(last - MINUTE_PAGE, 0)
    base = asked.house.indices.figure(code).previous
    fields = asked.rows("inds_tic_chart_qry")
    rows = [
        ordered(fields, _tick_row(entries[at : at + width], base))
        for at in reversed(groups[first:last])
    ]
    values: Row = {"inds_cd": code, "inds_tic_chart_qry": rows}
    return Answered(values, str(first) if first else "", empty=not rows)


def _calculations(asked: Asked, code: str) -> list[tuple[datetime, int, int]]:
    """Return time, level and shares traded since the one before."""
    flow = asked.house.past.flow
    course, figure = asked.house.index_history.course(code), asked.house.indices.figure(code)
    midnight = datetime.combine(flow.day, datetime.min.time(), tzinfo=KST)
    found = []
    pairs = zip(course.levels.tolist(), course.volume.tolist(), strict=True)
    for slot, (level, volume) in enumerate(pairs):
        length = 60 if 0 < slot < flow.hours.slots - 1 else 0
        at = midnight + timedelta(seconds=flow.hours.slot_start(slot) + length)
        found.append((at, level, volume))
    more = figure.volume - int(course.volume.sum())
    if found and more:
        found.append((told(asked.exchange), figure.level, more))
    return found


def _tick_row(entries: list[tuple[datetime, int, int]], base: int) -> Row:
    levels = [level for _, level, _ in entries]
    return {
        "cur_prc": directed(levels[-1], base),
        "trde_qty": str(sum(volume for _, _, volume in entries)),
        "cntr_tm": f"{entries[0][0]:%Y%m%d%H%M%S}",
        "open_pric": directed(levels[0], base),
        "high_pric": directed(max(levels), base),
        "low_pric": directed(min(levels), base),
        "pred_pre": signed(levels[-1] - base),
        "pred_pre_sig": flag_of_change(levels[-1] - base),
    }


def minutes(asked: Asked) -> Answered:
    """Tell bars of 1 to 60 minutes, about a year back (ka20005); `base_dt` jumps to a day."""
    code, width = index_code(asked), int(asked.body["tic_scope"])
    # A day more than a page, so that the first day's volume is added up from its start.
    wanted = MINUTE_PAGE + 1 + asked.house.past.flow.hours.slots // width + 1
    bars = asked.house.index_history.minutes(code, _minute_end(asked), wanted, width)
    made = list(zip(_rows_of(bars), _befores(asked, code, bars), _totals(bars), strict=True))
    page = made[-MINUTE_PAGE:]
    fields = asked.rows("inds_min_pole_qry")
    rows = [ordered(fields, _minute_row(*entry)) for entry in reversed(page)]
    following = str(page[0][0][0]) if len(made) > MINUTE_PAGE else ""
    values: Row = {"inds_cd": code, "inds_min_pole_qry": rows}
    return Answered(values, following, empty=not rows)


def _minute_end(asked: Asked) -> datetime:
    if asked.position:
        return datetime.fromtimestamp(int(asked.position), KST)
    text = asked.body.get("base_dt", "")
    day = _day(text) if text else asked.exchange.day
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=KST)


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def _befores(asked: Asked, code: str, bars: Bars) -> list[int]:
    """Return the close of the day before each bar's day."""
    if not len(bars):
        return []
    end = datetime.fromtimestamp(int(bars.starts[-1]), KST).date()
    days = ((bars.starts + 9 * 3600) // 86_400).tolist()
    daily = asked.house.index_history.daily(code, end, len(set(days)) + 2)
    closes: dict[int, int] = dict(
        zip(((daily.starts + 9 * 3600) // 86_400).tolist(), daily.close.tolist(), strict=True)
    )
    known = sorted(closes)
    before = {day: closes[last] for last, day in pairwise(known)}
    return [before.get(day, closes[day]) for day in days]


def _totals(bars: Bars) -> list[int]:
    """Return the day's volume up to each bar."""
    totals: list[int] = []
    day, total = -1, 0
    for start, volume in zip(bars.starts.tolist(), bars.volume.tolist(), strict=True):
        number = (start + 9 * 3600) // 86_400
        total = volume if number != day else total + volume
        day = number
        totals.append(total)
    return totals


def _minute_row(entry: _Bar, before: int, total: int) -> Row:
    start, opened, high, low, close, volume, _ = entry
    return {
        "cur_prc": directed(close, before),
        "trde_qty": str(volume),
        "cntr_tm": f"{datetime.fromtimestamp(start, KST):%Y%m%d%H%M%S}",
        "open_pric": directed(opened, before),
        "high_pric": directed(high, before),
        "low_pric": directed(low, before),
        "acc_trde_qty": str(total),
        "pred_pre": signed(close - before),
        "pred_pre_sig": flag_of_change(close - before),
    }


def days(asked: Asked) -> Answered:
    """Tell daily bars (ka20006), values in million won."""
    return _long(asked, asked.house.index_history.daily)


def weeks(asked: Asked) -> Answered:
    """Tell weekly bars (ka20007)."""
    return _long(asked, asked.house.index_history.weekly)


def months(asked: Asked) -> Answered:
    """Tell monthly bars (ka20008)."""
    return _long(asked, asked.house.index_history.monthly)


def years(asked: Asked) -> Answered:
    """Tell yearly bars (ka20019)."""
    return _long(asked, asked.house.index_history.yearly)


def _long(asked: Asked, read: Reader) -> Answered:
    code = index_code(asked)
    key = next(field.key for field in asked.api.response if field.type == "list")
    bars = read(code, _day(asked.position or asked.body["base_dt"]), DAY_PAGE + 1)
    entries = _rows_of(bars)[-DAY_PAGE:]
    fields = asked.rows(key)
    rows = [ordered(fields, _long_row(entry)) for entry in reversed(entries)]
    following = ""
    if len(bars) > DAY_PAGE:
        first = datetime.fromtimestamp(entries[0][0], KST).date()
        following = f"{first - timedelta(days=1):%Y%m%d}"
    return Answered({"inds_cd": code, key: rows}, following, empty=not rows)


def _long_row(entry: _Bar) -> Row:
    start, opened, high, low, close, volume, value = entry
    return {
        "cur_prc": str(close),
        "trde_qty": str(volume),
        "dt": f"{datetime.fromtimestamp(start, KST):%Y%m%d}",
        "open_pric": str(opened),
        "high_pric": str(high),
        "low_pric": str(low),
        "trde_prica": str(value // _MILLION),
    }


ANSWERS: dict[str, Answer] = {
    "ka20004": ticks,
    "ka20005": minutes,
    "ka20006": days,
    "ka20007": weeks,
    "ka20008": months,
    "ka20019": years,
}

_YEARS_BACK = frozenset({"ka20007", "ka20008", "ka20019"})
_FAR_DAYS = 365


def _adding_up(asked: Asked) -> Iterator[None]:
    text = asked.position if asked.api.id == "ka20006" else ""
    text = text or asked.body.get("base_dt", "")
    far = bool(text) and (asked.exchange.day - _day(text)).days > _FAR_DAYS
    back = asked.api.id in _YEARS_BACK or (asked.api.id == "ka20006" and far)
    return asked.house.index_history.adding_up(index_code(asked), back)


# A tick chart (ka20004) reads today alone.
SLICES: dict[str, Slices] = dict.fromkeys(ANSWERS.keys() - {"ka20004"}, _adding_up)
