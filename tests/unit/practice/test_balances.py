"""Balances of lending and credit follow from day to day; short sales fit into the volume."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.practice.balances import Balances, following
from kiwoom_desk.practice.credit import Kind
from kiwoom_desk.practice.draws import key_of
from tests.support.asking import house_at, still_house
from tests.support.practice import TEN

ALL = frozenset({Market.KOSPI, Market.KOSDAQ, Market.ETF})


def assert_follows(found: Balances) -> None:
    assert (found.held[:, 1:] == found.held[:, :-1] + found.change[:, 1:]).all()
    for column in (found.held, found.new, found.repaid):
        assert (column >= 0).all()


@settings(deadline=None)
@given(st.integers(0, 2**40), st.integers(0, 10**9), st.integers(0, 10**7), st.integers(2, 40))
def test_a_balance_is_the_one_before_with_what_came_and_went(
    seed: int, ceiling: int, turnover: int, days: int
) -> None:
    ordinals = np.arange(739_000, 739_000 + days)
    keys = np.array([key_of(seed, "one"), key_of(seed, "two")], np.uint64)
    found = following(keys, ordinals, np.array([ceiling, ceiling // 2]), np.array([turnover] * 2))
    assert found.held.shape == (2, days - 1)
    assert_follows(found)
    assert (found.held <= ceiling).all()
    assert_follows(found.times(np.array([71_300, 5]), 1_000_000))


def test_a_balance_is_the_same_from_wherever_it_is_asked() -> None:
    lending = still_house().lending
    rows, last = lending.rows(ALL), lending.newest
    some, more = lending.days(rows, last - 3, last), lending.days(rows, last - 30, last)
    assert (some.shares.held == more.shares.held[:, -4:]).all()
    assert (some.shares.new == more.shares.new[:, -4:]).all()
    assert (some.worth == more.worth[:, -4:]).all()


@pytest.mark.parametrize("kind", list(Kind))
def test_credit_follows_in_shares_and_in_money(kind: Kind) -> None:
    house = still_house()
    credit, rows = house.credit, np.arange(300)
    found = credit.days(kind, rows, credit.newest - 40, credit.newest)
    assert_follows(found.shares)
    assert_follows(found.millions)
    shares = house.past.flow.path.traits.shares[rows]
    assert (found.shares.held[:, -1] < shares // 10).all()


def test_credit_stands_only_where_a_name_may_be_bought_on_credit() -> None:
    house = still_house()
    rates = house.credit.rates()
    assert (rates[house.standing.credit == 0] == 0).all()
    assert (rates[house.standing.credit > 0] > 0).mean() > 0.9


def test_lent_names_are_shares_and_funds() -> None:
    house = still_house()
    listings = house.exchange.universe.listings
    assert {listings[at].market for at in house.lending.rows(ALL).tolist()} == ALL
    assert not house.lending.rows(frozenset({Market.ELW, Market.ETN, Market.GOLD})).size


def test_today_is_told_when_it_is_over() -> None:
    assert house_at(TEN.replace(hour=16)).lending.newest == still_house().lending.newest + 1


@pytest.mark.parametrize("index", [0, 3, 50, 200])
def test_short_sales_are_a_part_of_the_volume_within_the_range(index: int) -> None:
    house = still_house()
    flow = house.past.flow
    bars = house.past.history.daily(index, flow.day, 60)
    ordinals = (bars.starts + 32_400) // 86_400 + 719_163
    found = house.shorting.days(index, ordinals, bars)
    assert (found.shares <= bars.volume).all()
    sold = found.shares > 0
    assert sold.any()
    assert ((found.average >= bars.low) & (found.average <= bars.high))[sold].all()
