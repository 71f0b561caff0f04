"""A whole chart: readout, bars and the word on older bars; refuses to ask the broker itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.domain.bar import Period
from kiwoom_desk.market.series import BarSeries
from kiwoom_desk.ui.charts.marks import FillMark, OrderLine, Overlay
from kiwoom_desk.ui.charts.plot import Plot
from kiwoom_desk.ui.charts.readout import Readout, bar_words, study_words
from kiwoom_desk.ui.charts.scene import Change
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import PlainText

_SHOW_AFTER = 300
_READ_EVERY = 100


class Paging(Enum):
    """What happens with bars older than those read."""

    IDLE = "idle"
    READING = "reading"
    FAILED = "failed"
    COMPLETE = "complete"


class ChartView(QtWidgets.QWidget):
    """Show a BarSeries: `set_series`, then `refresh` once a frame; `wanted_older` asks for a page.

    `set_overlay` takes what of mine is on it, `set_paging` how the page is coming on.
    """

    def __init__(self, parent: QtWidgets.QWidget | None = None) -> None:
        super().__init__(parent)
        self.wanted_older: Signal[None] = Signal()
        self.plot = Plot()
        self.readout = Readout()
        self._note = _PagingNote(self.plot, self._ask_again)
        self._in_hundredths = False
        self.paging = Paging.IDLE
        # Figures that change sixty times a second cannot be read; the price box keeps up alone.
        self._unread = False
        self._reading = QtCore.QTimer(self)
        self._reading.setSingleShot(True)
        self._reading.setInterval(_READ_EVERY)
        self._reading.timeout.connect(self._read_out_late)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.readout)
        column.addWidget(self.plot, 1)
        self.setFocusProxy(self.plot)
        self.setAccessibleName(tr("Chart"))
        self.plot.setAccessibleName(tr("Chart"))
        self.plot.hovered.connect(lambda _index: self._read_out())
        self.plot.moved.connect(lambda _none: self._ask_older())

    def set_series(self, series: BarSeries, period: Period, in_hundredths: bool = False) -> None:
        """Show another series; index levels come in hundredths."""
        self._in_hundredths = in_hundredths
        self.paging = Paging.IDLE
        self._note.show_paging(self.paging)
        self.plot.set_series(series, period, in_hundredths)
        self._read_out()

    def refresh(self) -> Change:
        """Take what came since the last frame; return how much of the picture it concerned."""
        change = self.plot.follow()
        if change is Change.ALL:
            self._read_out()
            self._ask_older()
        elif change is Change.LAST:
            self._read_out_soon()
        return change

    def set_overlay(
        self,
        average_price: int | None = None,
        orders: Sequence[OrderLine] = (),
        fills: Sequence[FillMark] = (),
    ) -> None:
        """Show my average price, open orders and fills; won and shares."""
        self.plot.set_overlay(Overlay(average_price, tuple(orders), tuple(fills)))
        self._read_out()

    def set_direction(self, direction: int | None) -> None:
        """Take the day's direction of the last price, -1 to 1."""
        self.plot.set_direction(direction)

    def set_paging(self, paging: Paging) -> None:
        """Say how the page of older bars is coming on."""
        self.paging = paging
        self._note.show_paging(paging)
        if paging is Paging.IDLE:
            self._ask_older()

    def _ask_older(self) -> None:
        span = self.plot.scene.span
        if self.paging is Paging.IDLE and span.count and span.near_start:
            self.wanted_older.emit(None)

    def _ask_again(self) -> None:
        self.set_paging(Paging.IDLE)

    def _read_out_soon(self) -> None:
        self._unread = self._reading.isActive()
        if not self._unread:
            self._read_out()
            self._reading.start()

    def _read_out_late(self) -> None:
        if self._unread:
            self._unread = False
            self._read_out()
            self._reading.start()

    def _read_out(self) -> None:
        scene, index = self.plot.scene, self.plot.crossed
        if index is None:
            # A bar that began since the last frame has no averages yet.
            index = scene.span.count - 1
        self.readout.set_words(
            bar_words(scene, index, self._in_hundredths),
            study_words(scene, index, self._in_hundredths),
        )
        if self.plot.crossed is not None:
            self.plot.setAccessibleDescription(self.readout.text())


class _PagingNote(QtWidgets.QFrame):
    """A small word in the corner of the plot: reading, or failed with a way to try again."""

    def __init__(self, plot: QtWidgets.QWidget, again: Callable[[], None]) -> None:
        super().__init__(plot)
        self.setObjectName("panel")
        self._text = PlainText(tone="quiet")
        self._button = QtWidgets.QPushButton(tr("Try again"))
        self._button.clicked.connect(lambda _checked=False: again())
        self._timer = QtCore.QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOW_AFTER)
        self._timer.timeout.connect(self._reveal)
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self._text)
        row.addWidget(self._button)
        self.move(8, 8)
        self.hide()

    def show_paging(self, paging: Paging) -> None:
        """Show the word; reading only once it takes longer than a moment."""
        self._timer.stop()
        self._button.setVisible(paging is Paging.FAILED)
        if paging is Paging.READING:
            self._text.set_tone("quiet")
            self._text.setText(tr("Reading older bars…"))
            self._timer.start()
        elif paging is Paging.FAILED:
            self._text.set_tone("attention")
            self._text.setText(tr("Older bars could not be read."))
            self._reveal()
        else:
            self.hide()

    def _reveal(self) -> None:
        self.adjustSize()
        self.show()
