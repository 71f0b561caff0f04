"""Opens what was found by its name: the panel, the view in it, the sentence; refuses to search."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6 import QtWidgets

from kiwoom_desk.ui.shell.functions import Function
from kiwoom_desk.ui.shell.panel import ShowsViews

if TYPE_CHECKING:
    from kiwoom_desk.ui.shell.window import MainWindow


def open_function(window: MainWindow, function: Function) -> None:
    """Bring the panel of a function to the front, on its view; say what the broker does not offer.

    Before the rooms stand there is nothing to open, which is said.
    """
    window.docks.raise_panel(function.panel)
    if not window.filled:
        window.say_code("attention", "window.starting")
        return
    if function.view:
        window.panels.when_made(function.panel, partial(_show, function.view))
    if function.told:
        window.say_code("info", function.told)


def _show(view: str, made: QtWidgets.QWidget) -> None:
    if isinstance(made, ShowsViews):
        made.show_view(view)
