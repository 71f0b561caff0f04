"""The line at the top: menus, search, environment, account, session and clock; refuses prices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.base.settings import Environment
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.shell import theme

if TYPE_CHECKING:
    from kiwoom_desk.ui.shell.session_clock import SessionClock

HEIGHT = 36

ENVIRONMENTS = {
    Environment.PRACTICE: mark("PRACTICE", "environment"),
    Environment.DEMO: mark("DEMO", "environment"),
    Environment.LIVE: mark("LIVE", "environment"),
}


class EnvironmentMark(PlainText):
    """The name of the environment on its colour."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(tr(ENVIRONMENTS[environment]))
        self._environment = environment
        self.setObjectName("environment")
        self.setFont(theme.font(theme.BODY, theme.Weight.Bold))
        self.setAlignment(QtCore.Qt.AlignmentFlag.AlignCenter)
        self.setFixedHeight(24)
        self.take_look()

    def take_look(self) -> None:
        """Take over the colours in force."""
        ink = theme.look().environment(self._environment)
        self.setStyleSheet(
            f"QLabel#environment {{ background: {ink.ground}; color: {ink.text};"
            " padding: 0 12px; border-radius: 3px; }"
        )


class TopBar(QtWidgets.QWidget):
    """Menus left, the search box beside them, what must never be mistaken at the right."""

    def __init__(
        self,
        menus: QtWidgets.QMenuBar,
        box: QtWidgets.QWidget,
        mark_: EnvironmentMark,
        stop: QtWidgets.QWidget,
    ) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self._account = PlainText(tone="quiet")
        self.clock: SessionClock
        row = self._row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(12)
        menus.setSizePolicy(
            QtWidgets.QSizePolicy.Policy.Maximum, QtWidgets.QSizePolicy.Policy.Preferred
        )
        row.addWidget(menus, 0, QtCore.Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(box, 1)
        row.addStretch(1)
        row.addWidget(stop)
        row.addWidget(mark_)
        row.addWidget(self._account)

    def show_session(self, clock: SessionClock) -> None:
        """Take phase and market time, which stand last."""
        self.clock = clock
        self._row.addWidget(clock)

    def cover_account(self, covered: bool) -> None:
        """Hide the last figures of the account while they are what unlocks the desk."""
        self._account.setVisible(not covered)

    def set_account(self, tail: str) -> None:
        """Show the last figures of the account number."""
        self._account.setText(f"{tr('Account')} ···{tail}" if tail else "")
