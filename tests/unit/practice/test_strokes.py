"""What frames count of a name's prints hangs on the prints alone, not on when they are sent."""

from datetime import timedelta

import pytest

from kiwoom_desk.practice.backdrops import Backdrops
from kiwoom_desk.practice.events import Traded
from tests.support.sweeping import opened
from tests.unit.practice.test_venues import at

CODES = ("005930", "000660", "005930_NX")


def counted(start: str, pause: timedelta) -> list[tuple[str, int, int, str, str]]:
    """Play eight seconds, look for events once in a pause, and return what each print is told with."""
    house = opened(at(start))
    exchange, backs = house.exchange, Backdrops(house)
    for code in CODES:
        exchange.watch(code)
    found, end = [], at(start) + timedelta(seconds=8)
    while exchange.now < end:
        exchange.advance_to(min(exchange.now + pause, end))
        for event in exchange.drain():
            if isinstance(event, Traded) and event.code in CODES:
                backs.of(event.code)
                told = backs.count(event)
                found.append((event.code, told.sold, told.bought, told.high_time, told.low_time))
    return found


@pytest.mark.parametrize("start", ["10:00:00", "16:00:30"])
def test_strokes_are_the_same_whenever_they_are_sent(start: str) -> None:
    often = counted(start, timedelta(milliseconds=50))
    assert often and {code for code, *_ in often} >= {"005930"}
    assert counted(start, timedelta(seconds=8)) == often
