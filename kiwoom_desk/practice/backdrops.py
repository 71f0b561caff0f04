"""What a watched name's frames compare with, kept for a day: backdrop and strokes; refuses to send."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

import numpy as np

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice.events import Traded
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.frames import Backdrop, Strokes, clock_of
from kiwoom_desk.practice.hours import second_of
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.past import Yesterday
from kiwoom_desk.practice.rings import BOTH, NXT, split
from kiwoom_desk.practice.same_time import SameTime

_VENUES = {"": Venue.KRX, NXT: Venue.NXT, BOTH: Venue.SOR}


class Backdrops:
    """Makes backdrops at the first frame of a name and day."""

    def __init__(self, house: House, wanted: Callable[[], Iterable[str]] = tuple) -> None:
        """`wanted` are the keys whose prints somebody reads."""
        self._house = house
        self._before = SameTime(house.exchange, house.past.flow, wanted)
        self._moment: tuple[date, bool] = date.min, False
        self._now: datetime | None = None
        self._backs: dict[str, Backdrop] = {}
        self._strokes: dict[str, Strokes] = {}

    def of(self, code: str) -> Backdrop:
        """Return the backdrop of a name today; from KRX's after-market on, that of the day before counts."""
        # Phases and days change with the time alone.
        if self._house.exchange.now is not self._now:
            self._look()
        found = self._backs.get(code)
        if found is None:
            found = self._backs[code] = self._make(code)
        return found

    def _look(self) -> None:
        exchange = self._house.exchange
        self._now = exchange.now
        moment = exchange.day, Phase.AFTER_MARKET in exchange.rings.phases(Venue.KRX)
        if moment != self._moment:
            if moment[0] != self._moment[0]:
                self._strokes = {}
            self._moment, self._backs = moment, {}

    def count(self, traded: Traded) -> Strokes:
        """Count a print and return the day's strokes with it.

        What happened before the first watcher came is known by minutes only: times of extremes
        stand on their minute, and prints are split by aggressor as their shares are.
        """
        found = self._strokes.get(traded.code)
        if found is None:
            found = self._strokes[traded.code] = self._so_far(traded)
        at = clock_of(traded.time)[0]
        if traded.buyer_aggressor:
            found.bought += 1
        else:
            found.sold += 1
        if not found.open_time:
            found.open_time = found.high_time = found.low_time = at
        if traded.price == traded.high and traded.size and self._is_new(traded, found, high=True):
            found.high_time = at
        if traded.price == traded.low and self._is_new(traded, found, high=False):
            found.low_time = at
        found.before = self._before.volume(traded.code, second_of(traded.time))
        back = self._backs[traded.code]
        if traded.price >= back.upper and found.upper_time == "000000":
            found.upper_time = at
        if traded.price <= back.lower and found.lower_time == "000000":
            found.lower_time = at
        return found

    def _is_new(self, traded: Traded, found: Strokes, high: bool) -> bool:
        """Tell whether this print made the extreme, not merely met it."""
        before = found.high if high else found.low
        if high:
            found.high = traded.high
            return traded.high > before
        found.low = traded.low
        return traded.low < before or not before

    def _make(self, code: str) -> Backdrop:
        house = self._house
        bare, ring = split(code)
        listing = house.exchange.universe.by_code[bare]
        board, at = house.board, listing.index
        before = house.figures.at(_VENUES[ring]).yesterday(at)
        if self._moment[1] and ring != NXT:
            late = house.evenings.yesterday(at)
            before = Yesterday(before.volume + late.volume, before.value + late.value)
        return Backdrop(
            int(board.base[at]),
            int(board.lower[at]),
            int(board.upper[at]),
            listing.shares,
            before.volume,
            before.value,
            house.cost_of(listing.code),
            house.past.flow.hours.open,
            house.past.flow.hours.end,
        )

    def _so_far(self, traded: Traded) -> Strokes:
        code, ring = split(traded.code)
        flow: Flow = self._house.past.flow
        if ring == NXT and self._house.exchange.rings.nxt is not None:
            flow = self._house.exchange.rings.nxt
        at = flow.universe.by_code[code].index
        volume = traded.volume - traded.size
        if not volume or traded.time.date() != flow.day:
            return Strokes()
        # Up to the print, not to the board: that has gone on, how far depends on who sends when.
        trades = flow.count(at, traded.time)
        bought = trades * traded.buy_volume // traded.volume
        whole = max(flow.hours.slots_before(second_of(traded.time)), 1)
        minutes = flow.minutes
        sold = minutes.volume[at, :whole] > 0
        start = flow.hours.slot_start
        high = np.where(sold, minutes.high[at, :whole], 0)
        low = np.where(sold, minutes.low[at, :whole], np.iinfo(np.int32).max)
        return Strokes(
            trades - bought,
            bought,
            _text(start(int(sold.argmax()))),
            _text(start(int(high.argmax()))),
            _text(start(int(low.argmin()))),
            high=traded.high,
            low=traded.low,
        )


def _text(second: int) -> str:
    return f"{second // 3600:02d}{second // 60 % 60:02d}{second % 60:02d}"
