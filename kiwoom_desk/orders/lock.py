"""The lock against other hands: key, idleness, the system, a live start; refuses to open unasked."""

from __future__ import annotations

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.orders.drafts import Denied

TAIL = 3
"""How many of the account's last digits open a live desk (S-19)."""


class Lock:
    """While `locked` the money room takes nothing but the kill switch (S-21).

    A live desk starts locked and opens with the account's last digits; others open by asking.
    `reason` is start, key, idle, sleep or system, "" while open; `changed` tells every change.
    """

    def __init__(self, clock: Clock, environment: str) -> None:
        self._clock = clock
        self.by_digits = environment == "live"
        self.connect_only = False
        """Whether the desk only looks: no new order and no amend, but cancels (checks.orders_wanted)."""
        self.idle_after: float | None = None
        """Seconds without a touch after which it locks; None = never."""
        self.changed: Signal[str] = Signal()
        self._reason = "start" if self.by_digits else ""
        self._touched = clock.monotonic()

    @property
    def reason(self) -> str:
        """Return why it is locked, "" while it is open; idleness counts at once."""
        idle = self._clock.monotonic() - self._touched
        if not self._reason and self.idle_after is not None and idle >= self.idle_after:
            self.close("idle")
        return self._reason

    @property
    def locked(self) -> bool:
        """Tell whether it is locked."""
        return self.reason != ""

    def touch(self) -> None:
        """Note that a person is there; a lock that has fallen stays."""
        if not self.locked:
            self._touched = self._clock.monotonic()

    def close(self, reason: str) -> None:
        """Lock; the first reason stays."""
        if not self._reason:
            self._reason = reason
            self.changed.emit(reason)

    def open(self, account: str, digits: str = "") -> Denied | None:
        """Unlock; a live desk asks for the last digits of its account, which has to be known."""
        if self.by_digits:
            if len(account) < TAIL:
                return Denied("lock_no_account")
            if digits.strip() != account[-TAIL:]:
                return Denied("lock_digits", {"count": str(TAIL)})
        self._touched = self._clock.monotonic()
        if self._reason:
            self._reason = ""
            self.changed.emit("")
        return None
