"""An ETF's day by the minute and by the print (ka40006, ka40007, ka40009, ka40010) and 0G."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import numpy as np

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked, by_mark, by_place
from kiwoom_desk.practice.answers.etfs import fund, heads, kind_of, terms_of, trend, value_text
from kiwoom_desk.practice.answers.names import latest, view
from kiwoom_desk.practice.etf_values import FundValue, premium
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.kinds import Kind
from kiwoom_desk.practice.to_wire import (
    Row,
    clock_text,
    directed,
    flag_of,
    ordered,
    percent,
    ratio,
    signed,
    signed_percent,
)
from kiwoom_desk.practice.told import told
from kiwoom_desk.practice.universe import Listing

_MILLION = 1_000_000
_MINUTES = 400
_PRINTS = 1000
_SUBSTITUTE_PERCENT = 70
_KRX = "KRX"


class _Minute(msgspec.Struct, frozen=True):
    """A minute with a print: its start, what traded, the fund's value at its end."""

    start: datetime
    close: int
    volume: int
    value: int
    slots: int
    fund: FundValue


def _minutes(asked: Asked, listing: Listing) -> list[_Minute]:
    """Return the minutes of today with a print, newest first."""
    house = asked.house
    flow = house.past.flow
    bars = house.past.history.minutes(
        listing.index, asked.exchange.now + timedelta(days=1), _MINUTES, 1
    )
    course, now = house.funds.course(listing), house.funds.now(listing)
    found = []
    for n, at in enumerate(bars.starts.tolist()):
        start = datetime.fromtimestamp(at, KST)
        if start.date() == flow.day:
            slot = flow.hours.slot_of(start.hour * 3600 + start.minute * 60)
            value = course[slot] if slot < len(course) else now
            traded = int(bars.volume[n]), int(bars.value[n])
            found.append(
                _Minute(start, int(bars.close[n]), *traded, min(slot + 1, len(course)), value)
            )
    return found[::-1]


def _paged(asked: Asked, minutes: list[_Minute]) -> tuple[list[_Minute], str]:
    page = by_mark(asked, [clock_text(item.start) for item in minutes], falling=True)
    return minutes[page.first : page.last], page.following


def _price(asked: Asked, listing: Listing, close: int) -> Row:
    columns, at = asked.house.board, listing.index
    base = int(columns.base[at])
    return {
        "pre_sig": flag_of(close, base, int(columns.lower[at]), int(columns.upper[at])),
        "pred_pre": signed(close - base),
    }


