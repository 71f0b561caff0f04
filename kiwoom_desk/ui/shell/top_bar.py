"""The line at the top: menus, search, environment, account, session and clock; refuses prices."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.settings import Environment
from kiwoom_desk.domain import session
from kiwoom_desk.domain.announced import Standing
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.text import PlainText, set_tooltip
from kiwoom_desk.ui.shell import theme

if TYPE_CHECKING:
    from kiwoom_desk.orders.sessions import Sessions

HEIGHT = 36
_STEP = 250

ENVIRONMENTS = {
    Environment.PRACTICE: mark("PRACTICE", "environment"),
    Environment.DEMO: mark("DEMO", "environment"),
    Environment.LIVE: mark("LIVE", "environment"),
}
PHASES = {
    Phase.CLOSED: mark("Closed", "phase"),
    Phase.PRE_FIXED: mark("Before hours, fixed price", "phase"),
    Phase.OPENING_AUCTION: mark("Opening auction", "phase"),
    Phase.PRE_MARKET: mark("Pre-market", "phase"),
    Phase.CONTINUOUS: mark("Regular session", "phase"),
    Phase.CLOSING_AUCTION: mark("Closing auction", "phase"),
    Phase.AFTER_FIXED: mark("After hours, fixed price", "phase"),
    Phase.SINGLE_PRICE: mark("After hours, single price", "phase"),
    Phase.AFTER_AUCTION: mark("Auction before after-market", "phase"),
    Phase.AFTER_MARKET: mark("After-market", "phase"),
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


class SessionClock(PlainText):
    """Phase of the main venue and market time: by the dated rules, and by the broker's word once known."""

    def __init__(
        self, environment: Environment, clock: Clock, rules: MarketRules | None = None
    ) -> None:
        super().__init__()
        self._environment, self._clock = environment, clock
        self._rules: MarketRules | None = None
        self._sessions: Sessions | None = None
        self.setFont(theme.font(theme.BODY, theme.Weight.DemiBold))
        self._timer = QtCore.QTimer(self)
        self._timer.setInterval(_STEP)
        self._timer.timeout.connect(self.show_now)
        if rules is not None:
            self.begin(rules)

    def begin(self, rules: MarketRules) -> None:
        """Show phase and time by these rules from now on."""
        self._rules = rules
        self._timer.start()
        self.show_now()

    def follow(self, sessions: Sessions) -> None:
        """Let the broker's word decide the phase from now on."""
        self._sessions = sessions
        self.show_now()

    def show_now(self) -> None:
        """Show phase and time of this moment; nothing before there are rules."""
        if self._rules is None:
            return
        now = self._clock.market()
        standing = self._standing(self._rules, now)
        said = f"KRX {tr(PHASES[standing.phases[0]])} {now:%H:%M:%S}"
        if said != self.text():
            self.setText(said)
            set_tooltip(self, self._until(self._rules, now, standing))

    def _standing(self, rules: MarketRules, now: datetime) -> Standing:
        if self._sessions is not None:
            return self._sessions.standing(Venue.KRX)
        return Standing(session.phases_at(rules, self._environment.value, Venue.KRX, now))

    def _until(self, rules: MarketRules, now: datetime, standing: Standing) -> str:
        if standing.announced:
            return tr("Announced by the broker, other than the usual hours")
        edge = session.next_change(rules, self._environment.value, Venue.KRX, now)
        return "" if edge is None else f"{tr('Next change')} {edge:%m-%d %H:%M}"


class TopBar(QtWidgets.QWidget):
    """Menus left, the search box beside them, what must never be mistaken at the right."""

    def __init__(
        self,
        menus: QtWidgets.QMenuBar,
        box: QtWidgets.QWidget,
        mark_: EnvironmentMark,
        clock: SessionClock,
        stop: QtWidgets.QWidget,
    ) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self.clock = clock
        self._account = PlainText(tone="quiet")
        row = QtWidgets.QHBoxLayout(self)
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
        row.addWidget(clock)

    def cover_account(self, covered: bool) -> None:
        """Hide the last figures of the account while they are what unlocks the desk."""
        self._account.setVisible(not covered)

    def set_account(self, tail: str) -> None:
        """Show the last figures of the account number."""
        self._account.setText(f"{tr('Account')} ···{tail}" if tail else "")
