"""What member firms of one venue, or of both, bought and sold, by listing index; refuses rankings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import msgspec
import numpy as np

from kiwoom_desk.domain.order import Side
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.joined import summed
from kiwoom_desk.practice.leaders import Leaders, Leaver, Table, left, table
from kiwoom_desk.practice.member_flow import MemberFlow, NameDays, Period
from kiwoom_desk.practice.venue_investors import Room

_KEPT = 256


class FirmRoom(msgspec.Struct, frozen=True):
    """One venue with its firms."""

    room: Room
    members: MemberFlow
    leaders: Leaders


class VenueFirms:
    """Adds up the firms of the rooms of a venue."""

    def __init__(self, rooms: Sequence[FirmRoom], count: int) -> None:
        self.rooms, self._count = rooms, count
        self._kept: dict[tuple[date, int, int, int], dict[Side, tuple[Leaver, ...]]] = {}

    # --- one name --------------------------------------------------------------------------

    def tables(self, index: int) -> dict[Side, Table]:
        """Return both sides of a name as they stand now."""
        rows = self._rows(index)
        if len(rows) == 1:
            return rows[0][0].leaders.tables(rows[0][1])
        seconds = self._seconds(rows)
        now = rows[0][0].room.flow.board.second
        if now > int(seconds[-1]) + 1:
            seconds = np.append(seconds, now)
        both = _shares(rows, seconds[-2:])
        return {side: table(shares[0], shares[-1]) for side, shares in both.items()}

    def leavers(self, index: int, side: Side) -> tuple[Leaver, ...]:
        """Return who left the five today up to the last minute that is over, the newest first."""
        rows = self._rows(index)
        if len(rows) == 1:
            return rows[0][0].leaders.leavers(rows[0][1], side)
        seconds = self._seconds(rows)
        own = sum(firms.members.own_extra(row) for firms, row in rows)
        key = (rows[0][0].room.flow.day, index, len(seconds), own)
        if key not in self._kept:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            both = _shares(rows, seconds)
            self._kept[key] = {one: left(seconds, shares) for one, shares in both.items()}
        return self._kept[key][side]

    def name_days(self, index: int, first: int, last: int) -> NameDays:
        """Return one name's days from position `first` to `last`; today's is as of now."""
        days = [firms.members.name_days(row, first, last) for firms, row in self._rows(index)]
        columns = (
            np.sum([getattr(one, name) for one in days], axis=0)
            for name in ("bought", "sold", "volume")
        )
        return NameDays(*columns)

    def _rows(self, index: int) -> list[tuple[FirmRoom, int]]:
        found = [(firms, firms.room.row(index)) for firms in self.rooms]
        return [(firms, row) for firms, row in found if row is not None]

    @staticmethod
    def _seconds(rows: list[tuple[FirmRoom, int]]) -> Ints:
        """Return the moments at which a slot of either venue begins or is over."""
        seconds: Ints = np.unique(
            np.concatenate([firms.leaders.ends(row)[0] for firms, row in rows])
        )
        return seconds

    # --- all names -------------------------------------------------------------------------

    def foreign(self, first: int, last: int) -> Period:
        """Return what all foreign firms traded of every name from position `first` to `last`."""
        return self._period(lambda members: members.foreign(first, last))

    def firm(self, place: int, first: int, last: int) -> Period:
        """Return what one firm traded of every name from position `first` to `last`."""
        return self._period(lambda members: members.firm(place, first, last))

    def _period(self, read: Callable[[MemberFlow], Period]) -> Period:
        found = [(read(firms.members), firms.room.names) for firms in self.rooms]
        if len(found) == 1 and found[0][1] is None:
            return found[0][0]
        columns = (
            summed([(getattr(one, name), names) for one, names in found], self._count)
            for name in Period.__struct_fields__
        )
        return Period(*columns)


def _shares(rows: list[tuple[FirmRoom, int]], seconds: Ints) -> dict[Side, Ints]:
    """Return the firms' shares of both venues at moments, ours included: moments x firms."""
    found = [firms.leaders.shares_at(row, seconds) for firms, row in rows]
    return {side: np.sum([one[side] for one in found], axis=0) for side in Side}
