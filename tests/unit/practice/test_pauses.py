"""Interruptions in the path: two silent minutes, the auction after them, the same watched or not."""

from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np
import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice import pushes
from kiwoom_desk.practice.answers.names import view
from kiwoom_desk.practice.events import (
    BookChanged,
    ExpectedChanged,
    InterruptionEnded,
    InterruptionStarted,
    Traded,
)
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.pauses import DYNAMIC, STATIC, Pause
from kiwoom_desk.practice.universe import default_universe
from tests.support.flows import assert_same_board, at, market_rules, started

MIDNIGHT = datetime(2026, 11, 20, tzinfo=KST)


def moment(second: int) -> datetime:
    """Return the moment of a second of the day."""
    return MIDNIGHT + timedelta(seconds=second)


@lru_cache(maxsize=2)
def seed_with(kind: str) -> int:
    """Return a seed whose day has an interruption of that kind as the first of a name."""
    for seed in range(1, 40):
        if any(p.kind == kind and p.count == 1 for p in started(at(7, 0), seed=seed).pauses):
            return seed
    raise AssertionError("no seed has such an interruption")


def paused(kind: str) -> tuple[Flow, Pause]:
    """Return a flow at seven o'clock and an interruption of that kind, the first of its name."""
    flow = started(at(7, 0), seed=seed_with(kind))
    return flow, next(p for p in flow.pauses if p.kind == kind and p.count == 1)


def opened(seed: int, start: datetime) -> Exchange:
    """Return an exchange over the real path."""
    universe, rules = default_universe(), market_rules()
    flow = Flow(universe, rules, seed)
    return Exchange(
        universe, rules, flow, seed=seed, start=start, cash=10_000_000, account_number="5000000010"
    )


@pytest.mark.parametrize("seed", [1, 3])
def test_every_interruption_is_silent_for_two_minutes_and_ends_with_its_auction(seed: int) -> None:
    flow = started(at(15, 40), seed=seed)
    assert flow.pauses, "the default universe sees some every day"
    for pause in flow.pauses:
        # Every print from ten minutes before to a minute after.
        tape = flow.prints(pause.row, moment(pause.end + 60), 20_000)[::-1]
        times = np.array([p.time_ms for p in tape])
        inside = (times >= pause.begin * 1000) & (times < pause.end * 1000)
        assert not inside.any()
        resumed = int(np.searchsorted(times, pause.end * 1000))
        assert (tape[resumed].time_ms, tape[resumed].price) == (pause.end * 1000, pause.price)
        before = tape[resumed - 1]
        percent = flow.path.traits.bounds[pause.row]
        off = abs(pause.trigger - pause.reference) * 100
        if pause.kind == STATIC:
            assert before.price == pause.trigger and pause.begin * 1000 - before.time_ms == 50
            assert off >= percent[0] * pause.reference
        else:
            assert before.price == pause.reference
            assert off >= percent[1] * min(pause.trigger, pause.reference)


@pytest.mark.parametrize("kind", [STATIC, DYNAMIC])
def test_the_board_stands_and_expects_the_auction(kind: str) -> None:
    flow, pause = paused(kind)
    flow.advance(moment(pause.begin))
    volume, price = int(flow.board.volume[pause.row]), int(flow.board.price[pause.row])
    for second in range(pause.begin, pause.end):
        flow.advance(moment(second + 1))
        assert int(flow.board.volume[pause.row]) == volume
        assert int(flow.board.price[pause.row]) == price
        assert bool(flow.board.expected_size[pause.row]) == (second + 1 < pause.end)
    state = flow.auction(pause.row, moment(pause.end))
    flow.advance(moment(pause.end + 1))
    assert state.expected_price == pause.price
    assert int(flow.board.volume[pause.row]) >= volume + state.expected_size


