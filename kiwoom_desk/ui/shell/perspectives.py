"""Layouts that a person named: keeps, shows and drops them; refuses names that are no file's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.base.files import usable_name
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.shell.actions import Action, Actions
from kiwoom_desk.ui.shell.docks import Docks

_MOST = 20


class Perspectives:
    """The named layouts of one window; `kept` goes into the layout file.

    `version` is Qt's own of the kept bytes; `saved` is told after every change.
    """

    def __init__(
        self,
        window: QtWidgets.QWidget,
        docks: Docks,
        kept: Mapping[str, bytes],
        version: int,
        saved: Callable[[], None],
    ) -> None:
        self._window, self._docks, self._version, self._saved = window, docks, version, saved
        self.kept = {name: state for name, state in kept.items() if usable_name(name)}

    def add_action(self, actions: Actions) -> None:
        """Offer keeping the layout under a name in the search box and by a key."""
        title = mark("Save layout as…")
        actions.add(Action("layout.name", title, self.ask_name, ("Ctrl+Shift+S",)))

    def menu(self, parent: QtWidgets.QMenu, actions: Actions) -> None:
        """Add a menu of the named layouts below another one, drawn up each time it opens."""
        shown = parent.addMenu(tr("Saved layouts"))
        shown.aboutToShow.connect(lambda: self._draw_up(shown, actions))
        self._draw_up(shown, actions)

    def _draw_up(self, menu: QtWidgets.QMenu, actions: Actions) -> None:
        menu.clear()
        menu.addAction(actions.shown("layout.name"))
        if not self.kept:
            return
        menu.addSeparator()
        for name in sorted(self.kept):
            menu.addAction(_literal(name)).triggered.connect(_caller(self.show, name))
        menu.addSeparator()
        dropped = menu.addMenu(tr("Remove layout"))
        for name in sorted(self.kept):
            dropped.addAction(_literal(name)).triggered.connect(_caller(self.drop, name))

    def keep(self, name: str) -> bool:
        """Keep the docks as they stand; False where the name cannot be used or there are too many."""
        name = name.strip()
        if not usable_name(name) or (name not in self.kept and len(self.kept) >= _MOST):
            return False
        self.kept[name] = bytes(self._docks.manager.saveState(self._version).data())
        self._saved()
        return True

    def show(self, name: str) -> bool:
        """Put the docks where a named layout has them; False where it cannot be read."""
        return self._docks.restore(self.kept.get(name, b""), self._version)

    def drop(self, name: str) -> None:
        """Forget a named layout."""
        self.kept.pop(name, None)
        self._saved()

    def ask_name(self) -> None:
        """Ask for a name and keep the layout under it."""
        page = NamePage(self._window, self.keep)
        page.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        page.open()


class NamePage(QtWidgets.QDialog):
    """One field and one button; stays open with a sentence while the name cannot be used."""

    def __init__(self, parent: QtWidgets.QWidget, keep: Callable[[str], bool]) -> None:
        super().__init__(parent)
        self._keep = keep
        self.setWindowTitle(tr("Save layout as…"))
        self.setMinimumWidth(360)
        self.name = QtWidgets.QLineEdit()
        self.name.setMaxLength(64)
        self.name.setAccessibleName(tr("Name of the layout"))
        self.told = PlainText(tone="attention")
        self.told.setWordWrap(True)
        self.button = QtWidgets.QPushButton(tr("Save"))
        self.button.setDefault(True)
        self.button.clicked.connect(lambda _on=False: self._take())
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        column.addWidget(PlainText(tr("Name of the layout"), tone="quiet"))
        for widget in (self.name, self.told, self.button):
            column.addWidget(widget)

    def _take(self) -> None:
        if self._keep(self.name.text()):
            self.accept()
            return
        self.told.setText(
            tr("Use letters, digits, spaces, - and _; twenty layouts can be kept at most.")
        )


def _caller(call: Callable[[str], object], name: str) -> Callable[[bool], None]:
    def called(_on: bool = False) -> None:
        call(name)

    return called


def _literal(name: str) -> str:
    # A menu would take & as the mark of a key.
    return name.replace("&", "&&")
