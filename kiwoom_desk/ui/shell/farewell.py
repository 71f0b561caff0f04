"""The question before the desk closes over open or unknown orders, and the page after an error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import PlainText

_MOST_LINES = 12


class LeftBehind(msgspec.Struct, frozen=True):
    """What would live on without the desk, a line each: open orders, requests of unknown outcome."""

    open_orders: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.open_orders or self.unknown)


class ClosePage(QtWidgets.QDialog):
    """Names what would be left and offers: stay, close and leave it, or cancel the open orders first."""

    def __init__(
        self,
        parent: QtWidgets.QWidget,
        left: LeftBehind,
        close: Callable[[], None],
        cancel_first: Callable[[], None],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Orders are still alive"))
        self.setMinimumWidth(460)
        self.stay = QtWidgets.QPushButton(tr("Stay"))
        self.leave = QtWidgets.QPushButton(tr("Leave them and close"))
        self.cancel = QtWidgets.QPushButton(tr("Emergency stop: cancel all"))
        self.stay.setDefault(True)
        self.stay.clicked.connect(lambda _on=False: self.reject())
        self.leave.clicked.connect(lambda _on=False: self._then(close))
        self.cancel.clicked.connect(lambda _on=False: self._then(cancel_first))
        for button in (self.leave, self.cancel):
            # Enter and Space mean staying.
            button.setAutoDefault(False)
            button.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
        self.cancel.setProperty("role", "danger")
        self.cancel.setEnabled(bool(left.open_orders))
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        for title, lines in (
            (tr("Open orders stay at the exchange after closing:"), left.open_orders),
            (tr("The outcome of these requests is not known yet:"), left.unknown),
        ):
            if lines:
                column.addWidget(_wrapped(title, "attention"))
                column.addWidget(_wrapped(_shortened(lines), ""))
        row = QtWidgets.QHBoxLayout()
        row.setSpacing(8)
        for button in (self.cancel, self.leave, self.stay):
            row.addWidget(button)
        column.addSpacing(8)
        column.addLayout(row)
        self.stay.setFocus()

    def _then(self, call: Callable[[], None]) -> None:
        self.accept()
        call()


class CrashPage(QtWidgets.QDialog):
    """Says that an error happened, what it means for orders, and where the report lies."""

    def __init__(self, parent: QtWidgets.QWidget, report: Path) -> None:
        super().__init__(parent)
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("An error in the program"))
        self.setMinimumWidth(520)
        self.text = QtWidgets.QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setPlainText(report.read_text("utf-8", errors="replace"))
        self.text.setMinimumHeight(220)
        self.text.setAccessibleName(tr("Report"))
        copy = QtWidgets.QPushButton(tr("Copy the report"))
        copy.clicked.connect(
            lambda _on=False: QtGui.QGuiApplication.clipboard().setText(self.text.toPlainText())
        )
        shut = QtWidgets.QPushButton(tr("Close"))
        shut.setDefault(True)
        shut.clicked.connect(lambda _on=False: self.accept())
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        meaning = tr(
            "The order journal is intact and the emergency stop works. "
            "If something looks wrong, check your orders and restart the desk."
        )
        column.addWidget(_wrapped(meaning, "attention"))
        where = tr("The report is only on this computer, without keys and account numbers:")
        column.addWidget(_wrapped(f"{where} {report}", "quiet"))
        column.addWidget(self.text)
        row = QtWidgets.QHBoxLayout()
        row.addStretch(1)
        row.addWidget(copy)
        row.addWidget(shut)
        column.addLayout(row)


def _wrapped(said: str, tone: str) -> PlainText:
    label = PlainText(said, tone=tone)
    label.setWordWrap(True)
    return label


def _shortened(lines: Sequence[str]) -> str:
    shown = list(lines[:_MOST_LINES])
    if len(lines) > _MOST_LINES:
        shown.append(tr("and {count} more").format(count=len(lines) - _MOST_LINES))
    return " · ".join(shown)
