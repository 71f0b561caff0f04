"""Trading days and phases out of the dated rules; refuses to know any hour by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

import msgspec

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.rules import LateDay, MarketRules


class Phase(StrEnum):
    """Phases of a venue's day; names are the ones used in the rules file."""

    CLOSED = "closed"
    PRE_FIXED = "pre_fixed"
    OPENING_AUCTION = "opening_auction"
    PRE_MARKET = "pre_market"
    CONTINUOUS = "continuous"
    CLOSING_AUCTION = "closing_auction"
    AFTER_FIXED = "after_fixed"
    SINGLE_PRICE = "single_price"
    AFTER_AUCTION = "after_auction"
    AFTER_MARKET = "after_market"


class PhaseSpan(msgspec.Struct, frozen=True):
    """One phase on one day, from `start` until before `end`, in market time."""

    phase: Phase
    start: datetime
    end: datetime


def is_trading_day(rules: MarketRules, day: date) -> bool:
    """Tell whether the exchange trades on that day: no weekend, no holiday in the rules."""
    return day.weekday() < 5 and day.isoformat() not in rules.holidays


def trading_day_on_or_before(rules: MarketRules, day: date) -> date:
    """Return the day itself or the last trading day before it."""
    while not is_trading_day(rules, day):
        day -= timedelta(days=1)
    return day


def shift_trading_days(rules: MarketRules, day: date, count: int) -> date:
    """Move by whole trading days; +2 gives the settlement day of a trade on `day`."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_trading_day(rules, day):
            day += step
    return day


def spans(
    rules: MarketRules, environment: str, venue: Venue, moment: datetime
) -> tuple[PhaseSpan, ...]:
    """Return the phases of that venue on the moment's day, by start; empty on days without trading."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return _day_spans(rules, environment, venue, midnight)


# Every row painted asks which phase runs.
@lru_cache(maxsize=64)
def _day_spans(
    rules: MarketRules, environment: str, venue: Venue, midnight: datetime
) -> tuple[PhaseSpan, ...]:
    day = midnight.date()
    if not is_trading_day(rules, day):
        return ()
    late = rules.late_days.get(day.isoformat())
    found = [
        _shifted(PhaseSpan(Phase(r.phase), _at(midnight, r.start), _at(midnight, r.end)), late)
        for r in rules.sessions
        if environment in r.environments and r.venue is venue and r.holds(day)
    ]
    return tuple(sorted(found, key=lambda span: span.start))


def phases_at(
    rules: MarketRules, environment: str, venue: Venue, moment: datetime
) -> tuple[Phase, ...]:
    """Return all phases running at that moment, the main one first; (CLOSED,) when none runs."""
    running = [
        s.phase for s in spans(rules, environment, venue, moment) if s.start <= moment < s.end
    ]
    running.sort(key=lambda phase: phase is Phase.PRE_FIXED)
    return tuple(running) or (Phase.CLOSED,)


def phase_at(rules: MarketRules, environment: str, venue: Venue, moment: datetime) -> Phase:
    """Return the main phase at that moment."""
    return phases_at(rules, environment, venue, moment)[0]


def next_change(
    rules: MarketRules, environment: str, venue: Venue, moment: datetime
) -> datetime | None:
    """Return the next start or end of a phase after the moment, on this day or the next trading day."""
    for ahead in range(12):
        day = moment if ahead == 0 else _at(moment + timedelta(days=ahead), "00:00")
        edges = sorted(
            {edge for s in spans(rules, environment, venue, day) for edge in (s.start, s.end)}
        )
        later = next((edge for edge in edges if edge > moment), None)
        if later is not None:
            return later
    return None


# What ends with the evening, however late the regular session was.
_EVENING = frozenset({Phase.AFTER_MARKET, Phase.SINGLE_PRICE})
_MORNING = frozenset({Phase.PRE_FIXED, Phase.OPENING_AUCTION, Phase.PRE_MARKET})


def _shifted(span: PhaseSpan, late: LateDay | None) -> PhaseSpan:
    """Return a span on a day that opens late; NXT is assumed to move with KRX."""
    if late is None:
        return span
    opens, closes = timedelta(minutes=late.opens), timedelta(minutes=late.closes)
    if span.phase in _MORNING:
        return PhaseSpan(span.phase, span.start + opens, span.end + opens)
    begin = opens if span.phase is Phase.CONTINUOUS else closes
    end = timedelta() if span.phase in _EVENING else closes
    return PhaseSpan(span.phase, span.start + begin, span.end + end)


@lru_cache(maxsize=256)
def _seconds(text: str) -> int:
    hours, minutes, *rest = (int(part) for part in text.split(":"))
    return hours * 3600 + minutes * 60 + (rest[0] if rest else 0)


def _at(moment: datetime, text: str) -> datetime:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(seconds=_seconds(text))
