"""What names trade before and after the regular session, by venue; refuses the session itself.

KRX trades at fixed prices before and after it, and in its after-market: that comes on top of the
day that charts tell. NXT's pre-market and after-market are parts of its day.
"""

from __future__ import annotations

import bisect
from datetime import date

import msgspec
import numpy as np

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.practice.after_hours import AfterHours
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.evenings import Evenings
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.hours import second_of
from kiwoom_desk.practice.own import OwnPrint
from kiwoom_desk.practice.side_flow import SideFlow
from kiwoom_desk.practice.side_hours import Session, SideHours, session_total

_MINUTE = 60


class Sides(msgspec.Struct, frozen=True):
    """Shares and won before (row 0) and after (row 1) the session, of names or of days."""

    volume: Ints
    value: Ints


class Outside(msgspec.Struct, frozen=True):
    """What was traded outside the session: on top of the day's volume (KRX), and as a part of it (NXT)."""

    top: Sides
    inside: Sides

    def volumes(self, day: Ints) -> Ints:
        """Return shares before, in and after the session, where the day's volume is `day`."""
        return _three(self.top.volume, self.inside.volume, day)

    def values(self, day: Ints) -> Ints:
        """Return won before, in and after the session, where the day's value is `day`."""
        return _three(self.top.value, self.inside.value, day)


def _three(top: Ints, inside: Ints, day: Ints) -> Ints:
    early, late = top + inside
    return np.stack([early, day - inside.sum(axis=0), late])


def _none(count: int) -> Sides:
    return Sides(np.zeros((2, count), np.int64), np.zeros((2, count), np.int64))


class DayParts:
    """Adds up what each venue trades outside the session."""

    def __init__(
        self, exchange: Exchange, flow: Flow, after_hours: AfterHours, evenings: Evenings
    ) -> None:
        self._exchange, self._flow = exchange, flow
        self._fixed, self._evenings = after_hours, evenings
        self._count = len(exchange.universe.listings)

    # --- all names -------------------------------------------------------------------------

    def now(self, venue: Venue) -> Outside:
        """Return what all names traded so far today, by listing index."""
        top, inside = _none(self._count), _none(self._count)
        if venue is not Venue.NXT or self._exchange.rings.nxt is None:
            evening = self._evenings.now(second_of(self._exchange.flow_second))
            top = self._fixed_now(np.arange(self._count))
            top.volume[1] += evening.volume
            top.value[1] += evening.value
        nxt = self._nxt(venue)
        if nxt is not None:
            theirs = _so_far(nxt)
            inside.volume[:, nxt.names], inside.value[:, nxt.names] = theirs.volume, theirs.value
        return Outside(top, inside)

    def yesterday(self, venue: Venue) -> Outside:
        """Return what all names traded on the trading day before, in shares: won are left out."""
        calendar = self._flow.path.calendar
        place = calendar.position(self._flow.day) - 1
        day, rows = calendar.day(place), np.arange(self._count)
        krx = self._flow.path.columns(rows, place, place).volume[:, 0]
        top, inside, nxt = _none(self._count), _none(self._count), self._nxt(venue)
        if venue is not Venue.NXT or nxt is None:
            early, late = self._fixed.early(day, 86_400), self._fixed.late(day, 86_400)
            top.volume[:] = early, late + self._evenings.volumes_before(krx)
        if nxt is not None:
            theirs = _of_day(nxt, np.arange(len(nxt.names)), day, krx[nxt.names])
            inside.volume[:, nxt.names] = theirs
        return Outside(top, inside)

    def _fixed_now(self, rows: Ints) -> Sides:
        """Return what some names traded at the two closes so far today."""
        second, day = second_of(self._exchange.flow_second), self._flow.day
        bars = self._flow.played.columns
        volume = np.stack(
            [self._fixed.early(day, second)[rows], self._fixed.late(day, second)[rows]]
        )
        return Sides(volume, volume * np.stack([bars.base[rows, 0], bars.close[rows, 0]]))

    # --- one name --------------------------------------------------------------------------

    def name_now(self, venue: Venue, index: int) -> Outside:
        """Return what one name traded so far today, as the only one."""
        nxt = self._nxt(venue)
        top, inside = _none(1), _none(1)
        if venue is not Venue.NXT or nxt is None:
            second = second_of(self._exchange.flow_second)
            top = self._fixed_now(np.array([index]))
            volume, value = self._evenings.name_now(index, second)
            top.volume[1, 0] += volume
            top.value[1, 0] += value
        row = self._row(nxt, index)
        if nxt is not None and row is not None:
            theirs = _so_far(nxt)
            inside = Sides(theirs.volume[:, [row]], theirs.value[:, [row]])
        return Outside(top, inside)

    def name_days(self, venue: Venue, index: int, positions: list[int]) -> Outside:
        """Return what one name traded on days that are over and had a trade, a column a day."""
        path, places = self._flow.path, np.array(positions, np.int64)
        top, inside = _none(len(places)), _none(len(places))
        if not len(places):
            return Outside(top, inside)
        first, nxt = int(places.min()), self._nxt(venue)
        bars = path.columns(np.array([index]), first, int(places.max()))
        at, ordinals = places - first, path.calendar.ordinals[places]
        planned = bars.volume[0, at]
        if venue is not Venue.NXT or nxt is None:
            early, late = self._fixed.whole_days(index, ordinals, planned)
            evening = self._evenings.days(index, positions)
            top.volume[:] = early, late + evening.volume
            top.value[:] = early * bars.base[0, at], late * bars.close[0, at] + evening.value
        row = self._row(nxt, index)
        if nxt is not None and row is not None:
            # Past days of NXT count at KRX's mean price, as its bars do.
            total = (bars.open + bars.high + bars.low + bars.close)[0, at]
            for place, ordinal in enumerate(ordinals.tolist()):
                day, krx = date.fromordinal(ordinal), planned[place : place + 1]
                inside.volume[:, place] = _of_day(nxt, np.array([row]), day, krx)[:, 0]
            inside.value[:] = total * inside.volume // 4
        return Outside(top, inside)

    def _nxt(self, venue: Venue) -> SideFlow | None:
        return self._exchange.rings.nxt if venue is not Venue.KRX else None

    def _row(self, nxt: SideFlow | None, index: int) -> int | None:
        """Return the place of a listing at NXT."""
        if nxt is None:
            return None
        found = nxt.universe.by_code.get(self._exchange.universe.listings[index].code)
        return None if found is None else found.index


