"""Member firms of one name: each side's five, who left them, days past; refuses rankings of names."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import zip_longest

import numpy as np

from kiwoom_desk.domain.order import Side
from kiwoom_desk.practice.answers.asked import Answered, Asked, by_mark, by_place
from kiwoom_desk.practice.answers.asked_days import (
    MOST_LISTED,
    MOST_SUMMED,
    Span,
    between,
    date_text,
    latest,
    today,
)
from kiwoom_desk.practice.answers.names import find
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.history import day_starts
from kiwoom_desk.practice.leaders import FIVE, Leader, Leaver, Table
from kiwoom_desk.practice.member_flow import NameDays
from kiwoom_desk.practice.members import MEMBERS, place_of
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

_NO_MEMBER = "000"
_LATEST, _BY_CLOSE = "0", "1"
_SELLERS = "1"
_ONE_DAY = "1"
_USUAL_DAYS = 5


def firms(asked: Asked) -> Answered:
    """Tell the five firms of each side of a name (ka10002)."""
    found = asked.look(find(asked.exchange, asked.body["stk_cd"]))
    tables = asked.there.firms.tables(found.listing.index)
    values: Row = {
        "stk_cd": asked.body["stk_cd"],
        "stk_nm": found.listing.name,
        "cur_prc": directed(found.price, found.base),
        "flu_smbol": found.flag,
        "base_pric": str(found.base),
        "pred_pre": signed(found.change),
        "flu_rt": signed_percent(found.rate),
    }
    for name, side in (("sel", Side.SELL), ("buy", Side.BUY)):
        for number, leader in _numbered(tables[side]):
            values[f"{name}_trde_ori_nm_{number}"] = leader.member.name if leader else ""
            values[f"{name}_trde_ori_{number}"] = leader.member.code if leader else _NO_MEMBER
            values[f"{name}_trde_qty_{number}"] = _sided(side, leader.quantity if leader else 0)
    return Answered(ordered(asked.api.response, values))


def main_firms(asked: Asked) -> Answered:
    """Tell the five firms of each side with what changed, and who left them (ka10040)."""
    listing = find(asked.exchange, asked.body["stk_cd"])
    tables = asked.there.firms.tables(listing.index)
    values: Row = {}
    for name, side in (("sel", Side.SELL), ("buy", Side.BUY)):
        for number, leader in _numbered(tables[side]):
            quantity, change = (leader.quantity, leader.change) if leader else (0, 0)
            values[f"{name}_trde_ori_{number}"] = leader.member.name if leader else ""
            values[f"{name}_trde_ori_cd_{number}"] = leader.member.code if leader else _NO_MEMBER
            values[f"{name}_trde_ori_qty_{number}"] = _sided(side, quantity)
            values[f"{name}_trde_ori_irds_{number}"] = signed(change)
        values[f"frgn_{name}_prsm_sum"] = _sided(side, tables[side].foreign)
        values[f"frgn_{name}_prsm_sum_chang"] = signed(tables[side].foreign_change)
    key = "tdy_main_trde_ori"
    # The catalogue has a time where ka10053 has the code of the firm that left the buying side.
    time = clock_text(told(asked.exchange))
    values[key] = [
        ordered(asked.rows(key), {**row, "qry_tm": time}) for row in _leavers(asked, listing)
    ]
    return Answered(ordered(asked.api.response, values))


def leavers(asked: Asked) -> Answered:
    """Tell who left the five firms of either side today, the newest first (ka10053)."""
    key = "tdy_upper_scesn_ori"
    found = _leavers(asked, find(asked.exchange, asked.body["stk_cd"]))
    page = by_place(asked, len(found))
    rows = [ordered(asked.rows(key), row) for row in found[page.first : page.last]]
    return Answered({key: rows}, page.following, empty=not found)


def _leavers(asked: Asked, listing: Listing) -> list[Row]:
    """Return both sides' leavers beside each other; the shorter side is filled with blanks."""
    leaders = asked.there.firms
    pairs = zip_longest(
        leaders.leavers(listing.index, Side.SELL), leaders.leavers(listing.index, Side.BUY)
    )
    return [
        {
            "sel_scesn_tm": _time(sold),
            "sell_qty": str(sold.quantity) if sold else "",
            "sel_upper_scesn_ori": sold.member.name if sold else "",
            "buy_scesn_tm": _time(bought),
            "buy_qty": str(bought.quantity) if bought else "",
            "buy_upper_scesn_ori": bought.member.name if bought else "",
            "qry_dt": sold.member.code if sold else "",
            "qry_tm": bought.member.code if bought else "",
        }
        for sold, bought in pairs
    ]


