"""Who trades what of each name in a whole day, by kind of investor; refuses what has passed of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kiwoom_desk.practice.attribution import drifting, so_far, split
from kiwoom_desk.practice.days import DayPath
from kiwoom_desk.practice.draws import Floats, Ints, Words, draw, field, key_of
from kiwoom_desk.practice.foreign import LEAST_PART, PART_SPREAD, ForeignHoldings
from kiwoom_desk.practice.kinds import (
    COUNT,
    OTHER_KINDS,
    PROGRAMME_KINDS,
    Kind,
    arbitrage_parts,
    usual_parts,
)
from kiwoom_desk.practice.universe import Universe

# Days between the draws of how busy a kind is and of which side it leans to.
_BUSY_DAYS, _LEAN_DAYS = 11, 7
_PROGRAMME_DAYS = 5
# Weights are whole numbers: so many to one.
_FINE = 1024.0


@dataclass(frozen=True, slots=True)
class SideParts:
    """One side of cells (name and day): shares by kind, and by programme (arbitrage, others)."""

    kinds: Ints
    programme: Ints

    def of(self, cells: Ints | slice) -> SideParts:
        """Return some of the cells."""
        return SideParts(self.kinds[cells], self.programme[cells])

    def with_cells(self, cells: Ints, more: SideParts) -> SideParts:
        """Return a copy in which some cells are those of `more`."""
        kinds, programme = self.kinds.copy(), self.programme.copy()
        kinds[cells], programme[cells] = more.kinds, more.programme
        return SideParts(kinds, programme)


@dataclass(frozen=True, slots=True)
class DayParts:
    """Both sides of cells; each side's kinds sum to the cell's volume."""

    buys: SideParts
    sells: SideParts

    def with_cells(self, cells: Ints, more: DayParts) -> DayParts:
        """Return a copy in which some cells are those of `more`."""
        return DayParts(
            self.buys.with_cells(cells, more.buys), self.sells.with_cells(cells, more.sells)
        )


class InvestorDays:
    """Splits the planned volume of days; nothing is kept."""

    def __init__(
        self,
        universe: Universe,
        path: DayPath,
        foreign: ForeignHoldings,
        arbitrage: tuple[Floats, Floats] | None = None,
    ) -> None:
        """`arbitrage` are the most of both programmes by name, where the baskets hold others too."""
        self._path, self._foreign = path, foreign
        self._usual = usual_parts(universe.listings)
        most = arbitrage or arbitrage_parts(universe.listings)
        self._most_arbitrage, self._most_other = most
        keys = path.traits.keys
        kinds = np.arange(COUNT, dtype=np.uint64)[None, :]
        self._busy, self._lean, self._fresh = (
            draw(keys[:, None], kinds + np.uint64(key_of(name)))
            for name in ("busy", "lean", "fresh")
        )
        self._programme = [draw(keys, np.uint64(key_of("programme", n))) for n in range(4)]

    def whole(self, rows: Ints, positions: Ints, volume: Ints) -> DayParts:
        """Return who trades the planned volumes of cells: names `rows` on days at `positions`.

        All three are of one length, a cell each.
        """
        days = self._path.calendar.ordinals[positions]
        counters = days.astype(np.uint64)[:, None]
        fresh = draw(self._fresh[rows], counters)
        busy = 0.4 + 1.2 * drifting(self._busy[rows], days[:, None], _BUSY_DAYS)
        busy *= self._usual[rows] * (0.6 + 0.8 * field(fresh, 0)) * _FINE
        lean = 0.9 * drifting(self._lean[rows], days[:, None], _LEAN_DAYS) - 0.45
        lean += 0.8 * field(fresh, 1) - 0.4
        foreign = self._foreigners(rows, days, volume)
        net = np.where(volume > 0, self._foreign.net(rows, positions), 0)
        bought = foreign + (net + 1) // 2
        sides = []
        for held, side in ((bought, busy * (1.0 + lean)), (bought - net, busy * (1.0 - lean))):
            weights = side.astype(np.int64)
            weights[:, Kind.FOREIGNER] = 0
            kinds = split(volume - held, weights)
            kinds[:, Kind.FOREIGNER] = held
            sides.append(kinds)
        return DayParts(
            SideParts(sides[0], self._programmes(rows, days, sides[0], 0)),
            SideParts(sides[1], self._programmes(rows, days, sides[1], 2)),
        )

    def passed(self, parts: DayParts, rows: Ints, positions: Ints, now: Ints) -> DayParts:
        """Return what of whole days is done when `now` shares of each cell have traded."""
        days = self._path.calendar.ordinals[positions].astype(np.uint64)
        keys = draw(self._path.traits.keys[rows] + np.uint64(key_of("passed")), days)
        return DayParts(_passed(parts.buys, now, keys, 0), _passed(parts.sells, now, keys, 3))

    def programmes_passed(
        self, parts: DayParts, rows: Ints, positions: Ints, now: Ints
    ) -> tuple[Ints, Ints]:
        """Return only the programmes' buys and sells (cells x 2) of what `passed` returns."""
        days = self._path.calendar.ordinals[positions].astype(np.uint64)
        keys = draw(self._path.traits.keys[rows] + np.uint64(key_of("passed")), days)
        sides = ((parts.buys, 0), (parts.sells, 3))
        bought, sold = (_groups(side, now, keys, place)[:, :2] for side, place in sides)
        return bought, sold

    def _foreigners(self, rows: Ints, days: Ints, volume: Ints) -> Ints:
        """Return what foreigners trade on the mean of both sides."""
        usual = self._usual[rows, Kind.FOREIGNER] / 1000.0
        part = usual * (
            LEAST_PART + PART_SPREAD * drifting(self._busy[rows, Kind.FOREIGNER], days, _BUSY_DAYS)
        )
        traded: Ints = np.floor(volume * part).astype(np.int64)
        return traded

    def _programmes(self, rows: Ints, days: Ints, kinds: Ints, side: int) -> Ints:
        """Return the programmes' part of what foreigners and institutions trade."""
        total = kinds[:, PROGRAMME_KINDS].sum(axis=1)
        parts = []
        for place, most in ((0, self._most_arbitrage), (1, self._most_other)):
            keys = self._programme[side + place][rows]
            drift = drifting(keys, days, _PROGRAMME_DAYS)
            fresh = field(draw(keys, days.astype(np.uint64)), 1)
            part: Floats = most[rows] * (0.25 + 0.45 * drift + 0.3 * fresh)
            parts.append(np.floor(total * part).astype(np.int64))
        return np.stack(parts, axis=1)


def _groups(side: SideParts, now: Ints, keys: Words, place: int) -> Ints:
    """Return arbitrage, other programmes, the rest of their kinds, and everybody else."""
    trading = side.kinds[:, PROGRAMME_KINDS].sum(axis=1)
    rest = trading - side.programme.sum(axis=1)
    others = side.kinds[:, OTHER_KINDS].sum(axis=1)
    groups = np.stack([side.programme[:, 0], side.programme[:, 1], rest, others], axis=1)
    return so_far(groups, now, draw(keys, np.uint64(place)))


def _passed(side: SideParts, now: Ints, keys: Words, place: int) -> SideParts:
    groups = _groups(side, now, keys, place)
    kinds = np.empty_like(side.kinds)
    trading = groups[:, :3].sum(axis=1)
    first, second = draw(keys, np.uint64(place + 1)), draw(keys, np.uint64(place + 2))
    kinds[:, PROGRAMME_KINDS] = so_far(side.kinds[:, PROGRAMME_KINDS], trading, first)
    kinds[:, OTHER_KINDS] = so_far(side.kinds[:, OTHER_KINDS], groups[:, 3], second)
    return SideParts(kinds, groups[:, :2])
