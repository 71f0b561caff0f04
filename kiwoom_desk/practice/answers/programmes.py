"""Programme trade of markets and of one name, by the minute and by the day."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from kiwoom_desk.domain.instrument import Market, Venue
from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked
from kiwoom_desk.practice.answers.by_investor import AMOUNTS, MILLION, time_text
from kiwoom_desk.practice.answers.name_days import ALL_DAYS, clamped, day_of, position_of
from kiwoom_desk.practice.answers.names import find
from kiwoom_desk.practice.answers.sectors import level_text
from kiwoom_desk.practice.programme import Tally
from kiwoom_desk.practice.to_wire import Row, ordered, signed, signed_percent
from kiwoom_desk.practice.universe import Listing
from kiwoom_desk.practice.venue_figures import VenueFigures
from kiwoom_desk.practice.venue_investors import slots_over

_THOUSAND = 1000
# So many rows make a page: each is a sum over a whole basket.
PAGE = 40
DAY_PAGE = 30
_TICKS_A_MINUTE, _MINUTE = 2, 60
# A market of programmes names its venue: P00101 is KRX, P001_NX01 NXT, P001_AL01 both.
_MARKS = {"_NX": Venue.NXT, "_AL": Venue.SOR}
_YEAR = 366
_OLDEST = 60


def market_of(text: str) -> Market:
    """Return the market of a code like P00101, P001_NX01 or P10102."""
    return Market.KOSPI if text.startswith("P001") else Market.KOSDAQ


def _end(asked: Asked, position: str) -> int:
    """Return the position of the day a page starts at: the one asked for, or where the last ended."""
    if position:
        day = day_of(position, "next-key") - timedelta(days=1)
        return asked.house.past.flow.path.calendar.on_or_before(clamped(asked, day, ALL_DAYS))
    return position_of(asked, asked.body["date"], "date")


def _days_before(asked: Asked, end: int) -> tuple[int, ...]:
    """Return the positions of a page of days, newest first; today only once something has traded."""
    if end == asked.house.investors.position and not asked.board.volume.any():
        end -= 1
    return tuple(range(end, max(end - DAY_PAGE, _OLDEST), -1))


def _more(asked: Asked, positions: tuple[int, ...]) -> str:
    """Return where the days go on, a year back from the day asked for at most."""
    if len(positions) < DAY_PAGE:
        return ""
    last = asked.house.past.flow.path.calendar.day(positions[-1])
    oldest = clamped(asked, day_of(asked.body["date"], "date")) - timedelta(days=_YEAR)
    return f"{last:%Y%m%d}" if last > oldest else ""


def _split(net: tuple[int, int], unit: int) -> tuple[int, int, int]:
    """Return arbitrage, others and both in whole units; the two make the sum."""
    whole = [abs(x) // unit * (1 if x >= 0 else -1) for x in net]
    return whole[0], whole[1], whole[0] + whole[1]


def _tally_row(tally: Tally) -> Row:
    """Return both kinds of programmes in thousand shares and million won; nets are of these."""
    sold, bought = _split(tally.sold_won, MILLION), _split(tally.bought_won, MILLION)
    sold_shares, bought_shares = _split(tally.sold, _THOUSAND), _split(tally.bought, _THOUSAND)
    row: Row = {}
    for place, name in enumerate(("dfrt", "ndiffpro")):
        row |= {
            f"{name}_trde_sel": str(sold[place]),
            f"{name}_trde_buy": str(bought[place]),
            f"{name}_trde_netprps": signed(bought[place] - sold[place]),
            f"{name}_trde_sell_qty": str(sold_shares[place]),
            f"{name}_trde_buy_qty": str(bought_shares[place]),
            f"{name}_trde_netprps_qty": signed(bought_shares[place] - sold_shares[place]),
        }
    return row


def _whole_row(asked: Asked, tally: Tally) -> Row:
    """Return both kinds together, in million won or thousand shares as asked for."""
    amounts = asked.body["amt_qty_tp"] == AMOUNTS
    unit = MILLION if amounts else _THOUSAND
    sold = _split(tally.sold_won if amounts else tally.sold, unit)[2]
    bought = _split(tally.bought_won if amounts else tally.bought, unit)[2]
    return {"all_sel": str(sold), "all_buy": str(bought), "all_netprps": signed(bought - sold)}


def _level(level: int, before: int, decimal: bool) -> str:
    if decimal:
        return level_text(level, before)
    return f"{'+' if level > before else '-' if level < before else ''}{level}"


def by_time(asked: Asked) -> Answered:
    """Tell a market's programmes through a day, newest first (ka90005).

    A row is the end of a minute, or with ticks also its half, where the two ends are met halfway.
    """
    key, flow = "prm_trde_trnsn", asked.house.past.flow
    market, position = market_of(asked.body["mrkt_tp"]), _end(asked, "")
    hours, programmes = flow.hours_on(flow.path.calendar.day(position)), _figures(asked).programmes
    told = programmes.seconds(position)
    ticks = _TICKS_A_MINUTE if asked.body["min_tic_tp"] == "0" else 1
    marks = _marks(told, ticks)
    if asked.position.isdecimal():
        marks = [mark for mark in marks if mark <= int(asked.position)]
    page = marks[:PAGE]
    pairs = [_around(mark, told) for mark in page]
    needed = sorted({second for pair in pairs for second in pair})
    tallies = dict(zip(needed, programmes.at(market, position, needed), strict=True))
    before = programmes.before(market, position) if page else 0
    slots = [max(slots_over(hours, mark) - 1, 0) for mark in page]
    bases = _basis(asked, market, [position] * len(page), slots) if page else []
    fields, rows = asked.rows(key), []
    for mark, (low, high), basis in zip(page, pairs, bases, strict=True):
        tally = tallies[low] if low == high else _between(tallies[low], tallies[high])
        values = {
            "cntr_tm": time_text(mark),
            **_tally_row(tally),
            **_whole_row(asked, tally),
            "kospi200": _level(tally.level, before, False),
            "basis": basis,
        }
        rows.append(ordered(fields, values))
    following = str(marks[PAGE]) if len(marks) > PAGE else ""
    return Answered({key: rows}, following, empty=not rows)


def figures_of(asked: Asked) -> Venue:
    """Return the venue that the market names, the one asked for where it names none."""
    named = asked.body.get("mrkt_tp", "")
    return next((venue for mark, venue in _MARKS.items() if mark in named), asked.venue)


def _figures(asked: Asked) -> VenueFigures:
    return asked.house.figures.at(figures_of(asked))


def _marks(told: list[int], ticks: int) -> list[int]:
    """Return the moments of rows, newest first; with ticks also those halfway to the next minute."""
    marks = list(told)
    if ticks > 1:
        marks += [at + _MINUTE // 2 for at in told if at + _MINUTE in told]
    return sorted(marks, reverse=True)


def _around(mark: int, told: list[int]) -> tuple[int, int]:
    """Return the moments before and after a mark; nothing trades where no minute follows."""
    place = bisect.bisect_right(told, mark) - 1
    low = told[place]
    if low == mark or place + 1 == len(told) or told[place + 1] != low + _MINUTE:
        return low, low
    return low, told[place + 1]


def _between(low: Tally, high: Tally) -> Tally:
    pairs = [
        ((a[0] + b[0]) // 2, (a[1] + b[1]) // 2)
        for a, b in (
            (low.bought, high.bought),
            (low.sold, high.sold),
            (low.bought_won, high.bought_won),
            (low.sold_won, high.sold_won),
        )
    ]
    return Tally(pairs[0], pairs[1], pairs[2], pairs[3], (low.level + high.level) // 2)


def _basis(
    asked: Asked, market: Market, positions: Sequence[int], slots: Sequence[int]
) -> list[str]:
    found = _figures(asked).programmes.basis(market, np.array(positions), np.array(slots))
    return [signed_percent(basis) for basis in found]


def _day_basis(asked: Asked, market: Market, positions: tuple[int, ...]) -> list[str]:
    """Return the basis of days at their end, or now; none for no days."""
    slots = [_last_slot(asked, position) for position in positions]
    return _basis(asked, market, positions, slots) if positions else []


def by_day(asked: Asked) -> Answered:
    """Tell a market's programmes by day, newest first (ka90010).

    A row stands at the end of its day, or now; days have neither ticks nor minutes.
    """
    key = "prm_trde_trnsn"
    market = market_of(asked.body["mrkt_tp"])
    positions = _days_before(asked, _end(asked, asked.position))
    fields, rows = asked.rows(key), []
    found = _with_before(asked, market, positions)
    bases = _day_basis(asked, market, positions)
    for position, (tally, before), basis in zip(positions, pairwise(found), bases, strict=True):
        values = {
            "cntr_tm": _stamp(asked, position),
            **_tally_row(tally),
            **_whole_row(asked, tally),
            "kospi200": _level(tally.level, before.level, True),
            "basis": basis,
        }
        rows.append(ordered(fields, values))
    return Answered({key: rows}, _more(asked, positions), empty=not rows)


def _with_before(asked: Asked, market: Market, positions: tuple[int, ...]) -> list[Tally]:
    """Return the tallies of days, newest first, and of the day before the oldest."""
    if not positions:
        return []
    return _figures(asked).programmes.days(market, (*positions, positions[-1] - 1))


def _last_slot(asked: Asked, position: int) -> int:
    flow = asked.house.past.flow
    slots = flow.hours.slots
    if position == asked.house.investors.position:
        slots = flow.hours.slots_before(flow.board.second)
    return max(slots - 1, 0)


def _stamp(asked: Asked, position: int) -> str:
    flow = asked.house.past.flow
    told = _figures(asked).programmes.seconds(position)
    second = max(told, default=flow.hours.end)
    if position == asked.house.investors.position:
        second = min(_figures(asked).end, flow.board.second)
    day: date = flow.path.calendar.day(position)
    return f"{day:%Y%m%d}{time_text(second)}"


def gathered(asked: Asked) -> Answered:
    """Tell a market's programmes by day and running since the month began (ka90007)."""
    key = "prm_trde_acc_trnsn"
    market = Market.KOSPI if asked.body["mrkt_tp"] == "0" else Market.KOSDAQ
    calendar, programmes = asked.house.past.flow.path.calendar, _figures(asked).programmes
    positions = _days_before(asked, _end(asked, asked.position))
    oldest = positions[-1] if positions else 0
    month = calendar.day(oldest).replace(day=1)
    first = calendar.on_or_before(month - timedelta(days=1))
    amounts = asked.body["amt_qty_tp"] == AMOUNTS
    running, figures = np.zeros(3, np.int64), {}
    month_number = before = 0
    span = tuple(range(first, positions[0] + 1)) if positions else ()
    for position, tally in zip(span, programmes.days(market, span), strict=True):
        if calendar.day(position).month != month_number:
            month_number, running = calendar.day(position).month, np.zeros(3, np.int64)
        net = np.array(_net(tally, amounts), np.int64)
        running = running + net
        figures[position] = tally, net, running, before
        before = tally.level
    fields, rows = asked.rows(key), []
    for position, basis in zip(positions, _day_basis(asked, market, positions), strict=True):
        tally, net, running, before = figures[position]
        values: Row = {
            "dt": f"{calendar.day(position):%Y%m%d}",
            "kospi200": _level(tally.level, before, True),
            "basis": basis,
        }
        for place, name in enumerate(("dfrt_trde", "ndiffpro_trde", "all")):
            values[f"{name}_tdy"] = signed(int(net[place]))
            values[f"{name}_acc"] = signed(int(running[place]))
        rows.append(ordered(fields, values))
    return Answered({key: rows}, _more(asked, positions), empty=not rows)


