"""Names at new highs and lows, at their limits or near the day's ends (ka10016 to ka10018)."""

from __future__ import annotations

import numpy as np

from kiwoom_desk.practice.answers.asked import LIST_PAGE, Answer, Answered, Asked
from kiwoom_desk.practice.answers.names import NameView
from kiwoom_desk.practice.answers.ranked import (
    NARROW_PRICES,
    THOUSAND,
    Which,
    between,
    common,
    minutes_of,
    of_kind,
    of_market,
    on_credit,
    ranked,
    rate,
)
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.standing import Status
from kiwoom_desk.practice.to_wire import Row, directed, ratio, signed_percent

_HIGH, _BY_CODE, _BY_RUN = "1", "1", "2"
_MOST_DAYS = 250
_LIMIT_BEFORE = {"6": 2, "7": -2}
_STATES = {"1": 2, "2": 1, "3": 0, "4": -2, "5": -1}


def _chosen(asked: Asked) -> Which:
    """Return the traded names of the market, kind, credit and volume asked for."""
    body, board, standing = asked.body, asked.board, asked.house.standing
    keep = of_market(asked) & of_kind(standing, body["stk_cnd"]) & (board.volume > 0)
    keep &= on_credit(standing, body["crd_cnd"])
    return keep & (board.volume >= int(body["trde_qty_tp"]) * THOUSAND)


def new_extremes(asked: Asked) -> Answered:
    """Rank names whose high, low or price passed all of the days before (ka10016)."""
    body, board, book = asked.body, asked.board, asked.house.day_book
    days, up = min(minutes_of(body["dt"]), _MOST_DAYS), body["ntl_tp"] == _HIGH
    if body["high_low_close_tp"] == "1":
        before = book.high(days) if up else book.low(days)
        now = board.high if up else board.low
    else:
        before, now = book.closes(days)[0 if up else 1], board.price
    passed = (now > before) if up else (now < before)
    keep = _chosen(asked) & passed & (before > 0)
    if body["updown_incls"] == "0":
        keep &= (board.price < board.upper) & (board.price > board.lower)
    yesterday = book.volume(1)

    def row(found: NameView, place: int) -> Row:
        volume = int(yesterday[found.listing.index])
        return {
            **common(found),
            "trde_qty": str(found.volume),
            "pred_trde_qty_pre_rt": signed_percent(ratio(found.volume - volume, volume)),
            "sel_bid": directed(found.ask, found.base),
            "buy_bid": directed(found.bid, found.base),
            "high_pric": str(found.high),
            "low_pric": str(found.low),
        }

    return ranked(asked, "ntl_pric", keep, board.rate if up else -board.rate, row)


def limits(asked: Asked) -> Answered:
    """List names at a limit, risen, unchanged or fallen, or at a limit the day before (ka10017)."""
    body, house = asked.body, asked.house
    board, book, kind = asked.board, house.day_book, body["updown_tp"]
    state, yesterday = _state(asked), book.move(1)
    keep = _chosen(asked) & between(board.price, NARROW_PRICES, body["trde_gold_tp"])
    if kind in _LIMIT_BEFORE:
        wanted = np.full_like(state, _LIMIT_BEFORE[kind])
        keep &= yesterday == _LIMIT_BEFORE[kind]
        # Today is not one of these days.
        runs = book.runs(wanted) - 1
    else:
        keep &= state == _STATES[kind]
        runs = book.runs(state)
    before, waiting = asked.there.days.volume(1), asked.there.depths.now()

    def row(found: NameView, place: int) -> Row:
        at = found.listing.index
        return {
            **common(found),
            "stk_infr": _mark(house.standing.of(at)),
            "trde_qty": str(found.volume),
            "pred_trde_qty": str(int(before[at])),
            "sel_req": str(int(waiting.ask_size[at])),
            "sel_bid": directed(found.ask, found.base),
            "buy_bid": directed(found.bid, found.base),
            "buy_req": str(int(waiting.bid_size[at])),
            "cnt": str(int(runs[at])),
        }

    sort = body["sort_tp"]
    scores = {_BY_CODE: _by_code(asked), _BY_RUN: runs}
    score = scores.get(sort, board.rate if kind in "1236" else -board.rate)
    return ranked(asked, "updown_pric", keep, score, row, LIST_PAGE if sort == _BY_RUN else None)


def _state(asked: Asked) -> Ints:
    """Return how names stand: 2 at the upper limit, 1 up, 0, -1 down, -2 at the lower limit."""
    board = asked.board
    limit = (board.price >= board.upper) | (board.price <= board.lower)
    side: Ints = np.sign(board.price - board.base)
    return np.where(limit, 2 * side, side)


def _by_code(asked: Asked) -> Ints:
    codes = np.array([item.code for item in asked.exchange.universe.listings])
    places = np.empty(len(codes), np.int64)
    places[np.argsort(codes, kind="stable")] = np.arange(len(codes))
    return -places


def _mark(status: Status) -> str:
    marks = (
        (status.delisting, "정리매매"),
        (status.supervised, "관리종목"),
        (status.danger, "투자위험"),
        (status.warning, "투자경고"),
        (status.overheated, "단기과열"),
        (status.alert, "투자주의환기"),
        (status.cautioned or status.fund_caution, "투자주의"),
    )
    return next((text for marked, text in marks if marked), "")


def near_extremes(asked: Asked) -> Answered:
    """Rank names within some tenths of a percent of the day's high or low (ka10018).

    Those that rose most come first near the high, those that fell most near the low.
    """
    body, board = asked.body, asked.board
    up = body["high_low_tp"] == _HIGH
    end = board.high if up else board.low
    off = np.abs(rate(board.price - end, end))
    keep = _chosen(asked) & (off <= int(body["alacc_rt"]) * 10)

    def row(found: NameView, place: int) -> Row:
        return {
            **common(found),
            "trde_qty": str(found.volume),
            "sel_bid": directed(found.ask, found.base),
            "buy_bid": directed(found.bid, found.base),
            "tdy_high_pric": directed(found.high, found.base),
            "tdy_low_pric": directed(found.low, found.base),
        }

    return ranked(asked, "high_low_pric_alacc", keep, board.rate if up else -board.rate, row)


ANSWERS: dict[str, Answer] = {
    "ka10016": new_extremes,
    "ka10017": limits,
    "ka10018": near_extremes,
}
