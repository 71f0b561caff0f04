"""The row of chart periods; refuses periods that the broker does not serve."""

from __future__ import annotations

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.domain.bar import Period, Unit
from kiwoom_desk.ui.kit.language import tr

TICKS = (1, 3, 5, 10, 30)
_LEAST = 120
MINUTES = (1, 3, 5, 10, 15, 30, 45, 60)
PERIODS = (
    *(Period(Unit.TICK, count) for count in TICKS),
    *(Period(Unit.MINUTE, count) for count in MINUTES),
    *(Period(unit) for unit in (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR)),
)


def period_word(period: Period) -> str:
    """Return the short name of a period."""
    match period.unit:
        case Unit.TICK:
            return tr("{count}t", "ticks").format(count=period.count)
        case Unit.MINUTE:
            return tr("{count}m", "minutes").format(count=period.count)
        case Unit.DAY:
            return tr("D", "period")
        case Unit.WEEK:
            return tr("W", "period")
        case Unit.MONTH:
            return tr("M", "period")
        case Unit.YEAR:
            return tr("Y", "period")


_GIVES_WAY = (
    *(Period(Unit.MINUTE, count) for count in (45, 10, 3, 30, 60, 15)),
    *(Period(unit) for unit in (Unit.YEAR, Unit.WEEK, Unit.MONTH)),
)
"""What goes into the menu first where there is no room."""


class PeriodBar(QtWidgets.QWidget):
    """One button a period, ticks in one menu; `chosen` tells the period a person picked.

    Where there is no room for all, some stand in the menu instead; the chosen one never does.
    """

    def __init__(self, period: Period, parent: QtWidgets.QWidget | None = None) -> None:
        super().__init__(parent)
        self.chosen: Signal[Period] = Signal()
        self._buttons: dict[Period, QtWidgets.QToolButton] = {}
        self._ticks = _button()
        self._actions: dict[Period, QtGui.QAction] = {}
        self.setAccessibleName(tr("Chart period"))
        # Twelve buttons and a name have to fit beside the other panels of a laptop's screen.
        self.setStyleSheet("QToolButton { padding: 2px 3px; }")
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._ticks)
        self._make_menu()
        for one in PERIODS[len(TICKS) :]:
            button = self._buttons[one] = _button()
            button.setText(period_word(one))
            button.clicked.connect(lambda _checked=False, one=one: self._choose(one))
            row.addWidget(button)
        # How many have room is seen when it gets its size.
        self._mark(period)

    def show_period(self, period: Period) -> None:
        """Mark a period as the one shown."""
        self._mark(period)
        self._fit()

    def _mark(self, period: Period) -> None:
        self.period = period
        for one, button in self._buttons.items():
            button.setChecked(one == period)
        is_tick = period.unit is Unit.TICK
        self._ticks.setChecked(is_tick)
        for one, action in self._actions.items():
            action.setChecked(one == period)
        self._ticks.setText(period_word(period) if is_tick else tr("Ticks"))

    def sizeHint(self) -> QtCore.QSize:
        """Return room for every button, in sight or not."""
        wide = sum(button.sizeHint().width() for button in (self._ticks, *self._buttons.values()))
        return QtCore.QSize(wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QtCore.QSize:
        """Return room for the menu and a few buttons."""
        return QtCore.QSize(_LEAST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        """Show as many buttons as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        left = self.width() - self.sizeHint().width()
        for one in _GIVES_WAY:
            gives = left < 0 and one != self.period
            left += self._buttons[one].sizeHint().width() if gives else 0
            self._buttons[one].setVisible(not gives)
            self._actions[one].setVisible(gives)

    def _make_menu(self) -> None:
        menu = QtWidgets.QMenu(self._ticks)
        for one in PERIODS:
            action = menu.addAction(period_word(one))
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, one=one: self._choose(one))
            action.setVisible(one.unit is Unit.TICK)
            self._actions[one] = action
        # A press opens the menu and must not mark the button by itself.
        menu.aboutToHide.connect(lambda: self.show_period(self.period))
        self._ticks.setMenu(menu)
        self._ticks.setPopupMode(QtWidgets.QToolButton.ToolButtonPopupMode.InstantPopup)

    def _choose(self, period: Period) -> None:
        changed = period != self.period
        self.show_period(period)
        if changed:
            self.chosen.emit(period)


def _button() -> QtWidgets.QToolButton:
    button = QtWidgets.QToolButton()
    button.setCheckable(True)
    button.setProperty("role", "quiet")
    return button
