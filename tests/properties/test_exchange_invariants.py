"""One state behind every answer: tape, bars, firms, kinds and lists agree; looking changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kiwoom_desk.domain.instrument import Product, Venue
from kiwoom_desk.domain.order import OrderType, Side
from kiwoom_desk.practice.events import BookChanged, Traded
from kiwoom_desk.practice.history import Bars
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.intake import Accepted, NewOrder
from tests.support.asking import all_rows, house_at
from tests.support.flows import COLUMNS
from tests.support.practice import TEN

# A house costs a second: a failure is reported as found, not made smaller.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
SECONDS = 12
WIDTHS = (1, 3, 5, 10, 15, 30, 60)
RANKED = {
    "mrkt_tp": "000", "sort_tp": "1", "trde_qty_cnd": "0000", "stk_cnd": "0", "crd_cnd": "0",
    "updown_incls": "1", "pric_cnd": "0", "trde_prica_cnd": "0", "stex_tp": "1",
}  # fmt: skip


def busiest(house: House, count: int) -> list[str]:
    shares = [i for i in house.exchange.universe.listings if i.product is Product.SHARE]
    worth = sorted(shares, key=lambda i: -i.typical_volume * i.previous_close)
    return [listing.code for listing in worth[:count]]


def bar_of(bars: Bars, place: int) -> list[int]:
    columns = bars.open, bars.high, bars.low, bars.close, bars.volume
    return [int(column[place]) for column in columns]


def buy(house: House, code: str, size: int) -> None:
    order = NewOrder(code, Venue.KRX, Side.BUY, OrderType.MARKET, size)
    assert isinstance(house.exchange.place(order), Accepted)


@settings(max_examples=4, deadline=None, phases=PHASES)
@given(
    place=st.integers(0, 40),
    minute=st.integers(1, 370),
    second=st.integers(1, 58),
    sizes=st.lists(st.integers(1, 15), max_size=3),
)
def test_bars_firms_and_kinds_agree_with_the_tape(
    place: int, minute: int, second: int, sizes: list[int]
) -> None:
    house = house_at(TEN.replace(hour=9) + timedelta(minutes=minute, seconds=second))
    exchange, flow = house.exchange, house.past.flow
    code = busiest(house, 41)[place]
    row = exchange.universe.by_code[code].index
    for size in sizes:
        if exchange.book(code).ask_sizes[0] and not exchange.in_auction(code):
            buy(house, code, size)
        exchange.advance_to(exchange.now + timedelta(seconds=1))
    tape = flow.prints(row, exchange.now, 1_000_000)[::-1]
    assert sum(one.size for one in tape) == int(flow.board.volume[row]) > 0
    bought = sum(one.size for one in tape if one.buyer_aggressor)
    assert bought == int(flow.board.buy_volume[row])
    assert tape[-1].price == int(flow.board.price[row])
    _check_bars(house, row, tape)
    day = flow.path.calendar.position(flow.day)
    firms = house.members.name_days(row, day, day)
    volume = house.board.volume.tolist()
    assert firms.bought.sum() == firms.sold.sum() == volume[row]
    kinds = house.investors.today()
    assert kinds.buys.sum(axis=1).tolist() == kinds.sells.sum(axis=1).tolist() == volume
    assert not kinds.net.sum(axis=1).any()


def _check_bars(house: House, row: int, tape: Sequence[object]) -> None:
    """Hold the bars of every width, and the day's, against the prints they are made of."""
    prints = [(one.time_ms, one.price, one.size) for one in tape]  # type: ignore[attr-defined]
    now, history = house.exchange.now, house.past.history
    midnight = int(now.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())
    for width in WIDTHS:
        bars = history.minutes(row, now, 400, width)
        today = [place for place, start in enumerate(bars.starts) if start >= midnight]
        counted = 0
        for place in today:
            begin = (int(bars.starts[place]) - midnight) * 1000
            end = begin + width * 60_000
            inside = [one for one in prints if begin <= one[0] < end]
            if place == today[-1]:
                inside = [one for one in prints if one[0] >= begin]
            prices = [price for _, price, _ in inside]
            counted += sum(size for _, _, size in inside)
            if inside:
                assert bar_of(bars, place) == [
                    prices[0], max(prices), min(prices), prices[-1], sum(s for _, _, s in inside)
                ], (width, begin)  # fmt: skip
            else:
                assert bars.volume[place] == 0
        assert counted == sum(size for _, _, size in prints), width
    prices = [price for _, price, _ in prints]
    day = history.daily(row, now.date(), 1)
    whole = sum(size for _, _, size in prints)
    assert bar_of(day, -1) == [prices[0], max(prices), min(prices), prices[-1], whole]


