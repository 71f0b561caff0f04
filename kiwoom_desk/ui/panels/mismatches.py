"""Where our count of shares and the broker's differ (S-13): both figures and a button; hidden without one."""

from __future__ import annotations

from PySide6 import QtWidgets

from kiwoom_desk.orders.positions import Mismatch
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.shell.panel import PanelContext


class Mismatches(QtWidgets.QWidget):
    """One line a code."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self._shown: tuple[Mismatch, ...] = ()
        self._column = QtWidgets.QVBoxLayout(self)
        self._column.setContentsMargins(8, 4, 8, 4)
        self._column.setSpacing(4)
        self.hide()

    def show_now(self) -> None:
        """Read the mismatches of both accounts."""
        accounts = (self._context.desk.account, self._context.desk.orders.gold.account)
        found = tuple(one for book in accounts for one in book.check.mismatches.values())
        if found == self._shown:
            return
        self._shown = found
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for mismatch in found:
            self._column.addWidget(self._line(mismatch))
        self.setVisible(bool(found))

    def _line(self, mismatch: Mismatch) -> QtWidgets.QWidget:
        line = QtWidgets.QFrame()
        row = QtWidgets.QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        told = PlainText(
            tr(
                "{name}: the broker says {brokers}, our orders say {ours}. "
                "The broker's figure is shown; please check your orders."
            ).format(
                name=self._context.desk.instruments.name(mismatch.code),
                brokers=f"{mismatch.brokers:,}",
                ours=f"{mismatch.ours:,}",
            ),
            tone="attention",
        )
        told.setWordWrap(True)
        button = QtWidgets.QPushButton(tr("Go on with the broker's figure"))
        account = self._context.desk.orders.account_of(mismatch.code)
        button.clicked.connect(lambda _on=False: account.accept(mismatch.code))
        row.addWidget(PlainText(tr("Mismatch"), tone="danger"))
        row.addWidget(told, 1)
        row.addWidget(button)
        return line
