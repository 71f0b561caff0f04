"""A form made from the catalogue: a field for each text of a request; refuses to send what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.catalogue.model import Api, Field
from kiwoom_desk.catalogue.request import RequestError, encode
from kiwoom_desk.market.starting import fits
from kiwoom_desk.ui.kit.labels import label
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.text import ElidedText, PlainText
from kiwoom_desk.ui.panels.explorer_fields import Editor, LookupEditor, make_editor
from kiwoom_desk.ui.shell.search import InstrumentIndex

_CELL = 236
_ERRORS = {
    "missing": mark("Needed", "field"),
    "too_long": mark("{limit} characters at most", "field"),
    "choice": mark("Not among the choices", "field"),
    "date": mark("Not a day (YYYY-MM-DD)", "field"),
    "digits": mark("Digits only", "field"),
    "unknown": mark("Not a field of this API", "field"),
}


class FieldCell(QtWidgets.QWidget):
    """Label with the mark of a required field, editor, and the sentence of an error."""

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        field = editor.field
        self.editor = editor
        told = label(field.label)
        self.label = ElidedText(f"{told} *" if _needed(field) else told)
        self.label.setForegroundRole(QtGui.QPalette.ColorRole.PlaceholderText)
        self.error = PlainText(tone="attention")
        self.error.hide()
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.label)
        column.addWidget(editor)
        column.addWidget(self.error)
        column.addStretch(1)

    def show_error(self, sentence: str) -> None:
        """Show why the field is wrong; "" takes the mark away."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        self.editor.mark_wrong(bool(sentence))


class RequestForm(QtWidgets.QWidget):
    """The fields of one API, as many beside each other as there is room for.

    `changed` comes with every change, `sent` with Enter in a field, `placed` when the fields
    need another height, `lookup_asked` with the key of a field whose list of codes is wanted.
    """

    def __init__(self, instruments: InstrumentIndex, today: Callable[[], date]) -> None:
        super().__init__()
        self._instruments, self._today = instruments, today
        self._api: Api | None = None
        self.cells: dict[str, FieldCell] = {}
        self.changed: Signal[None] = Signal()
        self.sent: Signal[None] = Signal()
        self.placed: Signal[None] = Signal()
        self.lookup_asked: Signal[str] = Signal()
        self._grid = QtWidgets.QGridLayout(self)
        self._grid.setContentsMargins(8, 4, 8, 4)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._columns = 0

    def show_api(self, api: Api, values: Mapping[str, str]) -> None:
        """Make the fields of another API, with values to start with."""
        for cell in self.cells.values():
            cell.hide()
            cell.setParent(None)
            cell.deleteLater()
        self._api = api
        self.cells = {field.key: self._cell(api, field) for field in form_fields(api)}
        self._columns = 0
        self._place()
        self.set_values(values)

    def set_values(self, values: Mapping[str, str]) -> None:
        """Fill the fields; one without a value becomes blank."""
        for key, cell in self.cells.items():
            cell.editor.set_text(values.get(key, ""))
            cell.show_error("")

    def values(self) -> dict[str, str]:
        """Return what is to be sent: nothing for a blank field, unless it has to be there."""
        found = {}
        for key, cell in self.cells.items():
            text = cell.editor.text()
            if text or cell.editor.field.blank:
                found[key] = text
        return found

    def check(self) -> bool:
        """Show every error at its field; tell whether there is none."""
        wrong: FieldCell | None = None
        values = self.values()
        for key, cell in self.cells.items():
            sentence = "" if self._api is None else field_error(self._api, key, values)
            cell.show_error(sentence)
            if sentence and wrong is None:
                wrong = cell
        if wrong is not None:
            wrong.editor.entry().setFocus(QtCore.Qt.FocusReason.OtherFocusReason)
        self.placed.emit(None)
        return wrong is None

    def needed_height(self) -> int:
        """Return the height in pixels that all fields need beside each other as they stand now."""
        if not self.cells:
            return 0
        row = max(cell.sizeHint().height() for cell in self.cells.values())
        rows = -(-len(self.cells) // max(self._columns, 1))
        margins = self._grid.contentsMargins()
        gaps = (rows - 1) * self._grid.verticalSpacing()
        return rows * row + gaps + margins.top() + margins.bottom()

    def offer(self, key: str, choices: Mapping[str, str]) -> None:
        """Offer the codes of a field, where it is still shown."""
        cell = self.cells.get(key)
        if cell is not None and isinstance(cell.editor, LookupEditor):
            cell.show_error("")
            cell.editor.offer(choices)

    def show_error(self, key: str, sentence: str) -> None:
        """Show a sentence at a field, where it is still shown."""
        cell = self.cells.get(key)
        if cell is not None:
            cell.show_error(sentence)
            self.placed.emit(None)

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        """Place the fields anew where more or fewer fit beside each other."""
        super().resizeEvent(event)
        self._place()

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        """Send with Enter."""
        if event.key() in (QtCore.Qt.Key.Key_Return, QtCore.Qt.Key.Key_Enter):
            self.sent.emit(None)
        else:
            super().keyPressEvent(event)

    def _cell(self, api: Api, field: Field) -> FieldCell:
        editor = make_editor(field, self._instruments, fits(api), self._today)
        cell = FieldCell(editor)
        if isinstance(editor, LookupEditor):
            editor.asked.connect(lambda _none: self.lookup_asked.emit(field.key))
        editor.changed.connect(lambda _none: self._edited(cell))
        return cell

    def _edited(self, cell: FieldCell) -> None:
        if cell.error.text():
            cell.show_error("")
            self.placed.emit(None)
        self.changed.emit(None)

    def _place(self) -> None:
        columns = max(1, self.width() // _CELL)
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        for number, cell in enumerate(self.cells.values()):
            self._grid.addWidget(cell, number // columns, number % columns)
        self.placed.emit(None)


def form_fields(api: Api) -> tuple[Field, ...]:
    """Return the fields a person fills: texts that are not fixed by the description."""
    return tuple(field for field in api.request if field.type == "string" and field.const is None)


def field_error(api: Api, key: str, values: Mapping[str, str]) -> str:
    """Return the sentence of what is wrong with one field, "" for nothing."""
    alone = msgspec.structs.replace(api, request=tuple(f for f in api.request if f.key == key))
    try:
        encode(alone, {key: values[key]} if key in values else {})
    except RequestError as error:
        return tr(_ERRORS[error.code]).format(**error.facts)
    return ""


def _needed(field: Field) -> bool:
    return field.required and not field.blank