def _time(left: Leaver | None) -> str:
    if left is None:
        return ""
    return clock_text(datetime(2000, 1, 1) + timedelta(seconds=left.second))  # noqa: DTZ001 - a time alone


def firm_ranking(asked: Asked) -> Answered:
    """Rank the firms that sold, or bought, one name net over days (ka10038)."""
    body, key = asked.body, "stk_sec_rank"
    listing = find(asked.exchange, body["stk_cd"])
    span = _ranked_span(asked, listing)
    days = _days(asked, listing, span)
    bought, sold = days.bought.sum(axis=0), days.sold.sum(axis=0)
    net = bought - sold
    side = -1 if body["qry_tp"] == _SELLERS else 1
    order = _order(net * side)
    page = by_place(asked, len(order))
    rows = [
        ordered(
            asked.rows(key),
            {
                "rank": str(place + 1),
                "mmcm_nm": MEMBERS[order[place]].name,
                "buy_qty": signed(int(bought[order[place]])),
                "sell_qty": signed(-int(sold[order[place]])),
                "acc_netprps_qty": signed(int(net[order[place]])),
            },
        )
        for place in range(page.first, page.last)
    ]
    values: Row = {
        "rank_1": signed(int(bought[order].sum())),
        "rank_2": signed(-int(sold[order].sum())),
        "rank_3": signed(int(net[order].sum())),
        "prid_trde_qty": str(int(days.volume.sum())),
        key: rows,
    }
    return Answered(ordered(asked.api.response, values), page.following)


def _ranked_span(asked: Asked, listing: Listing) -> Span:
    """Return the days asked: by dates, or so many days before today and today; 1 is yesterday."""
    now, choice = today(asked), asked.body.get("dt", "")
    if asked.body.get("strt_dt"):
        return between(asked, "strt_dt", "end_dt", now, listing.index, MOST_SUMMED)
    if choice == _ONE_DAY:
        return latest(asked, 1, now - 1, listing.index)
    return latest(asked, int(choice or _USUAL_DAYS - 1) + 1, now, listing.index)


def buyers(asked: Asked) -> Answered:
    """Rank the firms that bought one name net over days (ka10042)."""
    key = "netprps_trde_ori_rank"
    listing = find(asked.exchange, asked.body["stk_cd"])
    days = _days(asked, listing, _period(asked, listing))
    order = _order((days.bought - days.sold).sum(axis=0))
    page = by_place(asked, len(order))
    rows = [
        ordered(
            asked.rows(key),
            {
                "rank": str(place + 1),
                "mmcm_cd": MEMBERS[order[place]].code,
                "mmcm_nm": MEMBERS[order[place]].name,
            },
        )
        for place in range(page.first, page.last)
    ]
    return Answered({key: rows}, page.following, empty=not order)


def _period(asked: Asked, listing: Listing) -> Span:
    """Return the days of ka10042 and ka10043: so many up to today or yesterday, or by dates."""
    last = today(asked) - (asked.body["pot_tp"] != _LATEST)
    if asked.body["qry_dt_tp"] != "0":
        return between(asked, "strt_dt", "end_dt", last, listing.index, MOST_SUMMED)
    return latest(asked, int(asked.body.get("dt") or _USUAL_DAYS), last, listing.index)


def firm_days(asked: Asked) -> Answered:
    """Tell one firm's trade in one name by day, by date or by closing price (ka10043)."""
    body, key = asked.body, "trde_ori_prps_anly"
    listing = find(asked.exchange, body["stk_cd"])
    span, place = _period(asked, listing), place_of(body["mmcm_cd"])
    if not span or place is None or not asked.there.has(listing.index):
        return Answered({key: []}, empty=True)
    days, prices = _days(asked, listing, span), _Prices(asked, listing, span)
    order = np.arange(len(days.volume))[::-1]
    if body["sort_base"] == _BY_CLOSE:
        order = order[np.argsort(-prices.close[order], kind="stable")]
    page = by_place(asked, len(order))
    rows = []
    for at in order[page.first : page.last].tolist():
        bought, sold = int(days.bought[at, place]), int(days.sold[at, place])
        values: Row = {
            "dt": date_text(asked, span.first + at),
            "close_pric": str(int(prices.close[at])),
            "pre_sig": prices.flag(at),
            "pred_pre": signed(prices.change(at)),
            "sel_qty": str(sold),
            "buy_qty": str(bought),
            "netprps_qty": signed(bought - sold),
            "trde_qty_sum": str(bought + sold),
            "trde_wght": percent(ratio(bought + sold, int(days.volume[at]))),
        }
        rows.append(ordered(asked.rows(key), values))
    return Answered({key: rows}, page.following, empty=not rows)


