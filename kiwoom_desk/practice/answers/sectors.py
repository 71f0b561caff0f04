"""Indices now and by day, and their members (ka20001, ka20002, ka20003, ka20009); refuses charts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from kiwoom_desk.base.clock import KST
from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked, Slices, by_place
from kiwoom_desk.practice.history import Bars
from kiwoom_desk.practice.indices import IndexFigure
from kiwoom_desk.practice.refusals import refusal
from kiwoom_desk.practice.to_wire import (
    Row,
    clock_text,
    directed,
    ordered,
    percent,
    ratio,
    signed,
    signed_percent,
)
from kiwoom_desk.practice.told import told

_MILLION, _THOUSAND = 1_000_000, 1000
_YEAR = timedelta(days=364)
_YEAR_BARS = 260
_DAILY_PAGES = 300
# The first digits of the codes of each market; KRX100 belongs to both.
_OF_MARKET = {"0": ("0", "7"), "1": ("1", "3", "7"), "2": ("2",)}
_FAMILIES = {"001": ("0", "2", "7"), "101": ("1", "3")}


def index_code(asked: Asked) -> str:
    """Return the index asked for; refuse unknown ones and those of another market (1901)."""
    code = asked.body["inds_cd"].strip()
    known = any(spec.code == code for spec in asked.house.indices.specs)
    starts = _OF_MARKET.get(asked.body.get("mrkt_tp", ""))
    if not known or (starts is not None and not code.startswith(starts)):
        raise refusal("1901", code[:20])
    return code


def flag_of_change(change: int) -> str:
    """Return the sign flag of an index, which has no limits: 2 up, 3 unchanged, 5 down."""
    return "2" if change > 0 else "5" if change < 0 else "3"


def level_text(level: int, base: int) -> str:
    """Return a level in hundredths as points with its direction against `base` as sign."""
    text = percent(level)
    return text if level == base or not level else f"+{text}" if level > base else f"-{text}"


def now(asked: Asked) -> Answered:
    """Tell an index now and at the minutes' ends, newest first (ka20001)."""
    code = index_code(asked)
    figure = asked.house.indices.figure(code)
    entries = _course(asked, figure)
    page = by_place(asked, len(entries))
    fields = asked.rows("inds_cur_prc_tm")
    rows = [ordered(fields, entry) for entry in entries[page.first : page.last]]
    values: Row = {**_head(asked, figure), "inds_cur_prc_tm": rows}
    return Answered(ordered(asked.api.response, values), page.following)


def _course(asked: Asked, figure: IndexFigure) -> list[Row]:
    """Return the index now and at the end of each minute of today."""
    house = asked.house
    course, hours = house.index_history.course(figure.code), house.past.flow.hours
    midnight = datetime.combine(house.past.flow.day, datetime.min.time(), tzinfo=KST)
    total, before, rows = 0, 0, []
    for slot, (level, volume) in enumerate(
        zip(course.levels.tolist(), course.volume.tolist(), strict=True)
    ):
        total += volume
        last = 60 if 0 < slot < hours.slots - 1 else 0
        at = midnight + timedelta(seconds=hours.slot_start(slot) + last)
        rows.append(_moment_row(figure, at, level, volume, total))
        before = total
    if figure.volume != before or not rows:
        more = figure.volume - before
        rows.append(_moment_row(figure, told(asked.exchange), figure.level, more, figure.volume))
    return rows[::-1]