@pytest.mark.parametrize("kind", [STATIC, DYNAMIC])
def test_watched_or_not_the_path_is_the_same(kind: str) -> None:
    flow, pause = paused(kind)
    start, seed = moment(pause.begin - 3), flow.seed
    watched, unwatched = opened(seed, start), opened(seed, start)
    code = flow.universe.listings[pause.row].code
    watched.watch(code)
    end = moment(pause.end + 5)
    watched.advance_to(end)
    unwatched.advance_to(end)
    assert isinstance(watched.flow, Flow) and isinstance(unwatched.flow, Flow)
    assert_same_board(watched.flow, unwatched.flow)
    events = watched.drain()
    mine = [e for e in events if isinstance(e, Traded) and e.code == code]
    during = [e for e in mine if moment(pause.begin) <= e.time < moment(pause.end)]
    assert not during
    auction = next(e for e in mine if e.time == moment(pause.end))
    assert auction.price == pause.price
    begun = [e for e in events if isinstance(e, InterruptionStarted) and e.code == code]
    ended = [e for e in events if isinstance(e, InterruptionEnded) and e.code == code]
    assert [(e.dynamic, e.trigger_price) for e in begun[:1]] == [(kind == DYNAMIC, pause.trigger)]
    assert [(e.price, e.size) for e in ended[:1]] == [(auction.price, auction.size)]
    assert any(isinstance(e, ExpectedChanged) and e.code == code for e in events)
    assert any(isinstance(e, BookChanged) and e.code == code for e in events)
    assert sum(e.size for e in mine) == shares(watched, pause.row, start, end)
    others = [e for e in unwatched.drain() if isinstance(e, InterruptionStarted)]
    assert [e for e in others if e.code == code] == begun


def shares(exchange: Exchange, row: int, start: datetime, end: datetime) -> int:
    """Return the shares the path printed in a span of time."""
    assert isinstance(exchange.flow, Flow)
    tape = exchange.flow.prints(row, end, 50_000)
    midnight = start.replace(hour=0, minute=0, second=0)
    return sum(p.size for p in tape if midnight + timedelta(milliseconds=p.time_ms) >= start)


def test_a_start_in_the_middle_of_one_finds_it_running() -> None:
    flow, pause = paused(STATIC)
    code = flow.universe.listings[pause.row].code
    exchange = opened(flow.seed, moment(pause.begin + 60))
    assert exchange.phase_of(code) is Phase.OPENING_AUCTION
    assert exchange.expected(code)[1] > 0
    exchange.advance_to(moment(pause.end))
    assert code not in exchange.interruptions.running
    later = opened(flow.seed, moment(pause.end))
    assert code not in later.interruptions.running


def test_bars_have_no_print_in_the_silent_minute() -> None:
    flow, pause = paused(STATIC)
    minutes = flow.minutes
    assert minutes.volume[pause.row, pause.slot] > 0
    assert minutes.volume[pause.row, pause.slot + 1] == 0
    assert minutes.open[pause.row, pause.slot + 2] == pause.price


@pytest.mark.parametrize("kind", [STATIC, DYNAMIC])
def test_an_interruption_is_told_with_both_prices_it_is_measured_from(kind: str) -> None:
    flow, pause = paused(kind)
    exchange = opened(flow.seed, moment(pause.begin - 1))
    exchange.advance_to(moment(pause.begin))
    code = flow.universe.listings[pause.row].code
    begun = next(
        e for e in exchange.drain() if isinstance(e, InterruptionStarted) and e.code == code
    )
    row = pushes.interruption_values(begun, view(exchange, exchange.universe.by_code[code]))
    static, dynamic = int(str(row["1236"])), int(str(row["1237"]))
    assert row["9068"] == {(True, False): "1", (False, True): "2"}.get(
        (static > 0, dynamic > 0), "3"
    )
    assert (dynamic > 0) == (kind == DYNAMIC)
    opening = int(exchange.board.open[pause.row])
    far = abs(pause.trigger - opening) * 10 >= opening
    assert static == (opening if far else 0)
