"""One day of the path, unfolded to slots for all names; refuses to know the time of day."""

from __future__ import annotations

from datetime import date

import numpy as np

from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.practice.auctions import expected
from kiwoom_desk.practice.days import DayPath
from kiwoom_desk.practice.draws import Floats, Ints
from kiwoom_desk.practice.hours import hours_of
from kiwoom_desk.practice.minutes import Flags, MinutePath
from kiwoom_desk.practice.pauses import STATIC, Pause

# A level holds some usual prints' worth.
LEVEL_PRINTS = 2.5


class PlayedDay:
    """Daily bars (`columns`, one day), `minutes` and hours of the day that is played."""

    def __init__(self, rules: MarketRules, path: DayPath, day: date) -> None:
        """Unfold `day`; raise ValueError where it is no trading day."""
        self.path, self.day = path, day
        self.hours = hours_of(rules, day)
        rows = np.arange(path.traits.count)
        place = path.calendar.position(day)
        self.columns = path.columns(rows, place, place)
        self.minutes = MinutePath(path.traits, path.grid, self.hours).columns(rows, self.columns)
        traits = path.traits
        self.silent: Flags = traits.halted & (self.columns.volume[:, 0] == 0)
        usual = traits.typical / np.maximum(traits.prints, 1.0)
        self.usual_level: Floats = np.maximum(LEVEL_PRINTS * usual, 1.0)

    def pauses_at(self, second: int) -> tuple[Pause, ...]:
        """Return the interruptions that run at a second, the second they end at included."""
        return tuple(p for p in self.minutes.pauses if p.begin <= second <= p.end)

    def expected_in(self, pause: Pause, second: int, size: int) -> tuple[int, int]:
        """Return what an interruption's auction, which will trade `size` shares, expects at a second."""
        row = np.array([pause.row])
        stood = pause.trigger if pause.kind == STATIC else pause.reference
        prices, sizes = expected(
            self.path.grid, row, self.path.traits.keys[row], second,
            (pause.end - second) / (pause.end - pause.begin),
            np.array([stood]), np.array([pause.price]), np.array([size]),
        )  # fmt: skip
        lower, upper = int(self.columns.lower[pause.row, 0]), int(self.columns.upper[pause.row, 0])
        return min(max(int(prices[0]), lower), upper), int(sizes[0])

    def auction_at(self, second: int) -> int | None:
        """Return the slot of the print that an auction running at a second will make."""
        hours = self.hours
        if hours.auction <= second <= hours.open:
            return 0
        return hours.slots - 1 if hours.close <= second <= hours.end else None

    def expected(self, rows: Ints, second: int) -> tuple[Ints, Ints]:
        """Return expected prices and sizes at a second; zeros outside the auctions."""
        slot = self.auction_at(second)
        if slot is None:
            return np.zeros_like(rows), np.zeros_like(rows)
        hours = self.hours
        start, end = (hours.auction, hours.open) if slot == 0 else (hours.close, hours.end)
        before = self.columns.base[rows, 0] if slot == 0 else self.minutes.close[rows, slot - 1]
        prices, sizes = expected(
            self.path.grid,
            rows,
            self.path.traits.keys[rows],
            second,
            (end - second) / (end - start),
            before.astype(np.int64),
            self.minutes.close[rows, slot].astype(np.int64),
            self.minutes.volume[rows, slot].astype(np.int64),
        )
        lower, upper = self.columns.lower[rows, 0], self.columns.upper[rows, 0]
        return np.where(prices > 0, np.clip(prices, lower, upper), 0), sizes
