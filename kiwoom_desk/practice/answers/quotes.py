"""One name's figures, tape and book (ka10001, ka10003, ka10004, ka10095)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np

from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice.answers import constants
from kiwoom_desk.practice.answers.asked import Answered, Asked, by_place
from kiwoom_desk.practice.answers.book_texts import moves
from kiwoom_desk.practice.answers.elw_quote import warrant_fields
from kiwoom_desk.practice.answers.names import NameView, find, strength
from kiwoom_desk.practice.fundamentals import substitute_price
from kiwoom_desk.practice.past import Extremes
from kiwoom_desk.practice.refusals import refusal
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
    texts,
)
from kiwoom_desk.practice.views import BookView

_MOST_CODES = 100
_TAPE = 1000
_EOK = 100_000_000
_LEVELS = range(2, 11)


def info(asked: Asked) -> Answered:
    """Tell one name's basic figures (ka10001)."""
    found = asked.look(find(asked.exchange, asked.body["stk_cd"]))
    past = asked.house.past.extremes(found.listing.index)
    before = asked.there.yesterday(found.listing.index).volume
    expected = asked.exchange.expected(found.listing.code)
    values: Row = {
        "stk_cd": asked.body["stk_cd"],
        "stk_nm": found.listing.name,
        "setl_mm": found.listing.settle_month,
        "flo_stk": str(found.listing.shares // 1000),
        "mac": str(found.worth),
        "mac_wght": percent(_weight(asked, found)),
        "base_pric": str(found.base),
        "upl_pric": directed(found.upper, found.base),
        "lst_pric": directed(found.lower, found.base),
        "exp_cntr_pric": directed(expected[0], found.base),
        "exp_cntr_qty": str(expected[1]),
        "trde_qty": str(found.volume),
        "for_exh_rt": percent(_foreign(asked, found)),
        "trde_pre": signed_percent(ratio(found.volume - before, before)),
        "crd_rt": signed_percent(int(asked.house.credit.rates(np.array([found.listing.index]))[0])),
        **_now(found),
        **_extremes(found, past, asked.house.past.flow.day),
    }
    blanks = constants.NO_ACCOUNTS + constants.NO_OWNERS
    return Answered(texts(asked.api.response, blanks, {**values, **_business(asked, found)}))


def _business(asked: Asked, found: NameView) -> Row:
    """Tell a share's accounts, per share and against its price; funds and warrants have none."""
    listing = found.listing
    accounts = asked.house.fundamentals.of(listing.index)
    if accounts is None:
        return {}
    earned = accounts.price_earnings(found.price)
    return {
        "setl_mm": accounts.month,
        "fav": str(accounts.face),
        "cap": str(accounts.capital),
        "per": percent(earned) if earned is not None else "",
        "eps": str(accounts.earnings),
        "roe": percent(accounts.return_on_equity),
        "pbr": percent(accounts.price_book(found.price)),
        "ev": percent(accounts.value_multiple(found.price, listing.shares)),
        "bps": str(accounts.book),
        "sale_amt": str(accounts.sales),
        # Both are documented without a sign: a loss is told by the sign of the EPS alone.
        "bus_pro": str(accounts.operating) if accounts.operating >= 0 else "",
        "cup_nga": str(accounts.net) if accounts.net >= 0 else "",
        "repl_pric": str(substitute_price(found.base, listing.shares)),
        "dstr_stk": str(accounts.floating),
        "dstr_rt": percent(ratio(accounts.floating, listing.shares)),
    }


def _foreign(asked: Asked, found: NameView) -> int:
    """Return the part of the foreigners' limit they hold now, in hundredths of a percent."""
    index, investors = found.listing.index, asked.house.investors
    return ratio(investors.held_one(index, found.volume), int(investors.foreign.limit[index]))


def _now(found: NameView) -> Row:
    base = found.base
    return {
        "cur_prc": directed(found.price, base),
        "open_pric": directed(found.open, base),
        "high_pric": directed(found.high, base),
        "low_pric": directed(found.low, base),
        "pre_sig": found.flag,
        "pred_pre": signed(found.change),
        "flu_rt": signed_percent(found.rate),
    }


def _extremes(found: NameView, past: Extremes, today: date) -> Row:
    """The prints of the last trading day, `today`, count too."""
    base, price = found.base, found.price
    high, high_day = past.high.price, past.high.day
    low, low_day = past.low.price, past.low.day
    year_high, year_low = past.year_high or found.base, past.year_low or found.base
    if found.high:
        high, high_day = (found.high, today) if found.high >= high else (high, high_day)
        low, low_day = (found.low, today) if found.low <= low else (low, low_day)
        year_high, year_low = max(year_high, found.high), min(year_low, found.low)
    return {
        "250hgst": directed(high, base),
        "250lwst": directed(low, base),
        "250hgst_pric_dt": f"{high_day:%Y%m%d}",
        "250lwst_pric_dt": f"{low_day:%Y%m%d}",
        "250hgst_pric_pre_rt": signed_percent(ratio(price - high, high)),
        "250lwst_pric_pre_rt": signed_percent(ratio(price - low, low)),
        "oyr_hgst": directed(year_high, base),
        "oyr_lwst": directed(year_low, base),
    }


def _weight(asked: Asked, found: NameView) -> int:
    """Return the share of the name's market in hundredths of a percent."""
    rows, shares = asked.exchange.universe.shares_by_market[found.listing.market]
    total = int((asked.house.board.price[rows] * shares).sum())
    return ratio(found.price * found.listing.shares, total)


def tape(asked: Asked) -> Answered:
    """Tell the day's prints, newest first (ka10003)."""
    exchange = asked.exchange
    found = asked.look(find(exchange, asked.body["stk_cd"]))
    bars, until = asked.there.bars, asked.until(found.listing)
    page = by_place(asked, min(bars.count(found.listing.index, until), _TAPE))
    prints = bars.prints(found.listing.index, until, page.last)
    fields, venue = asked.rows("cntr_infr"), asked.venue_text
    volume, bought, rows = found.volume, found.buy_volume, []
    value = found.value
    for place, item in enumerate(prints):
        size = item.size if item.buyer_aggressor else -item.size
        change = item.price - found.base
        if place >= page.first:
            values: Row = {
                "tm": _time_of(item.time_ms),
                "cur_prc": directed(item.price, found.base),
                "pred_pre": signed(change),
                "pre_rt": signed_percent(ratio(change, found.base)),
                "pri_sel_bid_unit": directed(found.ask if not place else item.price, found.base),
                "pri_buy_bid_unit": directed(found.bid if not place else item.price, found.base),
                "cntr_trde_qty": signed(size),
                "sign": flag_of(item.price, found.base, found.lower, found.upper),
                "acc_trde_qty": str(volume),
                "acc_trde_prica": str(value),
                "cntr_str": percent(strength(bought, max(volume - bought, 0))),
                "stex_tp": venue,
            }
            rows.append(ordered(fields, values))
        volume, value = volume - item.size, value - item.price * item.size
        bought -= item.size if item.buyer_aggressor else 0
    return Answered({"cntr_infr": rows}, page.following, empty=not prints)


def _time_of(time_ms: int) -> str:
    return clock_text(datetime(2000, 1, 1) + timedelta(milliseconds=time_ms))  # noqa: DTZ001 - a time alone


def book(asked: Asked) -> Answered:
    """Tell the ten levels (ka10004); differences are against the second before."""
    listing = find(asked.exchange, asked.body["stk_cd"])
    base = int(asked.house.board.base[listing.index])
    now, before = asked.book(listing), asked.book_before(listing)
    hours, moment = asked.house.after_hours, asked.exchange.flow_second
    waits = hours.waiting(listing.index, moment)
    waited = hours.waiting_before(listing.index, moment)
    values: Row = {
        "bid_req_base_tm": clock_text(now.time),
        **_side("sel", now.ask_prices, now.ask_sizes, moves(now, before, True), base),
        **_side("buy", now.bid_prices, now.bid_sizes, moves(now, before, False), base),
        "tot_sel_req": str(now.ask_total),
        "tot_buy_req": str(now.bid_total),
        "tot_sel_req_jub_pre": signed(now.ask_total - before.ask_total),
        "tot_buy_req_jub_pre": signed(now.bid_total - before.bid_total),
        "ovt_sel_req": str(waits.asks),
        "ovt_sel_req_pre": signed(waits.asks - waited.asks),
        "ovt_buy_req": str(waits.bids),
        "ovt_buy_req_pre": signed(waits.bids - waited.bids),
    }
    return Answered(ordered(asked.api.response, values))


def _side(
    name: str, prices: tuple[int, ...], sizes: tuple[int, ...], changes: list[int], base: int
) -> Row:
    row: Row = {f"{name}_{n}th_pre_req_pre": signed(c) for n, c in enumerate(changes, 1)}
    row[f"{name}_fpr_bid"] = directed(prices[0], base)
    row[f"{name}_fpr_req"] = str(sizes[0])
    for level in _LEVELS:
        row[f"{name}_{level}th_pre_bid"] = directed(prices[level - 1], base)
        row[f"{name}_{level}th_pre_req"] = str(sizes[level - 1])
    return row


def watched(asked: Asked) -> Answered:
    """Tell many names at once (ka10095): codes joined by `|`, at most 100."""
    codes = [code for code in asked.body["stk_cd"].split("|") if code]
    if len(codes) > _MOST_CODES:
        raise refusal("1634", str(_MOST_CODES))
    fields = asked.rows("atn_stk_infr")
    blanks = constants.NO_MODEL + constants.NO_OPEN_INTEREST + ("fav", "cap")
    rows = [texts(fields, blanks, _watched(asked, code)) for code in codes]
    return Answered({"atn_stk_infr": rows}, empty=not rows)


def _watched(asked: Asked, code: str) -> Row:
    exchange = asked.exchange
    found = asked.look(find(exchange, code), asked.venue_of(code))
    base, listing = found.base, found.listing
    levels = asked.book(listing, asked.venue_of(code))
    before = asked.house.figures.at(asked.venue_of(code)).yesterday(listing.index).volume
    expected = exchange.expected(listing.code)
    closed = exchange.phase is Phase.CLOSED and bool(found.volume)
    row = _now(found)
    row["pred_pre_sig"] = row.pop("pre_sig")
    return {
        "stk_cd": code,
        "stk_nm": listing.name,
        **row,
        "base_pric": str(base),
        "trde_qty": str(found.volume),
        "trde_prica": str(found.value // 1_000_000),
        "cntr_qty": signed(found.last_size),
        "cntr_str": percent(found.strength),
        "pred_trde_qty_pre": signed(found.volume - before),
        "sel_bid": directed(levels.ask_prices[0], base),
        "buy_bid": directed(levels.bid_prices[0], base),
        **_five(levels, base),
        "upl_pric": directed(found.upper, base),
        "lst_pric": directed(found.lower, base),
        "close_pric": directed(found.price, base) if closed else "0",
        "cntr_tm": clock_text(found.time) if found.volume else "",
        "exp_cntr_pric": directed(expected[0], base),
        "exp_cntr_qty": str(expected[1]),
        "mac": str(found.worth),
        "stkcnt": str(listing.shares),
        **_face(asked, listing.index),
        "bid_tm": clock_text(levels.time),
        "dt": f"{found.time:%Y%m%d}",
        **warrant_fields(asked.house, listing),
    }


def _face(asked: Asked, index: int) -> Row:
    accounts = asked.house.fundamentals.of(index)
    return {"fav": str(accounts.face), "cap": str(accounts.capital)} if accounts else {}


def _five(levels: BookView, base: int) -> Row:
    row: Row = {}
    for level in range(5):
        row[f"sel_{level + 1}th_bid"] = directed(levels.ask_prices[level], base)
        row[f"buy_{level + 1}th_bid"] = directed(levels.bid_prices[level], base)
    return {
        **row,
        "pri_sel_req": str(levels.ask_sizes[0]),
        "pri_buy_req": str(levels.bid_sizes[0]),
        "pri_sel_cnt": str(levels.ask_counts[0]),
        "pri_buy_cnt": str(levels.bid_counts[0]),
        "tot_sel_req": str(levels.ask_total),
        "tot_buy_req": str(levels.bid_total),
        "tot_sel_cnt": str(sum(levels.ask_counts)),
        "tot_buy_cnt": str(sum(levels.bid_counts)),
    }
