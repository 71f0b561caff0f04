"""Hands a person's limits and lock to the money room, and mishaps to the arming; refuses to loosen any."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from kiwoom_desk.base.settings import Settings
from kiwoom_desk.base.watch import LAG_DISARMS, LoopWatch
from kiwoom_desk.broker.link import LinkState, RestState
from kiwoom_desk.orders.limits import STRICTEST, read_limits

if TYPE_CHECKING:
    from kiwoom_desk.rooms import Rooms
    from kiwoom_desk.ui.shell.presses import Presses
    from kiwoom_desk.ui.shell.system_lock import SystemLock
    from kiwoom_desk.ui.shell.window import MainWindow

log = logging.getLogger(__name__)

MINUTE = 60.0


class Custody:
    """One desk's guards for the person, from the settings in force on."""

    def __init__(
        self, window: MainWindow, rooms: Rooms, presses: Presses, *, settings_lost: bool
    ) -> None:
        """Begin; `settings_lost` = the file could not be read, so nothing is known of its limits."""
        self._window, self._orders, self._presses = window, rooms.orders, presses
        settings = window.settings
        kept = read_limits(bytes(settings.limits), rooms.environment)
        self._orders.limits = STRICTEST if settings_lost else kept
        self._take(settings)
        window.chosen.changed.connect(self._take)
        window.lock_asked.connect(lambda _none: self._orders.lock.close("key"))
        self._orders.lock.changed.connect(lambda reason: window.set_locked(bool(reason)))
        window.set_locked(self._orders.lock.locked)
        window.lock_page.follow(self._orders.lock, lambda: rooms.gateway.account)
        presses.touched.connect(lambda _none: self._orders.lock.touch())
        rooms.gateway.link_changed.connect(self._linked)

    def follow(self, watch: LoopWatch) -> None:
        """Disarm when the loop stood still, disarm and lock when the machine slept."""
        watch.lagged.connect(self._lagged)
        watch.slept.connect(self._slept)

    def follow_system(self, lock: SystemLock) -> None:
        """Lock together with the system's own screen lock, on every environment (S-21)."""
        lock.fallen.connect(self._system_locked)
        lock.listen(lambda: int(self._window.winId()))

    def look(self) -> None:
        """Let idleness count, and listen on windows that have come up since; called twice a second."""
        self._presses.watch(self._window)
        for floating in self._window.docks.manager.floatingWidgets():
            self._presses.watch(floating)
        _ = self._orders.lock.locked, self._orders.arming.armed

    def _take(self, settings: Settings) -> None:
        minutes = settings.lock_minutes
        self._orders.lock.idle_after = minutes * MINUTE if minutes else None
        self._orders.lock.connect_only = settings.connect_only

    def _lagged(self, seconds: float) -> None:
        if seconds > LAG_DISARMS:
            self._orders.arming.disarm("lag")

    def _slept(self, _seconds: float) -> None:
        self._orders.arming.disarm("resume")
        if self._orders.lock.idle_after is not None:
            self._orders.lock.close("sleep")

    def _system_locked(self, told_by: str) -> None:
        log.info("system_locked %s", told_by)
        self._orders.arming.disarm("lock")
        self._orders.lock.close("system")

    def _linked(self, link: LinkState) -> None:
        if link.rest is RestState.AUTH:
            self._orders.arming.disarm("address")
