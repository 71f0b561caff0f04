"""Investors' flows: every share has a kind on each side, days grow to what they end as, holdings add up."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.kind_flows import Flows, Totals
from kiwoom_desk.practice.kinds import PROGRAMME_KINDS, Kind, in_units
from kiwoom_desk.practice.programme import UNWIND_DAYS
from tests.support.asking import house_at, still_house

CLOSED = datetime(2026, 11, 20, 15, 45, tzinfo=KST)
BEFORE = datetime(2026, 11, 20, 7, 0, tzinfo=KST)


def check(flows: Flows | Totals) -> None:
    for side, won in ((flows.buys, flows.bought), (flows.sells, flows.sold)):
        assert (side >= 0).all()
        assert (won >= 0).all()
        assert side.sum(axis=1).tolist() == flows.volume.tolist()
        assert won.sum(axis=1).tolist() == flows.value.tolist()
    assert not flows.net.sum(axis=1).any()
    assert not flows.net_won.sum(axis=1).any()


def row_of(house: House, code: str) -> int:
    return house.exchange.universe.by_code[code].index


@pytest.mark.parametrize("moment", [BEFORE, datetime(2026, 11, 20, 10, 0, tzinfo=KST), CLOSED])
def test_each_side_is_the_board(moment: datetime) -> None:
    house = still_house(moment)
    flows = house.investors.today()
    assert flows.volume.tolist() == house.board.volume.tolist()
    assert flows.value.tolist() == house.board.value.tolist()
    check(flows)


def test_past_days_are_whole_and_their_sum_is_the_period() -> None:
    investors = still_house().investors
    last = investors.position
    check(investors.over(last - 4, last))
    total = sum(investors.day(place).net for place in range(last - 4, last + 1))
    assert (investors.over(last - 4, last).net == total).all()


def test_the_closed_day_is_what_the_next_day_tells_of_it() -> None:
    closed, after = still_house(CLOSED), house_at(datetime(2026, 11, 23, 7, 0, tzinfo=KST))
    # Both houses begin on another day, so only what does not hang on prices is the same.
    today, told = closed.investors.today(), closed.investors.parts()
    assert (today.buys == told.buys.kinds).all()
    assert (today.sells == told.sells.kinds).all()
    assert (today.programme_buys == told.buys.programme).all()
    place = after.investors.position - 1
    assert (after.investors.day(place).buys == today.buys).mean() > 0.9


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 388), st.data())
def test_a_day_never_gives_back(index: int, data: st.DataObject) -> None:
    house = still_house(CLOSED)
    slots = house.past.flow.hours.slots
    places = np.array(sorted(data.draw(st.lists(st.integers(0, slots), min_size=2, max_size=12))))
    flows = house.investors.course(index, places)
    for column in (flows.buys, flows.sells, flows.programme_buys, flows.programme_sells):
        assert (np.diff(column, axis=0) >= 0).all()
    check(flows)
    for programme, kinds in (
        (flows.programme_buys, flows.buys),
        (flows.programme_sells, flows.sells),
    ):
        assert (programme.sum(axis=1) <= kinds[:, PROGRAMME_KINDS].sum(axis=1)).all()


def test_one_name_alone_is_the_same_as_among_all() -> None:
    house = still_house()
    everyone = house.investors.today()
    for index in (0, 100, 250, 380):
        volume, value = int(house.board.volume[index]), int(house.board.value[index])
        alone = house.investors.one(index, volume, value)
        assert alone.buys[0].tolist() == everyone.buys[index].tolist()
        assert alone.sells[0].tolist() == everyone.sells[index].tolist()
        assert alone.programme_buys[0].tolist() == everyone.programme_buys[index].tolist()


def test_series_of_one_name_are_the_days_of_all() -> None:
    house = still_house()
    investors, index = house.investors, row_of(house, "005930")
    positions = np.arange(investors.position - 6, investors.position)
    days = [investors.day(int(at)) for at in positions]
    volume = np.array([day.volume[index] for day in days])
    value = np.array([day.value[index] for day in days])
    series = investors.series(index, positions, volume, value)
    assert series.buys.tolist() == [day.buys[index].tolist() for day in days]
    assert series.net_won.tolist() == [day.net_won[index].tolist() for day in days]


def test_foreign_holdings_are_yesterdays_and_the_net_and_stay_within_the_limit() -> None:
    investors = still_house().investors
    foreign, rows = investors.foreign, np.arange(len(still_house().board.price))
    for back in range(1, 60):
        place = np.full(len(rows), investors.position - back)
        held = foreign.held(rows, place)
        change = held - foreign.held(rows, place - 1)
        day = investors.day(int(place[0]))
        traded = day.volume > 0
        assert (day.net[traded, Kind.FOREIGNER] == change[traded]).all()
        assert (held >= 0).all()
        assert (held <= foreign.limit).all()
    now = investors.today().net[:, Kind.FOREIGNER]
    yesterday = foreign.held(rows, np.full(len(rows), investors.position - 1))
    assert (investors.held() == yesterday + now).all()


def test_a_day_that_was_looked_at_is_the_same_as_one_that_was_not() -> None:
    house = house_at()
    investors, start = house.investors, house.exchange.now
    for seconds in (1, 2, 45, 600, 660):
        house.exchange.advance_to(start + timedelta(seconds=seconds))
        investors.today()
        investors.last_point()
    fresh = house_at(start + timedelta(seconds=660)).investors
    assert (investors.today().buys == fresh.today().buys).all()
    assert (investors.today().programme_sells == fresh.today().programme_sells).all()
    assert (investors.last_point().sold == fresh.last_point().sold).all()


def test_growing_ahead_changes_nothing() -> None:
    grown, fresh = house_at(), still_house()
    for _ in range(12):
        grown.prepare()
        grown.investors.grow()
        grown.programmes.grow()
    last = fresh.investors.position
    assert (
        grown.investors.over(last - 3, last).net == fresh.investors.over(last - 3, last).net
    ).all()
    market, days = Market.KOSDAQ, tuple(range(last - 5, last + 1))
    assert grown.programmes.days(market, days) == fresh.programmes.days(market, days)


def test_own_fills_are_private_investors() -> None:
    house = house_at()
    index, before = 3, house.investors.today()
    bought, sold = before.buys[index].copy(), before.sells[index].copy()
    price = int(house.board.price[index])
    house.past.flow.record_own(index, house.exchange.now, price, 77, True)
    after = house.investors.today()
    check(after)
    gained = (after.buys[index] - bought).tolist(), (after.sells[index] - sold).tolist()
    assert gained == ([77] + [0] * 11, [77] + [0] * 11)


@given(st.lists(st.integers(0, 10**13), min_size=12, max_size=12), st.sampled_from([1000, 10**6]))
def test_units_keep_the_sum(amounts: list[int], unit: int) -> None:
    found = in_units(np.array([amounts]), unit)[0]
    assert int(found.sum()) == sum(amounts) // unit
    assert all(abs(x - y // unit) <= 1 for x, y in zip(found.tolist(), amounts, strict=True))


@pytest.mark.parametrize("market", [Market.KOSPI, Market.KOSDAQ])
def test_market_programmes_are_the_sum_of_their_names(market: Market) -> None:
    house = still_house(CLOSED)
    programmes, flows = house.programmes, house.investors.today()
    rows = programmes.rows[market]
    tally = programmes.now(market)
    assert list(tally.bought) == flows.programme_buys[rows].sum(axis=0).tolist()
    assert list(tally.sold) == flows.programme_sells[rows].sum(axis=0).tolist()
    slots = house.past.flow.hours.slots
    position = house.investors.position
    start, end = programmes.after_slots(market, position, (0, slots))
    assert start.bought == start.sold == (0, 0)
    assert (end.bought, end.sold) == (tally.bought, tally.sold)
    outside = np.setdiff1d(
        np.arange(len(house.board.price)), np.concatenate(list(programmes.rows.values()))
    )
    assert not flows.programme_buys[outside].any()


def test_minutes_of_a_past_day_end_as_the_day() -> None:
    programmes, position = still_house().programmes, still_house().investors.position - 3
    slots = still_house().past.flow.hours.slots
    ended = programmes.after_slots(Market.KOSPI, position, (slots,))[0]
    day = programmes.days(Market.KOSPI, (position,))[0]
    assert (ended.bought, ended.sold, ended.level) == (day.bought, day.sold, day.level)


def test_index_level_is_the_boards() -> None:
    from kiwoom_desk.practice.indices import IndexBoard

    house = still_house()
    board = IndexBoard(house.exchange.universe, house.past.flow)
    for market, code in ((Market.KOSPI, "201"), (Market.KOSDAQ, "150")):
        assert house.programmes.now(market).level == board.figure(code).level
        before = house.programmes.before(market, house.investors.position)
        assert before == board.figure(code).previous


def test_arbitrage_is_closed_evenly() -> None:
    programmes, position = still_house().programmes, still_house().investors.position - 1
    days = programmes.days(Market.KOSPI, tuple(range(position - UNWIND_DAYS + 1, position + 1)))
    left = sum(day.bought[0] * (n + 1) for n, day in enumerate(days)) // UNWIND_DAYS
    assert programmes.balances(Market.KOSPI, (position,))[0].bought == left
