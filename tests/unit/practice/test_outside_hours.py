"""Trading outside the session and look-ups: bounded, growing, the same for all who ask."""

from itertools import pairwise

import numpy as np
import pytest

from kiwoom_desk.practice.after_hours import AfterHours
from kiwoom_desk.practice.lookups import Lookups
from kiwoom_desk.practice.moments import Moments
from tests.support.asking import still_house
from tests.support.flows import at, started

# The last two days on which KRX traded at single prices after hours.
LAST, BEFORE = (at(0, 0).replace(month=9, day=day) for day in (11, 10))
PERIODS = (30, 60, 600, 3600, 86_400)


def test_hours_beside_the_session_grow_and_stop() -> None:
    flow = started(at(18, 30))
    hours, day = AfterHours(flow), flow.day
    for part, begin, end in ((hours.early, 30_600, 31_200), (hours.late, 56_400, 57_600)):
        assert not part(day, begin - 1).any()
        steps = [part(day, second) for second in range(begin, end + 600, 100)]
        assert all((later >= earlier).all() for earlier, later in pairwise(steps))
        assert (part(day, end) == part(day, 86_400)).all()
        assert part(day, end).any()


def test_single_prices_stay_near_the_close_and_inside_the_limits() -> None:
    flow = started(LAST.replace(hour=18, minute=30))
    session = AfterHours(flow).single(LAST.replace(hour=18, minute=30))
    columns = flow.played.columns
    assert (session.close == columns.close[:, 0]).all()
    assert (session.price <= columns.upper[:, 0]).all()
    assert (session.price >= columns.lower[:, 0]).all()
    far = abs(session.price - session.close) * 100
    assert (far <= 10 * session.close).all()
    assert (session.price == session.close)[session.volume == 0].all()
    assert (session.price != session.close).any()
    size = flow.path.grid.size(np.arange(len(session.price)), session.price)
    moved = session.price != session.close
    assert (session.price % size == 0)[moved].all()


@pytest.mark.parametrize(("hour", "minute"), [(10, 0), (16, 0), (16, 47), (18, 30)])
def test_the_price_of_one_name_is_that_of_all_names(hour: int, minute: int) -> None:
    moment = LAST.replace(hour=hour, minute=minute)
    flow = started(moment)
    alone, prices = AfterHours(flow), AfterHours(flow).single(moment).price
    assert [alone.single_price(row, moment) for row in range(len(prices))] == prices.tolist()
    alone.single(moment)
    assert alone.single_price(3, moment) == prices[3]


def test_before_four_the_session_of_the_day_before_is_told() -> None:
    flow = started(BEFORE.replace(hour=10))
    hours = AfterHours(flow)
    before = hours.single(BEFORE.replace(hour=10))
    assert before.day == BEFORE.date().replace(day=9)
    flow.advance(BEFORE.replace(hour=16))
    opened = hours.single(BEFORE.replace(hour=16))
    assert opened.day == flow.day
    assert not opened.volume.any()
    flow.advance(BEFORE.replace(hour=16, minute=20))
    later = hours.single(BEFORE.replace(hour=16, minute=20))
    assert (later.volume >= opened.volume).all()
    flow.start(LAST.replace(hour=10))
    again = AfterHours(flow).single(LAST.replace(hour=10))
    assert again.day == BEFORE.date()


@pytest.mark.parametrize("hour", [8, 10, 17, 19])
def test_since_the_after_market_there_are_no_single_prices(hour: int) -> None:
    moment = at(hour, 5).replace(month=9, day=14)
    flow = started(moment)
    hours = AfterHours(flow)
    session = hours.single(moment)
    for column in (session.price, session.volume, session.value, session.asks, session.bids):
        assert not column.any()
    assert hours.single_before(session, moment) is session
    assert hours.single_price(0, moment) == 0
    # The other hours beside the session are as they were.
    assert hours.late(flow.day, 57_600).any()


@pytest.mark.parametrize("seconds", PERIODS)
def test_look_ups_rank_every_name_once(seconds: int) -> None:
    ranks = still_house().lookups.ranks(seconds)
    assert sorted(ranks.places.tolist()) == list(range(len(ranks.places)))
    assert ranks.second == 36_000


def test_look_ups_follow_what_is_traded_and_change() -> None:
    house = still_house()
    board, ranks = house.board, house.lookups.ranks(3600)
    first, last = ranks.places < 50, ranks.places >= 250
    assert board.value[first].mean() > 5 * board.value[last].mean()
    assert (house.lookups.ranks(60).places != house.lookups.ranks(60, 1).places).any()


def test_look_ups_are_the_same_for_all_who_ask() -> None:
    flow = started(at(9, 50))
    early = Lookups(flow, Moments(flow)).ranks(600)
    flow.advance(at(10, 0))
    late = Lookups(flow, Moments(flow)).ranks(600, 1)
    assert (early.second, late.second) == (35_400, 35_400)
    assert (early.places == late.places).all()
