"""Durations are counted by step, summed exactly, and told apart from earlier ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom_desk.base.histogram import EDGES_MS, Histogram

DURATIONS = st.lists(st.floats(0, 2000, allow_nan=False), min_size=1, max_size=200)


@given(DURATIONS)
def test_sums_counts_and_longest_are_those_of_the_durations(durations: list[float]) -> None:
    counted = Histogram()
    for one in durations:
        counted.add(one)
    assert counted.total == len(durations) == sum(counted.counts)
    assert counted.total_ms == pytest.approx(sum(durations))
    assert counted.longest_ms == max(durations)
    for edge in EDGES_MS:
        assert counted.above(edge) == sum(one > edge for one in durations)


@given(DURATIONS, st.floats(0.01, 1.0))
def test_a_share_lies_at_the_edge_above_it(durations: list[float], part: float) -> None:
    counted = Histogram()
    for one in durations:
        counted.add(one)
    edge = counted.share(part)
    within = sum(one <= edge for one in durations)
    assert within >= part * len(durations) - 1e-9


def test_what_is_early_counts_as_nothing() -> None:
    counted = Histogram()
    counted.add(-3.0)
    assert counted.total == 1
    assert counted.counts[0] == 1
    assert counted.mean_ms == 0.0
    assert counted.longest_ms == 0.0


def test_nothing_counted_has_no_mean_and_no_share() -> None:
    assert Histogram().mean_ms == 0.0
    assert Histogram().share(0.99) == 0.0


def test_only_edges_can_be_asked_for() -> None:
    with pytest.raises(ValueError, match="not in"):
        Histogram().above(7.0)


def test_later_counts_are_told_apart() -> None:
    counted = Histogram()
    counted.add(1.0)
    earlier = counted.copy()
    counted.add(9.0)
    later = counted.since(earlier)
    assert (later.total, later.total_ms, later.above(8.0)) == (1, 9.0, 1)
    assert earlier.total == 1
