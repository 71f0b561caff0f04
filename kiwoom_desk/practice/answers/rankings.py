"""Rankings over all names (ka10027, ka10030, ka10032); every filter of the request counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from kiwoom_desk.domain.instrument import Market, Product
from kiwoom_desk.practice.answers import constants
from kiwoom_desk.practice.answers.asked import Answered, Asked, by_place
from kiwoom_desk.practice.answers.names import NameView, view
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.to_wire import (
    Row,
    directed,
    ordered,
    percent,
    ratio,
    signed,
    signed_percent,
)
from kiwoom_desk.practice.universe import Listing

Which = npt.NDArray[np.bool_]
RowMaker = Callable[[Asked, NameView, int], Row]

_MARKETS = {
    "001": (Market.KOSPI, Market.ETF, Market.ETN),
    "101": (Market.KOSDAQ,),
    "000": (Market.KOSPI, Market.ETF, Market.ETN, Market.KOSDAQ),
}
_TOP = 1_000_000_000
# Bounds in won, lower included, upper not; ka10030 counts its price bands in its own way.
RATE_PRICES = {
    "1": (0, 1_000), "2": (1_000, 2_000), "3": (2_000, 5_000), "4": (5_000, 10_000),
    "5": (10_000, _TOP), "8": (1_000, _TOP), "10": (0, 10_000),
}  # fmt: skip
VOLUME_PRICES = {
    "1": (0, 1_000), "2": (1_000, _TOP), "3": (1_000, 2_000), "4": (2_000, 5_000),
    "5": (5_000, _TOP), "6": (5_000, 10_000), "10": (0, 10_000), "7": (10_000, _TOP),
    "8": (50_000, _TOP), "9": (100_000, _TOP),
}  # fmt: skip
# Margins are 100 % for all, so the lists by margin rate are all or nothing; nothing is
# supervised, delisted or bought on credit.
_OTHER_MARGINS = frozenset({"5", "7", "8", "9", "12", "13"})
_KRX = frozenset({"1", "3"})
_TEN_MILLION = 10_000_000
# In ten million won the choice 4 of ka10030 says 5 000 만원; the other choices are what they say.
_VALUE_SLIPS = {"4": 5}


def _chosen(asked: Asked, kinds: str, credit: str) -> Which:
    """Return the names of the market, kind and venue asked for that trade at all."""
    listings = asked.exchange.universe.listings
    markets = _MARKETS[asked.body["mrkt_tp"]]
    nothing = kinds in _OTHER_MARGINS or credit != "0" or asked.body["stex_tp"] not in _KRX
    if nothing:
        return np.zeros(len(listings), np.bool_)
    return np.array(
        [item.market in markets and not _left_out(item, kinds) for item in listings], np.bool_
    )


def _left_out(item: Listing, kinds: str) -> bool:
    """Tell whether the choice leaves this kind of name out: preferred shares, funds, notes, SPACs."""
    if kinds in ("3", "4"):
        # A common share's code ends with 0, its preferred ones' with another digit or letter.
        return item.product is Product.SHARE and not item.code.endswith("0")
    if kinds == "15":
        return item.product is Product.SHARE and "스팩" in item.name
    return (kinds in ("14", "16") and item.product is Product.ETF) or (
        kinds == "16" and item.product is Product.ETN
    )


def _between(values: Ints, bounds: Mapping[str, tuple[int, int]], choice: str) -> Which:
    low, high = bounds.get(choice, (0, _TOP))
    return np.asarray((values >= low) & (values < high), np.bool_)


def rates(asked: Asked) -> Answered:
    """Rank by change against the day before (ka10027)."""
    body, board = asked.body, asked.house.board
    change = board.price - board.base
    rate, kind = board.rate, body["sort_tp"]
    keep = _chosen(asked, body["stk_cnd"], body["crd_cnd"]) & (board.volume > 0)
    keep &= board.volume >= int(body["trde_qty_cnd"]) * 1_000
    keep &= board.value >= int(body["trde_prica_cnd"]) * _TEN_MILLION
    keep &= _between(board.price, RATE_PRICES, body["pric_cnd"])
    if body["updown_incls"] == "0":
        keep &= (board.price < board.upper) & (board.price > board.lower)
    keep &= {"1": change > 0, "2": change > 0, "5": change == 0}.get(kind, change < 0)
    score = {"1": rate, "2": change, "3": -rate, "4": -change, "5": board.volume}[kind]
    return _ranked(asked, "pred_pre_flu_rt_upper", keep, score, _rate_row)


def _rate_row(asked: Asked, found: NameView, place: int) -> Row:
    book = asked.exchange.book(found.listing.code)
    return {
        **_common(found),
        "stk_cls": constants.RANK_CLASS,
        "sel_req": str(book.ask_sizes[0]),
        "buy_req": str(book.bid_sizes[0]),
        "now_trde_qty": str(found.volume),
        "cntr_str": percent(found.strength),
        "cnt": constants.RANK_COUNT,
    }


def volumes(asked: Asked) -> Answered:
    """Rank by volume, turnover or value of today (ka10030)."""
    body, board = asked.body, asked.house.board
    keep = _chosen(asked, body["mang_stk_incls"], body["crd_tp"]) & (board.volume > 0)
    keep &= board.volume >= int(body["trde_qty_tp"]) * 1_000
    worth = body["trde_prica_tp"]
    keep &= board.value >= _VALUE_SLIPS.get(worth, int(worth)) * _TEN_MILLION
    keep &= _between(board.price, VOLUME_PRICES, body["pric_tp"])
    if body["mrkt_open_tp"] in ("2", "3"):
        # Nothing trades before and after hours here.
        keep &= False
    shares = np.array([max(item.shares, 1) for item in asked.exchange.universe.listings])
    turnover = board.volume * 1_000_000 // shares
    score = {"1": board.volume, "2": turnover, "3": board.value}[body["sort_tp"]]
    return _ranked(asked, "tdy_trde_qty_upper", keep, score, _volume_row)


def _volume_row(asked: Asked, found: NameView, place: int) -> Row:
    before = int(asked.house.past.yesterday_volumes()[found.listing.index])
    more = ratio(found.volume - before, before)
    turnover = percent(ratio(found.volume, found.listing.shares))
    value = str(found.value // 1_000_000)
    return {
        **_common(found),
        "trde_qty": str(found.volume),
        "pred_rt": signed_percent(more),
        "trde_tern_rt": turnover,
        "trde_amt": value,
        "opmr_trde_qty": str(found.volume),
        "opmr_pred_rt": signed_percent(more),
        "opmr_trde_rt": turnover,
        "opmr_trde_amt": value,
        **dict.fromkeys((k for k in constants.NO_HOURS if not k.endswith("_rt")), "0"),
        **dict.fromkeys((k for k in constants.NO_HOURS if k.endswith("_rt")), "0.00"),
    }


def values(asked: Asked) -> Answered:
    """Rank by value traded today (ka10032), with the places of the day before."""
    board = asked.house.board
    keep = _chosen(asked, "0", "0") & (board.volume > 0)
    return _ranked(asked, "trde_prica_upper", keep, board.value, _value_row)


def _value_row(asked: Asked, found: NameView, place: int) -> Row:
    index, past = found.listing.index, asked.house.past
    return {
        **_common(found),
        "now_rank": str(place + 1),
        "pred_rank": str(int(past.yesterday_places()[index]) + 1),
        "sel_bid": directed(found.ask, found.base),
        "buy_bid": directed(found.bid, found.base),
        "now_trde_qty": str(found.volume),
        "pred_trde_qty": str(int(past.yesterday_volumes()[index])),
        "trde_prica": str(found.value // 1_000_000),
    }


def _common(found: NameView) -> Row:
    return {
        "stk_cd": found.listing.code,
        "stk_nm": found.listing.name,
        "cur_prc": directed(found.price, found.base),
        "pred_pre_sig": found.flag,
        "pred_pre": signed(found.change),
        "flu_rt": signed_percent(found.rate),
    }


def _ranked(asked: Asked, key: str, keep: Which, score: Ints, row: RowMaker) -> Answered:
    """Return a page of the names kept, the highest score first; equal ones by listing order."""
    kept = np.flatnonzero(keep)
    order = kept[np.argsort(-score[kept], kind="stable")]
    page = by_place(asked, len(order))
    fields, listings = asked.rows(key), asked.exchange.universe.listings
    rows = []
    for place in range(page.first, page.last):
        found = view(asked.exchange, listings[int(order[place])])
        rows.append(ordered(fields, row(asked, found, place)))
    return Answered({key: rows}, page.following, empty=not len(order))
