"""Gold spot: prints, days, auctions, investors (ka50010 to ka50101, ka52301) and 0I; refuses others."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.answers.asked import LIST_PAGE, Answer, Answered, Asked, by_mark, by_place
from kiwoom_desk.practice.answers.etfs import trend
from kiwoom_desk.practice.answers.names import NameView, find, latest, strength, view
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.gold import GoldTrade, total
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.kinds import INSTITUTIONS, Kind, in_units, institutions
from kiwoom_desk.practice.refusals import refusal
from kiwoom_desk.practice.tape import TapePrint
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

_THOUSAND, _MILLION, _EOK = 1_000, 1_000_000, 100_000_000
# So many prints, or groups of them, are told.
_TOLD = 300
_KRX = "KRX"
_TICK = 10
_MONTH_DAYS = 23
# Only an ELW can be knocked out.
_NO_BARRIER = "0.00"
_INVESTORS: tuple[tuple[str, str, Kind | slice], ...] = (
    ("8000", "개인", Kind.PERSON),
    ("9000", "외국인", Kind.FOREIGNER),
    ("9999", "기관계", INSTITUTIONS),
    ("1000", "금융투자", Kind.SECURITIES),
    ("2000", "보험", Kind.INSURANCE),
    ("3000", "투신", Kind.TRUST),
    ("3100", "사모펀드", Kind.PRIVATE_FUND),
    ("4000", "은행", Kind.BANK),
    ("5000", "기타금융", Kind.OTHER_FINANCE),
    ("6000", "연기금", Kind.PENSION),
    ("7000", "국가", Kind.STATE),
    ("7100", "기타법인", Kind.CORPORATION),
    ("9001", "내외국인", Kind.RESIDENT_FOREIGNER),
)


def gold_of(asked: Asked) -> Listing:
    """Return the gold asked for; refuse other products (1902)."""
    listing = find(asked.exchange, asked.body["stk_cd"])
    if listing.product is not Product.GOLD:
        raise refusal("1902", asked.body["stk_cd"][:20])
    return listing


def _day(start: int) -> date:
    return datetime.fromtimestamp(start, KST).date()


def time_of(time_ms: int) -> str:
    """Return milliseconds since midnight as HHMMSS."""
    second = time_ms // 1000
    return f"{second // 3600:02d}{second // 60 % 60:02d}{second % 60:02d}"


# --- prints ----------------------------------------------------------------------------------


def prints(asked: Asked) -> Answered:
    """Tell the prints of the day, newest first (ka50010)."""
    return _groups(asked, "gold_cntr", 1)


def bids(asked: Asked) -> Answered:
    """Tell the day's prints in groups of some prints, newest first (ka50101)."""
    return _groups(asked, "gold_bid", int(asked.body["tic_scope"]))


def _groups(asked: Asked, key: str, width: int) -> Answered:
    """Return rows of `width` prints each, counted from the day's first; the newest may grow."""
    listing = gold_of(asked)
    found = view(asked.exchange, listing)
    told = asked.house.past.flow.prints(
        listing.index, latest(asked.exchange, listing), _TOLD * width
    )
    groups = _cut(len(told), found.trades, width)
    page = by_place(asked, len(groups))
    before = int(asked.house.past.yesterday_volumes()[listing.index])
    sums = _Sums(told, found)
    fields = asked.rows(key)
    keys = {field.key for field in fields}
    rows = []
    for place in range(page.first, page.last):
        row = _print_row(sums, found, groups[place], before)
        if key == "gold_cntr":
            newest = groups[place][0]
            size, buy = told[newest].size, told[newest].buyer_aggressor
            row["acc_trde_prica"] = str(int(sums.value[newest]))
            row["cntr_trde_qty"] = signed(size if buy else -size)
        rows.append(ordered(fields, {name: row[name] for name in row if name in keys}))
    return Answered({key: rows}, page.following, empty=not rows)


def _cut(count: int, day: int, width: int) -> list[tuple[int, int]]:
    """Return first and last place of each group of prints told newest first.

    Groups are counted from the day's first print, so that the newest may grow; `day` counts all.
    """
    newest = (day - 1) % width + 1 if day else width
    starts = [0, *range(newest, count, width)]
    ends = [*starts[1:], count]
    return [(a, b - 1) for a, b in zip(starts, ends, strict=True) if b > a]


class _Sums:
    """Prints, newest first, with the day's running figures just after each."""

    def __init__(self, told: tuple[TapePrint, ...], found: NameView) -> None:
        self.prints = told
        sizes = np.array([0, *(item.size for item in told)], np.int64)
        worth = np.array([0, *(item.size * item.price for item in told)], np.int64)
        buys = np.array([0, *(x.size if x.buyer_aggressor else 0 for x in told)], np.int64)
        self.volume: Ints = found.volume - np.cumsum(sizes)
        self.value: Ints = np.maximum(found.value - np.cumsum(worth), 0)
        self.bought: Ints = found.buy_volume - np.cumsum(buys)


