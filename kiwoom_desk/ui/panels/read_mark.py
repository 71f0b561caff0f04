"""Marks of answers that a room below reads for a panel: it waits, it came odd; refuses to ask by itself."""

from __future__ import annotations

from PySide6 import QtCore

from kiwoom_desk.base.signals import Subscription
from kiwoom_desk.broker.gateway import Compared, Delayed
from kiwoom_desk.catalogue.differences import Differences
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.tasks import closing
from kiwoom_desk.ui.kit.text import PlainText, set_tooltip
from kiwoom_desk.ui.panels.explorer_words import marks_detail, marks_line
from kiwoom_desk.ui.shell.panel import PanelContext

LEAST_WAIT = 0.3
"""Seconds; a shorter wait is not worth a word."""
_LONGER = 700
"""Milliseconds a wait may take longer than was told before it is no longer said."""
ACCOUNT_APIS = ("kt00018", "kt00001", "kt00004")
"""What the figures of the account are read with: balance, deposit, the day's profit."""
FEED_APIS = ("ka10095", "ka10004", "ka10003")
"""What the feed asks one after another until the book and the prints of a name are there."""
ORDER_APIS = ("ka10075", "ka10076", "kt00007", "kt00009")
"""What the lists of orders and fills are read with."""
FACTS_API = "ka10001"
"""What limits and base price of a name are read with."""
GOLD_APIS = ("kt50020", "kt50021", "kt50031", "kt50075")
"""What figures and orders of the account for gold are read with."""


def waiting_words(seconds: float) -> str:
    """Return the sentence of a query that the rate limit holds up."""
    return tr("Waiting for the request limit: {seconds} s").format(seconds=f"{seconds:.1f}")


class ReadMark(PlainText):
    """One line while the rate limit holds up these APIs, or while what they answered was odd."""

    def __init__(self, context: PanelContext, *apis: str) -> None:
        super().__init__()
        self._apis = frozenset(apis)
        self._marks: dict[str, Differences] = {}
        self._waiting = ""
        self._over = QtCore.QTimer(self)
        self._over.setSingleShot(True)
        self._over.timeout.connect(self._waited)
        self.setWordWrap(True)
        self.setContentsMargins(8, 2, 8, 2)
        self.hide()
        gateway = context.desk.gateway
        heard: tuple[Subscription, ...] = (
            gateway.delayed.connect(self._hold),
            gateway.compared.connect(self._compare),
        )
        self.destroyed.connect(closing(*(one.close for one in heard)))

    def follow(self, *apis: str) -> None:
        """Speak of other APIs from now on."""
        self._apis = frozenset(apis)
        self._marks.clear()
        self._waited()

    def _hold(self, delayed: Delayed) -> None:
        if delayed.api_id in self._apis and delayed.seconds >= LEAST_WAIT:
            self._waiting = waiting_words(delayed.seconds)
            self._over.start(int(delayed.seconds * 1_000) + _LONGER)
            self._show()

    def _compare(self, compared: Compared) -> None:
        if compared.api_id in self._apis:
            self._marks[compared.api_id] = compared.marks
            self._waited()

    def _waited(self) -> None:
        self._over.stop()
        self._waiting = ""
        self._show()

    def _show(self) -> None:
        marks = Differences()
        for one in self._marks.values():
            marks = marks.joined(one)
        self.setText(self._waiting or marks_line(marks))
        self.set_tone("quiet" if self._waiting else "attention")
        set_tooltip(self, "" if self._waiting else marks_detail(marks))
        self.setVisible(bool(self.text()))
