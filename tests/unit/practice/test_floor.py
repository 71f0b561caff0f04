"""The floor of a watched name on the real path: its prints add up to the board, whoever looks."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import OrderType, Side
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice.events import Event, Traded
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.intake import NewOrder
from kiwoom_desk.practice.universe import default_universe
from tests.support.scripted_flow import market_rules

RULES = market_rules()


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-20T{text}").replace(tzinfo=KST)


def opened(start: datetime, seed: int = 7) -> Exchange:
    universe = default_universe()
    return Exchange(
        universe,
        RULES,
        Flow(universe, RULES, seed),
        seed=seed,
        start=start,
        cash=1_000_000_000,
        account_number="5000000010",
    )


def busiest(exchange: Exchange, count: int) -> list[str]:
    listings = sorted(exchange.universe.listings, key=lambda item: -item.typical_volume)
    return [item.code for item in listings if not item.halted][:count]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("08:59:57", "09:00:06"),
        ("10:30:00", "10:30:08"),
        ("15:19:56", "15:20:03"),
        ("15:29:58", "15:30:02"),
    ],
)
def test_prints_of_watched_names_add_up_to_the_board(start: str, end: str) -> None:
    exchange = opened(at(start))
    codes = busiest(exchange, 30)
    before = exchange.board.volume.copy()
    for code in codes:
        exchange.watch(code)
    exchange.advance_to(at(end))
    volumes: dict[str, int] = defaultdict(int)
    last: dict[str, Traded] = {}
    for event in exchange.drain():
        if isinstance(event, Traded):
            volumes[event.code] += event.size
            last[event.code] = event
    board = exchange.board
    assert last
    for code in codes:
        index = exchange.universe.by_code[code].index
        assert volumes[code] == board.volume[index] - before[index]
        if code in last:
            print_ = last[code]
            assert print_.volume == board.volume[index]
            assert (print_.price, print_.open) == (board.price[index], board.open[index])
            assert (print_.high, print_.low) == (board.high[index], board.low[index])
            bought, sold = board.buy_volume[index], board.sell_volume[index]
            assert (print_.buy_volume, print_.sell_volume) == (bought, sold)


def test_looking_changes_nothing() -> None:
    seen, unseen = opened(at("10:00:00")), opened(at("10:00:00"))
    for code in busiest(seen, 30):
        seen.watch(code)
    seen.advance_to(at("10:00:10"))
    unseen.advance_to(at("10:00:10"))
    for name in ("price", "open", "high", "low", "volume", "value", "buy_volume", "sell_volume"):
        assert (getattr(seen.board, name) == getattr(unseen.board, name)).all()


def play(slices: int) -> list[Event]:
    exchange = opened(at("09:59:58"))
    code = busiest(exchange, 1)[0]
    exchange.watch(code)
    exchange.place(NewOrder(code, Venue.KRX, Side.BUY, OrderType.MARKET, 2_000))
    for place in range(1, slices + 1):
        exchange.advance_to(at("09:59:58") + timedelta(seconds=6) * place / slices)
    return exchange.drain()


def test_equal_inputs_give_equal_events_however_time_is_sliced() -> None:
    assert play(1) == play(7) == play(120)


def test_book_stays_uncrossed_and_ten_levels_deep() -> None:
    exchange = opened(at("10:00:00"))
    codes = busiest(exchange, 10)
    for code in codes:
        exchange.watch(code)
    for step in range(1, 80):
        exchange.advance_to(at("10:00:00") + timedelta(milliseconds=50 * step))
        for code in codes:
            view = exchange.book(code)
            assert exchange.phase_of(code) is not Phase.CONTINUOUS or (
                0 < view.bid_prices[0] < view.ask_prices[0]
            )
            asks = [price for price in view.ask_prices if price]
            bids = [price for price in view.bid_prices if price]
            assert sorted(set(asks)) == asks
            assert sorted(set(bids), reverse=True) == bids
            assert len(asks) == len(bids) == 10
            sizes = view.ask_sizes + view.bid_sizes
            counts = view.ask_counts + view.bid_counts
            assert all(0 < count <= size for count, size in zip(counts, sizes, strict=True) if size)


def test_own_fills_are_added_to_the_path() -> None:
    exchange = opened(at("10:00:00"))
    code = busiest(exchange, 1)[0]
    index = exchange.universe.by_code[code].index
    before = int(exchange.board.volume[index])
    exchange.place(NewOrder(code, Venue.KRX, Side.BUY, OrderType.MARKET, 50))
    assert int(exchange.board.volume[index]) == before + 50
    assert exchange.account.position(code).quantity == 50