def _moment_row(figure: IndexFigure, at: datetime, level: int, volume: int, total: int) -> Row:
    change = level - figure.previous
    return {
        "tm_n": clock_text(at),
        "cur_prc_n": level_text(level, figure.previous),
        "pred_pre_sig_n": flag_of_change(change),
        "pred_pre_n": signed_percent(change),
        "flu_rt_n": signed_percent(ratio(change, figure.previous)),
        "trde_qty_n": str(volume // _THOUSAND),
        "acc_trde_qty_n": str(total // _THOUSAND),
    }


def _head(asked: Asked, figure: IndexFigure) -> Row:
    """Return what ka20001 and ka20009 tell of an index alike."""
    base = figure.previous
    return {
        "cur_prc": level_text(figure.level, base),
        "pred_pre_sig": flag_of_change(figure.change),
        "pred_pre": signed_percent(figure.change),
        "flu_rt": signed_percent(ratio(figure.change, base)),
        "trde_qty": str(figure.volume // _THOUSAND),
        "trde_prica": str(figure.value // _MILLION),
        "trde_frmatn_stk_num": str(figure.traded),
        "trde_frmatn_rt": percent(ratio(figure.traded, figure.members)),
        "open_pric": level_text(figure.open, base),
        "high_pric": level_text(figure.high, base),
        "low_pric": level_text(figure.low, base),
        **_counts(figure),
        **_year(asked, figure),
    }


def _counts(figure: IndexFigure) -> Row:
    """Return the members by their change; those at a limit are counted there alone."""
    return {
        "upl": str(figure.upper),
        "rising": str(figure.up - figure.upper),
        "stdns": str(figure.flat),
        "fall": str(figure.down - figure.lower),
        "lst": str(figure.lower),
    }


def _year(asked: Asked, figure: IndexFigure) -> Row:
    """Return the extremes of 52 weeks, today included."""
    today = asked.house.past.flow.day
    bars = asked.house.index_history.daily(figure.code, today, _YEAR_BARS)
    start = datetime.combine(today - _YEAR, datetime.min.time(), tzinfo=KST).timestamp()
    bars = bars.cut(slice(int((bars.starts < start).sum()), None))
    top, bottom = int(bars.high.argmax()), int(bars.low.argmin())
    high, low = int(bars.high[top]), int(bars.low[bottom])
    return {
        "52wk_hgst_pric": level_text(high, figure.previous),
        "52wk_hgst_pric_dt": _day_text(int(bars.starts[top])),
        "52wk_hgst_pric_pre_rt": signed_percent(ratio(figure.level - high, high)),
        "52wk_lwst_pric": level_text(low, figure.previous),
        "52wk_lwst_pric_dt": _day_text(int(bars.starts[bottom])),
        "52wk_lwst_pric_pre_rt": signed_percent(ratio(figure.level - low, low)),
    }


def _day_text(start: int) -> str:
    return f"{datetime.fromtimestamp(start, KST):%Y%m%d}"


def by_day(asked: Asked) -> Answered:
    """Tell an index now and its days back from today, newest first (ka20009)."""
    code = index_code(asked)
    today = asked.house.past.flow.day
    bars = asked.house.index_history.daily(code, today, _DAILY_PAGES + 1)
    entries = _days(bars)
    page = by_place(asked, len(entries))
    fields = asked.rows("inds_cur_prc_daly_rept")
    rows = [ordered(fields, entry) for entry in entries[page.first : page.last]]
    head = _head(asked, asked.house.indices.figure(code))
    values: Row = {**head, "inds_cur_prc_daly_rept": rows}
    return Answered(ordered(asked.api.response, values), page.following)


def _days(bars: Bars) -> list[Row]:
    rows: list[Row] = []
    closes = zip(bars.starts.tolist(), bars.close.tolist(), bars.volume.tolist(), strict=True)
    for (_, before, _), (start, close, volume) in pairwise(closes):
        change = close - before
        rows.append(
            {
                "dt_n": _day_text(start),
                "cur_prc_n": level_text(close, before),
                "pred_pre_sig_n": flag_of_change(change),
                "pred_pre_n": signed_percent(change),
                "flu_rt_n": signed_percent(ratio(change, before)),
                "acc_trde_qty_n": str(volume // _THOUSAND),
            }
        )
    return rows[::-1]


def members(asked: Asked) -> Answered:
    """Tell the members of an index, largest first (ka20002)."""
    code = index_code(asked)
    spec = next(one for one in asked.house.indices.specs if one.code == code)
    listed = asked.traded(spec.members)
    page = by_place(asked, len(listed))
    fields = asked.rows("inds_stkpc")
    rows = [ordered(fields, _member(asked, member)) for member in listed[page.first : page.last]]
    return Answered({"inds_stkpc": rows}, page.following, empty=not rows)


def _member(asked: Asked, code: str) -> Row:
    found = asked.look(asked.exchange.universe.by_code[code])
    base = found.base
    return {
        "stk_cd": code,
        "stk_nm": found.listing.name,
        "cur_prc": directed(found.price, base),
        "pred_pre_sig": found.flag,
        "pred_pre": signed(found.change),
        "flu_rt": signed_percent(found.rate),
        "now_trde_qty": str(found.volume),
        "sel_bid": directed(found.ask, base),
        "buy_bid": directed(found.bid, base),
        "open_pric": directed(found.open, base),
        "high_pric": directed(found.high, base),
        "low_pric": directed(found.low, base),
    }


def every(asked: Asked) -> Answered:
    """Tell all indices of a market by code (ka20003); the weight is the part of the market's value."""
    starts = _FAMILIES.get(asked.body["inds_cd"].strip())
    if starts is None:
        raise refusal("1901", asked.body["inds_cd"][:20])
    figures = sorted(asked.house.indices.figures(), key=lambda figure: figure.code)
    chosen = [figure for figure in figures if _in_family(figure.code, starts)]
    whole = next(figure for figure in chosen if figure.code == asked.body["inds_cd"].strip())
    page = by_place(asked, len(chosen))
    fields = asked.rows("all_inds_idex")
    rows = [
        ordered(fields, _index_row(figure, whole.value))
        for figure in chosen[page.first : page.last]
    ]
    return Answered({"all_inds_idex": rows}, page.following, empty=not rows)


def _in_family(code: str, starts: tuple[str, ...]) -> bool:
    return code.startswith(starts)


def _index_row(figure: IndexFigure, whole: int) -> Row:
    return {
        "stk_cd": figure.code,
        "stk_nm": figure.name,
        "cur_prc": level_text(figure.level, figure.previous),
        "pre_sig": flag_of_change(figure.change),
        "pred_pre": signed_percent(figure.change),
        "flu_rt": signed_percent(ratio(figure.change, figure.previous)),
        "trde_qty": str(figure.volume // _THOUSAND),
        "wght": percent(ratio(figure.value, whole)),
        "trde_prica": str(figure.value // _MILLION),
        **_counts(figure),
        "flo_stk_num": str(figure.members),
    }


ANSWERS: dict[str, Answer] = {
    "ka20001": now,
    "ka20002": members,
    "ka20003": every,
    "ka20009": by_day,
}


def _adding_up(asked: Asked) -> Iterator[None]:
    return asked.house.index_history.adding_up(index_code(asked), back=False)


SLICES: dict[str, Slices] = {"ka20001": _adding_up, "ka20009": _adding_up}
