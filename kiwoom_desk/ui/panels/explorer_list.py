"""The list of all APIs with its search line; refuses to know what an API answers."""

from __future__ import annotations

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.catalogue.finding import ApiFinder, Hit
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.ui.kit.columns import Column, Kind, Tone
from kiwoom_desk.ui.kit.labels import label
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.shell.docks import A_TURN

_Key = QtCore.Qt.Key
_LEARNED_A_TURN = 20


class ApiList(QtWidgets.QWidget):
    """Search line, table, count; `chosen` carries the id of an API."""

    def __init__(self, english: bool) -> None:
        super().__init__()
        self._finder = ApiFinder(catalogue(), label)
        self.chosen: Signal[str] = Signal()
        self.line = QtWidgets.QLineEdit()
        self.line.setPlaceholderText(tr("Id, name or field"))
        self.line.setAccessibleName(tr("Search an API"))
        self.line.setClearButtonEnabled(False)
        self.line.textChanged.connect(lambda text: self.search(text))
        self.line.installEventFilter(self)
        self.table = Table(_columns(english), key=lambda hit: hit.api.id)
        self.table.set_accessible(tr("APIs"))
        self._places = {column.id: place for place, column in enumerate(self.table.rows.columns)}
        stretch = QtWidgets.QHeaderView.ResizeMode.Stretch
        self.table.horizontalHeader().setSectionResizeMode(self._places["name"], stretch)
        self.table.selected.connect(lambda hit: self.chosen.emit(hit.api.id))
        self.count = PlainText(tone="quiet")
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(4, 4, 4, 4)
        head.addWidget(self.line)
        foot = QtWidgets.QHBoxLayout()
        foot.setContentsMargins(8, 2, 8, 2)
        foot.addWidget(self.count)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.setFocusProxy(self.line)
        self.search("")
        self._learning = QtCore.QTimer(self)
        self._learning.timeout.connect(self._learn)
        self._learning.start(A_TURN)

    def _learn(self) -> None:
        if not self._finder.learn(_LEARNED_A_TURN):
            self._learning.stop()

    def search(self, text: str) -> None:
        """List what holds every word, best first."""
        found = self._finder.find(text)
        self.table.set_rows(found)
        by_field = any(hit.field for hit in found)
        self.table.setColumnHidden(self._places["field"], not by_field)
        self.count.setText(tr("{count} APIs").format(count=len(found)))
        if found:
            self.table.state.clear()
        else:
            self.table.state.show_state(State.EMPTY, tr("No API has these words."))

    def select(self, api_id: str) -> None:
        """Make an API current; it is chosen by that."""
        self.table.select(api_id)

    @property
    def found(self) -> tuple[Hit, ...]:
        """Return what is listed."""
        return self.table.rows.rows

    def eventFilter(self, watched: QtCore.QObject, event: QtCore.QEvent) -> bool:
        """Walk through the list from the search line; Enter takes the first one."""
        if isinstance(event, QtGui.QKeyEvent) and event.type() is QtCore.QEvent.Type.KeyPress:
            if event.key() in (_Key.Key_Down, _Key.Key_Up):
                self.table.keyPressEvent(event)
                return True
            if event.key() in (_Key.Key_Return, _Key.Key_Enter) and self.found:
                self.table.selectRow(0)
                return True
        return False


def _columns(english: bool) -> tuple[Column, ...]:
    return (
        Column(
            id="id",
            title=mark("Id", "api"),
            value=lambda hit: hit.api.id,
            kind=Kind.CODE,
            width=66,
            tone=lambda _hit: Tone.QUIET,
        ),
        Column(
            id="name",
            title=mark("Name", "api"),
            value=lambda hit: hit.api.english if english else hit.api.name,
            kind=Kind.NAME,
            width=196,
            tooltip=lambda hit: f"{hit.api.name} · {hit.api.english}",
        ),
        Column(
            id="field",
            title=mark("Field"),
            value=lambda hit: hit.field,
            kind=Kind.NAME,
            width=92,
            tone=lambda _hit: Tone.QUIET,
            hidden=True,
        ),
        Column(
            id="group",
            title=mark("Group", "api"),
            value=lambda hit: label(hit.api.group),
            kind=Kind.NAME,
            width=76,
            tone=lambda _hit: Tone.QUIET,
            hidden=True,
        ),
    )
