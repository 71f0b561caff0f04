"""One-click orders: armed for one name with caps, disarmed by anything odd; refuses a late or moved press."""

from __future__ import annotations

import msgspec

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.orders.drafts import Denied

ARMED_FOR = 300.0
"""Seconds without a press after which it is disarmed (S-17)."""
DEBOUNCE = 0.25
"""Seconds within which a second press is the same one."""
MOVED = 0.3
"""Seconds after the ladder moved in which a press may have meant another price."""
LATE = 0.5
"""Seconds between an event and its handling above which it makes no order (O6)."""


class Armed(msgspec.Struct, frozen=True):
    """The name that is armed, the shares of a click, and the most won of one order."""

    code: str
    quantity: int
    notional: int


class Press(msgspec.Struct, frozen=True):
    """One press on a price: `late` seconds since its event, `moved` seconds since the ladder moved.

    `moved` is None for a ladder that never moved; `repeated` marks a key held down.
    """

    code: str
    price: int
    late: float = 0.0
    moved: float | None = None
    repeated: bool = False


class Arming:
    """At most one name is armed; `reason` tells why the last one no longer is, "" while one is."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._armed: Armed | None = None
        self._used = 0.0
        self._pressed: float | None = None
        self.reason = "never"
        self.changed: Signal[Armed | None] = Signal()

    @property
    def armed(self) -> Armed | None:
        """Return what is armed now; idleness counts at once."""
        if self._armed is not None and self._clock.monotonic() - self._used >= ARMED_FOR:
            self.disarm("idle")
        return self._armed

    @property
    def left(self) -> float:
        """Return the seconds until idleness disarms, 0.0 while nothing is armed."""
        if self.armed is None:
            return 0.0
        return ARMED_FOR - (self._clock.monotonic() - self._used)

    def arm(self, armed: Armed) -> Denied | None:
        """Arm one name in place of any other; Denied without caps."""
        if not armed.code or armed.quantity < 1 or armed.notional < 1:
            return Denied("arming_caps")
        self._armed, self._used = armed, self._clock.monotonic()
        self._pressed, self.reason = None, ""
        self.changed.emit(armed)
        return None

    def disarm(self, reason: str) -> None:
        """Disarm; the reason is a code of `resources/texts` below `disarmed`."""
        if self._armed is not None:
            self._armed, self.reason = None, reason
            self.changed.emit(None)

    def judge(self, press: Press) -> Denied | None:
        """Tell why a press makes no order, None where it does; it counts as use."""
        armed, now = self.armed, self._clock.monotonic()
        if armed is None or armed.code != press.code:
            return Denied("not_armed")
        again = self._pressed is not None and now - self._pressed < DEBOUNCE
        self._pressed = now
        if press.repeated or again:
            return Denied("press_again")
        if press.late > LATE:
            return Denied("press_late")
        if press.moved is not None and press.moved < MOVED:
            return Denied("ladder_moved")
        if press.price * armed.quantity > armed.notional:
            facts = {"amount": f"{press.price * armed.quantity:,}", "most": f"{armed.notional:,}"}
            return Denied("arming_cap", facts)
        self._used = now
        return None


class EventAge:
    """How long input events waited, by their own stamps, whose zero nobody knows.

    The quickest event seen so far is taken to have waited for nothing. An event counts as late
    only if the loop stood still in between: a stamp alone may come from a clock that runs apart.
    """

    def __init__(self) -> None:
        self._quickest: float | None = None
        self._late = 0.0

    @property
    def late(self) -> float:
        """Return the seconds that the event now being handled has waited."""
        return self._late

    def saw(self, stamp: float, now: float, stood_still: float) -> float:
        """Take an event stamped in seconds; `stood_still` is the loop's longest stop since the last one."""
        if stamp <= 0.0:
            self._late = 0.0
            return 0.0
        offset = now - stamp
        if self._quickest is None or offset < self._quickest:
            self._quickest = offset
        self._late = min(offset - self._quickest, stood_still)
        return self._late
