"""Which names are interrupted now: as the path planned it, or by our own prints; refuses to plan any."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
import numpy as np
import numpy.typing as npt

from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.practice.events import InterruptionStarted
from kiwoom_desk.practice.hours import second_of
from kiwoom_desk.practice.pauses import DYNAMIC, Pause, bounds_of
from kiwoom_desk.practice.sources import BoardColumns, PricePath
from kiwoom_desk.practice.universe import Universe

# An interruption that our own prints caused lasts as long as the planned ones.
LENGTH = timedelta(minutes=2)


class Running(msgspec.Struct, frozen=True):
    """An interruption that runs: the listing's index, how it was announced, and whether the path stops."""

    index: int
    started: InterruptionStarted
    planned: bool


class Interruptions:
    """Which names are interrupted, and from which auction price the next one is measured.

    `caused` are today's that the path did not plan, those over included.
    """

    def __init__(self, universe: Universe, rules: MarketRules) -> None:
        self._universe, self._rules = universe, rules
        count = len(universe.listings)
        self._halted = np.array([item.halted for item in universe.listings], np.bool_)
        self._percent: npt.NDArray[np.int64] = np.zeros(count, np.int64)
        self._reference: npt.NDArray[np.int64] = np.zeros(count, np.int64)
        self._count: npt.NDArray[np.int64] = np.zeros(count, np.int64)
        self._planned: dict[int, list[Pause]] = {}
        self.running: dict[str, Running] = {}
        self.caused: list[Running] = []

    def start_day(self, path: PricePath, moment: datetime, missed: bool) -> None:
        """Forget everything and take the day's plan; with `missed`, what happened before counts."""
        self.running, self.caused = {}, []
        self._percent = bounds_of(self._universe, self._rules, moment.date())[:, 0]
        self._percent[self._halted] = 0
        self._count[:] = 0
        self._reference[:] = 0
        self._planned = {}
        for pause in path.pauses:
            self._planned.setdefault(pause.begin, []).append(pause)
        self._learn(path.board)
        if missed:
            self._catch_up(path, moment)

    def _catch_up(self, path: PricePath, moment: datetime) -> None:
        second = second_of(moment)
        for pause in path.pauses:
            if pause.begin <= second < pause.end:
                self._begin(pause, moment)
            elif pause.end <= second:
                self._count[pause.row] += 1
                self._reference[pause.row] = pause.price
        # What stands beyond without a plan was pushed there by our own prints.
        beyond = self._beyond(path.board)
        self._reference[beyond] = np.asarray(path.board.price)[beyond]

    def due(self, moment: datetime) -> list[Running]:
        """Return the interruptions that end at that moment or before, by start."""
        return [item for item in self.running.values() if item.started.ends <= moment]

    def end(self, running: Running, price: int) -> None:
        """End one; its auction price is the next reference."""
        del self.running[running.started.code]
        self._reference[running.index] = price

    def begin(self, board: BoardColumns, moment: datetime) -> Iterable[Running]:
        """Start the planned ones of this second, then those whose price has gone too far."""
        for pause in self._planned.get(second_of(moment), ()):
            yield self._begin(pause, moment)
        self._learn(board)
        for index in np.flatnonzero(self._beyond(board)):
            listing = self._universe.listings[index]
            if listing.code in self.running:
                continue
            self._count[index] += 1
            reference, price = int(self._reference[index]), int(board.price[index])
            started = InterruptionStarted(
                listing.code,
                moment,
                trigger_price=price,
                reference_price=reference,
                upward=price > reference,
                ends=moment + LENGTH,
                count=int(self._count[index]),
            )
            running = self.running[listing.code] = Running(int(index), started, planned=False)
            self.caused.append(running)
            yield running

    def _begin(self, pause: Pause, moment: datetime) -> Running:
        midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        self._count[pause.row] += 1
        code = self._universe.listings[pause.row].code
        auction, percent = int(self._reference[pause.row]), int(self._percent[pause.row])
        far = 0 < percent * auction <= 100 * abs(pause.trigger - auction)
        started = InterruptionStarted(
            code,
            midnight + timedelta(seconds=pause.begin),
            trigger_price=pause.trigger,
            reference_price=pause.reference,
            upward=pause.trigger > pause.reference,
            ends=midnight + timedelta(seconds=pause.end),
            count=int(self._count[pause.row]),
            dynamic=pause.kind == DYNAMIC,
            auction_price=auction if pause.kind == DYNAMIC and far else 0,
        )
        running = self.running[code] = Running(pause.row, started, planned=True)
        return running

    def _learn(self, board: BoardColumns) -> None:
        opened = np.where(np.asarray(board.open) > 0, board.open, board.base)
        self._reference = np.where(
            (self._reference == 0) & (np.asarray(board.volume) > 0), opened, self._reference
        )

    def _beyond(self, board: BoardColumns) -> npt.NDArray[np.bool_]:
        off = np.abs(np.asarray(board.price) - self._reference) * 100
        beyond: npt.NDArray[np.bool_] = off >= self._percent * self._reference
        return np.logical_and((self._percent > 0) & (self._reference > 0), beyond)
