"""The practice market looks like a market: twenty shares over twenty days, drawn by a seed."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.market_statistics import LARGEST, Sample, Trades, memory

SEED = 7


@pytest.fixture(scope="module")
def sample() -> Sample:
    return Sample(SEED)


@pytest.fixture(scope="module")
def trades(sample: Sample) -> Trades:
    return sample.trades()


def test_minute_returns_have_fat_tails(sample: Sample) -> None:
    assert sample.minutes.shape[:2] == (20, 20)
    assert np.median(sample.kurtosis()) > 5.0
    assert sample.kurtosis().min() > 3.0


def test_moves_cluster_and_their_direction_does_not(sample: Sample) -> None:
    assert sample.memory(1, absolute=True).mean() > 0.1
    assert sample.memory(30, absolute=True).mean() > 0.03
    for lag in (1, 2, 3, 5, 10, 30):
        assert abs(sample.memory(lag, absolute=False).mean()) < 0.05, lag


def test_days_are_busy_at_both_ends(sample: Sample) -> None:
    first, last = sample.half_hours()
    assert first >= 1.5
    assert last >= 1.5


def test_names_move_with_their_index(sample: Sample) -> None:
    by_day, by_quarter = sample.with_index()
    assert by_day.mean() > 0.3
    assert by_quarter.mean() > 0.3


def test_few_names_make_most_of_the_turnover(sample: Sample) -> None:
    assert sample.share_of_largest.mean() >= 0.5


def test_aggressors_come_in_runs(trades: Trades) -> None:
    assert trades.sign_memory > 0.1


def test_people_type_round_sizes(trades: Trades) -> None:
    assert (trades.sizes % 10 == 0).mean() == trades.tens >= 0.3
    assert trades.sizes.min() == 1, "and still any size occurs"


def test_books_are_tight_and_deepen_over_five_levels(trades: Trades) -> None:
    assert len(trades.spread_ticks) > LARGEST
    assert 1 <= np.median(trades.spread_ticks) <= 2
    assert (np.diff(trades.depth[:5]) > 0).all()


def test_minutes_in_another_order_would_be_found_out(sample: Sample) -> None:
    order = np.random.default_rng(1).permutation(sample.minutes.shape[2])
    shuffled = memory(np.abs(sample.minutes[:, :, order]), 1).mean()
    assert shuffled < sample.memory(1, absolute=True).mean() - 0.05
