"""Names ranked by what firms trade of them (ka10037, ka10039); refuses the minutes of a day."""

from __future__ import annotations

import numpy as np

from kiwoom_desk.practice.answers.asked import Answered, Asked, by_place
from kiwoom_desk.practice.answers.asked_days import Span, latest, today
from kiwoom_desk.practice.answers.ranked import THOUSAND, Which, of_market
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.member_flow import Period
from kiwoom_desk.practice.members import place_of
from kiwoom_desk.practice.to_wire import (
    Row,
    directed,
    ordered,
    ratio,
    signed,
    signed_percent,
)

_MILLION = 1_000_000
_EVERYTHING = "000"
_BY_VALUE = "1"
_NET_BUYERS, _NET_SELLERS, _BUYERS = "1", "2", "3"


def foreign_firms(asked: Asked) -> Answered:
    """Rank names by what all foreign firms traded of them (ka10037)."""
    body, key = asked.body, "frgn_wicket_trde_upper"
    span = _of_span(asked)
    found = asked.there.firms.foreign(span.first, span.last)
    value = body["sort_tp"] == _BY_VALUE
    score = _score(found, body["trde_tp"], value)
    order = _ranked(of_market(asked) & (score > 0), score)
    page = by_place(asked, len(order))
    rows = []
    for place in range(page.first, page.last):
        at = int(order[place])
        name = asked.look(asked.exchange.universe.listings[at])
        values: Row = {
            "rank": str(place + 1),
            "stk_cd": name.listing.code,
            "stk_nm": name.listing.name,
            "cur_prc": directed(name.price, name.base),
            "pred_pre_sig": name.flag,
            "pred_pre": signed(name.change),
            "flu_rt": signed_percent(name.rate),
            "sel_trde_qty": signed(-int(found.sold[at])),
            "buy_trde_qty": signed(int(found.bought[at])),
            "netprps_trde_qty": signed(int(found.net[at])),
            "netprps_prica": signed(int(found.net_value[at] / _MILLION)),
            "trde_qty": str(int(found.volume[at])),
            "trde_prica": str(int(found.value[at]) // _MILLION),
        }
        rows.append(ordered(asked.rows(key), values))
    return Answered({key: rows}, page.following, empty=not rows)


def one_firm(asked: Asked) -> Answered:
    """Rank names by what one firm bought or sold of them net (ka10039)."""
    body, key = asked.body, "sec_trde_upper"
    place = place_of(body["mmcm_cd"])
    span = _of_span(asked)
    if place is None:
        return Answered({key: []}, empty=True)
    found = asked.there.firms.firm(place, span.first, span.last)
    score = _score(found, body["trde_tp"], value=False)
    # The quantity asked for is the one that is ranked.
    least = max(int(body["trde_qty_tp"]) * THOUSAND, 1)
    keep = of_market(asked, _EVERYTHING) & (score >= least)
    order = _ranked(keep, score)
    page = by_place(asked, len(order))
    end, start = _closes(asked, span)
    rows = []
    for number in range(page.first, page.last):
        at = int(order[number])
        listing = asked.exchange.universe.listings[at]
        bought = int(found.bought_value[at]) // THOUSAND
        sold = int(found.sold_value[at]) // THOUSAND
        change = int(end[at] - start[at])
        values: Row = {
            "rank": str(number + 1),
            "stk_cd": listing.code,
            "stk_nm": listing.name,
            "prid_stkpc_flu": signed(change),
            "flu_rt": signed_percent(ratio(change, int(start[at]))),
            "prid_trde_qty": str(int(found.volume[at])),
            "netprps": signed(int(found.net[at])),
            "buy_trde_qty": signed(int(found.bought[at])),
            "sel_trde_qty": signed(-int(found.sold[at])),
            "netprps_amt": signed(bought - sold),
            "buy_amt": signed(bought),
            "sell_amt": signed(-sold),
        }
        rows.append(ordered(asked.rows(key), values))
    return Answered({key: rows}, page.following, empty=not rows)


def _of_span(asked: Asked) -> Span:
    """Return the days of a choice: 0 today, 1 yesterday, else so many up to today."""
    days, now = int(asked.body["dt"]), today(asked)
    return latest(asked, max(days, 1), now - (days == 1))


def _score(found: Period, kind: str, value: bool) -> Ints:
    """Return what a kind of trade is ranked by, in won or shares."""
    bought, sold = (found.bought_value, found.sold_value) if value else (found.bought, found.sold)
    if kind == _NET_BUYERS:
        return bought - sold
    if kind == _NET_SELLERS:
        return sold - bought
    return bought if kind == _BUYERS else sold


def _ranked(keep: Which, score: Ints) -> Ints:
    kept = np.flatnonzero(keep)
    order: Ints = kept[np.argsort(-score[kept], kind="stable")]
    return order


def _closes(asked: Asked, span: Span) -> tuple[Ints, Ints]:
    """Return every name's price at the end of a span and the one before its first day, in won."""
    book, now = asked.house.day_book, today(asked)
    end = asked.board.price if span.last == now else book.close(now - span.last)
    return end, book.close(now - span.first + 1)


ANSWERS = {"ka10037": foreign_firms, "ka10039": one_firm}
