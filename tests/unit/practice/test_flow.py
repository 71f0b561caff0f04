"""The flow: jumps equal steps, plans equal the board, auctions, limits, own fills, later days."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.domain.rules import price_limits
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.universe import default_universe
from tests.support.flows import assert_same_board, at, market_rules, started
from tests.support.market_files import large_universe


@pytest.mark.parametrize("end", [at(9, 0, 1), at(9, 1), at(9, 2, 31)])
def test_stepping_equals_jumping(end: datetime) -> None:
    stepped, jumped = started(at(8, 59, 55)), started(end)
    moment = at(8, 59, 55)
    while moment < end:
        moment += timedelta(seconds=1)
        stepped.advance(moment)
    assert_same_board(stepped, jumped)


def test_stepping_through_the_close_ends_on_the_daily_bar() -> None:
    flow, jumped = started(at(15, 19, 50)), started(at(15, 40))
    for second in range(1, 620):
        flow.advance(at(15, 19, 50) + timedelta(seconds=second))
    jumped.advance(at(15, 41))
    flow.advance(at(15, 41))
    assert_same_board(flow, jumped)
    day = flow.played.columns
    for name, column in (
        ("price", day.close),
        ("open", day.open),
        ("high", day.high),
        ("low", day.low),
    ):
        assert (getattr(flow.board, name) == column[:, 0]).all(), name
    assert (flow.board.volume == day.volume[:, 0]).all()


def test_plans_add_up_to_the_board_watched_or_not() -> None:
    watched, unwatched = started(at(9, 59, 50)), started(at(9, 59, 50))
    rows = range(0, len(default_universe().listings), 17)
    before = watched.board.volume.copy()
    bought = dict.fromkeys(rows, 0)
    total = dict.fromkeys(rows, 0)
    for second in range(25):
        moment = at(9, 59, 50) + timedelta(seconds=second)
        for row in rows:
            prints = watched.plan(row, moment)
            assert [p.offset_ms for p in prints] == sorted(p.offset_ms for p in prints)
            assert all(p.offset_ms % 50 == 0 and 0 <= p.offset_ms < 1000 for p in prints)
            total[row] += sum(p.size for p in prints)
            bought[row] += sum(p.size for p in prints if p.buyer_aggressor)
        watched.advance(moment + timedelta(seconds=1))
        unwatched.advance(moment + timedelta(seconds=1))
    assert_same_board(watched, unwatched)
    grown = watched.board.volume - before
    assert {row: int(grown[row]) for row in rows} == total
    assert sum(bought.values()) > 0


def test_the_tape_is_the_day_so_far() -> None:
    flow = started(at(9, 12, 34))
    for row in (0, 5, 120, 305, 312, 388):
        tape = flow.prints(row, at(9, 12, 34), 1_000_000)
        assert sum(p.size for p in tape) == flow.board.volume[row]
        assert len(tape) == flow.board.trades[row]
        if tape:
            prices = [p.price for p in tape]
            last, first = tape[0], tape[-1]
            assert (last.price, first.price) == (flow.board.price[row], flow.board.open[row])
            assert (max(prices), min(prices)) == (flow.board.high[row], flow.board.low[row])


def test_a_busy_day_has_many_times_the_prints_of_as_many_shares() -> None:
    usual = started(at(10, 0))
    busy = Flow(default_universe(), market_rules(), usual.seed, busy=40.0)
    busy.start(at(10, 0))
    before, volume = busy.board.trades.copy(), busy.board.volume.copy()
    assert (busy.played.columns.volume[:, 0] == usual.played.columns.volume[:, 0]).all()
    largest = np.argsort(-usual.board.trades)[:50]
    assert before[largest].sum() > 15 * usual.board.trades[largest].sum()
    for second in range(5):
        moment = at(10, 0) + timedelta(seconds=second)
        prints = {int(row): busy.plan(int(row), moment) for row in largest}
        busy.advance(moment + timedelta(seconds=1))
        for row, planned in prints.items():
            before[row] += len(planned)
            volume[row] += sum(one.size for one in planned)
    assert (busy.board.trades[largest] == before[largest]).all()
    assert (busy.board.volume[largest] == volume[largest]).all()


def test_equal_seeds_are_equal_and_others_are_not() -> None:
    assert_same_board(started(at(10, 0)), started(at(10, 0)))
    assert (started(at(10, 0)).board.price != started(at(10, 0), seed=8).board.price).any()


def test_prices_stay_on_the_grid_and_inside_the_limits() -> None:
    flow, rules, universe = started(at(11, 7)), market_rules(), default_universe()
    board, rows = flow.board, np.arange(len(universe.listings))
    traded = board.volume > 0
    assert (board.price % flow.path.grid.size(rows, board.price) == 0)[traded].all()
    assert ((board.low >= board.lower) & (board.high <= board.upper))[traded].all()
    for item in universe.listings:
        limits = price_limits(rules, item.market, item.product, item.previous_close, flow.day)
        assert (board.lower[item.index], board.upper[item.index]) == (limits.lower, limits.upper)
    assert (board.bid < board.ask)[(board.ask > 0) & (board.bid > 0)].all()


def test_depth_surrounds_the_last_print() -> None:
    flow = started(at(10, 30, 15))
    for row in range(0, 390, 13):
        for back in (1, 2, 40):
            depth = flow.depth(row, at(10, 30, 15) - timedelta(seconds=back))
            assert list(depth.ask_prices) == sorted(set(depth.ask_prices))
            assert list(depth.bid_prices) == sorted(set(depth.bid_prices), reverse=True)
            if not depth.ask_prices or not depth.bid_prices:
                # A name at its limit: nobody stands beyond.
                assert flow.board.price[row] in (flow.board.upper[row], flow.board.lower[row])
                continue
            assert depth.bid_prices[0] < depth.ask_prices[0]
            assert min(depth.ask_sizes + depth.bid_sizes) > 0
            assert depth.ask_prices[-1] <= flow.board.upper[row]
            assert depth.bid_prices[-1] >= flow.board.lower[row]
        price = flow.board.price[row]
        best = flow.depth(row, at(10, 30, 14))
        ask, bid = (best.ask_prices or (0,))[0], (best.bid_prices or (0,))[0]
        assert price in (ask, bid)
        assert (ask, bid) == (flow.board.ask[row], flow.board.bid[row])


def test_depth_of_the_running_second_equals_its_later_depth() -> None:
    flow = started(at(10, 30))
    running = [flow.depth(row, at(10, 30)) for row in range(60)]
    flow.advance(at(10, 31))
    assert running == [flow.depth(row, at(10, 30)) for row in range(60)]


def test_auctions_expect_their_print() -> None:
    flow = started(at(8, 45))
    assert flow.board.expected_size[0] > 0 and flow.board.volume.sum() == 0
    assert flow.auction(0, at(8, 45)).expected_price == flow.board.expected_price[0]
    opening = flow.auction_print(0, closing=False)
    assert opening is not None
    state = flow.auction(0, at(9, 0))
    assert (state.expected_price, state.expected_size) == (opening.price, opening.size)
    assert flow.plan(0, at(9, 0))[0].price == opening.price
    flow.advance(at(9, 0, 1))
    assert flow.board.open[0] == opening.price
    flow.advance(at(9, 0, 2))
    assert not flow.board.expected_size.any()
    closing = flow.auction_print(0, closing=True)
    assert closing is not None and flow.plan(0, at(15, 30)) != ()
    assert flow.plan(0, at(15, 25)) == () and flow.plan(0, at(8, 50)) == ()


def test_own_fills_move_board_tape_and_survive_a_jump() -> None:
    flow = started(at(10, 0))
    price = int(flow.board.upper[3])
    before = int(flow.board.volume[3]), int(flow.board.value[3])
    flow.record_own(3, at(10, 0), price, 40, True)
    assert flow.board.high[3] == flow.board.price[3] == price
    assert (flow.board.volume[3], flow.board.value[3]) == (before[0] + 40, before[1] + 40 * price)
    assert flow.prints(3, at(10, 0, 1), 1_000)[-1].price > 0
    assert (price, 40) in [(p.price, p.size) for p in flow.prints(3, at(10, 0, 1), 50)]
    again = Flow(flow.universe, flow.rules, 7)
    again.restore_own(flow.own.all())
    again.start(at(10, 7))
    for second in range(1, 421):
        flow.advance(at(10, 0) + timedelta(seconds=second))
    assert_same_board(flow, again)
    alone = started(at(10, 7))
    assert flow.board.volume[3] == alone.board.volume[3] + 40
    assert (np.delete(flow.board.price, 3) == np.delete(alone.board.price, 3)).all()


def test_the_next_day_starts_from_the_last_close() -> None:
    flow = started(at(15, 35))
    closes = flow.board.price.copy()
    flow.advance(at(9, 30, day=23))
    assert (flow.board.base == closes).all()
    later = Flow(flow.universe, flow.rules, 7, anchor=flow.anchor)
    later.start(at(9, 30, day=23))
    assert_same_board(flow, later)


def test_the_market_never_goes_back_and_days_off_are_refused() -> None:
    flow = started(at(10, 0))
    with pytest.raises(ValueError, match="never goes back"):
        flow.advance(at(9, 59))
    with pytest.raises(ValueError, match="plays"):
        flow.plan(0, at(10, 0, day=23))
    with pytest.raises(ValueError, match=r"no trading day|no call auctions"):
        flow.advance(at(10, 0, day=21))


@pytest.mark.scale
def test_oddities_of_the_listing_are_played() -> None:
    universe = large_universe()
    flow = started(at(10, 0), universe=universe)
    halted = [item.index for item in universe.listings if item.halted]
    assert (flow.board.volume[halted] == 0).all() and (flow.board.ask[halted] == 0).all()
    assert flow.depth(halted[0], at(9, 59)).ask_prices == ()
    konex = [
        i.index for i in universe.listings if i.market.name == "KONEX" and i.previous_close > 500
    ]
    assert (flow.board.upper[konex] * 100 <= flow.board.base[konex] * 115).all()
    assert (flow.board.volume > 0).sum() > 2_000


@pytest.mark.scale
def test_a_first_day_of_listing_has_wide_limits_on_that_day_only() -> None:
    universe = large_universe()
    newborn = next(item for item in universe.listings if item.first_day)
    assert newborn.listed_on is not None
    day = newborn.listed_on
    flow = started(datetime(day.year, day.month, day.day, 10, 0, tzinfo=KST), universe=universe)
    row = newborn.index
    assert (flow.board.base[row], flow.board.lower[row], flow.board.upper[row]) == (
        26_000,
        15_600,
        104_000,
    )
    assert flow.board.lower[row] <= flow.board.low[row] <= flow.board.high[row] <= 104_000
    later = started(at(10, 0), universe=universe)
    assert (later.board.base[row], later.board.upper[row]) == (104_000, 135_200)


def test_it_looks_like_a_market() -> None:
    flow = started(at(15, 40))
    minutes, universe = flow.minutes, default_universe()
    shares = [item.index for item in universe.listings if item.product is Product.SHARE]
    closes = minutes.close[shares].astype(float)
    moves = np.diff(closes, axis=1) / closes[:, :-1]
    moves = moves[(minutes.prints[shares] > 10).mean(axis=1) > 0.9][:, 1:-1]
    kurtosis = ((moves - moves.mean()) ** 4).mean() / moves.var() ** 2
    assert kurtosis > 3.5
    apart = np.abs(moves)
    assert np.corrcoef(apart[:, :-1].ravel(), apart[:, 1:].ravel())[0, 1] > 0.03
    volume = minutes.volume[shares].sum(axis=0)
    assert volume[1:20].mean() > 1.5 * volume[180:220].mean()
    assert minutes.prints[0].sum() > 3 * 60 * flow.hours.minutes
    sizes = [p.size for p in flow.prints(0, at(15, 0), 3_000)]
    assert np.mean([size % 10 == 0 for size in sizes]) > 0.3
    signs = np.array([1 if p.buyer_aggressor else -1 for p in flow.prints(0, at(15, 0), 5_000)])
    assert (signs[1:] * signs[:-1]).mean() > 0.1