def _print_row(sums: _Sums, found: NameView, group: tuple[int, int], before: int) -> Row:
    first, last = group
    item, base, newest = sums.prints[first], found.base, not first
    size = int(sums.volume[first] - sums.volume[last + 1])
    volume, bought = int(sums.volume[first]), int(sums.bought[first])
    # A buyer's print stood on the ask, a seller's on the bid; the newest has the book beside it.
    buying = item.buyer_aggressor
    ask = found.ask if newest else item.price + (0 if buying else _TICK)
    bid = found.bid if newest else item.price - (_TICK if buying else 0)
    return {
        "cntr_pric": directed(item.price, base),
        "pred_pre": signed(item.price - base),
        "flu_rt": signed_percent(ratio(item.price - base, base)),
        "trde_qty": str(volume),
        "acc_trde_prica": str(int(sums.value[first]) // _MILLION),
        "cntr_trde_qty": str(size),
        "tm": time_of(item.time_ms),
        "pre_sig": flag_of(item.price, base, found.lower, found.upper),
        "pri_sel_bid_unit": directed(ask, base),
        "pri_buy_bid_unit": directed(bid, base),
        "trde_pre": signed_percent(ratio(volume, before)),
        "trde_tern_rt": signed_percent(ratio(size, before)),
        "cntr_str": percent(strength(bought, volume - bought)),
        "lpmmcm_nm_1": _NO_BARRIER,
        "stex_tp": _KRX,
    }


# --- days ------------------------------------------------------------------------------------


def days(asked: Asked) -> Answered:
    """Tell days with who bought net, newest first, up to a day; quantities in thousands (ka50012)."""
    listing, house = gold_of(asked), asked.house
    flow = house.past.flow
    text = asked.position or asked.body["base_dt"]
    end = min(date(int(text[:4]), int(text[4:6]), int(text[6:])), flow.day)
    bars = house.past.history.daily(listing.index, end, LIST_PAGE + 1)
    more = len(bars) > LIST_PAGE
    part = bars.cut(slice(1 if more else 0, None))
    befores = bars.close.tolist() if more else [0, *bars.close.tolist()]
    positions = [flow.path.calendar.position(_day(s)) for s in part.starts.tolist()]
    flows = house.investors.series(
        listing.index, np.array(positions, np.int64), part.volume, part.value
    ).net
    if len(part) and _day(int(part.starts[-1])) == flow.day:
        flows[-1] = house.investors.one(
            listing.index, int(part.volume[-1]), int(part.value[-1])
        ).net[0]
    nets = in_units(flows, _THOUSAND)
    fields, rows = asked.rows("gold_daly_trnsn"), []
    for n in reversed(range(len(part))):
        close, before = int(part.close[n]), befores[n]
        row: Row = {
            "cur_prc": directed(close, before),
            "pred_pre": signed(close - before if before else 0),
            "flu_rt": signed_percent(ratio(close - before, before)),
            "trde_qty": str(int(part.volume[n]) // _THOUSAND),
            "acc_trde_prica": str(int(part.value[n]) // _MILLION),
            "open_pric": directed(int(part.open[n]), before),
            "high_pric": directed(int(part.high[n]), before),
            "low_pric": directed(int(part.low[n]), before),
            "dt": f"{_day(int(part.starts[n])):%Y%m%d}",
            "pre_sig": trend(close - before),
            "orgn_netprps": signed(int(institutions(nets[n]))),
            "for_netprps": signed(int(nets[n, Kind.FOREIGNER])),
            "ind_netprps": signed(int(nets[n, Kind.PERSON])),
        }
        rows.append(ordered(fields, row))
    following = f"{_day(int(bars.starts[0])):%Y%m%d}" if more else ""
    return Answered({"gold_daly_trnsn": rows}, following, empty=not rows)


# --- now -------------------------------------------------------------------------------------


def expectations(asked: Asked) -> Answered:
    """Tell how the expected price of the auctions of the day went, newest first (ka50087)."""
    listing = gold_of(asked)
    found, told = view(asked.exchange, listing), asked.house.gold.expected(listing)[::-1]
    page = by_mark(asked, [time_of(item.second * 1000) for item in told], falling=True)
    fields, rows = asked.rows("gold_expt_exec"), []
    for place in range(page.first, page.last):
        price, size = told[place].price, told[place].size
        earlier = told[place + 1].size if place + 1 < len(told) else 0
        row: Row = {
            "exp_cntr_pric": directed(price, found.base),
            "exp_pred_pre": signed(price - found.base),
            "exp_flu_rt": signed_percent(ratio(price - found.base, found.base)),
            "exp_acc_trde_qty": str(size),
            "exp_cntr_trde_qty": signed(size - earlier),
            "exp_tm": time_of(told[place].second * 1000),
            "exp_pre_sig": flag_of(price, found.base, found.lower, found.upper),
            "stex_tp": _KRX,
        }
        rows.append(ordered(fields, row))
    return Answered({"gold_expt_exec": rows}, page.following, empty=not rows)


def quote(asked: Asked) -> Answered:
    """Tell the figures of today (ka50100)."""
    listing = gold_of(asked)
    found = view(asked.exchange, listing)
    before = int(asked.house.past.yesterday_volumes()[listing.index])
    base = found.base
    values: Row = {
        "pred_pre_sig": found.flag,
        "pred_pre": signed(found.change),
        "flu_rt": signed_percent(found.rate),
        "trde_qty": str(found.volume),
        "open_pric": directed(found.open, base),
        "high_pric": directed(found.high, base),
        "low_pric": directed(found.low, base),
        "pred_rt": signed_percent(ratio(found.volume - before, before)),
        "upl_pric": directed(found.upper, base),
        "lst_pric": directed(found.lower, base),
        "pred_close_pric": str(base),
    }
    return Answered(ordered(asked.api.response, values))


# --- investors -------------------------------------------------------------------------------


def investors(asked: Asked) -> Answered:
    """Tell what each kind of investor traded of all gold today (ka52301).

    Changes are against the day before, sums run from the first trading day of the month.
    """
    gold = asked.house.gold
    today, before = gold.today(), gold.days_before(1)[0]
    summed = today
    for day in gold.days_before(days_of_month(asked)):
        summed = summed.plus(day)
    fields, three = asked.rows("inve_trad_stat"), (_Units(today), _Units(before), _Units(summed))
    rows = [
        ordered(fields, {**_traded(*three, kinds), "stk_nm": name, "stk_cd": code})
        for code, name, kinds in _INVESTORS
    ]
    return Answered({"inve_trad_stat": rows})


def days_of_month(asked: Asked) -> int:
    """Count the trading days of this month before today."""
    flow = asked.house.past.flow
    calendar, place = flow.path.calendar, flow.path.calendar.position(flow.day)
    return sum(calendar.day(place - n).month == flow.day.month for n in range(1, _MONTH_DAYS))


class _Units:
    """A trade in thousand grams and in 억원, so that the kinds still sum to the whole."""

    def __init__(self, trade: GoldTrade) -> None:
        self.trade = trade
        self.sells, self.buys = (in_units(c, _THOUSAND) for c in (trade.sells, trade.buys))
        self.sold, self.bought = (in_units(c, _EOK) for c in (trade.sold, trade.bought))

    def of(self, kinds: Kind | slice) -> tuple[int, int, int, int]:
        """Return sells, sold, buys and bought of some kinds."""
        columns = (self.sells, self.sold, self.buys, self.bought)
        sells, sold, buys, bought = (total(column, kinds) for column in columns)
        return sells, sold, buys, bought


def _traded(today: _Units, before: _Units, summed: _Units, kinds: Kind | slice) -> Row:
    sells, sold, buys, bought = today.of(kinds)
    sells_then, sold_then, buys_then, bought_then = before.of(kinds)
    sells_sum, sold_sum, buys_sum, bought_sum = summed.of(kinds)
    whole = today.trade
    return {
        "all_dfrt_trst_sell_qty": str(sells),
        "sell_qty_irds": signed(sells - sells_then),
        "all_dfrt_trst_sell_amt": str(sold),
        "sell_amt_irds": signed(sold - sold_then),
        "all_dfrt_trst_buy_qty": str(buys),
        "buy_qty_irds": signed(buys - buys_then),
        "all_dfrt_trst_buy_amt": str(bought),
        "buy_amt_irds": signed(bought - bought_then),
        "all_dfrt_trst_netprps_qty": signed(buys - sells),
        "netprps_qty_irds": signed(buys - sells - buys_then + sells_then),
        "all_dfrt_trst_netprps_amt": signed(bought - sold),
        "netprps_amt_irds": signed(bought - sold - bought_then + sold_then),
        "sell_uv": str(_mean(total(whole.sold, kinds), total(whole.sells, kinds))),
        "buy_uv": str(_mean(total(whole.bought, kinds), total(whole.buys, kinds))),
        "acc_netprps_amt": signed(bought_sum - sold_sum),
        "acc_netprps_qty": signed(buys_sum - sells_sum),
    }


def _mean(won: int, grams: int) -> int:
    return won // grams if grams else 0


def live_world(house: House, key: str) -> Row | None:
    """Return the row of 0I: gold elsewhere in won a gram."""
    world = house.gold.world()
    price, before = world.won // 100, world.won_before // 100
    return {
        "10": directed(price, before),
        "25": trend(price - before),
        "11": signed(price - before),
        "12": signed_percent(ratio(price - before, before)),
    }


ANSWERS: dict[str, Answer] = {
    "ka50010": prints,
    "ka50012": days,
    "ka50087": expectations,
    "ka50100": quote,
    "ka50101": bids,
    "ka52301": investors,
}
