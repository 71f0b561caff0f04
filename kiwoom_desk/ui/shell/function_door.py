"""Opens what was found by its name: the panel, the view in it, the sentence; refuses to search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiwoom_desk.ui.shell.functions import Function
from kiwoom_desk.ui.shell.panel import ShowsViews

if TYPE_CHECKING:
    from kiwoom_desk.ui.shell.window import MainWindow


def open_function(window: MainWindow, function: Function) -> None:
    """Bring the panel of a function to the front, on its view; say what the broker does not offer.

    Before the rooms stand there is nothing to open, which is said.
    """
    window.docks.raise_panel(function.panel)
    made = window.widgets.get(function.panel)
    if made is None:
        window.say_code("attention", "window.starting")
        return
    if function.view and isinstance(made, ShowsViews):
        made.show_view(function.view)
    if function.told:
        window.say_code("info", function.told)
