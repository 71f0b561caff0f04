"""When a venue trades beside KRX's regular session and how much of a day in each; refuses prices."""

from __future__ import annotations

import bisect
from datetime import date, datetime, timedelta

import msgspec
import numpy as np

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.domain.session import Phase, spans
from kiwoom_desk.practice.costs import ENVIRONMENT
from kiwoom_desk.practice.draws import Ints, Words, draw, field, key_of
from kiwoom_desk.practice.hours import Hours

MINUTE = 60
# What trades in a session, as a part of the day's volume on KRX.
_SHARES = {Phase.PRE_MARKET: 0.02, Phase.AFTER_MARKET: 0.04, Phase.CONTINUOUS: 0.0}
# A session that follows KRX trades such a part of KRX's day, least and how much more at most.
LEAST_PART, _MORE_PART = 0.14, 0.47
SALT = np.uint64(key_of("side"))


class Session(msgspec.Struct, frozen=True):
    """A span of continuous trading in seconds since midnight.

    `follows` tells whether its prices are KRX's at the same time; else they are its own, and
    `share` of a day's volume trades in it.
    """

    begin: int
    end: int
    follows: bool
    share: float = 0.0


class SideHours(Hours, frozen=True):
    """Hours with gaps: slot 0 and the last are empty, between them every minute of every session.

    `starts` are the minutes' starts; a session that begins inside a minute starts with all of it.
    """

    starts: tuple[int, ...] = ()

    @property
    def minutes(self) -> int:
        """Count the minutes of all sessions."""
        return len(self.starts)

    def slot_start(self, slot: int) -> int:
        """Return the second at which a slot starts."""
        if slot == 0:
            return self.open
        return self.end if slot > len(self.starts) else self.starts[slot - 1]

    def slot_of(self, second: int) -> int:
        """Return the slot that covers a second; -1 between the sessions."""
        place = bisect.bisect_right(self.starts, second) - 1
        if place >= 0 and second < self.starts[place] + MINUTE:
            return place + 1
        return self.slots - 1 if second == self.end else -1

    def slots_before(self, second: int) -> int:
        """Count the slots that are over just before a second."""
        if second <= self.open:
            return 0
        if second > self.end:
            return self.slots
        return bisect.bisect_right(self.starts, second - MINUTE) + 1


def side_hours(sessions: tuple[Session, ...]) -> SideHours:
    """Return the hours of some sessions in the order of time."""
    starts = [
        start
        for session in sessions
        for start in range(session.begin // MINUTE * MINUTE, session.end, MINUTE)
    ]
    end = sessions[-1].end
    return SideHours(starts[0] - MINUTE, starts[0], end, end, tuple(starts))


def sessions_of(
    rules: MarketRules, venue: Venue, day: date, phases: frozenset[Phase]
) -> tuple[Session, ...]:
    """Return the sessions in which a venue trades by itself on a day, out of the dated rules."""
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - only differences are used
    return tuple(
        Session(
            (span.start - midnight) // timedelta(seconds=1),
            (span.end - midnight) // timedelta(seconds=1),
            follows=span.phase is Phase.CONTINUOUS,
            share=_SHARES[span.phase],
        )
        for span in spans(rules, ENVIRONMENT, venue, midnight)
        if span.phase in phases
    )


def session_total(keys: Words, ordinals: Ints, volume: Ints, place: int, session: Session) -> Ints:
    """Return the shares of the session at `place` of a day that traded `volume` on KRX.

    Keys, ordinals and volumes are broadcast.
    """
    days = ordinals.astype(np.uint64)
    if session.follows:
        part = LEAST_PART + _MORE_PART * field(draw(keys + SALT, days), 0)
    else:
        drawn = field(draw(keys + SALT, days * np.uint64(64) + np.uint64(place)), 1)
        part = session.share * (0.3 + 1.4 * drawn)
    return np.floor(volume * part).astype(np.int64)
