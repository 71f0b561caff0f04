"""What programmes of one venue, or of both, trade of a market, by the clock and by day; refuses names."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.practice.draws import Floats, Ints
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.programme import Balance, Programmes, Tally
from kiwoom_desk.practice.venue_investors import slots_over, told_seconds


class ProgrammeRoom(msgspec.Struct, frozen=True):
    """One venue with its programmes."""

    flow: Flow
    programmes: Programmes


class VenueProgrammes:
    """Adds up the programmes of the rooms of a venue; the index of a basket is always KRX's."""

    def __init__(self, rooms: Sequence[ProgrammeRoom], krx: ProgrammeRoom) -> None:
        self._rooms, self._krx = rooms, krx

    def seconds(self, position: int) -> list[int]:
        """Return the moments of a day that lists tell, up to now: the open and the ends of minutes."""
        told = (told_seconds(room.flow, position) for room in self._rooms)
        return sorted(set[int]().union(*told))

    def at(self, market: Market, position: int, seconds: Sequence[int]) -> list[Tally]:
        """Return the tallies of a day at such moments."""
        found = [self._tallies(room, market, position, seconds) for room in self._rooms]
        levels = self._tallies(self._krx, market, position, seconds)
        return [_sum(one[:-1], one[-1].level) for one in zip(*found, levels, strict=True)]

    def days(self, market: Market, positions: tuple[int, ...]) -> list[Tally]:
        """Return the tallies of whole days; today's is the one so far."""
        found = [room.programmes.days(market, positions) for room in self._rooms]
        levels = self._krx.programmes.days(market, positions)
        return [_sum(one[:-1], one[-1].level) for one in zip(*found, levels, strict=True)]

    def before(self, market: Market, position: int) -> int:
        """Return the index at the close of the day before, in hundredths."""
        return self._krx.programmes.before(market, position)

    def balances(self, market: Market, positions: tuple[int, ...]) -> list[Balance]:
        """Return the open arbitrage positions at the end of days."""
        found = [room.programmes.balances(market, positions) for room in self._rooms]
        fields = Balance.__struct_fields__
        return [
            Balance(*(sum(getattr(one, name) for one in some) for name in fields))
            for some in zip(*found, strict=True)
        ]

    def commission(self, rows: Ints, position: int) -> Floats:
        """Return the part of names' programmes that is traded for others, not the firms' own."""
        return self._krx.programmes.commission(rows, position)

    def basis(self, market: Market, positions: Ints, slots: Ints) -> list[int]:
        """Return what the nearest future stands above its index, in hundredths of a point."""
        return self._krx.programmes.basis(market, positions, slots)

    @staticmethod
    def _tallies(
        room: ProgrammeRoom, market: Market, position: int, seconds: Sequence[int]
    ) -> list[Tally]:
        hours = room.flow.hours_on(room.flow.path.calendar.day(position))
        slots = [slots_over(hours, second) for second in seconds]
        needed = tuple(sorted(set(slots)))
        found = room.programmes.after_slots(market, position, needed)
        made = dict(zip(needed, found, strict=True))
        return [made[slot] for slot in slots]


def _sum(tallies: Sequence[Tally], level: int) -> Tally:
    pairs = []
    for name in ("bought", "sold", "bought_won", "sold_won"):
        both = np.sum([getattr(tally, name) for tally in tallies], axis=0).tolist()
        pairs.append((both[0], both[1]))
    return Tally(pairs[0], pairs[1], pairs[2], pairs[3], level)
