"""Marks of what is no longer current: an old price, a lost connection; refuses colour without words."""

from __future__ import annotations

from datetime import datetime

from PySide6 import QtCore, QtGui

from kiwoom_desk import texts
from kiwoom_desk.broker.gateway import LinkState, StreamLink
from kiwoom_desk.market.age import Age, AgeKind
from kiwoom_desk.orders.account import AccountBook
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.shell.panel import PanelContext

SUSPICIOUS = frozenset({AgeKind.STALE, AgeKind.SUSPECT})
"""Ages that are told in the colour of attention."""
_EVERY = 1_000


def age_sentence(age: Age) -> str:
    """Return how old a price is; nothing for a fresh one."""
    if age.kind in (AgeKind.FRESH, AgeKind.NONE):
        return ""
    seconds = f"{int(age.seconds)}"
    if age.kind is AgeKind.STALE:
        return tr("Stale {seconds} s").format(seconds=seconds)
    if age.kind is AgeKind.POLLED:
        return tr("Polled {seconds} s").format(seconds=seconds)
    return tr("{seconds} s ago").format(seconds=seconds)


def account_line(account: AccountBook, read_at: datetime | None, language: str) -> str:
    """Return when figures of the account were read, and why not since; "" while they are read first."""
    why = texts.sentence(language, f"query.{account.failed}") if account.failed else ""
    if read_at is None:
        return f"{tr('The account could not be read.')} {why}" if why else ""
    told = tr("As of {time}").format(time=f"{read_at:%H:%M:%S}")
    return f"{told} · {why}" if why else told


class AgeMark(PlainText):
    """How old the price of one name is, looked at each second while it is in sight."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__(tone="quiet")
        self._feed, self._code = context.desk.feed, ""
        self._timer = QtCore.QTimer(self)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self.show_age)

    def follow(self, code: str) -> None:
        """Tell the age of another name, "" for none."""
        self._code = code
        self.show_age()

    def show_age(self) -> None:
        """Tell the age of this moment."""
        age = self._feed.age(self._code) if self._code else Age(AgeKind.NONE, 0.0)
        self.setText(age_sentence(age))
        self.set_tone("attention" if age.kind in SUSPICIOUS else "quiet")

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Look each second from now on."""
        super().showEvent(event)
        self.show_age()
        self._timer.start()

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        """Look no more."""
        super().hideEvent(event)
        self._timer.stop()


class LinkMark(PlainText):
    """One line that stands while the stream is lost: what is shown may have changed since."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__(tr("No connection: changes are not heard until it is back."))
        self.set_tone("attention")
        self.setWordWrap(True)
        self.setContentsMargins(8, 2, 8, 2)
        gateway = self._gateway = context.desk.gateway
        changed = gateway.link_changed.connect(self._take)
        self.destroyed.connect(lambda _object=None: changed.close())
        self._take(gateway.link)

    def _take(self, link: LinkState) -> None:
        # Before anything ever arrived the lists say themselves that they wait.
        heard = self._gateway.last_arrival is not None
        self.setVisible(heard and link.stream is not StreamLink.UP)
