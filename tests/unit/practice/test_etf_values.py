"""Values of funds: recomputed from members, chained over days, near their prices."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.etf_values import FundValues, premium
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.modelled import pays
from kiwoom_desk.practice.universe import Listing
from tests.support.asking import house_at, still_house


def funds(house: House) -> list[Listing]:
    kinds = (Product.ETF, Product.ETN)
    return [item for item in house.exchange.universe.listings if item.product in kinds]


def worth_of_members(house: House, code: str, prices: dict[str, int]) -> int:
    universe = house.exchange.universe
    spec = next(one for one in universe.indices if one.code == code)
    return sum(universe.by_code[m].shares * prices[m] for m in spec.members)


def test_the_value_of_an_index_fund_recomputes_from_its_members() -> None:
    house = still_house()
    universe, board = house.exchange.universe, house.board
    now = {item.code: int(board.price[item.index]) for item in universe.listings}
    closes = house.past.closes_before(1)
    then = {item.code: int(closes[item.index]) for item in universe.listings}
    for code, gear in (("069500", 1.0), ("122630", 2.0), ("252670", -2.0)):
        item = universe.by_code[code]
        moved = worth_of_members(house, "201", now) / worth_of_members(house, "201", then) - 1
        found = house.funds.now(item)
        # Costs and misses of a day are told apart, in hundredths of a percent.
        expected = found.before * (1 + gear * moved + found.missed / 10_000)
        assert found.value == pytest.approx(expected, rel=6e-5)


def test_an_index_is_told_as_the_index_itself() -> None:
    house = still_house()
    for code in ("001", "201", "150"):
        level = house.funds.level(code)
        assert abs(round(level * 100) - house.indices.figure(code).level) <= 1


def test_the_last_minute_is_now_and_the_days_go_on() -> None:
    house = house_at(datetime(2026, 11, 20, 15, 40, tzinfo=KST))
    fund = house.exchange.universe.by_code["091160"]
    evening = house.funds.now(fund)
    assert house.funds.course(fund)[-1] == evening
    house.past.flow.advance(datetime(2026, 11, 23, 9, 0, tzinfo=KST))
    past = house.funds.days(fund)
    assert past[-1].now == evening
    assert house.funds.now(fund).before == evening.value
    for earlier, later in pairwise(past):
        assert later.now.before == earlier.now.value


def test_prices_stay_near_values() -> None:
    house = still_house()
    apart = [
        abs(premium(int(house.board.price[item.index]), house.funds.now(item).value))
        for item in funds(house)
    ]
    assert max(apart) < 150
    assert np.median(apart) < 20
    assert len(set(apart)) > 10


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 54), st.integers(1, 200))
def test_payments_lower_the_value_and_nothing_else_does(place: int, back: int) -> None:
    house = still_house()
    item = funds(house)[place]
    paid = house.funds.payment(item, back)
    assert paid >= 0
    assert pays(item) or paid == 0


def test_somebody_pays_on_nearly_every_day() -> None:
    house = still_house()
    some = [any(house.funds.payment(item, back) for item in funds(house)) for back in range(1, 41)]
    assert sum(some) >= 36


def test_looking_changes_nothing() -> None:
    one, other = house_at(), house_at()
    for item in funds(one):
        one.funds.days(item)
        one.funds.course(item)
    assert [one.funds.now(x) for x in funds(one)] == [other.funds.now(x) for x in funds(other)]
    fresh = FundValues(one.past.flow)
    assert [fresh.error(x) for x in funds(one)] == [other.funds.error(x) for x in funds(other)]