def trend_by_minute(asked: Asked) -> Answered:
    """Tell price, value, premium and what is followed by the minute, newest first (ka40006)."""
    listing = fund(asked)
    base = int(asked.house.board.base[listing.index])
    error = asked.house.funds.error(listing)
    part, following = _paged(asked, _minutes(asked, listing))
    fields = asked.rows("etftisl_trnsn")
    rows = [
        ordered(
            fields,
            {
                "tm": clock_text(item.start),
                "close_pric": directed(item.close, base),
                **_price(asked, listing, item.close),
                "flu_rt": signed_percent(ratio(item.close - base, base)),
                "trde_qty": str(item.volume),
                "nav": value_text(item.fund),
                "trde_prica": str(item.value // _MILLION),
                "navidex": signed_percent(item.fund.missed),
                "navetf": signed_percent(premium(item.close, item.fund.value)),
                "trace": percent(error),
                "trace_idex": directed(item.fund.level, item.fund.level_before),
                "trace_idex_pred_pre": str(abs(item.fund.level_change)),
                "trace_idex_pred_pre_sig": trend(item.fund.level_change),
            },
        )
        for item in part
    ]
    return Answered({**heads(asked, listing), "etftisl_trnsn": rows}, following, empty=not rows)


def prints(asked: Asked) -> Answered:
    """Tell the prints of the day, newest first (ka40007)."""
    listing = fund(asked)
    terms, now = terms_of(asked, listing), asked.house.funds.now(listing)
    base = int(asked.house.board.base[listing.index])
    told = asked.house.past.flow.prints(listing.index, latest(asked.exchange, listing), _PRINTS)
    page = by_place(asked, len(told))
    fields = asked.rows("etftisl_cntr_array")
    rows = []
    for item in told[page.first : page.last]:
        second = item.time_ms // 1000
        row: Row = {
            "cntr_tm": f"{second // 3600:02d}{second // 60 % 60:02d}{second % 60:02d}",
            "cur_prc": directed(item.price, base),
            **_price(asked, listing, item.price),
            "trde_qty": signed(item.size if item.buyer_aggressor else -item.size),
            "stex_tp": _KRX,
        }
        rows.append(ordered(fields, row))
    values: Row = {
        "stk_cls": kind_of(terms),
        "stk_nm": listing.name,
        "etfobjt_idex_nm": terms.basket.name,
        "etfobjt_idex_cd": terms.basket.code,
        "objt_idex_pre_rt": signed_percent(ratio(now.level_change, now.level_before)),
        "wonju_pric": heads(asked, listing)["wonju_pric"],
        "etftisl_cntr_array": rows,
    }
    return Answered(values, page.following, empty=not rows)


def values(asked: Asked) -> Answered:
    """Tell a fund's value and premium by the minute, newest first (ka40009)."""
    listing, funds = fund(asked), asked.house.funds
    base = int(asked.house.board.base[listing.index])
    held = int(asked.house.investors.held()[listing.index])
    error = percent(funds.error(listing))
    part, following = _paged(asked, _minutes(asked, listing))
    fields = asked.rows("etfnavarray")
    rows = [
        ordered(
            fields,
            {
                "nav": value_text(item.fund),
                "navpred_pre": signed_percent(item.fund.change),
                "navflu_rt": signed_percent(ratio(item.fund.change, item.fund.before)),
                "trace_eor_rt": error,
                "dispty_rt": signed_percent(premium(item.close, item.fund.value)),
                "stkcnt": str(listing.shares),
                "base_pric": str(base),
                "for_rmnd_qty": str(held),
                "repl_pric": str(base * _SUBSTITUTE_PERCENT // 100),
                "conv_pric": "",
                "drstk": "",
                "wonju_pric": "",
            },
        )
        for item in part
    ]
    return Answered({"etfnavarray": rows}, following, empty=not rows)


def foreign_by_minute(asked: Asked) -> Answered:
    """Tell price and what foreigners have bought net by the minute, newest first (ka40010)."""
    listing = fund(asked)
    base = int(asked.house.board.base[listing.index])
    part, following = _paged(asked, _minutes(asked, listing))
    slots = np.array([item.slots for item in part], np.int64)
    net = asked.house.investors.course(listing.index, slots).net[:, Kind.FOREIGNER].tolist()
    fields = asked.rows("etftisl_trnsn")
    rows = [
        ordered(
            fields,
            {
                "cur_prc": directed(item.close, base),
                **_price(asked, listing, item.close),
                "trde_qty": str(item.volume),
                "for_netprps": signed(bought),
            },
        )
        for item, bought in zip(part, net, strict=True)
    ]
    return Answered({"etftisl_trnsn": rows}, following, empty=not rows)


def live_value(house: House, code: str) -> Row | None:
    """Return the row of 0G for a fund, None for other names; funds have no figures of warrants."""
    listing = house.exchange.universe.by_code.get(code)
    if listing is None or listing.product not in (Product.ETF, Product.ETN):
        return None
    now, found = house.funds.now(listing), view(house.exchange, listing)
    return {
        "36": value_text(now),
        "37": signed_percent(now.change),
        "38": signed_percent(ratio(now.change, now.before)),
        "39": percent(house.funds.error(listing)),
        "20": clock_text(told(house.exchange)),
        "10": directed(found.price, found.base),
        "11": signed(found.change),
        "12": signed_percent(found.rate),
        "13": str(found.volume),
        "25": found.flag,
        "667": "0.00",
        "668": "0.00",
        "669": "0",
        "265": signed_percent(now.missed),
        "266": signed_percent(premium(found.price, now.value)),
    }


ANSWERS: dict[str, Answer] = {
    "ka40006": trend_by_minute,
    "ka40007": prints,
    "ka40009": values,
    "ka40010": foreign_by_minute,
}
