"""A field for won or shares with steps by button, wheel and arrow keys; refuses to read a blank as zero."""

from __future__ import annotations

from collections.abc import Callable

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.orders.drafts import Denied, read_whole

Step = Callable[[int, int], int]
_Key = QtCore.Qt.Key


class NumberField(QtWidgets.QWidget):
    """`value()` gives a number, or Denied for what is no number; `step(value, steps)` moves it."""

    def __init__(self, name: str, step: Step) -> None:
        super().__init__()
        self._step = step
        self.changed: Signal[None] = Signal()
        self.entry = QtWidgets.QLineEdit()
        self.entry.setAccessibleName(name)
        self.entry.setAlignment(QtCore.Qt.AlignmentFlag.AlignRight)
        self.entry.textChanged.connect(lambda _text: self.changed.emit(None))
        self.entry.editingFinished.connect(self._group)
        self.entry.installEventFilter(self)
        self.less, self.more = self._button("−", -1, name), self._button("+", 1, name)
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.entry, 1)
        row.addWidget(self.less)
        row.addWidget(self.more)

    def value(self) -> int | Denied:
        """Return the number typed, or why it is none."""
        return read_whole(self.entry.text())

    def number(self) -> int | None:
        """Return the number typed, None for anything else."""
        value = self.value()
        return value if isinstance(value, int) else None

    def set_value(self, value: int | None) -> None:
        """Show a number; None empties the field."""
        told = "" if value is None else f"{value:,}"
        if told != self.entry.text():
            self.entry.setText(told)

    def step_by(self, steps: int) -> None:
        """Move the number by whole steps; a blank field starts at what one step up from 0 gives."""
        self.set_value(max(self._step(self.number() or 0, steps), 0))

    def read(self, name: str) -> int | Denied:
        """Return the number; a text that is none is marked, and denied under the field's `name`."""
        value = self.value()
        if not isinstance(value, Denied):
            return value
        self.mark_wrong(True)
        self.entry.setFocus()
        return Denied(f"{name}_{value.code}", value.facts)

    def mark_wrong(self, wrong: bool) -> None:
        """Show that the field is why an order was denied."""
        if bool(self.entry.property("wrong")) != wrong:
            self.entry.setProperty("wrong", wrong)
            self.entry.style().unpolish(self.entry)
            self.entry.style().polish(self.entry)

    def eventFilter(self, watched: QtCore.QObject, event: QtCore.QEvent) -> bool:
        """Step by wheel and arrow keys; the wheel works on a field in focus only."""
        if isinstance(event, QtGui.QWheelEvent) and self.entry.hasFocus():
            self.step_by(1 if event.angleDelta().y() > 0 else -1)
            return True
        if event.type() is QtCore.QEvent.Type.KeyPress and isinstance(event, QtGui.QKeyEvent):
            steps = {_Key.Key_Up: 1, _Key.Key_Down: -1, _Key.Key_PageUp: 10, _Key.Key_PageDown: -10}
            found = steps.get(_Key(event.key()))
            if found is not None:
                self.step_by(found)
                return True
        return False

    def _button(self, label: str, steps: int, name: str) -> QtWidgets.QPushButton:
        button = QtWidgets.QPushButton(label)
        button.setProperty("role", "quiet")
        button.setFixedWidth(28)
        button.setAutoRepeat(True)
        button.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
        button.setAccessibleName(f"{name} {label}")
        button.clicked.connect(lambda _on=False: self.step_by(steps))
        return button

    def _group(self) -> None:
        number = self.number()
        if number is not None:
            self.set_value(number)
