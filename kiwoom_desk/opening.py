"""Opens a desk: profile, lock, practice server, then the window, painted before the loop; refuses rooms."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kiwoom_desk import __version__, texts
from kiwoom_desk.base.clock import SystemClock
from kiwoom_desk.base.early_records import EarlyRecords
from kiwoom_desk.base.later import read_later
from kiwoom_desk.base.profile_lock import AlreadyHeld, ProfileLock
from kiwoom_desk.base.rollback import keep_before
from kiwoom_desk.base.settings import (
    Environment,
    Profile,
    Settings,
    UnsafeFolder,
    load_settings,
    open_profile,
    save_settings,
)
from kiwoom_desk.exchange_process import OwnExchange
from kiwoom_desk.reach import DeskOptions

if TYPE_CHECKING:
    from kiwoom_desk.app import Desk
    from kiwoom_desk.ui.kit.frame import FrameClock
    from kiwoom_desk.ui.shell.panel import Message
    from kiwoom_desk.ui.shell.search import InstrumentIndex
    from kiwoom_desk.ui.shell.window import MainWindow

Beside = Callable[["Desk"], Coroutine[object, object, int]]


class Opening:
    """What of a desk stands before its loop runs: the window, and the practice server on its way.

    `take` is where the frames get what was touched, once there are rooms; `early` the messages of
    a window that has no panel for them yet; `set_aside` where broken settings were put.
    """

    window: MainWindow
    frame: FrameClock
    instruments: InstrumentIndex

    def __init__(
        self,
        options: DeskOptions,
        profile: Profile,
        settings: Settings,
        set_aside: Path | None = None,
    ) -> None:
        self.options, self.profile, self.settings = options, profile, settings
        self.set_aside = set_aside
        self.clock = SystemClock()
        self.exchange: OwnExchange | None = None
        self.early: list[Message] = []
        self.take: Callable[[], frozenset[str]] = frozenset

    def start_exchange(self) -> None:
        """Start the practice server first of all: it gets ready while the window comes up."""
        if self.options.environment is Environment.PRACTICE and self.options.practice is None:
            self.exchange = OwnExchange(
                self.profile.sub_folder("exchange"),
                self.profile.sub_folder("logs") / "practice.log",
                self.options.server,
                self.options.universe,
            )

    def open_window(self) -> MainWindow:
        """Return the window with its frames and titles, not shown yet."""
        from kiwoom_desk.ui.kit.frame import FrameClock
        from kiwoom_desk.ui.panels.all import KEPT_PANELS, PANELS
        from kiwoom_desk.ui.shell.search import InstrumentIndex
        from kiwoom_desk.ui.shell.window import MainWindow

        self.instruments = InstrumentIndex()
        self.frame = FrameClock(lambda: self.take(), self.settings.frame_rate)
        self.window = MainWindow(
            environment=self.options.environment,
            settings=self.settings,
            clock=self.clock,
            rules=None,
            instruments=self.instruments,
            specs=PANELS,
            frame=self.frame,
            layouts=self.profile.sub_folder("layouts"),
            kept_panels=KEPT_PANELS,
        )
        self.hearing = self.window.said.connect(self.early.append)
        self.window.settings_chosen.connect(self._save_settings)
        if self.options.size is not None:
            self.window.resize(*self.options.size)
        if self.set_aside is not None:
            newer = self.set_aside == self.profile.settings_path
            code = "window.settings_newer" if newer else "window.settings_set_aside"
            self.window.say_code("attention", code, {"file": self.set_aside.name})
        return self.window

    def complete_window(self) -> None:
        """Add what a first window does without: keys, menus, the session by the dated rules."""
        from kiwoom_desk.domain.rules import market_rules

        self.window.complete(market_rules())

    def _save_settings(self, settings: Settings) -> None:
        self.settings = settings
        save_settings(self.profile.settings_path, settings)


def run_desk(options: DeskOptions, beside: Beside | None = None) -> int:
    """Run a desk and return its exit code; `beside` runs next to it and closes it when done."""
    # All that a start makes stays: looking through it for garbage is a tenth of the way to the window.
    gc.disable()
    # Prints and bars are kept in its columns; they come when the panels stand.
    read_later("numpy")
    try:
        return _opened(options, beside)
    finally:
        gc.enable()


def _opened(options: DeskOptions, beside: Beside | None) -> int:
    try:
        profile = open_profile(options.environment, options.profile)
    except UnsafeFolder as error:
        print(
            texts.sentence(
                options.language or "ko", "start.unsafe_folder", {"folder": error.folder}
            )
        )
        return 3
    loaded = load_settings(profile.settings_path, options.environment)
    settings = loaded.settings
    if options.language:
        settings = msgspec.structs.replace(settings, language=options.language)
    lock = ProfileLock(profile.folder)
    try:
        lock.take()
    except AlreadyHeld:
        print(texts.sentence(settings.language, "start.already_runs"), file=sys.stderr)
        return 3
    records = EarlyRecords(profile.sub_folder("logs"))
    try:
        keep_before(profile, __version__)
        return _run(Opening(options, profile, settings, loaded.set_aside), records, beside)
    finally:
        records.close()
        lock.release()


def _run(opening: Opening, records: EarlyRecords, beside: Beside | None) -> int:
    opening.start_exchange()
    from kiwoom_desk.ui.imports import leave_sources_unread

    leave_sources_unread()
    from kiwoom_desk.ui.run import run

    async def main() -> int:
        records.write()
        from kiwoom_desk.app import run_rooms

        return await run_rooms(opening, beside)

    return run(main, opening.settings, opening.open_window)
