"""The designed states of a panel: one sentence and one action; refuses to cover live figures for long."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.ui.kit.text import PlainText

_SHOW_PROGRESS_AFTER = 300
_CANCEL_AFTER = 3000
_Policy = QtCore.Qt.ScrollBarPolicy
_NO_BAR = _Policy.ScrollBarAlwaysOff


class State(Enum):
    """What a panel may be instead of filled."""

    EMPTY = "empty"
    LOADING = "loading"
    STALE = "stale"
    FAILED = "failed"
    REFUSED = "refused"


_QUIET = frozenset({State.EMPTY, State.LOADING})


class StateOverlay(QtWidgets.QWidget):
    """Lie over a widget with one sentence and at most one button.

    `show_state(State.FAILED, sentence, "Retry", self.load)`; `show_loading` shows its progress
    after 300 ms and its button after 3 s; `tell` says why it takes long; `clear` uncovers the widget.
    """

    def __init__(self, over: QtWidgets.QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setObjectName("state")
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        self._sentence = PlainText(tone="quiet")
        self._sentence.setAlignment(QtCore.Qt.AlignmentFlag.AlignCenter)
        self._sentence.setWordWrap(True)
        self._progress = QtWidgets.QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setFixedWidth(120)
        self._progress.setTextVisible(False)
        self._button = QtWidgets.QPushButton()
        self._button.clicked.connect(self._act)
        self._action: Callable[[], object] | None = None
        self._state: State | None = None
        self._bars: tuple[_Policy, _Policy] | None = None
        centre = QtCore.Qt.AlignmentFlag.AlignHCenter
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addStretch(1)
        column.addWidget(self._sentence)
        column.addWidget(self._progress, 0, centre)
        column.addWidget(self._button, 0, centre)
        column.addStretch(1)
        self._slow = _later(self, _SHOW_PROGRESS_AFTER, self._show_slow)
        self._very_slow = _later(self, _CANCEL_AFTER, self._show_button)
        over.installEventFilter(self)
        self.hide()

    @property
    def state(self) -> State | None:
        """Return the state shown, None when the widget is uncovered."""
        return self._state

    @property
    def sentence(self) -> str:
        """Return the sentence shown."""
        return self._sentence.text()

    def show_state(
        self,
        state: State,
        sentence: str,
        action_title: str = "",
        action: Callable[[], object] | None = None,
    ) -> None:
        """Cover the widget with a sentence and, where given, one action."""
        self._prepare(state, sentence, action_title, action)
        self._button.setVisible(bool(action))
        self.show()

    def show_loading(
        self, sentence: str, action_title: str = "", action: Callable[[], object] | None = None
    ) -> None:
        """Say that something is on its way; quick answers never show it."""
        if self._state is State.LOADING:
            return
        covered = self.isVisible()
        self._prepare(State.LOADING, sentence, action_title, action)
        self._button.hide()
        if covered:
            self._progress.show()
        self._slow.start()
        self._very_slow.start()

    def tell(self, sentence: str) -> None:
        """Say at once what holds up what is on its way; nothing where nothing is."""
        if self._state is State.LOADING:
            self._slow.stop()
            self._sentence.setText(sentence)
            self._show_slow()

    def clear(self) -> None:
        """Uncover the widget."""
        self._stop()
        self._state = None
        self.hide()

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Take the scroll bars away: they lie above whatever else covers a list."""
        super().showEvent(event)
        if isinstance(self._over, QtWidgets.QAbstractScrollArea) and self._bars is None:
            over = self._over
            self._bars = (over.horizontalScrollBarPolicy(), over.verticalScrollBarPolicy())
            _show_bars(over, _NO_BAR, _NO_BAR)

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        """Give the scroll bars back."""
        super().hideEvent(event)
        if isinstance(self._over, QtWidgets.QAbstractScrollArea) and self._bars is not None:
            _show_bars(self._over, *self._bars)
            self._bars = None

    def eventFilter(self, watched: QtCore.QObject, event: QtCore.QEvent) -> bool:
        """Keep to the size of the widget below."""
        if event.type() in (QtCore.QEvent.Type.Resize, QtCore.QEvent.Type.Show):
            self._cover()
        return False

    def _prepare(
        self, state: State, sentence: str, title: str, action: Callable[[], object] | None
    ) -> None:
        self._stop()
        self._state, self._action = state, action
        self._sentence.setText(sentence)
        self._sentence.set_tone("quiet" if state in _QUIET else "attention")
        self._progress.hide()
        self._button.setText(title)
        self._cover()

    def _cover(self) -> None:
        self.setGeometry(self._over.rect())
        self.raise_()

    def _show_slow(self) -> None:
        self._progress.show()
        self.show()

    def _show_button(self) -> None:
        self._button.setVisible(self._action is not None)

    def _act(self) -> None:
        if self._action is not None:
            self._action()

    def _stop(self) -> None:
        self._slow.stop()
        self._very_slow.stop()


def failed_widget(sentence: str) -> QtWidgets.QWidget:
    """Return a widget that shows nothing but why there is nothing."""
    widget = QtWidgets.QWidget()
    StateOverlay(widget).show_state(State.FAILED, sentence)
    return widget


def _show_bars(over: QtWidgets.QAbstractScrollArea, horizontal: _Policy, vertical: _Policy) -> None:
    over.setHorizontalScrollBarPolicy(horizontal)
    over.setVerticalScrollBarPolicy(vertical)


def _later(owner: QtCore.QObject, milliseconds: int, call: Callable[[], None]) -> QtCore.QTimer:
    timer = QtCore.QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(call)
    return timer
