"""Static volatility interruptions over all names; refuses dynamic ones, which no source defines well."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
import numpy as np
import numpy.typing as npt

from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.events import InterruptionStarted
from kiwoom_desk.practice.sources import BoardColumns
from kiwoom_desk.practice.universe import Universe

# A name that stands this many percent off its last auction price goes to auction for two minutes.
PERCENT = 10
LENGTH = timedelta(minutes=2)
_PRODUCTS = frozenset({Product.SHARE, Product.ETF, Product.ETN})


class Running(msgspec.Struct, frozen=True):
    """An interruption that runs: the listing's index and how it was announced."""

    index: int
    started: InterruptionStarted


class Interruptions:
    """Which names are interrupted, and from which auction price the next one is measured."""

    def __init__(self, universe: Universe) -> None:
        self._universe = universe
        self._eligible = np.array(
            [item.product in _PRODUCTS and not item.halted for item in universe.listings], np.bool_
        )
        self._reference: npt.NDArray[np.int64] = np.zeros(len(universe.listings), np.int64)
        self._count: npt.NDArray[np.int64] = np.zeros(len(universe.listings), np.int64)
        self.running: dict[str, Running] = {}

    def start_day(self, board: BoardColumns, missed: bool) -> None:
        """Forget everything; with `missed`, what already stands beyond counts as interrupted before."""
        self.running = {}
        self._count[:] = 0
        self._reference[:] = 0
        self._learn(board)
        if missed:
            beyond = self._beyond(board)
            self._reference[beyond] = np.asarray(board.price)[beyond]

    def due(self, moment: datetime) -> list[Running]:
        """Return the interruptions that end at that moment or before, by start."""
        return [item for item in self.running.values() if item.started.ends <= moment]

    def end(self, running: Running, price: int) -> None:
        """End one; its auction price is the next reference."""
        del self.running[running.started.code]
        self._reference[running.index] = price

    def begin(self, board: BoardColumns, moment: datetime) -> Iterable[Running]:
        """Start those whose price has reached the distance, in index order."""
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
            running = self.running[listing.code] = Running(int(index), started)
            yield running

    def _learn(self, board: BoardColumns) -> None:
        opened = np.where(np.asarray(board.open) > 0, board.open, board.base)
        self._reference = np.where(
            (self._reference == 0) & (np.asarray(board.volume) > 0), opened, self._reference
        )

    def _beyond(self, board: BoardColumns) -> npt.NDArray[np.bool_]:
        off = np.abs(np.asarray(board.price) - self._reference) * 100
        beyond: npt.NDArray[np.bool_] = off >= PERCENT * self._reference
        return np.logical_and(self._eligible & (self._reference > 0), beyond)