def firm_trend(asked: Asked) -> Answered:
    """Tell one firm's trade in one name between two dates, the newest day first (ka10078)."""
    body, key = asked.body, "sec_stk_trde_trend"
    listing = find(asked.exchange, body["stk_cd"])
    place = place_of(body["mmcm_cd"])
    span = between(asked, "strt_dt", "end_dt", today(asked), listing.index, MOST_LISTED)
    if not span or place is None:
        return Answered({key: []}, empty=True)
    marks = [date_text(asked, at) for at in range(span.last, span.first - 1, -1)]
    page = by_mark(asked, marks, falling=True)
    some = Span(span.last - page.last + 1, span.last - page.first)
    days, prices = _days(asked, listing, some), _Prices(asked, listing, some)
    rows = []
    for at in range(len(days.volume) - 1, -1, -1):
        bought, sold = int(days.bought[at, place]), int(days.sold[at, place])
        change = prices.change(at)
        values: Row = {
            "dt": date_text(asked, some.first + at),
            "cur_prc": directed(int(prices.close[at]), int(prices.base[at])),
            "pre_sig": prices.flag(at),
            "pred_pre": signed(change),
            "flu_rt": signed_percent(ratio(change, int(prices.base[at]))),
            "acc_trde_qty": str(int(days.volume[at])),
            "netprps_qty": signed(bought - sold),
            "buy_qty": str(bought),
            "sell_qty": str(sold),
        }
        rows.append(ordered(asked.rows(key), values))
    return Answered({key: rows}, page.following, empty=not rows)


class _Prices:
    """Closes, bases and limits of one name over days in won, oldest first; today's close is now."""

    def __init__(self, asked: Asked, listing: Listing, span: Span) -> None:
        path = asked.house.past.flow.path
        days = path.columns(np.array([listing.index]), span.first, span.last)
        self.base, self.close = days.base[0], days.close[0].copy()
        self._lower, self._upper = days.lower[0], days.upper[0]
        if not asked.there.krx:
            self._of_venue(asked, listing, span)
        if span.last == today(asked):
            self.close[-1] = asked.board.price[listing.index]

    def _of_venue(self, asked: Asked, listing: Listing, span: Span) -> None:
        """Take the venue's closes of the days on which it traded."""
        calendar = asked.house.past.flow.path.calendar
        last = calendar.day(span.last)
        bars = asked.there.bars.daily(listing.index, last, len(self.close))
        starts = day_starts(calendar.ordinals[span.first : span.last + 1])
        inside = np.isin(bars.starts, starts)
        self.close[np.searchsorted(starts, bars.starts[inside])] = bars.close[inside]

    def change(self, at: int) -> int:
        """Return a day's change in won."""
        return int(self.close[at] - self.base[at])

    def flag(self, at: int) -> str:
        """Return a day's sign flag."""
        found = (self.close, self.base, self._lower, self._upper)
        return flag_of(*(int(column[at]) for column in found))


def _days(asked: Asked, listing: Listing, span: Span) -> NameDays:
    if not span:
        none: Ints = np.zeros((0, len(MEMBERS)), np.int64)
        return NameDays(none, none, none[:, 0])
    return asked.there.firms.name_days(listing.index, span.first, span.last)


def _order(score: Ints) -> list[int]:
    """Return the firms with a score above zero, the highest first."""
    found = np.argsort(-score, kind="stable")
    return [at for at in found.tolist() if score[at] > 0]


def _numbered(table: Table) -> list[tuple[int, Leader | None]]:
    leaders = [*table.leaders, *[None] * FIVE][:FIVE]
    return list(enumerate(leaders, 1))


def _sided(side: Side, quantity: int) -> str:
    """Return sold shares with a minus, bought ones with a plus."""
    return signed(quantity if side is Side.BUY else -quantity)


ANSWERS = {
    "ka10002": firms,
    "ka10038": firm_ranking,
    "ka10040": main_firms,
    "ka10042": buyers,
    "ka10043": firm_days,
    "ka10053": leavers,
    "ka10078": firm_trend,
}
