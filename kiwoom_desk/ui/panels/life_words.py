"""Where and until when an order will live, in one line of words (session guard); refuses to know hours."""

from __future__ import annotations

from datetime import datetime

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import OrderType
from kiwoom_desk.orders.lifetime import Kept, Lifetime, lifetime
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.shell.panel import DeskContext
from kiwoom_desk.ui.shell.session_clock import PHASES


def life_of(desk: DeskContext, code: str, venue: Venue, kind: OrderType) -> str:
    """Return the line of an order of a name, were it sent now."""
    now, instrument = desk.clock.market(), desk.instruments.get(code)
    standing = desk.orders.sessions.standing(venue)
    market = instrument.market if instrument else None
    life = lifetime(desk.rules, desk.environment, venue, kind, now, standing, market)
    return life_words(life, now)


def life_words(life: Lifetime, now: datetime) -> str:
    """Return the line of a lifetime as seen at `now`, in market time."""
    place = f"{life.venue.value} {tr(PHASES[life.phase])}"
    if life.kept is Kept.CLOSED:
        told = tr("{place}: not taken now").format(place=place)
        if life.until is not None:
            told += " · " + tr("next change {time}").format(time=_time(life.until, now))
    elif life.kept is Kept.AT_ONCE:
        told = tr("{place}: fills at once or not at all, nothing rests").format(place=place)
    elif life.until is not None:
        told = tr("{place}: DAY until {time}").format(place=place, time=_time(life.until, now))
    else:
        told = tr("{place}: DAY").format(place=place)
    if life.announced:
        told += " · " + tr("announced by the broker, other than the usual hours")
    if life.unsure:
        told += " · " + tr("not certain that the broker takes this")
    return told


def _time(at: datetime, now: datetime) -> str:
    return f"{at:%H:%M}" if at.date() == now.date() else f"{at:%m-%d %H:%M}"
