"""What the broker announces of a venue's session (0s) against the dated table; refuses guesses beyond it."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.quote import MarketPhase
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.domain.session import Phase, phases_at, spans


class Standing(msgspec.Struct, frozen=True):
    """The phases that run at a venue now, the main one first.

    `announced` = the broker's word differs from the dated table, whose hours say nothing then;
    `opens` is when the broker says that regular trading begins, where it says that.
    """

    phases: tuple[Phase, ...]
    announced: bool = False
    opens: datetime | None = None


class Meaning(msgspec.Struct, frozen=True):
    """What one value of FID 215 says of a venue.

    It stands beside every phase of `permits`; where the table has none of these, the first of
    `says` that the day knows runs instead. It says nothing any more after `lasts`.
    """

    says: tuple[Phase, ...]
    permits: frozenset[Phase]
    lasts: timedelta


BEFORE_OPEN = "0"
"""The word that comes before the open, with the time that is left (FID 214)."""
_REGULAR = frozenset({Phase.OPENING_AUCTION, Phase.CONTINUOUS, Phase.CLOSING_AUCTION})
_BEFORE = frozenset({Phase.CLOSED, Phase.PRE_MARKET, Phase.PRE_FIXED, Phase.OPENING_AUCTION})
_EVENING = (Phase.AFTER_MARKET, Phase.SINGLE_PRICE)
_DAY = timedelta(hours=12)
# The longest a phase can be, a day with later hours and an extended auction included.
_SHORT, _MAIN, _LATE = timedelta(minutes=15), timedelta(hours=7), timedelta(hours=5)
_HOUR = timedelta(minutes=75)


def _runs(*says: Phase, lasts: timedelta) -> Meaning:
    return Meaning(says, frozenset(says), lasts)


def _over(*ended: Phase) -> Meaning:
    return Meaning((Phase.CLOSED,), frozenset(Phase) - frozenset(ended), _DAY)


_ALL_OVER = Meaning((Phase.CLOSED,), frozenset({Phase.CLOSED}), _DAY)
_REGULAR_OVER = _over(*_REGULAR, Phase.PRE_FIXED, Phase.PRE_MARKET)
_CONTINUOUS = _runs(Phase.CONTINUOUS, lasts=_MAIN)
_CLOSING = _runs(Phase.CLOSING_AUCTION, lasts=_SHORT)
_EARLY = _runs(Phase.PRE_MARKET, lasts=_HOUR)
_LATE_RUNS = _runs(Phase.AFTER_MARKET, lasts=_LATE)
MEANINGS: dict[Venue, dict[str, Meaning]] = {
    Venue.KRX: {
        BEFORE_OPEN: Meaning((Phase.OPENING_AUCTION,), _BEFORE, _SHORT),
        "3": _CONTINUOUS,
        "2": _CLOSING,
        "4": _REGULAR_OVER,
        "8": _REGULAR_OVER,
        "a": _runs(Phase.AFTER_FIXED, lasts=_HOUR),
        "b": _over(*_REGULAR, Phase.AFTER_FIXED),
        "c": _runs(*_EVENING, lasts=_LATE),
        "d": _ALL_OVER,
        "9": _ALL_OVER,
    },
    Venue.NXT: {
        "P": _EARLY,
        "Q": _over(Phase.PRE_MARKET),
        "R": _CONTINUOUS,
        "S": _over(Phase.PRE_MARKET, Phase.CONTINUOUS),
        "T": _runs(Phase.AFTER_AUCTION, lasts=_SHORT),
        "U": _LATE_RUNS,
        "V": _ALL_OVER,
        "9": _ALL_OVER,
    },
    # Orders sent SOR rest at either venue, so both speak.
    Venue.SOR: {
        BEFORE_OPEN: Meaning((Phase.CLOSED,), _BEFORE, _SHORT),
        "3": _CONTINUOUS,
        "2": _CLOSING,
        "4": _REGULAR_OVER,
        "8": _REGULAR_OVER,
        "P": _EARLY,
        "Q": _over(Phase.PRE_MARKET),
        "U": _LATE_RUNS,
        "V": _ALL_OVER,
        "9": _ALL_OVER,
    },
}
"""FID 215 by venue; flags of the derivatives' market and unknown ones say nothing of any."""

_SLACK = timedelta(minutes=1)
"""How far the word's own time may lie ahead of our market time."""


def standing(
    rules: MarketRules, environment: str, venue: Venue, moment: datetime, word: MarketPhase | None
) -> Standing:
    """Return what runs at a venue: by the broker's word where it still speaks, else by the table."""
    running = phases_at(rules, environment, venue, moment)
    meaning = MEANINGS[venue].get(word.code) if word is not None else None
    if word is None or meaning is None:
        return Standing(running)
    said = moment.replace(hour=0, minute=0, second=0, microsecond=0) + _span(word.time)
    left = _span(word.remaining) if word.code == BEFORE_OPEN else timedelta()
    if not said - _SLACK <= moment < said + left + meaning.lasts:
        return Standing(running)
    opens = said + left if left else None
    kept = tuple(phase for phase in running if phase in meaning.permits)
    if kept:
        return Standing(kept, announced=kept != running, opens=opens)
    today = {span.phase for span in spans(rules, environment, venue, moment)}
    says = next((phase for phase in meaning.says if phase in today), meaning.says[0])
    return Standing((says,), announced=True, opens=opens)


def _span(text: str) -> timedelta:
    """Return HHMMSS as a span; nothing where no time is told."""
    if not text:
        return timedelta()
    return timedelta(hours=int(text[:2]), minutes=int(text[2:4]), seconds=int(text[4:]))
