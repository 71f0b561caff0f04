"""Prints and minutes of one name: sums with the board, with the history, with our own fills."""

from datetime import datetime, time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_desk.practice.day_tapes import DayTapes
from kiwoom_desk.practice.history import History
from tests.support.asking import house_at, still_house
from tests.support.flows import at, started

CODES = ("005930", "252670", "000660", "580001")
WHOLE_DAY = 86_400_000


def _index(code: str) -> int:
    found = still_house().exchange.universe.by_code
    return found[code].index if code in found else 100


@pytest.mark.parametrize("code", CODES)
def test_the_newest_print_carries_the_sums_of_the_board(code: str) -> None:
    house, index = still_house(), _index(code)
    of = house.day_tapes.day(index, 0)
    newest, board = house.day_tapes.prints(of, 36_000_000, 1)[0], house.board
    sums = (newest.price, newest.volume, newest.bought, newest.value)
    columns = (board.price, board.volume, board.buy_volume, board.value)
    assert sums == tuple(int(column[index]) for column in columns)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("back", [0, 1])
def test_minutes_are_the_bars_of_the_history(code: str, back: int) -> None:
    house, index = still_house(), _index(code)
    of = house.day_tapes.day(index, back)
    found = house.day_tapes.minutes(of, WHOLE_DAY if back else 36_000_000)[::-1]
    end = datetime.combine(of.day, time(23, 59), tzinfo=at(0, 0).tzinfo)
    bars = house.past.history.minutes(index, end, len(found), 1)
    assert [row.size for row in found] == bars.volume.tolist()
    assert [row.price for row in found] == bars.close.tolist()
    starts = [(start + 9 * 3600) % 86_400 * 1000 for start in bars.starts.tolist()]
    assert [row.time_ms for row in found] == starts
    if back:
        before = house.past.yesterday(index)
        assert (found[-1].volume, found[-1].value) == (before.volume, before.value)


@given(st.integers(0, 388), st.integers(9 * 3600, 10 * 3600))
@settings(max_examples=25, deadline=None)
def test_prints_run_back_in_time_and_add_up(index: int, second: int) -> None:
    tapes = still_house().day_tapes
    found = tapes.prints(tapes.day(index, 0), second * 1000, 60)
    for later, earlier in pairwise(found):
        assert later.time_ms >= earlier.time_ms
        assert later.volume - earlier.volume == later.size
        assert later.bought - earlier.bought == (later.size if later.buy else 0)
        assert later.value >= earlier.value
    if found and len(found) < 60:
        assert found[-1].volume == found[-1].size


def test_our_own_fills_stand_among_the_others() -> None:
    house = house_at()
    flow, index = house.past.flow, _index("005930")
    tapes = house.day_tapes
    before = tapes.prints(tapes.day(index, 0), 36_000_000, 1)[0]
    flow.record_own(index, at(9, 30), before.price, 7, True)
    flow.record_own(index, at(9, 59, 30), before.price, 5, False)
    found = tapes.prints(tapes.day(index, 0), 36_000_000, 1000)
    assert (found[0].volume, found[0].bought) == (before.volume + 12, before.bought + 7)
    assert found[0].value == int(house.board.value[index])
    own = [row for row in found if row.time_ms == 35_970_000 and row.size == 5 and not row.buy]
    assert own
    minutes = tapes.minutes(tapes.day(index, 0), 36_000_000)
    bars = house.past.history.minutes(index, at(10, 0), len(minutes), 1)
    assert [row.size for row in reversed(minutes)] == bars.volume.tolist()


def test_a_day_before_with_own_fills_adds_up_to_its_bar() -> None:
    flow = started(at(10, 0, day=19))
    index = flow.universe.by_code["000660"].index
    flow.record_own(index, at(9, 59, day=19), int(flow.board.price[index]), 9, False)
    flow.start(at(10, 0, day=20))
    tapes, bars = DayTapes(flow), History(flow).daily(index, at(0, 0, day=19).date(), 1)
    newest = tapes.prints(tapes.day(index, 1), WHOLE_DAY, 1)[0]
    assert (newest.volume, newest.value) == (bars.volume[-1], bars.value[-1])
    assert newest.price == bars.close[-1]
