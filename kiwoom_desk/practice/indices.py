"""Index levels out of their members' prices, weighted by market value; refuses fixed courses."""

from __future__ import annotations

from datetime import date

import msgspec
import numpy as np

from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.universe import IndexSpec, Universe


class IndexFigure(msgspec.Struct, frozen=True):
    """An index now: levels and change in hundredths of a point, rate in hundredths of a percent.

    High and low are those of the minutes' ends and of now; `volume` in shares, `value` in won,
    `up`, `flat` and `down` count members against their base prices, `upper` and `lower` those of
    them at their limits, `traded` those with a trade; `members` counts all.
    """

    code: str
    name: str
    previous: int
    open: int
    high: int
    low: int
    level: int
    change: int
    rate: int
    volume: int
    value: int
    up: int
    flat: int
    down: int
    upper: int
    lower: int
    traded: int
    members: int


class IndexBoard:
    """All indices of a universe, read from the board of a flow."""

    def __init__(self, universe: Universe, flow: Flow) -> None:
        self._flow = flow
        self._specs = tuple(spec for spec in universe.indices if spec.members)
        self._places = {spec.code: place for place, spec in enumerate(self._specs)}
        rows = [[universe.by_code[code].index for code in spec.members] for spec in self._specs]
        self._rows: Ints = np.array([row for group in rows for row in group], np.int64)
        sizes = np.array([len(group) for group in rows], np.int64)
        self._starts: Ints = np.concatenate([[0], np.add.accumulate(sizes)])[:-1]
        self._shares = np.array([item.shares for item in universe.listings], np.int64)[self._rows]
        closes = np.array([item.previous_close for item in universe.listings], np.int64)
        self._kept: tuple[tuple[date, int, int], tuple[IndexFigure, ...]] | None = None
        self._worth_then = self._sums(closes[self._rows] * self._shares)

    @property
    def specs(self) -> tuple[IndexSpec, ...]:
        """Return the indices that have members, the main ones first."""
        return self._specs

    def has(self, code: str) -> bool:
        """Tell whether there is an index of that code."""
        return code in self._places

    def figures(self) -> tuple[IndexFigure, ...]:
        """Return all indices at the board's second."""
        board = self._flow.board
        # Our own prints change the board within a second.
        key = self._flow.day, board.second, int(board.value.sum())
        if self._kept is None or self._kept[0] != key:
            self._kept = key, self._figures()
        return self._kept[1]

    def _figures(self) -> tuple[IndexFigure, ...]:
        board, rows = self._flow.board, self._rows
        now = self._levels(board.price[rows])
        before = self._levels(self._flow.played.columns.base[rows, 0])
        course = self._course()
        volume, value = self._sums(board.volume[rows]), self._sums(board.value[rows])
        sign = np.sign(board.price[rows] - board.base[rows])
        marks = [sign == side for side in (1, 0, -1)]
        marks += [board.price[rows] >= board.upper[rows], board.price[rows] <= board.lower[rows]]
        marks += [board.volume[rows] > 0, np.ones(len(rows), np.bool_)]
        counts = [self._sums(mark.astype(np.int64)) for mark in marks]
        return tuple(
            self._figure(place, before, now, course[place], (volume, value, *counts))
            for place in range(len(self._specs))
        )

    def figure(self, code: str) -> IndexFigure:
        """Return one index; raise KeyError for an unknown code."""
        return self.figures()[self._places[code]]

    def rows_of(self, code: str) -> Ints:
        """Return the listing indices of an index's members; raise KeyError for an unknown code."""
        place = self._places[code]
        stop = self._starts[place + 1] if place + 1 < len(self._starts) else len(self._rows)
        return self._rows[self._starts[place] : stop]

    def levels_of(self, code: str, worth: list[int]) -> list[int]:
        """Return the levels of an index whose members are worth so many won."""
        place = self._places[code]
        return [self._level(place, then) for then in worth]

    def _figure(
        self,
        place: int,
        before: list[int],
        now: list[int],
        course: list[int],
        sums: tuple[Ints, ...],
    ) -> IndexFigure:
        spec, level, previous = self._specs[place], now[place], before[place]
        change = level - previous
        passed = [*course, level]
        counted = (int(column[place]) for column in sums)
        return IndexFigure(
            spec.code, spec.name, previous, passed[0], max(passed), min(passed), level, change,
            int(change * 10_000 / previous), *counted,
        )  # fmt: skip

    def _course(self) -> list[list[int]]:
        """Return the levels at the ends of the slots that are over, per index."""
        whole = self._flow.hours.slots_before(self._flow.board.second)
        if not whole:
            return [[] for _ in self._specs]
        key = (self._flow.day, whole)
        if getattr(self, "_course_key", None) != key:
            prices = self._flow.minutes.close[self._rows, :whole]
            worth = np.add.reduceat(prices * self._shares[:, None], self._starts, axis=0)
            self._courses = [
                [self._level(place, then) for then in row]
                for place, row in enumerate(worth.tolist())
            ]
            self._course_key = key
        return self._courses

    def _sums(self, values: Ints) -> Ints:
        return np.add.reduceat(values, self._starts)

    def _levels(self, prices: Ints) -> list[int]:
        worth = self._sums(prices * self._shares).tolist()
        return [self._level(place, now) for place, now in enumerate(worth)]

    def _level(self, place: int, worth: int) -> int:
        # Whole numbers of Python: the product does not fit into 64 bits.
        return self._specs[place].base * worth // int(self._worth_then[place])
