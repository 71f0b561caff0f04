"""Gold: the price elsewhere out of dollars and the won rate, its auctions, who trades it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.practice.gold import GRAMS
from tests.support.asking import house_at, still_house

EIGHT = datetime(2026, 11, 20, 8, 45, tzinfo=KST)


def test_the_price_elsewhere_is_dollars_times_the_won_rate() -> None:
    world = still_house().gold.world()
    assert world.won / 100 == pytest.approx(world.dollars / 100 * world.rate / 100 / GRAMS, abs=0.1)
    product = still_house().funds.level("600") / still_house().funds.level_before("600")
    assert world.won / world.won_before == pytest.approx(product, rel=1e-6)


def test_gold_here_stays_near_gold_elsewhere() -> None:
    house = still_house()
    for back in range(1, 200, 20):
        position = house.past.flow.path.calendar.position(house.past.flow.day) - back
        days = house.past.flow.path.modelled
        at = position - days.first
        levels = days.baskets.levels
        elsewhere = levels[days.baskets.place["599"], at] * levels[days.baskets.place["604"], at]
        closes = house.past.closes_before(back)
        for item in house.gold.listings:
            assert closes[item.index] == pytest.approx(elsewhere / GRAMS, rel=0.06)


def test_expected_figures_are_those_of_the_auction() -> None:
    house = house_at(EIGHT)
    flow, midnight = house.past.flow, EIGHT.replace(hour=0, minute=0)
    for item in house.gold.listings:
        told = house.gold.expected(item)
        assert told
        for one in told[:: max(len(told) // 7, 1)]:
            state = flow.auction(item.index, midnight + timedelta(seconds=one.second))
            assert (one.price, one.size) == (state.expected_price, state.expected_size)


def test_both_sides_of_every_day_are_the_volume() -> None:
    house = still_house()
    today = house.gold.today()
    volume = sum(int(house.board.volume[item.index]) for item in house.gold.listings)
    value = sum(int(house.board.value[item.index]) for item in house.gold.listings)
    assert int(today.buys.sum()) == int(today.sells.sum()) == volume
    assert int(today.bought.sum()) == int(today.sold.sum()) == value
    for day in house.gold.days_before(10):
        assert int(day.buys.sum()) == int(day.sells.sum()) > 0
        assert int(day.bought.sum()) == int(day.sold.sum()) > 0
