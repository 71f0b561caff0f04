"""The seconds of a practice day out of the dated sessions; refuses days without the usual phases."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.domain.session import Phase, next_change, phases_at, spans

_ENVIRONMENT = "practice"
REGULAR = frozenset({Phase.OPENING_AUCTION, Phase.CONTINUOUS, Phase.CLOSING_AUCTION})


class Hours(msgspec.Struct, frozen=True):
    """Edges of a day in seconds since midnight, Korean time.

    A day has `minutes` minutes of continuous trading and two prints of call auctions: one at
    `open`, one at `end`. Slot 0 is the opening print, slot n the n-th minute, the last slot the
    closing print.
    """

    auction: int
    open: int
    close: int
    end: int

    @property
    def minutes(self) -> int:
        """Count the minutes of continuous trading."""
        return (self.close - self.open) // 60

    @property
    def slots(self) -> int:
        """Count the slots: the minutes and the two auctions' prints."""
        return self.minutes + 2

    def slot_start(self, slot: int) -> int:
        """Return the second at which a slot starts."""
        if slot == 0:
            return self.open
        return self.end if slot == self.slots - 1 else self.open + 60 * (slot - 1)

    def slot_of(self, second: int) -> int:
        """Return the slot that covers a second; -1 outside continuous trading and the closing print."""
        if self.open <= second < self.close:
            return (second - self.open) // 60 + 1
        return self.slots - 1 if second == self.end else -1

    def slots_before(self, second: int) -> int:
        """Count the slots that are over just before a second."""
        if second <= self.open:
            return 0
        if second > self.end:
            return self.slots
        return min((second - self.open) // 60, self.minutes) + 1


_known: dict[date, tuple[MarketRules, Hours]] = {}
_MOST_KNOWN = 4096


def hours_of(rules: MarketRules, day: date) -> Hours:
    """Return the hours of a trading day; raise ValueError where a phase is missing."""
    known = _known.get(day)
    if known is None or known[0] is not rules:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        known = _known[day] = rules, _hours_of(rules, day)
    return known[1]


def _hours_of(rules: MarketRules, day: date) -> Hours:
    midnight = datetime(day.year, day.month, day.day, tzinfo=KST)
    found = {span.phase: span for span in spans(rules, _ENVIRONMENT, Venue.KRX, midnight)}
    try:
        opening, closing = found[Phase.OPENING_AUCTION], found[Phase.CLOSING_AUCTION]
    except KeyError:
        raise ValueError(f"{day} has no call auctions") from None
    edges = (opening.start, opening.end, closing.start, closing.end)
    return Hours(*((edge - midnight) // timedelta(seconds=1) for edge in edges))


def regular_phase(rules: MarketRules, moment: datetime) -> Phase:
    """Return the phase of KRX's regular session; CLOSED before its first auction and after its last."""
    running = phases_at(rules, _ENVIRONMENT, Venue.KRX, moment)
    return next((phase for phase in running if phase in REGULAR), Phase.CLOSED)


def next_edge(rules: MarketRules, moment: datetime) -> datetime | None:
    """Return the next moment at which a phase of any venue starts or ends."""
    edges = [next_change(rules, _ENVIRONMENT, venue, moment) for venue in Venue]
    return min((edge for edge in edges if edge is not None), default=None)


def is_asleep(rules: MarketRules, moment: datetime) -> bool:
    """Tell whether no venue is open at that moment."""
    running = (phases_at(rules, _ENVIRONMENT, venue, moment) for venue in Venue)
    return all(phases == (Phase.CLOSED,) for phases in running)


def second_of(moment: datetime) -> int:
    """Return the whole seconds since midnight of a moment."""
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def before(second: datetime) -> datetime:
    """Return the second before, at midnight midnight itself: a path plays one day at a time."""
    earlier = second - timedelta(seconds=1)
    return earlier if earlier.date() == second.date() else second
