"""ETFs and ETNs as lists and by day (ka40001 to ka40004, ka40008); refuses other products."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked, by_mark, by_place
from kiwoom_desk.practice.answers.names import find, latest, view
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.etf_values import FundTerms, FundValue, premium
from kiwoom_desk.practice.history import Bars
from kiwoom_desk.practice.kinds import Kind, institutions
from kiwoom_desk.practice.refusals import refusal
from kiwoom_desk.practice.to_wire import (
    Row,
    directed,
    flag_of,
    ordered,
    percent,
    ratio,
    signed,
    signed_percent,
)
from kiwoom_desk.practice.universe import Listing

TAXES = {"1": "비과세", "2": "보유기간과세", "5": "비과세해외(보유기간과세)"}
_HELD = "보유기간과세"
# Only depositary receipts have an original share.
NO_ORIGINAL = "0"
# The broker's classes of funds: those that are a basket of shares, and all others.
_BASKET_CLASS, _OTHER_CLASS = "19", "20"
_MONTHS = {"1": 1, "2": 6, "3": 12}
_MILLION = 1_000_000
_MOST_DAYS = 210
_PERIOD_DAYS = {"0": 10, "1": 26, "2": 135, "3": 262}


def fund(asked: Asked) -> Listing:
    """Return the ETF or ETN asked for; refuse other products (1902)."""
    listing = find(asked.exchange, asked.body["stk_cd"])
    if listing.product not in (Product.ETF, Product.ETN):
        raise refusal("1902", asked.body["stk_cd"][:20])
    return listing


def terms_of(asked: Asked, listing: Listing) -> FundTerms:
    """Return what the fund is."""
    return asked.house.funds.terms[listing.code]


def value_text(now: FundValue) -> str:
    """Return the value of a share with its direction against the close before."""
    text = percent(now.value)
    return text if not now.change else f"+{text}" if now.change > 0 else f"-{text}"


def kind_of(terms: FundTerms) -> str:
    """Return the broker's class of a fund."""
    return _BASKET_CLASS if terms.plain else _OTHER_CLASS


def heads(asked: Asked, listing: Listing) -> Row:
    """Return the name, what it follows and how it is taxed."""
    terms = terms_of(asked, listing)
    note = listing.product is Product.ETN
    return {
        "stk_nm": listing.name,
        "etfobjt_idex_nm": terms.basket.name,
        "wonju_pric": NO_ORIGINAL,
        "etftxon_type": "" if note else TAXES[terms.tax],
        "etntxon_type": _HELD if note else "",
    }


# --- one fund --------------------------------------------------------------------------------


def returns(asked: Asked) -> Answered:
    """Tell what a fund's value and price returned over a period, and who bought it net (ka40001)."""
    listing = fund(asked)
    now = asked.house.funds.now(listing)
    today = view(asked.exchange, listing)
    start = _start(asked.house.past.flow.day, asked.body["dt"])
    count = _PERIOD_DAYS[asked.body["dt"]]
    bars = asked.house.past.history.daily(listing.index, asked.house.past.flow.day, count)
    days = [_day(int(at)) for at in bars.starts]
    first = sum(day <= start for day in days)
    value = asked.house.funds.value_at(listing, start)
    close = int(bars.close[first - 1]) if first else today.base
    foreign, institution = _nets(asked, listing, bars.cut(slice(first, None)))
    row: Row = {
        "etfprft_rt": signed_percent(ratio(now.value - value, value)),
        "cntr_prft_rt": signed_percent(ratio(today.price - close, close)),
        "for_netprps_qty": signed(sum(foreign)),
        "orgn_netprps_qty": signed(sum(institution)),
    }
    return Answered({"etfprft_rt_lst": [ordered(asked.rows("etfprft_rt_lst"), row)]})


