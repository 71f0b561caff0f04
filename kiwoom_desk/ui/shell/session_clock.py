"""Phase of the main venue and market time in the top line; refuses to guess a phase."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6 import QtCore

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

_STEP = 250

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


class SessionClock(PlainText):
    """Phase of the main venue and market time: by the dated rules, and by the broker's word once known."""

    def __init__(self, environment: Environment, clock: Clock, rules: MarketRules) -> None:
        super().__init__()
        self._environment, self._clock, self._rules = environment, clock, rules
        self._sessions: Sessions | None = None
        self.setFont(theme.font(theme.BODY, theme.Weight.DemiBold))
        self._timer = QtCore.QTimer(self)
        self._timer.setInterval(_STEP)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._shown: datetime | None = None
        self.show_now()

    def follow(self, sessions: Sessions) -> None:
        """Let the broker's word decide the phase from now on."""
        self._sessions = sessions
        self.show_now()

    def _look(self) -> None:
        # Asked several times a second, so that none is shown late; a phase is not worked out for nothing.
        if self._clock.market().replace(microsecond=0) != self._shown:
            self.show_now()

    def show_now(self) -> None:
        """Show phase and time of this moment."""
        now = self._clock.market()
        self._shown = now.replace(microsecond=0)
        standing = self._standing(now)
        said = f"KRX {tr(PHASES[standing.phases[0]])} {now:%H:%M:%S}"
        if said != self.text():
            self.setText(said)
            set_tooltip(self, self._until(now, standing))

    def _standing(self, now: datetime) -> Standing:
        if self._sessions is not None:
            return self._sessions.standing(Venue.KRX)
        return Standing(session.phases_at(self._rules, self._environment.value, Venue.KRX, now))

    def _until(self, now: datetime, standing: Standing) -> str:
        if standing.announced:
            return tr("Announced by the broker, other than the usual hours")
        edge = session.next_change(self._rules, self._environment.value, Venue.KRX, now)
        return "" if edge is None else f"{tr('Next change')} {edge:%m-%d %H:%M}"
