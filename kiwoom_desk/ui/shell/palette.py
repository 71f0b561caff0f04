"""The box at the top: finds instruments, functions and commands; refuses to open a window of its own."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.actions import Actions, shortcut_text
from kiwoom_desk.ui.shell.search import InstrumentIndex

if TYPE_CHECKING:
    # Grid and catalogue are read when something is searched: the first window waits for neither.
    from kiwoom_desk.ui.kit.grid import Grid
    from kiwoom_desk.ui.shell.found_list import Found
    from kiwoom_desk.ui.shell.functions import Function, FunctionIndex

_MOST = 12
_MOST_ACTIONS = 6
_MOST_FUNCTIONS = 6
_Key = QtCore.Qt.Key


class CommandBox(QtWidgets.QLineEdit):
    """Type a code, a name, its 초성 or a command; arrows choose, Enter takes, Escape leaves.

    `chosen` carries the code of an instrument, `function_chosen` a function or API; those are
    named in English where `english`. The list lies over `stage`, below the box.
    """

    def __init__(
        self,
        actions: Actions,
        instruments: InstrumentIndex,
        stage: QtWidgets.QWidget,
        english: bool = False,
    ) -> None:
        super().__init__()
        self._actions, self._instruments = actions, instruments
        self._stage, self._english = stage, english
        self._offered: dict[str, Function] = {}
        self._found: dict[str, Found] = {}
        self.chosen: Signal[str] = Signal()
        self.function_chosen: Signal[Function] = Signal()
        self.setPlaceholderText(tr("Search an instrument or a command (Ctrl+P)"))
        self.setAccessibleName(tr("Search"))
        self.setMinimumWidth(220)
        self.setMaximumWidth(420)
        self.textEdited.connect(self._search)

    @cached_property
    def functions(self) -> FunctionIndex:
        """Return the functions and APIs by their names."""
        from kiwoom_desk.ui.shell.functions import FunctionIndex

        return FunctionIndex()

    @cached_property
    def _list(self) -> Grid:
        from kiwoom_desk.ui.shell.found_list import found_list

        made = found_list(self._found.get, self._stage)
        made.pressed.connect(lambda press: self._take(press.key))
        return made

    def _hide_list(self) -> None:
        if "_list" in self.__dict__:
            self._list.hide()

    @property
    def found(self) -> tuple[Found, ...]:
        """Return the lines offered, best first."""
        return tuple(self._found[key] for key in self._list.keys)

    def open(self) -> None:
        """Take the keyboard and offer what was used last."""
        self.setFocus(QtCore.Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self._search(self.text())

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        """Choose with the arrows, take with Enter, leave with Escape."""
        key = event.key()
        if key in (_Key.Key_Down, _Key.Key_Up):
            self._list.keyPressEvent(event)
        elif key in (_Key.Key_Return, _Key.Key_Enter):
            self._take(self._list.current)
        elif key == _Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QtGui.QInputMethodEvent) -> None:
        """Search with the syllable that is still being composed."""
        super().inputMethodEvent(event)
        self._search(self.text() + event.preeditString())

    def focusOutEvent(self, event: QtGui.QFocusEvent) -> None:
        """Take the list away with the keyboard."""
        super().focusOutEvent(event)
        self._hide_list()

    def _search(self, query: str) -> None:
        from kiwoom_desk.ui.shell.found_list import Found, found_instrument

        self._found.clear()
        found = [found_instrument(one) for one in self._instruments.search(query, _MOST)]
        wanted = query.strip().lstrip("/>").strip()
        actions = self._actions.find(wanted)[:_MOST_ACTIONS] if wanted or not found else ()
        for action in actions:
            detail = shortcut_text(action)
            found.append(Found(f"!{action.id}", tr(action.title), detail, tr("Command")))
        found = self._with_functions(found, wanted)
        self._found.update({one.key: one for one in found})
        self._list.set_keys([one.key for one in found])
        self._place(len(found))
        if found:
            self._list.select(found[0].key)

    def _with_functions(self, found: list[Found], wanted: str) -> list[Found]:
        """Put functions behind what else was found, one of exactly this name before it."""
        from kiwoom_desk.ui.shell.functions import EXACT

        ranked = self.functions.ranked(wanted)[:_MOST_FUNCTIONS]
        self._offered = {_key(one): one for _, one in ranked}
        lines = [self._function(one) for _, one in ranked]
        exact = [line for line, (rank, _) in zip(lines, ranked, strict=True) if rank == EXACT]
        return [*exact[:1], *found, *(line for line in lines if line not in exact[:1])]

    def _function(self, one: Function) -> Found:
        from kiwoom_desk.ui.shell.found_list import Found

        kind = tr("API") if one.documented else tr("Function", "found")
        kind = kind if one.published else tr("Not offered", "found")
        return Found(_key(one), one.english if self._english else one.name, one.api_id, kind)

    def _place(self, rows: int) -> None:
        stage = self._stage
        at = stage.mapFromGlobal(self.mapToGlobal(QtCore.QPoint(0, self.height() + 2)))
        row = theme.look().density.row
        height = rows * row + 2
        self._list.setGeometry(at.x(), at.y(), max(460, self.width()), height)
        self._list.setVisible(rows > 0)
        self._list.raise_()

    def _take(self, key: str | None) -> None:
        if key is None or key not in self._found:
            return
        self._leave()
        if key.startswith("!"):
            next(one for one in self._actions.all() if one.id == key[1:]).call()
            return
        if key in self._offered:
            self.function_chosen.emit(self._offered[key])
            return
        self._instruments.used(key)
        self.chosen.emit(key)

    def _leave(self) -> None:
        self.clear()
        self._hide_list()
        self.clearFocus()


def _key(one: Function) -> str:
    # The same id may stand for an API and for another function of an older list.
    return f"={one.id}" if one.documented else f"={one.id} {one.name}"
