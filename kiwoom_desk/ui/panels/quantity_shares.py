"""Buttons that choose a quantity by share of cash or holding, and a field for won; refuses to reckon."""

from __future__ import annotations

from collections.abc import Callable

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.orders.drafts import read_whole
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.text import set_tooltip

_SHARES = (
    (mark("10%", "share of cash"), 10),
    (mark("25%", "share of cash"), 25),
    (mark("50%", "share of cash"), 50),
    (mark("Max", "share of cash"), 100),
)


class QuantityShares(QtWidgets.QWidget):
    """`by_share` is called with percent, `by_won` with the won typed."""

    def __init__(self, by_share: Callable[[int], None], by_won: Callable[[int], None]) -> None:
        super().__init__()
        self._by_won = by_won
        self.won = QtWidgets.QLineEdit()
        self.won.setObjectName("won")
        self.won.setAlignment(QtCore.Qt.AlignmentFlag.AlignRight)
        self.won.setPlaceholderText(tr("By won"))
        self.won.setAccessibleName(tr("Quantity for an amount in won"))
        set_tooltip(self.won, tr("Quantity for an amount in won"))
        self.won.setMinimumWidth(76)
        self.won.editingFinished.connect(self._take_won)
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for title, percent in _SHARES:
            button = QtWidgets.QPushButton(tr(title))
            button.setProperty("role", "quiet")
            button.setMinimumWidth(36)
            button.clicked.connect(lambda _on=False, share=percent: by_share(share))
            row.addWidget(button)
        row.addWidget(self.won, 1)

    def _take_won(self) -> None:
        won = read_whole(self.won.text())
        if isinstance(won, int):
            self.won.setText(f"{won:,}")
            self._by_won(won)
