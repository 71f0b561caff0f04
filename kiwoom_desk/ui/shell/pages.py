"""Pages over the window that somebody asks for: settings, close, crash, figures; refuses an early read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kiwoom_desk.ui.kit.states import failed_widget
from kiwoom_desk.ui.shell.farewell import ClosePage, CrashPage, LeftBehind
from kiwoom_desk.ui.shell.function_door import open_function
from kiwoom_desk.ui.shell.lock_page import LockPage
from kiwoom_desk.ui.shell.performance_overlay import toggle as toggle_performance
from kiwoom_desk.ui.shell.settings_page import SettingsPage

if TYPE_CHECKING:
    from kiwoom_desk.ui.shell.panel import DeskContext
    from kiwoom_desk.ui.shell.window import MainWindow

__all__ = ["LockPage", "failed_widget", "open_function", "toggle_performance"]


def show_settings(window: MainWindow, desk: DeskContext) -> None:
    """Show the page of settings, one at a time."""
    page = window.findChild(SettingsPage) or SettingsPage(window, desk)
    page.show()
    page.raise_()


def close_settings(window: MainWindow) -> None:
    """Close the page of settings where it is open."""
    for page in window.findChildren(SettingsPage):
        page.close()


def ask_close(
    window: MainWindow, left: LeftBehind, close: Callable[[], None], stop: Callable[[], None]
) -> None:
    """Ask what becomes of what would be left behind; one question at a time."""
    if window.findChild(ClosePage) is None:
        ClosePage(window, left, close, stop).open()


def show_crash(window: MainWindow, report: Path) -> None:
    """Show the report of an error; one page at a time."""
    if window.findChild(CrashPage) is None and window.isVisible():
        CrashPage(window, report).open()
