"""The heart of the server: lets market time follow wall time in short turns; refuses to hold the loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.streams import Streams

# A turn works at most this long, then others run; after a full turn it rests a tenth of the time.
MOST_SPEED = 3600
_TURN = 0.003
_REST = 0.1
_BEAT = 0.02
_TURNS_OF_OTHERS = 2
# The exchange plays on a grid of 50 ms: one place of it is the least it can do at once.
_STEP = timedelta(milliseconds=50)
# What cannot be caught up any more is given up: market time then runs slower than asked.
_MOST_LAG = 2.0
_MEASURED = 2.0
_CHANGED = 0.1


class Pulse:
    """Drives the exchange at `speed` market seconds a wall second and says the speed reached."""

    def __init__(self, house: House, streams: Streams, began: float | None = None) -> None:
        """Let market time run since `began`, a moment of the monotonic clock; None is now."""
        self._house, self._streams = house, streams
        self._speed = house.options.speed
        self._until: datetime | None = None
        # Whether books of the last step still wait to be sent.
        self._left = False
        self._rebase()
        if began is not None:
            self._wall = began
        self._since = (self._wall, house.exchange.now)
        self._told = self._speed

    @property
    def speed(self) -> float:
        """Return the speed asked for."""
        return self._speed

    @property
    def until(self) -> datetime | None:
        """Return the moment that is being played on to as fast as it goes."""
        return self._until

    def set_speed(self, speed: float) -> None:
        """Let market time run at another speed from now on; raise ValueError."""
        if not 0 < speed <= MOST_SPEED:
            raise ValueError(f"'speed': above 0 and at most {MOST_SPEED}")
        self._speed = self._house.speed_reached = self._told = speed
        self._rebase()
        self._since = (self._wall, self._market)
        self._streams.tell_clock()

    def forward(self, moment: datetime) -> None:
        """Play on to a moment without waiting for wall time; nothing on the way is left out."""
        self._until = moment

    async def run(self) -> None:
        """Beat for ever."""
        while True:
            await self._house.clock.sleep(self.beat())
            # A call that came during the beat has been read by now: it is answered before the next.
            for _ in range(_TURNS_OF_OTHERS):
                await asyncio.sleep(0)

    def beat(self) -> float:
        """Play and send what is due; return how long to rest, in wall seconds."""
        clock = self._house.clock
        began = clock.monotonic()
        if self._house.exchange.pit.events:
            # What requests have done since is told as the market stands, not as it will after a step.
            self._left = self._streams.spread()
        reached = self._turn(began)
        done = reached and not self._left
        self._measure(began)
        if done:
            self._house.prepare()
        spent = clock.monotonic() - began
        return max(_BEAT - spent, 0.001) if done else max(spent * _REST, 0.0005)

    def _turn(self, began: float) -> bool:
        clock, exchange = self._house.clock, self._house.exchange

        def enough() -> bool:
            return clock.monotonic() - began >= _TURN

        if self._until is not None:
            reached = self._play_on(enough, self._until)
            self._left = self._streams.spread()
            return reached
        target = self._market + timedelta(seconds=(began - self._wall) * self._speed)
        if target - exchange.now > timedelta(seconds=_MOST_LAG * max(self._speed, 1.0)):
            self._rebase()
            target = self._market + _STEP
        reached = False
        while not reached and not enough():
            if self._left and not self._streams.thins:
                # No change of a book is left out: the market waits for its rows.
                self._left = self._streams.spread()
                continue
            closed = exchange.rings.asleep
            exchange.step(target if closed else min(target, exchange.now + _STEP), enough)
            reached = exchange.now + _STEP > target
            if not self._streams.thins:
                self._left = self._streams.spread()
        if self._streams.thins:
            self._left = self._streams.spread()
        return reached

    def _play_on(self, enough: Callable[[], bool], until: datetime) -> bool:
        """Play a turn towards a moment set by hand, then let the clock run on from there."""
        exchange = self._house.exchange
        while not enough():
            if exchange.step(until, enough):
                self._until = None
                self._rebase()
                self._since = (self._wall, self._market)
                self._streams.tell_clock()
                return True
        return False

    def _rebase(self) -> None:
        self._wall = self._house.clock.monotonic()
        self._market = self._house.exchange.now

    def _measure(self, now: float) -> None:
        """Compare what was played with what was asked, and tell streams when that changed."""
        wall, market = self._since
        if now - wall < _MEASURED:
            return
        played = (self._house.exchange.now - market).total_seconds() / (now - wall)
        self._since = (now, self._house.exchange.now)
        on_time = played > self._speed * (1 - _CHANGED)
        self._house.speed_reached = self._speed if on_time else played
        if abs(self._house.speed_reached - self._told) > _CHANGED * self._speed:
            self._told = self._house.speed_reached
            self._streams.tell_clock()
