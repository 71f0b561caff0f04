"""Funds go through a practice day with their members: small premiums, by kind, and equal bars."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.practice.etf_values import FundValues
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.universe import Listing, default_universe
from tests.support.flows import market_rules
from tests.support.market_files import large_universe

SEEDS = (1, 5)
DAYS = (20, 23)
# A fund of listed shares, a geared one of them, one of markets elsewhere.
HOME, GEARED, ELSEWHERE = "home", "geared", "elsewhere"
# By kind, in percent: the most that the median may be, and what hardly any minute goes beyond.
BOUNDS = {HOME: (0.12, 0.3), GEARED: (0.15, 0.4), ELSEWHERE: (0.25, 0.8)}

Premiums = npt.NDArray[np.float64]


def flow_on(day: int, seed: int, wide: bool = False) -> Flow:
    flow = Flow(large_universe() if wide else default_universe(), market_rules(), seed)
    for each in DAYS:
        if each <= day:
            flow.start(datetime(2026, 11, each, 15, 40, tzinfo=KST))
    return flow


def kind_of(flow: Flow, item: Listing) -> str:
    baskets = flow.path.modelled.baskets
    if not baskets.baskets[baskets.place[item.basket]].rows:
        return ELSEWHERE
    return HOME if item.gear == 1.0 else GEARED


def premiums(flow: Flow, item: Listing) -> Premiums:
    """Return by how many percent each minute's last price lies above the value at its end."""
    values = np.array([one.value for one in FundValues(flow).course(item)]) / 100
    found: Premiums = (flow.minutes.close[item.index] / values - 1.0) * 100
    return found


@lru_cache(maxsize=1)
def by_kind() -> dict[str, Premiums]:
    found: dict[str, list[Premiums]] = {}
    for seed in SEEDS:
        for day in DAYS:
            flow = flow_on(day, seed)
            for item in flow.path.modelled.funds:
                found.setdefault(kind_of(flow, item), []).append(premiums(flow, item))
    return {kind: np.concatenate(some) for kind, some in found.items()}


@pytest.mark.parametrize("kind", [HOME, GEARED, ELSEWHERE])
def test_premiums_stay_small_all_day(kind: str) -> None:
    middle, most = BOUNDS[kind]
    apart = np.abs(by_kind()[kind])
    assert np.median(apart) < middle
    assert (apart < most).mean() > 0.97


def test_premiums_are_there_and_on_both_sides() -> None:
    for some in by_kind().values():
        assert 0.3 < (some > 0).mean() < 0.7
        assert np.median(np.abs(some)) > 0.02


def test_a_premium_comes_back_to_its_mean() -> None:
    flow = flow_on(20, 3)
    for item in flow.path.modelled.funds:
        if kind_of(flow, item) == HOME and item.typical_volume > 1_000_000:
            some = premiums(flow, item)
            assert np.corrcoef(some[:-60], some[60:])[0, 1] < 0.8, item.name
            assert abs(some[-1] - some[0]) < 0.5


def test_a_wide_market_is_followed_by_its_largest_members() -> None:
    flow = flow_on(20, 1, wide=True)
    for item in flow.path.modelled.funds:
        if kind_of(flow, item) == HOME:
            assert (np.abs(premiums(flow, item)) < 0.45).mean() > 0.95, item.name


def test_bars_of_a_played_day_are_the_same_later() -> None:
    early = flow_on(20, 2)
    rows = np.array([item.index for item in early.path.modelled.funds])
    later = flow_on(23, 2)
    position = later.path.calendar.position(early.day)
    days = later.path.columns(rows, position - 3, position + 1)
    minutes, _ = later.slots_of(rows, position)
    for name in ("open", "high", "low", "close", "volume"):
        assert (getattr(days, name)[:, 3] == getattr(early.played.columns, name)[rows, 0]).all()
        assert (getattr(days, name)[:, 4] == getattr(later.played.columns, name)[rows, 0]).all()
        assert (getattr(minutes, name) == getattr(early.minutes, name)[rows]).all()


def test_one_fund_alone_goes_as_among_all() -> None:
    flow = flow_on(20, 2)
    position = flow.path.calendar.position(flow.day)
    for item in flow.path.modelled.funds[::9]:
        (found,) = flow.unfolded(item.index, [position])
        assert (found.minutes.close[0] == flow.minutes.close[item.index]).all()
