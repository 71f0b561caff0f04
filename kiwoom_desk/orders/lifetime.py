"""Where and until when an order will live, by the session that runs; refuses to promise what is unsure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from kiwoom_desk.domain.announced import Standing
from kiwoom_desk.domain.instrument import Market, Venue
from kiwoom_desk.domain.order import OrderType
from kiwoom_desk.domain.rules import MarketRules, order_rule
from kiwoom_desk.domain.session import Phase, next_change, spans


class Kept(StrEnum):
    """How long an order stays: not taken now, gone at once, or for the day."""

    CLOSED = "closed"
    AT_ONCE = "at_once"
    DAY = "day"


class Lifetime(msgspec.Struct, frozen=True):
    """The phase an order would come into, how long it stays, and until when in market time.

    `until` is the end of the block of phases for DAY, the next start for CLOSED, None when not
    known. `unsure` = the broker may refuse this type here and now. `announced` = the phase is the
    broker's word against the dated table, whose hours are not told then.
    """

    venue: Venue
    phase: Phase
    kept: Kept
    until: datetime | None = None
    unsure: bool = False
    announced: bool = False


_AT_ONCE = frozenset(
    {
        OrderType.LIMIT_IOC,
        OrderType.MARKET_IOC,
        OrderType.BEST_IOC,
        OrderType.MID_IOC,
        OrderType.LIMIT_FOK,
        OrderType.MARKET_FOK,
        OrderType.BEST_FOK,
        OrderType.MID_FOK,
    }
)
# The main market is one block of three phases; every other phase is a market of its own.
_BLOCK = (Phase.OPENING_AUCTION, Phase.CONTINUOUS, Phase.CLOSING_AUCTION)


def lifetime(
    rules: MarketRules,
    environment: str,
    venue: Venue,
    kind: OrderType,
    moment: datetime,
    now: Standing,
    market: Market | None = None,
) -> Lifetime:
    """Return how long a new order of a type would live if it were sent while `now` stands.

    `market` None stands for every market without order rules of its own.
    """
    rules_of = (
        (phase, order_rule(rules, environment, kind, venue, phase, moment.date(), market))
        for phase in now.phases
    )
    allowed = {p: r.allowed for p, r in rules_of if r is not None and r.allowed != "no"}
    if not allowed:
        opens = None if now.announced else next_change(rules, environment, venue, moment)
        until = now.opens or opens
        return Lifetime(venue, now.phases[0], Kept.CLOSED, until, announced=now.announced)
    phase, word = next(iter(allowed.items()))
    unsure = word == "unsure"
    if kind in _AT_ONCE:
        return Lifetime(venue, phase, Kept.AT_ONCE, None, unsure, now.announced)
    end = None if now.announced else _block_end(rules, environment, venue, phase, moment)
    return Lifetime(venue, phase, Kept.DAY, end, unsure, now.announced)


def _block_end(
    rules: MarketRules, environment: str, venue: Venue, phase: Phase, moment: datetime
) -> datetime | None:
    block = _BLOCK if phase in _BLOCK else (phase,)
    ends = [
        span.end
        for span in spans(rules, environment, venue, moment)
        if span.phase in block and span.end > moment
    ]
    return max(ends, default=None)
