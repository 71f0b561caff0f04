"""Market time follows wall time at the speed asked for, and whoever is slow says so."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from kiwoom_desk.base.clock import KST, ManualClock
from kiwoom_desk.practice.options import ServerOptions
from kiwoom_desk.practice.pulse import Pulse
from kiwoom_desk.practice.server import build_house
from kiwoom_desk.practice.streams import Streams

AT = datetime(2026, 11, 20, 15, 30, tzinfo=KST)


@pytest.mark.parametrize("speed", [1.0, 20.0])
async def test_market_time_passes_at_the_speed(speed: float) -> None:
    clock = ManualClock(AT)
    house = build_house(ServerOptions(at=AT, speed=speed), clock)
    pulse = Pulse(house, Streams(house))
    start = house.exchange.now
    for _ in range(50):
        clock.advance(0.1)
        pulse.beat()
    passed = house.exchange.now - start
    assert timedelta(0) <= timedelta(seconds=5 * speed) - passed <= timedelta(milliseconds=50)
    assert house.speed_reached == speed


async def test_a_market_left_behind_runs_on_from_where_it_is() -> None:
    """A machine that slept does not rush through what it missed."""
    clock = ManualClock(AT.replace(hour=10))
    house = build_house(ServerOptions(at=AT.replace(hour=10)), clock)
    pulse = Pulse(house, Streams(house))
    start = house.exchange.now
    clock.advance(3600)
    pulse.beat()
    assert house.exchange.now - start < timedelta(minutes=5)
    assert house.speed_reached < 1.0


async def test_market_time_runs_since_it_was_told() -> None:
    """What the making of the market takes does not make it late."""
    clock = ManualClock(AT.replace(hour=10))
    house = build_house(ServerOptions(at=AT.replace(hour=10)), clock)
    told = clock.monotonic()
    clock.advance(1.5)
    pulse = Pulse(house, Streams(house), told)
    start = house.exchange.now
    for _ in range(200):
        pulse.beat()
    late = timedelta(seconds=1.5) - (house.exchange.now - start)
    assert timedelta(0) <= late <= timedelta(milliseconds=50)
