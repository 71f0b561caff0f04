"""The moment that figures tell: now while anything trades, else when that ended; refuses paths."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.domain.session import spans, trading_day_on_or_before

if TYPE_CHECKING:
    from kiwoom_desk.practice.exchange import Exchange
    from kiwoom_desk.practice.flow import Flow

_ENVIRONMENT = "practice"
_MIDNIGHT = timedelta(days=1) - timedelta(seconds=1)


def told(exchange: Exchange) -> datetime:
    """Return now, or the end of the last session where all of the last trading day's are over.

    A night, a weekend or a holiday has no figures of its own: what is told then is from before it.
    """
    now = exchange.now
    if not exchange.rings.asleep:
        return now
    return min(now, closed_at(exchange.rules, trading_day_on_or_before(exchange.rules, now.date())))


def told_second(flow: Flow) -> int:
    """Return the second of its day at which a path stands, not later than its last session."""
    ends = closed_at(flow.rules, flow.day)
    return min(flow.board.second, ends.hour * 3600 + ends.minute * 60 + ends.second)


def closed_at(rules: MarketRules, day: date) -> datetime:
    """Return when the last session of a trading day ends, of all venues."""
    midnight = datetime.combine(day, time(), tzinfo=KST)
    ends = [span.end for venue in Venue for span in spans(rules, _ENVIRONMENT, venue, midnight)]
    return max(ends, default=midnight + _MIDNIGHT)
