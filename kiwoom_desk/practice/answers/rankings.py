"""Rankings by change, volume and value (ka10027, ka10030, ka10031, ka10032); refuses books and history."""

from __future__ import annotations

import numpy as np

from kiwoom_desk.practice.answers import constants
from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked
from kiwoom_desk.practice.answers.names import NameView
from kiwoom_desk.practice.answers.ranked import (
    RATE_PRICES,
    TEN_MILLION,
    THOUSAND,
    VOLUME_PRICES,
    between,
    common,
    named,
    of_kind,
    of_market,
    on_credit,
    ranked,
)
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.to_wire import Row, directed, percent, ratio, signed_percent

# In ten million won the choice 4 of ka10030 says 5 000 만원; the other choices are what they say.
_VALUE_SLIPS = {"4": 5}
# The parts of the day (before, in and after the session) that `mrkt_open_tp` means; 0 means all.
_ALL = [0, 1, 2]
_CHOSEN = {"1": [1], "2": [0], "3": [2]}
_MILLION = 1_000_000


def rates(asked: Asked) -> Answered:
    """Rank by change against the day before (ka10027)."""
    body, board, standing = asked.body, asked.board, asked.house.standing
    change, kind = board.price - board.base, body["sort_tp"]
    keep = of_market(asked) & of_kind(standing, body["stk_cnd"]) & (board.volume > 0)
    keep &= on_credit(standing, body["crd_cnd"])
    keep &= board.volume >= int(body["trde_qty_cnd"]) * THOUSAND
    keep &= board.value >= int(body["trde_prica_cnd"]) * TEN_MILLION
    keep &= between(board.price, RATE_PRICES, body["pric_cnd"])
    if body["updown_incls"] == "0":
        keep &= (board.price < board.upper) & (board.price > board.lower)
    keep &= {"1": change > 0, "2": change > 0, "5": change == 0}.get(kind, change < 0)
    score = {"1": board.rate, "2": change, "3": -board.rate, "4": -change, "5": board.volume}[kind]
    runs = asked.house.day_book.runs(np.sign(change))

    def row(found: NameView, place: int) -> Row:
        book = asked.book(found.listing)
        return {
            **common(found),
            "stk_cls": constants.RANK_CLASS,
            "sel_req": str(book.ask_sizes[0]),
            "buy_req": str(book.bid_sizes[0]),
            "now_trde_qty": str(found.volume),
            "cntr_str": percent(found.strength),
            "cnt": str(int(runs[found.listing.index])),
        }

    return ranked(asked, "pred_pre_flu_rt_upper", keep, score, row)


def volumes(asked: Asked) -> Answered:
    """Rank by volume, turnover or value of today (ka10030), or of the hours before or after.

    Volume and value told first are those of the hours asked for (0 = all together), by which the
    names rank; each part of the day stands beside them.
    """
    body, board, standing = asked.body, asked.board, asked.house.standing
    keep = of_market(asked) & of_kind(standing, body["mang_stk_incls"])
    keep &= on_credit(standing, body["crd_tp"])
    parts = asked.house.day_parts
    now, then = parts.now(asked.venue), parts.yesterday(asked.venue)
    shares, won = now.volumes(board.volume), now.values(board.value)
    yesterday = then.volumes(asked.there.yesterdays()[0])
    chosen = _CHOSEN.get(body["mrkt_open_tp"], _ALL)
    volume, value = shares[chosen].sum(axis=0), won[chosen].sum(axis=0)
    worth = body["trde_prica_tp"]
    keep &= (volume > 0) & (volume >= int(body["trde_qty_tp"]) * THOUSAND)
    keep &= value >= _VALUE_SLIPS.get(worth, int(worth)) * TEN_MILLION
    keep &= between(board.price, VOLUME_PRICES, body["pric_tp"])
    listed = np.maximum(asked.house.past.flow.path.traits.shares, 1)
    score = {"1": volume, "2": volume * _MILLION // listed, "3": value}[body["sort_tp"]]

    def row(found: NameView, place: int) -> Row:
        at = found.listing.index
        before, session, after = (
            _part(int(shares[n, at]), int(won[n, at]), int(yesterday[n, at]), found.listing.shares)
            for n in range(3)
        )
        earlier = int(yesterday[chosen, at].sum())
        whole = _part(int(volume[at]), int(value[at]), earlier, found.listing.shares)
        return {
            **common(found),
            **dict(zip(("trde_qty", "pred_rt", "trde_tern_rt", "trde_amt"), whole, strict=True)),
            **dict(zip(_keys("opmr"), session, strict=True)),
            **dict(zip(_keys("bf_mkrt"), before, strict=True)),
            **dict(zip(_keys("af_mkrt"), after, strict=True)),
        }

    return ranked(asked, "tdy_trde_qty_upper", keep, score, row)


def _keys(head: str) -> tuple[str, ...]:
    return f"{head}_trde_qty", f"{head}_pred_rt", f"{head}_trde_rt", f"{head}_trde_amt"


def _part(volume: int, value: int, before: int, shares: int) -> tuple[str, str, str, str]:
    """Return volume, change of it in percent, turnover and value in million won."""
    # Nothing traded yet is no fall of all.
    more = signed_percent(ratio(volume - before, before) if volume else 0)
    return str(volume), more, percent(ratio(volume, shares)), str(value // _MILLION)


def yesterdays(asked: Asked) -> Answered:
    """Rank by volume or value of the trading day before, between two places (ka10031)."""
    body, days = asked.body, asked.there.days
    volume, value = days.volume(1), days.value(1)
    score = volume if body["qry_tp"] == "1" else value
    keep = of_market(asked) & (volume > 0)
    first, last = (int(body[key] or 0) for key in ("rank_strt", "rank_end"))
    # The places asked for are 0 to 100: 0 and 1 both are the first.
    kept = np.flatnonzero(keep)
    order = kept[np.argsort(-score[kept], kind="stable")][max(first, 1) - 1 : min(last, 100)]
    some = np.zeros_like(keep)
    some[order] = True

    def row(found: NameView, place: int) -> Row:
        return {**named(found), "trde_qty": str(int(volume[found.listing.index]))}

    return ranked(asked, "pred_trde_qty_upper", some, score, row)


def values(asked: Asked) -> Answered:
    """Rank by value traded today (ka10032), with the places of the day before."""
    board, past = asked.board, asked.house.past
    with_supervised = asked.body["mang_stk_incls"] == "1"
    keep = of_market(asked) & of_kind(asked.house.standing, "0" if with_supervised else "1")
    keep &= board.volume > 0
    volume, worth = asked.there.yesterdays()
    places = past.yesterday_places() if asked.there.krx else _places(worth)

    def row(found: NameView, place: int) -> Row:
        index = found.listing.index
        return {
            **common(found),
            "now_rank": str(place + 1),
            "pred_rank": str(int(places[index]) + 1),
            "sel_bid": directed(found.ask, found.base),
            "buy_bid": directed(found.bid, found.base),
            "now_trde_qty": str(found.volume),
            "pred_trde_qty": str(int(volume[index])),
            "trde_prica": str(found.value // _MILLION),
        }

    return ranked(asked, "trde_prica_upper", keep, board.value, row)


def _places(score: Ints) -> Ints:
    """Return the place of each name, from 0, by what is largest."""
    places = np.empty_like(score)
    places[np.argsort(-score, kind="stable")] = np.arange(len(score))
    return places


ANSWERS: dict[str, Answer] = {
    "ka10027": rates,
    "ka10030": volumes,
    "ka10031": yesterdays,
    "ka10032": values,
}