def _start(day: date, period: str) -> date:
    """Return the day a period back: a week, or one, six or twelve months."""
    if period == "0":
        return date.fromordinal(day.toordinal() - 7)
    months = day.year * 12 + day.month - 1 - _MONTHS[period]
    return date(months // 12, months % 12 + 1, min(day.day, 28))


def _day(start: int) -> date:
    return datetime.fromtimestamp(start, KST).date()


def _nets(asked: Asked, listing: Listing, bars: Bars) -> tuple[list[int], list[int]]:
    """Return what foreigners and institutions bought net on the days of bars, today's so far."""
    flow, investors = asked.house.past.flow, asked.house.investors
    days = [_day(int(at)) for at in bars.starts]
    past = [n for n, day in enumerate(days) if day != flow.day]
    positions: Ints = np.array([flow.path.calendar.position(days[n]) for n in past], np.int64)
    net = investors.series(listing.index, positions, bars.volume[past], bars.value[past]).net
    foreign = net[:, Kind.FOREIGNER].tolist()
    institution = institutions(net).tolist()
    if len(past) < len(days):
        now = investors.one(listing.index, int(bars.volume[-1]), int(bars.value[-1])).net
        foreign += now[:, Kind.FOREIGNER].tolist()
        institution += institutions(now).tolist()
    return foreign, institution


def info(asked: Asked) -> Answered:
    """Tell what a fund follows and how it is taxed (ka40002)."""
    return Answered(ordered(asked.api.response, heads(asked, fund(asked))))


def days(asked: Asked) -> Answered:
    """Tell price, value, premium and tracking of a fund by day, newest first (ka40003)."""
    listing, funds, past = fund(asked), asked.house.funds, asked.house.past
    known = {item.day: (item.now, item.error) for item in funds.days(listing)}
    known[past.flow.day] = (funds.now(listing), funds.error(listing))
    bars = past.history.daily(listing.index, past.flow.day, _MOST_DAYS)
    befores = [0, *bars.close.tolist()]
    rows: list[tuple[str, Row]] = []
    for n, start in enumerate(bars.starts.tolist()):
        day = _day(start)
        if day in known:
            value, error = known[day]
            found = _day_row(bars, n, befores[n], value, error)
            rows.append((f"{day:%Y%m%d}", {"cntr_dt": f"{day:%Y%m%d}", **found}))
    rows.reverse()
    page = by_mark(asked, [mark for mark, _ in rows], falling=True)
    fields = asked.rows("etfdaly_trnsn")
    told = [ordered(fields, row) for _, row in rows[page.first : page.last]]
    return Answered({"etfdaly_trnsn": told}, page.following, empty=not rows)


def _day_row(bars: Bars, n: int, before: int, value: FundValue, error: int) -> Row:
    close = int(bars.close[n])
    return {
        **_compared(close, before),
        "trde_qty": str(int(bars.volume[n])),
        "nav": value_text(value),
        "acc_trde_prica": str(int(bars.value[n]) // _MILLION),
        "navidex_dispty_rt": signed_percent(value.missed),
        "navetfdispty_rt": signed_percent(premium(close, value.value)),
        "trace_eor_rt": str(error),
        "trace_cur_prc": str(value.level),
        "trace_pred_pre": signed(value.level_change),
        "trace_pre_sig": trend(value.level_change),
    }


def _compared(close: int, before: int) -> Row:
    change = close - before
    return {
        "cur_prc": directed(close, before),
        "pre_sig": trend(change),
        "pred_pre": signed(change),
        "pre_rt": signed_percent(ratio(change, before)),
    }


def trend(change: int) -> str:
    """Return the sign flag of a change that knows no limits."""
    return "2" if change > 0 else "5" if change < 0 else "3"


def nets(asked: Asked) -> Answered:
    """Tell a fund's last print, and by day who bought it net, newest first (ka40008)."""
    listing, past = fund(asked), asked.house.past
    found = view(asked.exchange, listing)
    prints = past.flow.prints(listing.index, latest(asked.exchange, listing), 1)
    bars = past.history.daily(listing.index, past.flow.day, _MOST_DAYS)
    marks = [f"{_day(start):%Y%m%d}" for start in bars.starts.tolist()][::-1]
    page = by_mark(asked, marks, falling=True)
    count = len(bars)
    part = bars.cut(slice(count - page.last, count - page.first))
    foreign, institution = _nets(asked, listing, part)
    fields = asked.rows("etfnetprps_qty_array")
    befores = [0, *bars.close.tolist()][count - page.last : count - page.first]
    rows = [
        _net_row(part, n, befores[n], foreign[n], institution[n])
        for n in reversed(range(len(part)))
    ]
    last = prints[0] if prints else None
    size = 0 if last is None else last.size if last.buyer_aggressor else -last.size
    values: Row = {
        "cntr_tm": "" if last is None else _time_of(last.time_ms),
        "cur_prc": directed(found.price, found.base),
        "pre_sig": found.flag,
        "pred_pre": signed(found.change),
        "trde_qty": signed(size),
        "etfnetprps_qty_array": [ordered(fields, row) for row in rows],
    }
    return Answered(values, page.following, empty=not rows)


def _time_of(time_ms: int) -> str:
    second = time_ms // 1000
    return f"{second // 3600:02d}{second // 60 % 60:02d}{second % 60:02d}"


def _net_row(bars: Bars, n: int, before: int, foreign: int, institution: int) -> Row:
    close = int(bars.close[n])
    return {
        "dt": f"{_day(int(bars.starts[n])):%Y%m%d}",
        "cur_prc_n": directed(close, before),
        "pre_sig_n": trend(close - before),
        "pred_pre_n": signed(close - before if before else 0),
        "acc_trde_qty": str(int(bars.volume[n])),
        "for_netprps_qty": signed(foreign),
        "orgn_netprps_qty": signed(institution),
    }


# --- all funds -------------------------------------------------------------------------------


def everything(asked: Asked) -> Answered:
    """Tell all ETFs that pass the filters (ka40004)."""
    listings = [item for item in asked.exchange.universe.listings if item.product is Product.ETF]
    kept = [item for item in listings if asked.traded([item.code]) and _wanted(asked, item)]
    page = by_place(asked, len(kept))
    fields = asked.rows("etfall_mrpr")
    rows = [ordered(fields, _all_row(asked, item)) for item in kept[page.first : page.last]]
    return Answered({"etfall_mrpr": rows}, page.following, empty=not rows)


def _wanted(asked: Asked, item: Listing) -> bool:
    body, terms = asked.body, terms_of(asked, item)
    taxed = body["txon_yn"] != ("1" if terms.tax == "1" else "2")
    change = asked.house.funds.now(item).change
    above = {"1": change > 0, "2": change < 0}.get(body["navpre"], True)
    return (
        body["txon_type"] in ("0", terms.tax)
        and body["mngmcomp"] in ("0000", terms.manager)
        and body["trace_idex"] in ("0", terms.basket.code)
        and taxed
        and above
    )


def _all_row(asked: Asked, item: Listing) -> Row:
    columns, funds = asked.house.board, asked.house.funds
    at, terms, now = item.index, terms_of(asked, item), funds.now(item)
    price, base = int(columns.price[at]), int(columns.base[at])
    paid = funds.payment(item, 1)
    return {
        "stk_cd": item.code,
        "stk_cls": kind_of(terms),
        "stk_nm": item.name,
        "close_pric": directed(price, base),
        "pre_sig": flag_of(price, base, int(columns.lower[at]), int(columns.upper[at])),
        "pred_pre": signed(price - base),
        "pre_rt": signed_percent(ratio(price - base, base)),
        "trde_qty": str(int(columns.volume[at])),
        "nav": percent(now.value),
        "trace_eor_rt": percent(funds.error(item)),
        "txbs": percent(funds.tax_base(item)),
        "dvid_bf_base": percent(now.before + paid * 100),
        "pred_dvida": str(paid),
        "trace_idex_nm": terms.basket.name,
        "drng": signed_percent(round(item.gear * 100)),
        "trace_idex_cd": terms.basket.code,
        "trace_idex": str(now.level),
        "trace_flu_rt": signed_percent(ratio(now.level_change, now.level_before)),
    }


ANSWERS: dict[str, Answer] = {
    "ka40001": returns,
    "ka40002": info,
    "ka40003": days,
    "ka40004": everything,
    "ka40008": nets,
}
