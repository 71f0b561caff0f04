"""Programme trade of names: the day's rankings and one name through a day and by day, and frames 0w."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import numpy as np

from kiwoom_desk.domain.instrument import Product, Venue, parse_code
from kiwoom_desk.practice.answers import constants
from kiwoom_desk.practice.answers.asked import LIST_PAGE, Answer, Answered, Asked
from kiwoom_desk.practice.answers.by_investor import AMOUNTS, MILLION, time_text
from kiwoom_desk.practice.answers.investor_rankings import cut
from kiwoom_desk.practice.answers.name_days import (
    ALL_DAYS,
    NameDay,
    clamped,
    day_of,
    days_of,
    position_of,
)
from kiwoom_desk.practice.answers.names import NameView, find, view, view_of
from kiwoom_desk.practice.answers.programmes import figures_of, market_of
from kiwoom_desk.practice.answers.ranked import Which, ranked
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.kind_flows import Flows, programme_worth
from kiwoom_desk.practice.pushes import PHASE_FLAGS
from kiwoom_desk.practice.to_wire import (
    Row,
    directed,
    flag_of,
    ordered,
    percent,
    ratio,
    signed,
    signed_percent,
)
from kiwoom_desk.practice.universe import Listing
from kiwoom_desk.practice.venue_figures import VenueFigures

_TOP = 50
_THOUSAND = 1000


class _Sums(msgspec.Struct, frozen=True):
    """What all programmes of each cell traded, in shares and won."""

    bought: Ints
    sold: Ints
    bought_won: Ints
    sold_won: Ints


def _sums(flows: Flows) -> _Sums:
    bought_won, sold_won = flows.programme_won()
    columns = (flows.programme_buys, flows.programme_sells, bought_won, sold_won)
    return _Sums(*(column.sum(axis=1) for column in columns))


def _market(asked: Asked) -> Which:
    """Return the shares of the market asked for."""
    market = market_of(asked.body["mrkt_tp"])
    shares = np.array(
        [
            item.market is market and item.product is Product.SHARE
            for item in asked.exchange.universe.listings
        ],
        np.bool_,
    )
    return shares & asked.house.venues.on_nxt if figures_of(asked) is Venue.NXT else shares


def _head(found: NameView) -> Row:
    return {
        "stk_cd": found.listing.code,
        "stk_nm": found.listing.name,
        "cur_prc": directed(found.price, found.base),
        "flu_sig": found.flag,
        "pred_pre": signed(found.change),
    }


def most(asked: Asked) -> Answered:
    """Rank the 50 names that programmes bought or sold most net today (ka90003)."""
    sums = _sums(asked.house.figures.at(figures_of(asked)).investors.today())
    by_amount = asked.body["amt_qty_tp"] == AMOUNTS
    net = sums.bought_won - sums.sold_won if by_amount else sums.bought - sums.sold
    score = -net if asked.body["trde_upper_tp"] == "1" else net

    def row(found: NameView, place: int) -> Row:
        at = found.listing.index
        sold, bought = int(sums.sold_won[at]) // MILLION, int(sums.bought_won[at]) // MILLION
        return {
            **_head(found),
            "rank": str(place + 1),
            "flu_rt": signed_percent(found.rate),
            "acc_trde_qty": str(found.volume),
            "prm_sell_amt": str(sold),
            "prm_buy_amt": str(bought),
            "prm_netprps_amt": signed(bought - sold),
        }

    keep = _market(asked) & (score > 0)
    return ranked(asked, "prm_netprps_upper_50", keep, score, row, most=_TOP)


def by_name(asked: Asked) -> Answered:
    """Tell a day's programmes by name, the most traded first, with the market's sums (ka90004).

    The sums are those of the whole list; a name's rate is its part of all programmes there.
    """
    key = "stk_prm_trde_prst"
    position = position_of(asked, asked.body["dt"], "dt")
    sums = _sums(asked.house.figures.at(figures_of(asked)).investors.day(position))
    keep = _market(asked) & (sums.bought + sums.sold > 0)
    shares = cut(sums.bought, _THOUSAND), cut(sums.sold, _THOUSAND)
    amounts = cut(sums.bought_won, MILLION), cut(sums.sold_won, MILLION)
    score = sums.bought_won + sums.sold_won
    everything = int(score[keep].sum())

    def row(found: NameView, place: int) -> Row:
        at = found.listing.index
        return {
            **_head(found),
            "buy_cntr_qty": str(int(shares[0][at])),
            "buy_cntr_amt": str(int(amounts[0][at])),
            "sel_cntr_qty": str(int(shares[1][at])),
            "sel_cntr_amt": str(int(amounts[1][at])),
            "netprps_prica": signed(int(amounts[0][at] - amounts[1][at])),
            "all_trde_rt": percent(ratio(int(score[at]), everything)),
        }

    found = ranked(asked, key, keep, score, row)
    bought, sold = (int(column[keep].sum()) for column in amounts)
    values: Row = {
        "tot_1": str(int(shares[0][keep].sum())),
        "tot_2": str(bought),
        "tot_3": str(int(shares[1][keep].sum())),
        "tot_4": str(sold),
        "tot_5": signed(bought - sold),
        "tot_6": signed(bought + sold),
        **found.values,
    }
    return msgspec.structs.replace(found, values=ordered(asked.api.response, values))


def _figures(sums: _Sums, at: int) -> tuple[int, int, int, int]:
    """Return sold and bought in million won, then in shares."""
    return (
        int(sums.sold_won[at]) // MILLION,
        int(sums.bought_won[at]) // MILLION,
        int(sums.sold[at]),
        int(sums.bought[at]),
    )


def _programme(now: tuple[int, int, int, int], before: tuple[int, int, int, int]) -> Row:
    """Return the fields of both lists of one name; changes are against the row before in time."""
    sold, bought, sold_shares, bought_shares = now
    return {
        "prm_sell_amt": str(sold),
        "prm_buy_amt": str(bought),
        "prm_netprps_amt": signed(bought - sold),
        "prm_netprps_amt_irds": signed(bought - sold - before[1] + before[0]),
        "prm_sell_qty": str(sold_shares),
        "prm_buy_qty": str(bought_shares),
        "prm_netprps_qty": signed(bought_shares - sold_shares),
        "prm_netprps_qty_irds": signed(bought_shares - sold_shares - before[3] + before[2]),
    }


def _lent(asked: Asked, listing: Listing, first: int, last: int) -> dict[int, tuple[int, int]]:
    """Return shares given back to lenders and still lent, by position; nothing of days not told yet."""
    lending = asked.house.lending
    newest = min(last, lending.newest)
    if newest < first:
        return {}
    found = lending.days(np.array([listing.index]), first, newest).shares
    pairs = zip(found.repaid[0].tolist(), found.held[0].tolist(), strict=True)
    return {first + n: pair for n, pair in enumerate(pairs)}


def through_day(asked: Asked) -> Answered:
    """Tell one name's programmes by minute, newest first (ka90008).

    A minute without programme trade has no row; rows tell amounts and shares whatever is asked.
    """
    listing = find(asked.exchange, asked.body["stk_cd"])
    there, key = asked.there, "stk_tm_prm_trde_trnsn"
    position = position_of(asked, asked.body["date"], "date")
    told = there.investors.seconds(position)
    # The day begins with nothing.
    flows = there.investors.course(listing.index, [0, *told], position)
    sums = _sums(flows)
    prices = there.prices(listing.index, position, [0, *told])
    bars = asked.house.past.flow.path.columns(np.array([listing.index]), position, position)
    base, lower, upper = (int(c[0, 0]) for c in (bars.base, bars.lower, bars.upper))
    moved = sums.bought + sums.sold
    marks = (np.flatnonzero(np.diff(moved)) + 1)[::-1].tolist()
    if asked.position.isdecimal():
        marks = [mark for mark in marks if mark < int(asked.position)]
    page, fields = marks[:LIST_PAGE], asked.rows(key)
    lent = _lent(asked, listing, position, position).get(position)
    rows = []
    for place, mark in enumerate(page):
        price = prices[mark]
        earlier = marks[place + 1] if place + 1 < len(marks) else 0
        values: Row = {
            "tm": time_text(told[mark - 1]),
            "cur_prc": directed(price, base),
            "pre_sig": flag_of(price, base, lower, upper),
            "pred_pre": signed(price - base),
            "flu_rt": signed_percent(ratio(price - base, base)),
            "trde_qty": str(int(flows.volume[mark])),
            **_programme(_figures(sums, mark), _figures(sums, earlier)),
            **_rest(lent, asked.venue_text),
        }
        rows.append(ordered(fields, values))
    following = str(page[-1]) if len(marks) > LIST_PAGE else ""
    return Answered({key: rows}, following, empty=not rows)


def _rest(lent: tuple[int, int] | None, venue: str) -> Row:
    return {
        "base_pric_tm": constants.NO_BASE_TIME,
        "dbrt_trde_rpy_sum": str(lent[0]) if lent else "",
        "remn_rcvord_sum": str(lent[1]) if lent else "",
        "stex_tp": venue,
    }


def by_day(asked: Asked) -> Answered:
    """Tell one name's programmes by day, newest first (ka90013).

    A day without programme trade has no row; rows tell amounts and shares whatever is asked.
    """
    listing = find(asked.exchange, asked.body["stk_cd"])
    key, text = "stk_daly_prm_trde_trnsn", asked.position or asked.body.get("date", "")
    end = day_of(text, "date") if text else asked.house.past.flow.day
    if asked.position:
        end -= timedelta(days=1)
    days = days_of(asked, listing, clamped(asked, end, ALL_DAYS), LIST_PAGE + 2)
    page, fields = days[:LIST_PAGE], asked.rows(key)
    lent = _lent(asked, listing, page[-1].position, page[0].position) if page else {}
    rows = []
    for place, day in enumerate(page):
        now = _day_figures(day)
        if not now[2] + now[3]:
            continue
        before = _day_figures(days[place + 1]) if place + 1 < len(days) else (0, 0, 0, 0)
        values: Row = {
            "dt": f"{day.day:%Y%m%d}",
            "cur_prc": day.price,
            "pre_sig": day.flag,
            "pred_pre": day.changed,
            "flu_rt": signed_percent(day.rate),
            "trde_qty": str(day.volume),
            **_programme(now, before),
            **_rest(lent.get(day.position), asked.venue_text),
        }
        rows.append(ordered(fields, values))
    following = f"{page[-1].day:%Y%m%d}" if len(days) > LIST_PAGE else ""
    return Answered({key: rows}, following, empty=not rows)


def _day_figures(day: NameDay) -> tuple[int, int, int, int]:
    traded = day.traded
    return (
        int(traded.programme_sold.sum()) // MILLION,
        int(traded.programme_bought.sum()) // MILLION,
        int(traded.programme_sells.sum()),
        int(traded.programme_buys.sum()),
    )


def frame(house: House, code: str) -> Row | None:
    """Return the programmes of one name now (0w); changes count from the last whole minute."""
    named = parse_code(code)
    listing = house.exchange.universe.by_code.get(named.code)
    if listing is None:
        return None
    there, flow = house.figures.at(named.venue), house.past.flow
    if there.krx:
        found = view(house.exchange, listing)
        then, now = _of_krx(house, found)
    else:
        found = view_of(house.exchange, listing, there.board)
        then, now = _of_venue(there, listing, found)
    row = _programme(now, then)
    return {
        "20": f"{found.time:%H%M%S}",
        "10": directed(found.price, found.base),
        "25": found.flag,
        "11": signed(found.change),
        "12": signed_percent(found.rate),
        "13": str(found.volume),
        "202": row["prm_sell_qty"],
        "204": row["prm_sell_amt"],
        "206": row["prm_buy_qty"],
        "208": row["prm_buy_amt"],
        "210": row["prm_netprps_qty"],
        "211": row["prm_netprps_qty_irds"],
        "212": row["prm_netprps_amt"],
        "213": row["prm_netprps_amt_irds"],
        "214": time_text(max(flow.hours.open - flow.board.second, 0)),
        "215": PHASE_FLAGS[house.exchange.phase],
        "216": constants.NO_TICKER,
    }


_Four = tuple[int, int, int, int]


def _of_krx(house: House, found: NameView) -> tuple[_Four, _Four]:
    """Return the figures at the last whole minute and now, of a watched name up to its last print."""
    investors, index = house.investors, found.listing.index
    volume, value = investors.minute_ago(index)
    volume += investors.own_of(index)
    volumes, values = np.array([volume, found.volume]), np.array([value, found.value])
    bought, sold = investors.programmes_at(index, volumes)
    won = (programme_worth(values, volumes, side).sum(axis=1) for side in (bought, sold))
    sums = _Sums(bought.sum(axis=1), sold.sum(axis=1), *won)
    return _figures(sums, 0), _figures(sums, 1)


def _of_venue(there: VenueFigures, listing: Listing, found: NameView) -> tuple[_Four, _Four]:
    """Return the figures at the end of the last minute told and now, of NXT or of both."""
    investors = there.investors
    told = investors.seconds(investors.position)
    before = _sums(investors.course(listing.index, [told[-1] if told else 0]))
    now = _sums(investors.one(listing.index, found.volume, found.value))
    return _figures(before, 0), _figures(now, 0)


ANSWERS: dict[str, Answer] = {
    "ka90003": most,
    "ka90004": by_name,
    "ka90008": through_day,
    "ka90013": by_day,
}
