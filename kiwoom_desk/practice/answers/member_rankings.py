"""Names ranked by what firms trade of them (ka10037, ka10039), and one firm's minutes (ka10052)."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from kiwoom_desk.practice.answers.asked import LIST_PAGE, Answered, Asked, by_place
from kiwoom_desk.practice.answers.asked_days import Span, latest, today
from kiwoom_desk.practice.answers.names import find
from kiwoom_desk.practice.answers.ranked import RATE_PRICES, THOUSAND, Which, of_market
from kiwoom_desk.practice.draws import Ints, distinct
from kiwoom_desk.practice.member_flow import Period
from kiwoom_desk.practice.members import MEMBERS, place_of
from kiwoom_desk.practice.to_wire import (
    Row,
    clock_text,
    directed,
    flag_of,
    ordered,
    ratio,
    signed,
    signed_percent,
)

_MILLION = 1_000_000
_EVERYTHING = "000"
_BY_VALUE = "1"
_NET_BUYERS, _NET_SELLERS, _BUYERS = "1", "2", "3"
_ONE_NAME = "3"
_MINUTE_MARKETS = {"0": "000", "1": "001", "2": "101"}
# Names and minutes looked at in one go, and at most for one page that has something.
_GO, _MOST_LOOKED = 128, 1_024


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


def minutes(asked: Asked) -> Answered:
    """Tell the minutes in which one firm traded a quantity, the newest first (ka10052)."""
    body, key = asked.body, "trde_ori_mont_trde_qty"
    place = place_of(body["mmcm_cd"])
    if place is None:
        return Answered({key: []}, empty=True)
    least = max(int(body["qty_tp"]) * THOUSAND, 1)
    slots, names = _candidates(asked, least)
    first = _continued(asked, slots, names)
    rows: list[Row] = []
    following = ""
    for begin in range(first, len(slots), _GO):
        some = slice(begin, begin + _GO)
        made = _Minutes(asked, place, slots[some], names[some])
        for at in range(len(made.slots)):
            rows += made.rows(at, least)
            if len(rows) >= LIST_PAGE and begin + at + 1 < len(slots):
                following = f"{made.slots[at]}.{made.names[at]}"
                break
        looked = begin + len(made.slots) - first
        if following or (rows and looked >= _MOST_LOOKED and begin + _GO < len(slots)):
            following = following or f"{made.slots[-1]}.{made.names[-1]}"
            break
    return Answered({key: rows}, following, empty=not rows)


def _candidates(asked: Asked, least: int) -> tuple[Ints, Ints]:
    """Return the slots that are over and names that may have a trade that large, newest first."""
    flow, body = asked.house.past.flow, asked.body
    board = asked.house.board
    if body["mrkt_tp"] == _ONE_NAME or body.get("stk_cd"):
        keep = np.zeros(len(board.price), np.bool_)
        keep[find(asked.exchange, body["stk_cd"]).index] = of_market(asked, _EVERYTHING).any()
    else:
        keep = of_market(asked, _MINUTE_MARKETS[body["mrkt_tp"]])
    low, high = RATE_PRICES.get(body["pric_tp"], (0, int(board.price.max()) + 1))
    keep &= (board.price >= low) & (board.price < high)
    whole = flow.hours.slots_before(board.second)
    names = np.flatnonzero(keep)
    traded = least <= flow.minutes.volume[names, :whole][:, ::-1].T
    backwards, columns = np.nonzero(traded)
    return whole - 1 - backwards, names[columns]


def _continued(asked: Asked, slots: Ints, names: Ints) -> int:
    """Return where the list goes on after the last pair told."""
    slot, _, name = asked.position.partition(".")
    if not (slot.isdecimal() and name.isdecimal()):
        return 0
    told = (slots > int(slot)) | ((slots == int(slot)) & (names <= int(name)))
    return int(told.sum())


class _Minutes:
    """One firm's trade in pairs of a slot and a name."""

    def __init__(self, asked: Asked, place: int, slots: Ints, names: Ints) -> None:
        self.slots, self.names = slots, names
        self._asked, self._place = asked, place
        flow = asked.house.past.flow
        sums = np.cumsum(flow.minutes.volume[distinct(names)], axis=1, dtype=np.int64)
        after = sums[np.searchsorted(distinct(names), names), slots]
        before = after - flow.minutes.volume[names, slots]
        rows, planned = np.concatenate([names, names]), np.concatenate([before, after])
        trade = asked.house.members.firm_at(place, rows, planned)
        both, count = (trade.bought, trade.sold), len(names)
        self._done = [side[count:] for side in both]
        self._new = [side[count:] - side[:count] for side in both]

    def rows(self, at: int, least: int) -> list[Row]:
        """Return the rows of one pair: its buying and its selling, where they are large enough."""
        net = int(self._done[0][at] - self._done[1][at])
        return [
            self._row(at, word, sign * int(new[at]), net)
            for word, sign, new in (("+매수", 1, self._new[0]), ("-매도", -1, self._new[1]))
            if new[at] >= least
        ]

    def _row(self, at: int, word: str, quantity: int, net: int) -> Row:
        asked = self._asked
        flow, board = asked.house.past.flow, asked.house.board
        slot, name = int(self.slots[at]), int(self.names[at])
        listing = asked.exchange.universe.listings[name]
        price, base = int(flow.minutes.close[name, slot]), int(board.base[name])
        length = 0 if slot in (0, flow.hours.slots - 1) else 59
        time = datetime(2000, 1, 1) + timedelta(seconds=flow.hours.slot_start(slot) + length)  # noqa: DTZ001 - a time alone
        values: Row = {
            "tm": clock_text(time),
            "stk_cd": listing.code,
            "stk_nm": listing.name[:20],
            "trde_ori_nm": MEMBERS[self._place].name,
            "tp": word,
            "mont_trde_qty": signed(quantity),
            "acc_netprps": signed(net),
            "cur_prc": directed(price, base),
            "pred_pre_sig": flag_of(price, base, int(board.lower[name]), int(board.upper[name])),
            "pred_pre": signed(price - base),
            "flu_rt": signed_percent(ratio(price - base, base)),
        }
        return ordered(asked.rows("trde_ori_mont_trde_qty"), values)


ANSWERS = {"ka10037": foreign_firms, "ka10039": one_firm, "ka10052": minutes}