@settings(max_examples=3, deadline=None, phases=PHASES)
@given(minute=st.integers(2, 370))
def test_lists_indices_and_themes_follow_from_the_same_prices(minute: int) -> None:
    house = house_at(TEN.replace(hour=9) + timedelta(minutes=minute, seconds=17))
    board, universe = house.board, house.exchange.universe
    ranked = all_rows(house, "ka10027", "pred_pre_flu_rt_upper", **RANKED)
    rates = [float(row["flu_rt"]) for row in ranked]
    assert len(ranked) > 100 and rates == sorted(rates, reverse=True)
    for row in ranked:
        index = universe.by_code[row["stk_cd"]].index
        assert abs(int(row["cur_prc"])) == int(board.price[index])
        assert int(row["now_trde_qty"]) == int(board.volume[index])
        base, price = int(board.base[index]), int(board.price[index])
        assert int(row["pred_pre"]) == price - base
    for figure in house.indices.figures():
        members = house.indices.rows_of(figure.code)
        shares = np.array([universe.listings[int(row)].shares for row in members])
        gone = float((board.price[members] * shares).sum() / (board.base[members] * shares).sum())
        assert figure.level == pytest.approx(figure.previous * gone, abs=1.5)
        assert figure.volume == int(board.volume[members].sum())
        assert figure.value == int(board.value[members].sum())
        assert figure.up == int((board.price[members] > board.base[members]).sum())


@pytest.mark.parametrize(
    ("api_id", "key", "mark", "body"),
    [
        ("ka10099", "list", ("code",), {"mrkt_tp": "0"}),
        ("ka10027", "pred_pre_flu_rt_upper", ("stk_cd",), RANKED),
        (
            "ka10081",
            "stk_dt_pole_chart_qry",
            ("dt",),
            {"stk_cd": "005930", "base_dt": "20261120", "upd_stkpc_tp": "1"},
        ),
    ],
)
def test_pages_have_neither_gap_nor_double(
    api_id: str, key: str, mark: tuple[str, ...], body: dict[str, str]
) -> None:
    house = house_at()
    found = [tuple(row[name] for name in mark) for row in all_rows(house, api_id, key, **body)]
    assert len(found) == len(set(found))
    if api_id == "ka10081":
        row = house.exchange.universe.by_code["005930"].index
        starts = house.past.history.daily(row, house.exchange.day, 2_000).starts
        days = [datetime.fromtimestamp(int(start), TEN.tzinfo) for start in starts]
        newest = [f"{day:%Y%m%d}" for day in reversed(days)]
        assert [day for (day,) in found[:2_000]] == newest
    if api_id == "ka10099":
        listed = {i.code for i in house.exchange.universe.listings if i.market.value == "KOSPI"}
        assert {code for (code,) in found} >= listed


def test_who_looks_changes_no_bar_no_rank_and_no_index() -> None:
    """Play the same seconds with 0, 1 and 200 names watched."""
    told = [_played(count) for count in (0, 1, 200)]
    assert told[0] == told[1] == told[2]


def _played(count: int) -> list[object]:
    house = house_at()
    exchange = house.exchange
    codes = busiest(house, 200)
    for code in codes[:count]:
        exchange.watch(code)
    seconds: list[object] = []
    prints = 0
    for _ in range(SECONDS):
        exchange.advance_to(exchange.now + timedelta(seconds=1))
        prints += sum(isinstance(event, Traded) for event in exchange.drain())
        board = house.board
        seconds.append([getattr(board, name).tolist() for name in COLUMNS])
        seconds.append(house.indices.figures())
    assert (prints > count) if count else not prints
    seconds.append(all_rows(house, "ka10027", "pred_pre_flu_rt_upper", **RANKED))
    for code in codes[:5]:
        row = exchange.universe.by_code[code].index
        bars = house.past.history.minutes(row, exchange.now, 3, 1)
        seconds += [bar_of(bars, place) for place in range(3)]
        # What was printed one by one is what the bar of nobody's watching says.
        tape = house.past.flow.prints(row, exchange.now, 1_000)
        seconds.append([(p.time_ms, p.price, p.size) for p in tape])
    return seconds


def test_watched_prints_are_the_tape_and_books_never_cross() -> None:
    house = house_at()
    exchange, codes = house.exchange, busiest(house, 30)
    for code in codes:
        exchange.watch(code)
    printed: dict[str, list[tuple[datetime, int, int, bool]]] = {code: [] for code in codes}
    changed = 0
    for _ in range(SECONDS * 20):
        exchange.advance_to(exchange.now + timedelta(milliseconds=50))
        for event in exchange.drain():
            if isinstance(event, Traded):
                aggressor = event.buyer_aggressor
                printed[event.code].append((event.time, event.price, event.size, aggressor))
            changed += isinstance(event, BookChanged)
        for code in codes:
            book = exchange.book(code)
            assert (
                not book.bid_prices[0]
                or not book.ask_prices[0]
                or (book.bid_prices[0] < book.ask_prices[0])
            ), code
    assert changed
    for code in codes:
        row = exchange.universe.by_code[code].index
        tape = house.past.flow.prints(row, exchange.now, 10_000)[::-1]
        since = (10 * 3600) * 1000
        planned = [(p.price, p.size, p.buyer_aggressor) for p in tape if p.time_ms >= since]
        assert planned == [one[1:] for one in printed[code]], code