def _so_far(nxt: SideFlow) -> Sides:
    """Return what NXT's sessions beside KRX's traded today, by place there.

    Those that are over count whole; the one that runs is what the others leave of the day so far.
    """
    found, second = _none(len(nxt.names)), nxt.board.second
    volume, value = nxt.board.volume, nxt.board.value
    for session in nxt.side.sessions(nxt.day):
        if second < session.begin:
            break
        shares, won = _whole(nxt, session) if second >= session.end else (volume, value)
        if not session.follows:
            side = _side(session, nxt.main.hours.open)
            found.volume[side] += shares
            found.value[side] += won
        volume, value = volume - shares, value - won
    return found


def _of_day(nxt: SideFlow, rows: Ints, day: date, krx: Ints) -> Ints:
    """Return the shares before and after the session of a day that is over, ours included.

    `krx` is what KRX planned of the names that day.
    """
    found, ordinals = np.zeros((2, len(rows)), np.int64), np.array([[day.toordinal()]], np.int64)
    keys, opens = nxt.side.traits.keys[rows][:, None], nxt.main.hours_on(day).open
    for place, session in enumerate(nxt.side.sessions(day)):
        if not session.follows:
            total = session_total(keys, ordinals, krx[:, None], place, session)
            found[_side(session, opens)] += total[:, 0]
    at = {row: place for place, row in enumerate(rows.tolist())}
    for item in nxt.own.on(day):
        row, session = nxt.universe.by_code[item.code].index, _session_of(nxt, item)
        if row in at and not session.follows:
            found[_side(session, opens), at[row]] += item.size
    return found


def _side(session: Session, opens: int) -> int:
    """Return 0 for a session before KRX opens, 1 for one after it."""
    return 0 if session.end <= opens else 1


def _session_of(nxt: SideFlow, item: OwnPrint) -> Session:
    """Return the session in which a fill of ours was printed."""
    sessions = nxt.side.sessions(item.day)
    begins = [session.begin for session in sessions]
    return sessions[max(bisect.bisect_right(begins, item.time_ms // 1000) - 1, 0)]


def _whole(nxt: SideFlow, session: Session) -> tuple[Ints, Ints]:
    """Return shares and won of a session of today that is over, by place at NXT."""
    hours = nxt.hours
    assert isinstance(hours, SideHours)
    first = bisect.bisect_left(hours.starts, session.begin // _MINUTE * _MINUTE) + 1
    cut = slice(first, bisect.bisect_left(hours.starts, session.end) + 1)
    volume = nxt.minutes.volume[:, cut].sum(axis=1, dtype=np.int64)
    value = nxt.minutes.values(cut).sum(axis=1)
    for item in nxt.own.on(nxt.day):
        if _session_of(nxt, item) == session:
            row = nxt.universe.by_code[item.code].index
            volume[row] += item.size
            value[row] += item.size * item.price
    return volume, value
