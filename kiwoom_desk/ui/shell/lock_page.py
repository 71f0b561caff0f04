"""The page over the panels while the desk is locked (S-21); refuses to hide the emergency stop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk import texts
from kiwoom_desk.orders.lock import TAIL, Lock
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.shell import theme

REASONS = {
    "start": mark("Live trading. Type the last digits of the account before orders are taken."),
    "key": mark("Locked by you."),
    "idle": mark("Locked: nobody was here for a while."),
    "sleep": mark("Locked: the computer slept."),
    "system": mark("Locked together with the computer's screen."),
}


class LockPage(QtWidgets.QWidget):
    """Covers what it is put over; a press, or the account's last digits in live, takes it away."""

    def __init__(self, covered: QtWidgets.QWidget, language: str) -> None:
        super().__init__(covered.parentWidget())
        self._covered, self._language = covered, language
        self._lock: Lock | None = None
        self._account: Callable[[], str] = lambda: ""
        self.setObjectName("lock_page")
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("The desk is locked"))
        self.reason = PlainText()
        self.digits = QtWidgets.QLineEdit()
        self.told = PlainText(tone="attention")
        self.button = QtWidgets.QPushButton(tr("Unlock"))
        self._lay_out()
        covered.installEventFilter(self)
        self.hide()

    def _lay_out(self) -> None:
        title = PlainText(tr("The desk is locked"))
        title.setFont(theme.font(20, theme.Weight.Bold))
        self.reason.setWordWrap(True)
        self.told.setWordWrap(True)
        self.digits.setObjectName("lock.digits")
        self.digits.setMaxLength(TAIL)
        self.digits.setPlaceholderText(tr("Last {count} digits").format(count=TAIL))
        self.digits.setAccessibleName(tr("Last {count} digits").format(count=TAIL))
        self.digits.returnPressed.connect(self._try)
        self.button.setObjectName("lock.open")
        self.button.setMinimumHeight(36)
        self.button.clicked.connect(lambda _on=False: self._try())
        box = QtWidgets.QWidget()
        box.setFixedWidth(380)
        inner = QtWidgets.QVBoxLayout(box)
        inner.setSpacing(12)
        stop = PlainText(tr("No order goes out while locked; the emergency stop works."))
        stop.set_tone("quiet")
        stop.setWordWrap(True)
        for part in (title, self.reason, self.digits, self.button, self.told, stop):
            inner.addWidget(part)
        around = QtWidgets.QGridLayout(self)
        around.addWidget(box, 0, 0, QtCore.Qt.AlignmentFlag.AlignCenter)

    def follow(self, lock: Lock, account: Callable[[], str]) -> None:
        """Take the lock, and how the account is known once it is."""
        self._lock, self._account = lock, account
        lock.changed.connect(self._show)
        self._show(lock.reason)

    def _show(self, reason: str) -> None:
        self.setVisible(bool(reason))
        if not reason or self._lock is None:
            return
        self.reason.setText(tr(REASONS[reason]))
        self.digits.clear()
        self.digits.setVisible(self._lock.by_digits)
        self.told.setText("")
        self.setGeometry(self._covered.geometry())
        self.raise_()
        (self.digits if self._lock.by_digits else self.button).setFocus()

    def _try(self) -> None:
        if self._lock is None:
            return
        denied = self._lock.open(self._account(), self.digits.text())
        if denied is not None:
            self.digits.clear()
            self.told.setText(texts.sentence(self._language, f"denied.{denied.code}", denied.facts))

    def eventFilter(self, watched: QtCore.QObject, event: QtCore.QEvent) -> bool:
        """Stay over what is covered."""
        if event.type() in (QtCore.QEvent.Type.Resize, QtCore.QEvent.Type.Move):
            self.setGeometry(self._covered.geometry())
        return False

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        """Hide what is below: prices and balances are nobody else's business."""
        painter = QtGui.QPainter(self)
        painter.fillRect(self.rect(), theme.look().colour("ground"))
        painter.end()
