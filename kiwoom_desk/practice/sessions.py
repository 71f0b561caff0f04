"""What the venues' sessions announce when one begins or ends (0s); refuses KRX's regular session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice.events import SessionChanged

# FID 215 by venue and phase: when it begins and when it ends.
_FLAGS = {
    (Venue.KRX, Phase.AFTER_FIXED): ("a", "b"),
    (Venue.KRX, Phase.SINGLE_PRICE): ("c", "d"),
    (Venue.KRX, Phase.AFTER_MARKET): ("c", "d"),
    (Venue.NXT, Phase.PRE_MARKET): ("P", "Q"),
    (Venue.NXT, Phase.CONTINUOUS): ("R", "S"),
    (Venue.NXT, Phase.AFTER_AUCTION): ("T", ""),
    (Venue.NXT, Phase.AFTER_MARKET): ("U", "V"),
}
_ALL_CLOSED = "9"

Running = Mapping[Venue, tuple[Phase, ...]]


def changes(before: Running, after: Running, moment: datetime) -> Iterator[SessionChanged]:
    """Yield what ended, then what began; at last that everything is closed."""
    for (venue, phase), (_, ended) in _FLAGS.items():
        if phase in before[venue] and phase not in after[venue] and ended:
            yield SessionChanged(ended, moment)
    for (venue, phase), (begun, _) in _FLAGS.items():
        if phase in after[venue] and phase not in before[venue]:
            yield SessionChanged(begun, moment)
    if all(phases == (Phase.CLOSED,) for phases in after.values()):
        yield SessionChanged(_ALL_CLOSED, moment)
