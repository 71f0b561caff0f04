"""Makes panels and puts them into their docks, a turn of the loop each; refuses to lay docks out."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.tasks import TaskScope
from kiwoom_desk.ui.shell.actions import Action
from kiwoom_desk.ui.shell.docks import A_TURN
from kiwoom_desk.ui.shell.links import Link
from kiwoom_desk.ui.shell.panel import (
    Completes,
    DeskContext,
    OpenedPanel,
    PanelContext,
    PanelMemory,
    PanelSpec,
    free_id,
)

if TYPE_CHECKING:
    from kiwoom_desk.ui.shell.window import MainWindow
    from kiwoom_desk.ui.shell.workspace import SavedLayout


class PanelHost:
    """The panels that were made, by their ids: widgets, links, memories and tasks."""

    def __init__(self, window: MainWindow, layout: SavedLayout) -> None:
        self._window, self._layout = window, layout
        self.widgets: dict[str, QtWidgets.QWidget] = {}
        self.links: dict[str, Link] = {}
        self.memories: dict[str, PanelMemory] = {}
        self.tasks: dict[str, TaskScope] = {}
        self._wanted: dict[str, list[Callable[[QtWidgets.QWidget], None]]] = {}

    def fill(self, desk: DeskContext) -> None:
        """Make the panels in sight; those in tabs behind follow, those of the menu when shown."""
        docks, behind = self._window.docks, []
        for spec in docks.specs.values():
            if not spec.opens:
                docks.when_shown(spec.id, partial(self._come, spec, desk, _keep_from_collector))
            elif docks.in_front(spec.id):
                self._put(spec, self._make(spec, desk))
            else:
                behind.append(spec)
        self._follow(behind, desk)

    def _follow(self, specs: Sequence[PanelSpec], desk: DeskContext) -> None:
        """Make one of several panels after the other."""
        if specs:
            self._come(specs[0], desk, partial(self._follow, specs[1:], desk))

    def when_made(self, id_: str, call: Callable[[QtWidgets.QWidget], None]) -> None:
        """Call with a panel's widget: now, or once it stands in its dock."""
        if id_ in self.widgets:
            call(self.widgets[id_])
        else:
            self._wanted.setdefault(id_, []).append(call)

    def open(self, opened: OpenedPanel, beside: str, desk: DeskContext) -> None:
        """Open one more panel as a tab beside another, and keep it with the layout."""
        window, memory = self._window, PanelMemory()
        spec = opened.spec(free_id(opened.prefix, window.docks.specs))
        memory.write(opened.kept)
        self._layout.panels[spec.id] = memory.kept()
        window.docks.add(spec, beside)
        opener = window.docks.opener(spec.id)
        window.actions_.add(Action(f"panel.{spec.id}", spec.title, opener))
        window.docks.when_shown(spec.id, partial(self._come, spec, desk))
        window.docks.raise_panel(spec.id)

    def close(self, id_: str) -> None:
        """End a panel that another one opened; nothing of it is kept."""
        # Taking a dock out may show it once more; its tasks end after that.
        self._window.docks.remove(id_)
        self._wanted.pop(id_, None)
        if id_ in self.tasks:
            self.tasks.pop(id_).close()
            self.links.pop(id_).close()
            del self.memories[id_]
        self.widgets.pop(id_, None)
        self._layout.panels.pop(id_, None)
        self._layout.links.pop(id_, None)
        self._window.actions_.remove(f"panel.{id_}")

    def _come(
        self, spec: PanelSpec, desk: DeskContext, then: Callable[[], None] = lambda: None
    ) -> None:
        """Make a panel, put it in its place and let it be painted, a turn after the other.

        `then` is called after that, and where the panel is gone before it came.
        """
        widget: QtWidgets.QWidget

        def make() -> None:
            nonlocal widget
            widget = self._make(spec, desk)

        def complete() -> None:
            nonlocal widget
            widget = self._completed(spec, widget)

        def put() -> None:
            widget.setUpdatesEnabled(False)
            self._put(spec, widget)

        def paint() -> None:
            widget.setUpdatesEnabled(True)

        steps = iter((make, complete, put, paint))

        def turn() -> None:
            step = next(steps, None)
            if self.tasks["window"].closed:
                return
            if step is None or spec.id not in self._window.docks.specs:
                then()
                return
            step()
            QtCore.QTimer.singleShot(A_TURN, self._window.docks, turn)

        QtCore.QTimer.singleShot(A_TURN, self._window.docks, turn)

    def _make(self, spec: PanelSpec, desk: DeskContext) -> QtWidgets.QWidget:
        window = self._window
        link = Link(window.links, self._layout.links.get(spec.id, "A"))
        memory = PanelMemory(dict(self._layout.panels.get(spec.id, {})))
        scope = TaskScope(lambda error: self._failed(spec, error))
        self.links[spec.id], self.memories[spec.id] = link, memory
        self.tasks[spec.id] = scope
        context = PanelContext(
            desk=desk,
            link=link,
            frame=window.frame,
            tasks=scope,
            memory=memory,
            ask_ticket=window.ticket_asked.emit,
            say=window.say,
            open_panel=lambda opened: self.open(opened, spec.id, desk),
            close_panel=self.close,
        )
        try:
            return spec.make(context)
        except Exception as error:
            return self._failed_widget(spec, error)

    def _completed(self, spec: PanelSpec, widget: QtWidgets.QWidget) -> QtWidgets.QWidget:
        try:
            if isinstance(widget, Completes):
                widget.complete()
        except Exception as error:
            return self._failed_widget(spec, error)
        return widget

    def _failed_widget(self, spec: PanelSpec, error: Exception) -> QtWidgets.QWidget:
        # One broken panel must not take the desk with it; the person is told which.
        self._failed(spec, error)
        from kiwoom_desk.ui.shell.pages import failed_widget

        told = tr("This panel could not be opened.")
        return failed_widget(f"{told} ({type(error).__name__})")

    def _put(self, spec: PanelSpec, widget: QtWidgets.QWidget) -> None:
        self.widgets[spec.id] = widget
        self._window.docks.put(spec.id, widget)
        if spec.linked:
            self._window.docks.mark_link(spec.id, self.links[spec.id])
        for call in self._wanted.pop(spec.id, ()):
            call(widget)

    def _failed(self, spec: PanelSpec, error: Exception) -> None:
        facts = {"panel": tr(spec.title), "error": f"{type(error).__name__}: {error}"}
        self._window.say_code("error", "window.panel_failed", facts)


def _keep_from_collector() -> None:
    # A panel lasts as long as the desk: looking through eighteen of them would hold the loop.
    gc.collect(1)
    gc.freeze()
