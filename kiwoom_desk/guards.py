"""Watches over the desk as a whole: late loop, sleep, errors, closing over orders; refuses to trade."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from kiwoom_desk import __version__
from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.crash import CrashWatch
from kiwoom_desk.base.holds import HoldWatch, asked_limit
from kiwoom_desk.base.settings import Profile
from kiwoom_desk.base.watch import LoopWatch

if TYPE_CHECKING:
    from kiwoom_desk.rooms import Rooms
    from kiwoom_desk.ui.shell.farewell import LeftBehind
    from kiwoom_desk.ui.shell.search import InstrumentIndex
    from kiwoom_desk.ui.shell.window import MainWindow

_START_POLL = 0.2


class Guards:
    """One desk's watches; `watch` tells lag and sleep to whoever disarms.

    `holds` names what holds the loop, where a developer asks for it (base/holds.py).
    """

    def __init__(self, window: MainWindow, profile: Profile, clock: Clock) -> None:
        self._window, self._clock = window, clock
        self._rooms: Rooms | None = None
        self._instruments: InstrumentIndex | None = None
        self._loop = asyncio.get_running_loop()
        self._known = asyncio.Event()
        self.watch = LoopWatch(clock)
        self.watch.lagged.connect(self._lagged)
        limit = asked_limit()
        self.holds = None if limit is None else HoldWatch(limit)
        self._crashes = CrashWatch(profile.sub_folder("crashes"), __version__, self._crashed)
        logging.getLogger().addHandler(self._crashes)
        window.leaves_behind = self._left_behind

    def know(self, rooms: Rooms, instruments: InstrumentIndex) -> None:
        """Take the rooms once they stand."""
        self._rooms, self._instruments = rooms, instruments
        self._known.set()

    async def run(self) -> None:
        """Watch until cancelled; after sleep everything is read anew (S-22).

        Imports and first paints of the start hold the loop by design, so the watch begins when the
        money room is at work.
        """
        await self._known.wait()
        while self._rooms is None or not self._rooms.orders.started:
            await self._clock.sleep(_START_POLL)
        woken = asyncio.Event()

        def slept(seconds: float) -> None:
            self._window.say_code("attention", "desk.slept", {"seconds": round(abs(seconds))})
            woken.set()

        self.watch.slept.connect(slept)
        if self.holds is not None:
            self.holds.start()
        async with asyncio.TaskGroup() as group:
            group.create_task(self.watch.run())
            while True:
                await woken.wait()
                woken.clear()
                if self._rooms is not None and self._rooms.orders.started:
                    await self._rooms.orders.reconcile()

    def close(self) -> None:
        """Take the watches away."""
        logging.getLogger().removeHandler(self._crashes)
        self._crashes.close()
        if self.holds is not None:
            self.holds.close()

    def _lagged(self, seconds: float) -> None:
        self._window.status.set_lag(seconds)

    def _crashed(self, report: Path) -> None:
        # Errors come from any thread.
        self._loop.call_soon_threadsafe(self._window.show_crash, report)

    def _left_behind(self) -> LeftBehind:
        from kiwoom_desk.ui.kit.language import tr
        from kiwoom_desk.ui.panels.order_words import SIDES
        from kiwoom_desk.ui.shell.farewell import LeftBehind

        if self._rooms is None or self._instruments is None:
            return LeftBehind()
        ledger, name = self._rooms.orders.ledger, self._instruments.name
        return LeftBehind(
            tuple(
                f"{name(o.code)} {tr(SIDES[o.side])} {o.open_quantity:,}"
                + (f" × {o.price:,}" if o.price else "")
                for o in ledger.open_orders
            ),
            tuple(
                f"{name(r.intent.code)} {tr(SIDES[r.intent.side])} {r.intent.quantity:,}"
                for r in ledger.unknown
            ),
        )
