"""The window with every panel over all rooms, on a practice exchange of its own that can be ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from PySide6 import QtWidgets

from kiwoom_desk.base.clock import SystemClock
from kiwoom_desk.base.settings import Environment, Profile, Settings, open_profile
from kiwoom_desk.base.vault import Secret
from kiwoom_desk.broker.gateway import Keys
from kiwoom_desk.broker.hosts import Host
from kiwoom_desk.rooms import Rooms
from kiwoom_desk.ui.kit.frame import FrameClock
from kiwoom_desk.ui.panels.all import KEPT_PANELS, PANELS
from kiwoom_desk.ui.shell.panel import DeskContext, Message
from kiwoom_desk.ui.shell.presses import Presses
from kiwoom_desk.ui.shell.search import InstrumentIndex
from kiwoom_desk.ui.shell.sounds import Sounds
from kiwoom_desk.ui.shell.window import MainWindow
from kiwoom_desk.wire.durations import Durations
from kiwoom_desk.wire.limits import UNLIMITED, LimitProfile
from tests.support.loopback import until
from tests.support.practice import PracticeProcess, practice_process


@dataclass
class WholeDesk:
    """The window, its rooms and its exchange; `said` is every message since the start."""

    server: PracticeProcess
    rooms: Rooms
    window: MainWindow
    said: list[Message]

    async def trouble(self, **fault: object) -> None:
        """Let one fault strike from now on, none without words (practice.md: faults)."""
        url, headers = (
            f"{self.server.control_url}/faults",
            {"x-control-key": self.server.control_key},
        )
        async with httpx.AsyncClient(trust_env=False) as client:
            (await client.delete(url, headers=headers)).raise_for_status()
            if fault:
                asked = await client.post(url, headers=headers, json={"fault": [fault]})
                asked.raise_for_status()

    async def show(self, id_: str) -> QtWidgets.QWidget:
        """Bring a panel to the front and return its widget; one that was never open is made."""
        self.window.docks.raise_panel(id_)
        widgets = self.window.widgets
        # The explorer is a frame without parts until it is seen.
        await until(lambda: id_ in widgets and bool(widgets[id_].findChildren(QtWidgets.QWidget)))
        return self.panel(id_)

    def panel(self, id_: str) -> QtWidgets.QWidget:
        """Return the widget of a panel that was shown."""
        return self.window.widgets[id_]

    def running(self, id_: str) -> int:
        """Count what a panel waits for."""
        return self.window.tasks[id_].running


@asynccontextmanager
async def whole_desk(
    folder: Path, *arguments: str, language: str = "ko", limits: LimitProfile = UNLIMITED
) -> AsyncIterator[WholeDesk]:
    """Put up the desk as the program does; no limit of requests but these; it is closed at the end."""
    settings = Settings(language="en" if language == "en" else "ko", lock_minutes=0)
    profile = open_profile(Environment.PRACTICE, folder)
    async with practice_process("--quota", "none", *arguments) as server:
        clock = SystemClock()
        rooms = Rooms(
            Environment.PRACTICE,
            Host(server.rest, server.websocket),
            Keys(Secret(server.appkey), Secret(server.secretkey)),
            profile,
            settings,
            clock,
            limits=limits,
            durations=Durations(control_gap=0.02, rate_backoff=(0.05, 0.05)),
        )
        frame = FrameClock(rooms.state.take_dirty, 30)
        instruments = InstrumentIndex()
        window = MainWindow(
            environment=Environment.PRACTICE,
            settings=settings,
            clock=clock,
            rules=rooms.rules,
            instruments=instruments,
            specs=PANELS,
            frame=frame,
            layouts=profile.sub_folder("layouts"),
            kept_panels=KEPT_PANELS,
        )
        desk = WholeDesk(server, rooms, window, [])
        window.said.connect(desk.said.append)
        window.show()
        window.fill(_context(window, rooms, profile, clock, instruments))
        feeding = None
        try:
            await rooms.open()
            instruments.load(await rooms.read_instruments())
            feeding = asyncio.ensure_future(rooms.feed.run())
            await until(lambda: rooms.gateway.is_registered("", "00"))
            await rooms.orders.start()
            frame.start()
            yield desk
        finally:
            if feeding is not None:
                feeding.cancel()
                await asyncio.gather(feeding, return_exceptions=True)
            window.close()
            await asyncio.gather(*(scope.ended() for scope in window.tasks.values()))
            await rooms.close()
            window.deleteLater()


def _context(
    window: MainWindow,
    rooms: Rooms,
    profile: Profile,
    clock: SystemClock,
    instruments: InstrumentIndex,
) -> DeskContext:
    return DeskContext(
        environment=Environment.PRACTICE,
        chosen=window.chosen,
        presses=Presses(clock, lambda: 0.0),
        profile=profile,
        clock=clock,
        rules=rooms.rules,
        gateway=rooms.gateway,
        feed=rooms.feed,
        state=rooms.state,
        history=rooms.history,
        orders=rooms.orders,
        ledger=rooms.orders.ledger,
        account=rooms.account,
        instruments=instruments,
        sounds=Sounds(Environment.PRACTICE, window.chosen, lambda: None),
    )
