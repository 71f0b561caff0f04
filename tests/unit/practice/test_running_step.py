"""A step of 50 ms that rests between names comes to the same as one played at once."""

from __future__ import annotations

from datetime import timedelta

from kiwoom_desk.practice.events import Event, Traded
from kiwoom_desk.practice.exchange import STEP, Exchange
from kiwoom_desk.practice.rings import NXT
from kiwoom_desk.practice.running_step import never
from tests.unit.practice.test_venues import CODE, at, opened

_OTHERS = ("000660", "035420", "035720", "005380")


def always() -> bool:
    return True


def watched() -> Exchange:
    exchange = opened(at("10:00:57"))
    for code in (CODE, *_OTHERS, CODE + NXT):
        exchange.watch(code)
    return exchange


def played(exchange: Exchange, rest: bool) -> tuple[list[Event], int]:
    """Return what six seconds over the edge of a minute told, and in how many calls."""
    end, calls = at("10:01:03"), 1
    while not exchange.step(end, always if rest else never):
        calls += 1
    return exchange.drain(), calls


def test_resting_after_each_name_changes_nothing_but_the_number_of_calls() -> None:
    at_once, resting = watched(), watched()
    events, calls = played(at_once, rest=False)
    others, more = played(resting, rest=True)
    assert events == others
    assert any(isinstance(event, Traded) for event in events)
    assert more > 3 * calls
    for code in (CODE, *_OTHERS, CODE + NXT):
        assert at_once.book(code) == resting.book(code)
    assert (at_once.board.volume == resting.board.volume).all()


def test_the_clock_stands_until_every_name_has_played() -> None:
    exchange = watched()
    before, calls = exchange.now, 0
    while exchange.now == before:
        exchange.step(before + timedelta(seconds=1), always)
        calls += 1
    assert calls > 1
    assert exchange.now == before + STEP


def test_a_name_that_opens_meanwhile_misses_none_of_its_prints() -> None:
    early, late = watched(), watched()
    code, offset = first_print(early)
    moment = early.now + timedelta(milliseconds=offset)
    for exchange in (early, late):
        exchange.advance_to(moment)
        exchange.drain()
    early.watch(code)
    late.step(moment + STEP, always)
    assert late.now == moment
    late.watch(code)
    told = [
        [e for e in played(one, rest=True)[0] if isinstance(e, Traded) and e.code == code]
        for one in (early, late)
    ]
    assert told[0] == told[1]
    assert told[0][0].time == moment


def first_print(exchange: Exchange) -> tuple[str, int]:
    """Return a name that nobody watches yet, and the offset of its first print in this second."""
    for listing in exchange.universe.listings:
        plan = exchange.flow.plan(listing.index, exchange.now)
        if plan and listing.code not in exchange.stalls:
            return listing.code, plan[0].offset_ms
    raise AssertionError("nothing trades in this second")
