"""The line at the bottom: connection, budget, delay, indices, last message; refuses to guess states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.domain.quote import IndexQuote
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.text import (
    ElidedText,
    PlainText,
    change_percent,
    hundredths,
    set_tooltip,
)
from kiwoom_desk.ui.shell import theme

HEIGHT = 26
_LAG_SHOWN_MS = 10_000
_STATES = {
    "up": (mark("up", "connection"), "good"),
    "down": (mark("down", "connection"), "attention"),
    "auth": (mark("key refused", "connection"), "attention"),
    "connecting": (mark("connecting", "connection"), "attention"),
    "login": (mark("logging in", "connection"), "attention"),
    "taken": (mark("taken elsewhere", "connection"), "attention"),
}


class Lamp(PlainText):
    """A name, a dot and a word: colour is never alone."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.show_state("down")

    def show_state(self, state: str, told: str = "") -> None:
        """Show one of the states of the connection; unknown ones are shown as they are."""
        word, tone = _STATES.get(state, (state, "attention"))
        self.setText(f"{self._name} ● {tr(word)}")
        self.set_tone(tone)
        set_tooltip(self, told)


class StatusBar(QtWidgets.QWidget):
    """Setters for each figure; what was never set shows nothing."""

    def __init__(self, index_names: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self._names = dict(index_names or {"001": "KOSPI", "101": "KOSDAQ"})
        self.rest, self.stream = Lamp("REST"), Lamp(tr("Stream"))
        self._budget, self._delay = PlainText(tone="quiet"), PlainText(tone="quiet")
        self._lag = PlainText(tone="attention")
        self._lag_shown = QtCore.QTimer(self)
        self._lag_shown.setSingleShot(True)
        self._lag_shown.setInterval(_LAG_SHOWN_MS)
        self._lag_shown.timeout.connect(lambda: self._lag.setText(""))
        self._indices = {code: PlainText() for code in self._names}
        self._message = ElidedText()
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(16)
        for widget in (
            self.rest,
            self.stream,
            self._budget,
            self._delay,
            self._lag,
            *self._indices.values(),
        ):
            widget.setFont(theme.font(12))
            row.addWidget(widget)
        self._message.setFont(theme.font(12))
        row.addWidget(self._message, 1)
        set_tooltip(self._budget, tr("Requests in the last second, and how many are allowed"))
        set_tooltip(self._delay, tr("Round trip of the last answer"))

    def set_budget(self, used: int, capacity: int) -> None:
        """Show how much of the rate budget is used; 0 as capacity hides it."""
        self._budget.setText(f"{used}/{capacity}" if capacity else "")

    def set_delay(self, milliseconds: float | None) -> None:
        """Show the delay."""
        said = "" if milliseconds is None else f"{tr('Delay')} {milliseconds:.0f} ms"
        self._delay.setText(said)

    def set_lag(self, seconds: float) -> None:
        """Show for a while that the window stood still, and for how long."""
        self._lag.setText(tr("Stood still {seconds} s").format(seconds=f"{seconds:.1f}"))
        self._lag_shown.start()

    def set_index(self, index: IndexQuote) -> None:
        """Show an index of those named."""
        label = self._indices.get(index.code)
        if label is not None:
            level, rate = hundredths(index.level), change_percent(index.rate)
            label.setText(f"{self._names[index.code]} {level} {rate}")
            label.set_tone("up" if index.rate > 0 else "down" if index.rate < 0 else "")

    def set_message(self, said: str) -> None:
        """Show the last message."""
        self._message.set_text(said)

    def texts(self) -> Sequence[str]:
        """Return what is shown, from left to right."""
        labels = (self.rest, self.stream, self._budget, self._delay, *self._indices.values())
        return [*(label.text() for label in labels), self._message.text()]
