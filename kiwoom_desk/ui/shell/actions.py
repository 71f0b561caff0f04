"""Every action by name and shortcut; refuses two actions with one shortcut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6 import QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.ui.kit.language import tr


@dataclass(frozen=True)
class Action:
    """What a person can do: a stable id, a source string, its call and, where it has them, keys.

    `shortcuts` are portable key sequences; the first one is shown.
    """

    id: str
    title: str
    call: Callable[[], object]
    shortcuts: tuple[str, ...] = ()


class Actions:
    """The actions of one window, each a QAction on it, so that shortcuts work everywhere in it."""

    def __init__(self, window: QtWidgets.QWidget) -> None:
        self._window = window
        self._actions: dict[str, Action] = {}
        self._shown: dict[str, QtGui.QAction] = {}
        self.added: Signal[Action] = Signal()

    def add(self, action: Action) -> QtGui.QAction:
        """Add an action; raise ValueError for an id or a shortcut that is taken."""
        if action.id in self._actions:
            raise ValueError(f"the action {action.id} is there already")
        taken = {key: one.id for one in self._actions.values() for key in one.shortcuts}
        for key in action.shortcuts:
            if key in taken:
                raise ValueError(f"{key} belongs to {taken[key]}, not to {action.id}")
        made = QtGui.QAction(tr(action.title), self._window)
        made.setShortcuts([QtGui.QKeySequence(key) for key in action.shortcuts])
        made.triggered.connect(lambda _checked=False: action.call())
        self._window.addAction(made)
        self._actions[action.id] = action
        self._shown[action.id] = made
        self.added.emit(action)
        return made

    def remove(self, id_: str) -> None:
        """Take an action away, shortcuts and all; raise KeyError for an id that is not there."""
        del self._actions[id_]
        self._window.removeAction(self._shown.pop(id_))

    def all(self) -> tuple[Action, ...]:
        """Return every action in the order added."""
        return tuple(self._actions.values())

    def shown(self, id_: str) -> QtGui.QAction:
        """Return the QAction of an id, for menus and buttons."""
        return self._shown[id_]

    def find(self, query: str) -> tuple[Action, ...]:
        """Return the actions whose title holds every word of the query, in either language."""
        words = query.casefold().split()
        return tuple(
            action
            for action in self._actions.values()
            if all(word in f"{tr(action.title)} {action.title}".casefold() for word in words)
        )


def shortcut_text(action: Action) -> str:
    """Return the first shortcut as the machine writes it, "" without one."""
    if not action.shortcuts:
        return ""
    return QtGui.QKeySequence(action.shortcuts[0]).toString(
        QtGui.QKeySequence.SequenceFormat.NativeText
    )
