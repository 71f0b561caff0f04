"""Stock lending: the market and one name by day, a day's names, the ten largest; refuses orders."""

from __future__ import annotations

import numpy as np

from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.practice.answers.asked import LIST_PAGE, Answered, Asked, by_mark, by_place
from kiwoom_desk.practice.answers.asked_days import MOST_LISTED, between, date_text
from kiwoom_desk.practice.answers.names import find
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.lending import MILLION, Lent
from kiwoom_desk.practice.to_wire import Row, ordered, ratio, signed

_MARKETS = {
    "001": frozenset({Market.KOSPI, Market.ETF}),
    "101": frozenset({Market.KOSDAQ}),
}
_TEN = 10
# Days of all names together are much to add up: a page of the market is shorter, and so is a sum.
_MARKET_PAGE, _MOST_SUMMED = 20, 60


def market_trend(asked: Asked) -> Answered:
    """Tell the lending of all names by day, the newest first (ka10068)."""
    rows = asked.house.lending.rows(frozenset().union(*_MARKETS.values()))
    return _trend(asked, rows, None, _MARKET_PAGE)


def name_trend(asked: Asked) -> Answered:
    """Tell the lending of one name by day, the newest first (ka20068)."""
    index = find(asked.exchange, asked.body["stk_cd"]).index
    return _trend(asked, np.array([index]), index, LIST_PAGE)


def _trend(asked: Asked, rows: Ints, index: int | None, size: int) -> Answered:
    key, lending = "dbrt_trde_trnsn", asked.house.lending
    span = between(asked, "strt_dt", "end_dt", lending.newest, index, MOST_LISTED)
    if not span or not lending.lends(rows):
        return Answered({key: []}, empty=True)
    marks = [date_text(asked, at) for at in range(span.last, span.first - 1, -1)]
    page = by_mark(asked, marks, falling=True, size=size)
    first, last = span.last - page.last + 1, span.last - page.first
    found = lending.days(rows, first, last)
    told = []
    for at in range(last - first, -1, -1):
        new, repaid = _sum(found.shares.new, at), _sum(found.shares.repaid, at)
        values: Row = {
            "dt": date_text(asked, first + at),
            "dbrt_trde_cntrcnt": str(new),
            "dbrt_trde_rpy": str(repaid),
            "dbrt_trde_irds": signed(new - repaid),
            "rmnd": str(_sum(found.shares.held, at)),
            "remn_amt": str(_sum(found.worth, at) // MILLION),
        }
        told.append(ordered(asked.rows(key), values))
    return Answered({key: told}, page.following, empty=not told)


def largest(asked: Asked) -> Answered:
    """Tell the ten names of a market lent most over days, and their part of it (ka10069)."""
    key, lending = "dbrt_trde_upper_10stk", asked.house.lending
    rows = lending.rows(_MARKETS[asked.body["mrkt_tp"]])
    span = between(asked, "strt_dt", "end_dt", lending.newest, None, _MOST_SUMMED)
    found = lending.days(rows, span.first, span.last) if span else None
    columns = _columns(found, len(rows))
    order = np.argsort(-columns["dbrt_trde_cntrcnt"], kind="stable")[:_TEN]
    order = order[columns["dbrt_trde_cntrcnt"][order] > 0]
    values: Row = {}
    for name, sums, part in (
        ("dbrt_trde_cntrcnt", "dbrt_trde_cntrcnt_sum", "dbrt_trde_cntrcnt_rt"),
        ("dbrt_trde_rpy", "dbrt_trde_rpy_sum", "dbrt_trde_rpy_rt"),
        ("rmnd", "rmnd_sum", "rmnd_rt"),
        ("remn_amt", "remn_amt_sum", "remn_amt_rt"),
    ):
        ten = int(columns[name][order].sum())
        values[sums] = str(ten)
        values[part] = str(ratio(ten, int(columns[name].sum())))
    values[key] = [_name_row(asked, key, int(rows[at]), columns, int(at)) for at in order]
    return Answered(ordered(asked.api.response, values), empty=not len(order))


def names(asked: Asked) -> Answered:
    """Tell the lending of all names of a market on one day, the largest balance first (ka90012)."""
    key, lending = "dbrt_trde_prps", asked.house.lending
    rows = lending.rows(_MARKETS[asked.body["mrkt_tp"]])
    span = between(asked, "dt", "dt", lending.newest)
    if not span:
        return Answered({key: []}, empty=True)
    columns = _columns(lending.days(rows, span.last, span.last), len(rows))
    order = np.argsort(-columns["remn_amt"], kind="stable")
    page = by_place(asked, len(order))
    told = [
        _name_row(asked, key, int(rows[at]), columns, int(at))
        for at in order[page.first : page.last]
    ]
    return Answered({key: told}, page.following, empty=not told)


def _columns(found: Lent | None, count: int) -> dict[str, Ints]:
    """Return each name's sums over the days, and its balance at the end of the last one."""
    if found is None:
        none: Ints = np.zeros(count, np.int64)
        return dict.fromkeys(("dbrt_trde_cntrcnt", "dbrt_trde_rpy", "rmnd", "remn_amt"), none)
    return {
        "dbrt_trde_cntrcnt": found.shares.new.sum(axis=1),
        "dbrt_trde_rpy": found.shares.repaid.sum(axis=1),
        "rmnd": found.shares.held[:, -1],
        "remn_amt": found.worth[:, -1] // MILLION,
    }


def _name_row(asked: Asked, key: str, index: int, columns: dict[str, Ints], at: int) -> Row:
    listing = asked.exchange.universe.listings[index]
    values: Row = {"stk_nm": listing.name, "stk_cd": listing.code}
    values.update({name: str(int(column[at])) for name, column in columns.items()})
    return ordered(asked.rows(key), values)


def _sum(block: Ints, at: int) -> int:
    return int(block[:, at].sum())


ANSWERS = {"ka10068": market_trend, "ka10069": largest, "ka20068": name_trend, "ka90012": names}
