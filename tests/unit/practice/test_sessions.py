"""Sessions of a day: what 0s tells at each edge, late openings, and the walk through a day."""

from datetime import date, datetime, timedelta

import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.session import Phase, phase_at, phases_at
from kiwoom_desk.practice import pushes
from kiwoom_desk.practice.command import parse
from kiwoom_desk.practice.events import ClockJumped, PhaseChanged, SessionChanged
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.hours import hours_of
from tests.support.flows import market_rules
from tests.support.scripted_flow import open_scripted

DAY = date(2026, 11, 20)


def at(clock: str, day: date = DAY) -> datetime:
    """Return a moment of a day."""
    return datetime.combine(day, datetime.strptime(clock, "%H:%M:%S").time(), KST)  # noqa: DTZ007


def flags(exchange: Exchange) -> list[str]:
    """Return what 0s frames told (FID 215)."""
    told = []
    for event in exchange.drain():
        if isinstance(event, SessionChanged):
            told.append(str(pushes.session_values(event)["215"]))
        elif isinstance(event, PhaseChanged):
            told.append(str(pushes.phase_values(event, timedelta())["215"]))
    return told


EDGES = [
    ("08:00:00", DAY, ["P"]),
    ("08:30:00", DAY, ["0"]),
    ("08:50:00", DAY, ["Q"]),
    ("09:00:00", DAY, ["3"]),
    ("09:00:30", DAY, ["R"]),
    ("15:20:00", DAY, ["2", "S"]),
    ("15:30:00", DAY, ["4", "a", "T"]),
    ("15:40:00", DAY, ["U"]),
    ("16:00:00", DAY, ["b", "c"]),
    ("20:00:00", DAY, ["d", "V", "9"]),
    ("16:00:00", date(2026, 9, 11), ["b", "c"]),
    ("18:00:00", date(2026, 9, 11), ["d"]),
    ("20:00:00", date(2026, 9, 11), ["V", "9"]),
]


@pytest.mark.parametrize(("clock", "day", "told"), EDGES)
def test_every_edge_of_the_day_is_told(clock: str, day: date, told: list[str]) -> None:
    edge = at(clock, day)
    exchange = open_scripted(start=edge - timedelta(seconds=1))
    exchange.drain()
    exchange.advance_to(edge)
    assert flags(exchange) == told


def test_a_day_is_walked_through_in_ten_minutes() -> None:
    options = parse(["--phase-demo"])
    # Who connects at once is told of the first session's beginning too.
    assert options.at is not None and (options.at.hour, options.at.minute) == (7, 55)
    assert timedelta(hours=12) / options.speed == timedelta(minutes=10)
    assert parse(["--phase-demo", "--at", "2026-11-20T15:00"]).at == at("15:00:00")
    assert phase_at(market_rules(), "practice", Venue.NXT, options.at) is Phase.CLOSED
    eight = options.at + timedelta(minutes=5)
    assert phase_at(market_rules(), "practice", Venue.NXT, eight) is Phase.PRE_MARKET
    assert parse([]).speed == 1.0


@pytest.mark.parametrize("day", [date(2026, 1, 2), date(2026, 11, 19)])
def test_late_openings_shift_the_morning(day: date) -> None:
    rules = market_rules()
    hours = hours_of(rules, day)
    assert hours.open == 10 * 3600
    assert phase_at(rules, "live", Venue.KRX, at("09:30:00", day)) is Phase.OPENING_AUCTION
    assert phase_at(rules, "live", Venue.KRX, at("10:00:00", day)) is Phase.CONTINUOUS
    assert phases_at(rules, "live", Venue.NXT, at("09:30:00", day))[0] is not Phase.CONTINUOUS
    following = day + timedelta(days=3 if day.weekday() == 4 else 1)
    assert hours_of(rules, following).open == 9 * 3600


def test_only_hours_passed_at_once_are_told_as_a_jump() -> None:
    exchange = open_scripted(start=at("05:00:00"))
    exchange.drain()
    for _ in range(50):
        # At 3,600 times its pace a beat passes more than a minute.
        exchange.advance_to(exchange.now + timedelta(seconds=72))
    assert not [event for event in exchange.drain() if isinstance(event, ClockJumped)]
    exchange.advance_to(at("07:59:00"))
    (jumped,) = [event for event in exchange.drain() if isinstance(event, ClockJumped)]
    assert (jumped.before, jumped.time) == (at("06:00:00"), at("07:59:00"))
