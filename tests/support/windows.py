"""A main window in English over panels of a test, at one moment of one day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from kiwoom_desk.base.clock import KST, ManualClock
from kiwoom_desk.base.settings import Environment, Settings
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.ui.kit.frame import FrameClock
from kiwoom_desk.ui.shell.panel import PanelSpec
from kiwoom_desk.ui.shell.search import InstrumentIndex
from kiwoom_desk.ui.shell.window import MainWindow


def plain_window(
    layouts: Path,
    specs: Sequence[PanelSpec],
    rules: MarketRules | None = None,
    *,
    environment: Environment = Environment.PRACTICE,
    instruments: InstrumentIndex | None = None,
) -> MainWindow:
    """Return a window that is not shown; the test closes it."""
    return MainWindow(
        environment=environment,
        settings=Settings(language="en"),
        clock=ManualClock(datetime(2025, 7, 9, 10, 23, 11, tzinfo=KST)),
        rules=rules,
        instruments=instruments or InstrumentIndex(),
        specs=specs,
        frame=FrameClock(frozenset),
        layouts=layouts,
    )
