"""Credit in the market: balances of a name, names by credit rate, what may be bought on credit."""

from __future__ import annotations

import numpy as np

from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.practice.answers.asked import Answered, Asked, by_mark, by_place
from kiwoom_desk.practice.answers.asked_days import MOST_LISTED, between, date_text
from kiwoom_desk.practice.answers.names import find
from kiwoom_desk.practice.answers.ranked import THOUSAND, of_kind, of_market, on_credit
from kiwoom_desk.practice.credit import MILLION, CreditDays, Kind, deposit_rate
from kiwoom_desk.practice.fundamentals import substitute_price
from kiwoom_desk.practice.standing import CREDIT_GROUPS
from kiwoom_desk.practice.to_wire import (
    Row,
    directed,
    flag_of,
    ordered,
    ratio,
    signed,
    signed_percent,
)

_ANY = "%"
_DEAL_MARKETS = {
    _ANY: (Market.KOSPI, Market.KOSDAQ, Market.ETF, Market.ETN),
    "1": (Market.KOSPI, Market.ETF, Market.ETN),
    "0": (Market.KOSDAQ,),
}
_POSSIBLE, _IMPOSSIBLE = "가능", "불가"
_ALL = 10_000


def trend(asked: Asked) -> Answered:
    """Tell a name's credit balances up to a day, the newest first (ka10013): loans or lent shares."""
    key, body = "crd_trde_trend", asked.body
    listing, credit = find(asked.exchange, body["stk_cd"]), asked.house.credit
    kind = Kind(body["qry_tp"])
    span = between(asked, "", "dt", credit.newest, listing.index, MOST_LISTED)
    if not span or not credit.lends(kind, listing.index):
        return Answered({key: []}, empty=True)
    marks = [date_text(asked, at) for at in range(span.last, span.first - 1, -1)]
    page = by_mark(asked, marks, falling=True)
    first, last = span.last - page.last + 1, span.last - page.first
    row = np.array([listing.index])
    found = credit.days(kind, row, first, last)
    days = asked.house.past.flow.path.columns(row, first, last)
    volumes = days.volume[0] + asked.house.members.own_days(listing.index, first, last)
    rows = []
    for at in range(last - first, -1, -1):
        close, base = int(days.close[0, at]), int(days.base[0, at])
        lower, upper = int(days.lower[0, at]), int(days.upper[0, at])
        values: Row = {
            "dt": date_text(asked, first + at),
            "cur_prc": directed(close, base),
            "pred_pre_sig": flag_of(close, base, lower, upper),
            "pred_pre": signed(close - base),
            "trde_qty": str(int(volumes[at])),
            **_balance(found, at, int(volumes[at]), listing.shares),
            "amt": str(int(found.shares.held[0, at]) * close // MILLION),
        }
        rows.append(ordered(asked.rows(key), values))
    return Answered({key: rows}, page.following, empty=not rows)


def _balance(found: CreditDays, at: int, volume: int, shares: int) -> Row:
    """Tell one day in 백만원, what was lent, given back and stays, and its rates."""
    millions = found.millions
    new = int(found.shares.new[0, at])
    return {
        "new": str(int(millions.new[0, at])),
        "rpya": str(int(millions.repaid[0, at])),
        "remn": str(int(millions.held[0, at])),
        "pre": signed(int(millions.change[0, at])),
        "shr_rt": signed_percent(min(ratio(new, volume), _ALL)),
        "remn_rt": signed_percent(ratio(int(found.shares.held[0, at]), shares)),
    }


def highest(asked: Asked) -> Answered:
    """Rank names by the part of their shares bought on credit (ka10033)."""
    body, key, standing = asked.body, "crd_rt_upper", asked.house.standing
    board, rates = asked.board, asked.house.credit.rates()
    keep = of_market(asked) & of_kind(standing, body["stk_cnd"]) & (rates > 0)
    keep &= on_credit(standing, body["crd_cnd"])
    keep &= board.volume >= int(body["trde_qty_tp"]) * THOUSAND
    if body["updown_incls"] == "0":
        keep &= (board.price < board.upper) & (board.price > board.lower)
    kept = np.flatnonzero(keep)
    order = kept[np.argsort(-rates[kept], kind="stable")]
    page = by_place(asked, len(order))
    rows = []
    for at in order[page.first : page.last].tolist():
        found = asked.look(asked.exchange.universe.listings[at])
        book = asked.book(found.listing)
        values: Row = {
            "stk_infr": "1" if standing.cautioned[at] or standing.warning[at] else "0",
            "stk_cd": found.listing.code,
            "stk_nm": found.listing.name,
            "cur_prc": directed(found.price, found.base),
            "pred_pre_sig": found.flag,
            "pred_pre": signed(found.change),
            "flu_rt": signed_percent(found.rate),
            "crd_rt": signed_percent(int(rates[at])),
            "sel_req": str(book.ask_sizes[0]),
            "buy_req": str(book.bid_sizes[0]),
            "now_trde_qty": str(found.volume),
        }
        rows.append(ordered(asked.rows(key), values))
    return Answered({key: rows}, page.following, empty=not rows)


def names(asked: Asked) -> Answered:
    """Tell the names that may be bought on credit (kt20016), of a group, a market, or one name."""
    body, key, standing = asked.body, "crd_loan_pos_stk", asked.house.standing
    listings = asked.exchange.universe.listings
    if body.get("stk_cd"):
        chosen = [find(asked.exchange, body["stk_cd"])]
    else:
        chosen = list(listings)
    group = body.get("crd_stk_grde_tp") or _ANY
    markets = _DEAL_MARKETS[body["mrkt_deal_tp"]]
    found = [
        item
        for item in chosen
        if item.market in markets
        and standing.credit[item.index] > 0
        and group in (_ANY, CREDIT_GROUPS[int(standing.credit[item.index]) - 1])
    ]
    page = by_place(asked, len(found))
    rows = []
    for item in found[page.first : page.last]:
        base, over = int(asked.house.board.base[item.index]), standing.over_limit[item.index]
        letter = CREDIT_GROUPS[int(standing.credit[item.index]) - 1]
        values: Row = {
            "stk_cd": item.code,
            "stk_nm": item.name,
            "crd_assr_rt": str(deposit_rate(letter)),
            "repl_pric": str(substitute_price(base, item.shares)),
            "pred_close_pric": str(base),
            "crd_limit_over_yn": "Y" if over else "N",
            "crd_limit_over_txt": "Y" if over else "N",
        }
        rows.append(ordered(asked.rows(key), values))
    able = _POSSIBLE if rows else _IMPOSSIBLE
    head: Row = {"crd_loan_able": able, key: rows}
    return Answered(ordered(asked.api.response, head), page.following)


def possible(asked: Asked) -> Answered:
    """Tell whether a name may be bought on credit now (kt20017)."""
    index = find(asked.exchange, asked.body["stk_cd"]).index
    standing = asked.house.standing
    able = bool(standing.credit[index] > 0) and not standing.over_limit[index]
    values: Row = {"crd_alow_yn": _POSSIBLE if able else _IMPOSSIBLE}
    return Answered(ordered(asked.api.response, values))


ANSWERS = {"ka10013": trend, "ka10033": highest, "kt20016": names, "kt20017": possible}
