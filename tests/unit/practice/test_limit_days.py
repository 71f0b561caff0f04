"""Days that end at a limit: exactly on it, from wherever they are asked for, small names only."""

import numpy as np
import pytest

from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.flow import Flow
from tests.support.flows import at, started

DAYS = 120


def _found(flow: Flow) -> tuple[Ints, Ints]:
    """Return rows and positions of the days at a limit among the last ones."""
    path, rows = flow.path, np.arange(len(flow.universe.listings))
    last = path.calendar.position(flow.day)
    columns = path.columns(rows, last - DAYS, last)
    far = np.abs(columns.close - columns.base) * 100 >= 27 * columns.base
    far &= path.traits.may_be_hot[:, None]
    places, days = np.nonzero(far)
    return places, days + last - DAYS


@pytest.mark.parametrize("seed", [1, 7])
def test_far_days_end_exactly_at_a_limit(seed: int) -> None:
    flow = started(at(10, 0), seed)
    path = flow.path
    places, days = _found(flow)
    assert len(places) > DAYS
    sides = set()
    for row, place in zip(places[:150].tolist(), days[:150].tolist(), strict=True):
        one = path.columns(np.array([row]), place, place)
        assert one.close[0, 0] in (one.upper[0, 0], one.lower[0, 0])
        assert path.closes(np.array([row]), place, place)[0, 0] == one.close[0, 0]
        following = path.columns(np.array([row]), place + 1, place + 1)
        assert following.base[0, 0] == one.close[0, 0]
        sides.add(bool(one.close[0, 0] > one.base[0, 0]))
    assert sides == {True, False}


def test_the_largest_names_never_go_there_and_the_anchor_stands() -> None:
    flow = started(at(10, 0), 7)
    places, _ = _found(flow)
    listings = flow.universe.listings
    assert all(
        listings[row].previous_close * listings[row].shares < 20_000_000_000_000
        for row in set(places.tolist())
    )
    base = flow.played.columns.base[:, 0]
    shares = flow.path.traits.may_be_hot
    assert (base == flow.path.traits.previous_close)[shares].all()


def test_a_name_that_opens_at_its_limit_stays_there() -> None:
    flow = started(at(15, 40), 7)
    path = flow.path
    places, days = _found(flow)
    kinds = set()
    for row, place in zip(places.tolist(), days.tolist(), strict=True):
        one = path.columns(np.array([row]), place, place)
        locked = one.open[0, 0] == one.close[0, 0]
        if locked and one.volume[0, 0] > 0:
            assert one.high[0, 0] == one.low[0, 0] == one.close[0, 0]
        kinds.add(bool(locked))
    assert kinds == {True, False}


def test_a_large_share_stays_near_its_usual_trade_and_a_small_one_need_not() -> None:
    flow = started(at(10, 0), 7)
    path, traits, rows = flow.path, flow.path.traits, np.arange(len(flow.universe.listings))
    last = path.calendar.position(flow.day) - 1
    days = path.columns(rows, last - 250, last).volume / np.maximum(traits.typical, 1)[:, None]
    shares = traits.may_be_hot
    largest = days[shares & (traits.deviation <= 0.014)]
    middle = days[shares & (traits.deviation > 0.014) & (traits.deviation <= 0.018)]
    smaller = days[shares & (traits.deviation > 0.018)]
    assert 3.0 < largest.max() < 5.5
    assert largest.max() < middle.max() < 10.5 < smaller.max()
    assert abs(float(np.median(largest)) - float(np.median(smaller))) < 0.1


@pytest.mark.parametrize("seed", [1, 3, 7])
def test_the_fifty_largest_move_calmly_and_small_ones_keep_their_tail(seed: int) -> None:
    flow = started(at(10, 0), seed)
    path, listings = flow.path, flow.universe.listings
    shares = sorted(
        np.flatnonzero(path.traits.may_be_hot & ~path.traits.halted).tolist(),
        key=lambda row: -listings[row].previous_close * listings[row].shares,
    )
    last = path.calendar.position(flow.day) - 1
    columns = path.columns(np.array(shares), last - 249, last)
    moves = np.abs(columns.close / columns.base - 1.0)
    assert (moves[:50] >= 0.11).mean() < 0.003
    assert moves[:50].std() < 0.03
    assert (moves[50:] >= 0.11).mean() > 0.02
    assert not (columns.close[:50] == columns.upper[:50]).any()


@pytest.mark.parametrize("seed", [1, 3, 5, 7])
def test_the_market_as_a_whole_stays_within_what_markets_do(seed: int) -> None:
    flow = started(at(10, 0), seed)
    path = flow.path
    spec = next(one for one in flow.universe.indices if one.code == "001")
    rows = np.array([flow.universe.by_code[code].index for code in spec.members])
    shares = path.traits.shares[rows].astype(np.float64)
    last = path.calendar.position(flow.day) - 1
    level = shares @ path.closes(rows, last - 250, last)
    moves = np.abs(np.diff(level) / level[:-1])
    assert moves.max() < 0.08
    assert 0.008 < moves.std() < 0.02