def _net(tally: Tally, amounts: bool) -> tuple[int, int, int]:
    """Return arbitrage, others and both, bought net, in million won or thousand shares."""
    sides = (tally.bought_won, tally.sold_won) if amounts else (tally.bought, tally.sold)
    bought, sold = (_split(side, MILLION if amounts else _THOUSAND) for side in sides)
    return bought[0] - sold[0], bought[1] - sold[1], bought[2] - sold[2]


def balances(asked: Asked) -> Answered:
    """Tell the open arbitrage positions by day, in thousand shares and million won (ka90006)."""
    key = "prm_trde_dfrt_remn_trnsn"
    positions = _days_before(asked, _end(asked, asked.position))
    calendar = asked.house.past.flow.path.calendar
    fields, rows = asked.rows(key), []
    wanted = (*positions, positions[-1] - 1) if positions else ()
    found = _figures(asked).programmes.balances(Market.KOSPI, wanted) if wanted else []
    for place, position in enumerate(positions):
        now, before = found[place], found[place + 1]
        bought, sold = now.bought_won // MILLION, now.sold_won // MILLION
        values: Row = {
            "dt": f"{calendar.day(position):%Y%m%d}",
            "buy_dfrt_trde_qty": str(now.bought // _THOUSAND),
            "buy_dfrt_trde_amt": str(bought),
            "buy_dfrt_trde_irds_amt": signed(bought - before.bought_won // MILLION),
            "sel_dfrt_trde_qty": str(now.sold // _THOUSAND),
            "sel_dfrt_trde_amt": str(sold),
            "sel_dfrt_trde_irds_amt": signed(sold - before.sold_won // MILLION),
        }
        rows.append(ordered(fields, values))
    return Answered({key: rows}, _more(asked, positions), empty=not rows)


def of_sector(asked: Asked) -> Answered:
    """Tell today's programmes on commission in a name's sector (ka10010).

    A name without a sector stands alone. Part of every day's programmes is the firms' own.
    """
    listing = find(asked.exchange, asked.body["stk_cd"])
    rows = np.array(_sector_rows(asked, listing), np.int64)
    flows, days = asked.there.investors.today(), asked.there.programmes
    bought_won, sold_won = flows.programme_won()
    part = days.commission(rows, asked.house.investors.position)
    sums = [
        np.floor(column[rows] * part[:, None]).astype(np.int64).sum(axis=0)
        for column in (flows.programme_sells, sold_won, flows.programme_buys, bought_won)
    ]
    values: Row = {}
    whole = [[*x.tolist(), int(x.sum())] for x in sums]
    for place, name in enumerate(("dfrt", "ndiffpro", "all_dfrt")):
        sold, sold_amount, bought, bought_amount = (int(column[place]) for column in whole)
        amounts = sold_amount // MILLION, bought_amount // MILLION
        values |= {
            f"{name}_trst_sell_qty": str(sold),
            f"{name}_trst_sell_amt": str(amounts[0]),
            f"{name}_trst_buy_qty": str(bought),
            f"{name}_trst_buy_amt": str(amounts[1]),
            f"{name}_trst_netprps_qty": signed(bought - sold),
            f"{name}_trst_netprps_amt": signed(amounts[1] - amounts[0]),
        }
    return Answered(ordered(asked.api.response, values))


def _sector_rows(asked: Asked, listing: Listing) -> list[int]:
    by_code = asked.exchange.universe.by_code
    for spec in asked.exchange.universe.indices:
        if listing.sector_code and spec.code == listing.sector_code:
            return [by_code[code].index for code in spec.members]
    return [listing.index]


ANSWERS: dict[str, Answer] = {
    "ka10010": of_sector,
    "ka90005": by_time,
    "ka90006": balances,
    "ka90007": gathered,
    "ka90010": by_day,
}
