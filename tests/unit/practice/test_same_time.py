"""The day before at the same second: agrees with its bars, grows, counts every venue and our fills."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.own import OwnPrint
from kiwoom_desk.practice.rings import EVENING
from kiwoom_desk.practice.same_time import SameTime
from tests.support.asking import house_at, still_house
from tests.support.flows import at

# The day before it has the usual hours.
TEN = at(10, 0, day=24)
CODES = ("005930", "000660", "069500")


@pytest.fixture(scope="module")
def house() -> House:
    """Return an exchange that stands at ten."""
    return still_house(TEN)


def _before(house: House, code: str, second: int) -> int:
    """Return the day before's volume until a whole minute, from its chart."""
    index, today = house.exchange.universe.by_code[code].index, house.exchange.day
    place = house.past.flow.path.calendar.position(today) - 1
    day = house.past.flow.path.calendar.day(place)
    midnight = at(0, 0).replace(year=day.year, month=day.month, day=day.day)
    bars = house.past.history.minutes(index, midnight + timedelta(days=1), 391, 1)
    inside = (bars.starts >= midnight.timestamp()) & (bars.starts < midnight.timestamp() + second)
    return int(bars.volume[inside].sum())


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("moment", [at(9, 1), at(10, 0), at(12, 34), at(15, 20), at(15, 31)])
def test_whole_minutes_are_those_of_the_chart(house: House, code: str, moment: datetime) -> None:
    second = moment.hour * 3600 + moment.minute * 60
    told = SameTime(house.exchange, house.past.flow, tuple).volume(code, second)
    assert told == _before(house, code, second) > 0


def test_volumes_grow_and_end_at_the_day_before(house: House) -> None:
    same = SameTime(house.exchange, house.past.flow, tuple)
    counts = [same.volume("005930", second) for second in range(7 * 3600, 20 * 3600, 97)]
    assert counts[0] == 0
    assert all(later >= earlier for earlier, later in pairwise(counts))
    index = house.exchange.universe.by_code["005930"].index
    assert counts[-1] == house.past.yesterday(index).volume


def test_names_made_together_are_told_as_alone(house: House) -> None:
    flow = house.past.flow
    codes = [item.code for item in flow.universe.listings[:150]]
    together = SameTime(house.exchange, flow, lambda: codes)
    for code in codes[::7]:
        alone = SameTime(house.exchange, flow, tuple)
        for second in (9 * 3600, 40_000, 60_000):
            assert together.volume(code, second) == alone.volume(code, second)


def test_both_venues_count_each_of_them(house: House) -> None:
    same = SameTime(house.exchange, house.past.flow, lambda: ["005930_AL", "000660_NX"])
    krx, nxt, both = (same.volume(f"005930{ring}", 45_000) for ring in ("", "_NX", "_AL"))
    assert nxt > 0
    assert both == krx + nxt
    early = 8 * 3600 + 1800
    assert same.volume("005930_NX", early) > 0 == same.volume("005930", early)
    assert "069500" not in house.exchange.rings.members
    assert same.volume("069500_AL", 45_000) == same.volume("069500", 45_000) > 0


def test_own_fills_of_the_day_before_count_and_the_unlisted_have_none() -> None:
    house = still_house(TEN)
    flow = house.past.flow
    day = flow.path.calendar.day(flow.path.calendar.position(flow.day) - 1)
    plain = SameTime(house.exchange, flow, tuple).volume("005930", 40_000)
    flow.own.add(OwnPrint("005930", day, 39_000_000, 70_000, 7, True))
    flow.own.add(OwnPrint("005930", day, 41_000_000, 70_000, 9, True))
    same = SameTime(house.exchange, flow, tuple)
    assert same.volume("005930", 40_000) == plain + 7
    newborn = [i.code for i in flow.universe.listings if i.listed_on and i.listed_on > day]
    assert all(same.volume(code, 50_000) == 0 for code in newborn)


def test_the_after_market_of_the_day_before_counts_in_the_evening() -> None:
    house = house_at(at(17, 0, day=24))
    flow, code = house.past.flow, "005930"
    index = flow.universe.by_code[code].index
    whole = house.past.yesterday(index).volume
    house.exchange.rings.book(code + EVENING)
    evening = house.exchange.rings.evening(code)
    assert evening is not None
    place = flow.path.calendar.position(flow.day) - 1
    more = sum(int(one.minutes.volume.sum()) for one in evening.unfolded(0, [place]))
    same = SameTime(house.exchange, flow, tuple)
    assert same.volume(code, 15 * 3600 + 3000) == whole
    assert whole < same.volume(code, 17 * 3600) < whole + more
    assert same.volume(code, 20 * 3600) == whole + more > whole
