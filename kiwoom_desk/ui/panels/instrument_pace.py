"""Today against the day before: volume so far and price, minute by minute; refuses to guess a minute."""

from __future__ import annotations

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.broker.gateway import Haste
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.market.asked_rows import AskedRow, AskedSpec, asked_rows
from kiwoom_desk.market.day_pace import PaceRow, pace
from kiwoom_desk.market.reply_tables import ReplyTables
from kiwoom_desk.ui.charts.lines import Line, LineChart
from kiwoom_desk.ui.kit.columns import Column, ColumnLayout, Kind, Tone
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.panels.asked_columns import fitted
from kiwoom_desk.ui.panels.asker import Asker
from kiwoom_desk.ui.shell.panel import PanelContext

_EVERY = 60_000
BY_MINUTE = AskedSpec(id="pace", api_id="ka10084", shown=("tm", "cur_prc", "acc_trde_qty"))


def _clock(text: str) -> str:
    return f"{text[:2]}:{text[2:]}" if text else ""


def _faster(row: PaceRow) -> Tone:
    percent = row.percent
    if percent is None or percent == 100:
        return Tone.PLAIN
    return Tone.UP if percent > 100 else Tone.DOWN


COLUMNS = (
    Column(
        id="time",
        title=mark("Time"),
        value=lambda row: row.time,
        form=_clock,
        kind=Kind.CODE,
        width=64,
    ),
    Column(
        id="price", title=mark("Price"), value=lambda row: row.price, kind=Kind.PRICE, bold=True
    ),
    Column(
        id="volume",
        title=mark("Volume so far"),
        value=lambda row: row.volume,
        kind=Kind.WHOLE,
        width=104,
    ),
    Column(
        id="percent",
        title=mark("Against the day before %"),
        value=lambda row: row.percent,
        form=lambda value: "" if value is None else f"{value:,.2f}",
        kind=Kind.HUNDREDTHS,
        width=112,
        tone=_faster,
    ),
    Column(
        id="before_volume",
        title=mark("Its volume so far"),
        value=lambda row: row.before_volume,
        kind=Kind.WHOLE,
        width=112,
    ),
    Column(
        id="before_price",
        title=mark("Its price"),
        value=lambda row: row.before_price,
        kind=Kind.PRICE,
    ),
    Column(
        id="before_time",
        title=mark("Its time"),
        value=lambda row: row.before_time,
        form=_clock,
        kind=Kind.CODE,
        width=76,
    ),
)


class Pace(QtWidgets.QWidget):
    """Two lines of volume so far, and the minutes below, latest first."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self.title = tr("Against the day before")
        self._today: tuple[AskedRow, ...] = ()
        self._before: tuple[AskedRow, ...] = ()
        self.today = Asker(self, context, BY_MINUTE.api_id, whole=True)
        self.before = Asker(self, context, BY_MINUTE.api_id, whole=True)
        self.chart = LineChart()
        self.chart.setAccessibleName(tr("Volume so far"))
        self.table = Table(fitted(COLUMNS), key=lambda row: row.key)
        self.told = ""
        self.said: Signal[str] = Signal()
        self.today.set_interval(_EVERY)
        self.today.answered.connect(lambda reply: self._take(_rows(reply), None))
        self.before.answered.connect(lambda reply: self._take(None, _rows(reply)))
        for asker in (self.today, self.before):
            asker.failed.connect(self._fail)
            asker.waits.connect(self._tell)
            asker.waits.connect(self.table.state.tell)
        self.table.set_accessible(tr("Against the day before"))
        self.table.restore(context.memory.read(ColumnLayout, "columns-pace"))
        self.table.arranged.connect(lambda layout: context.memory.write(layout, "columns-pace"))
        halves = QtWidgets.QSplitter(QtCore.Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.chart)
        halves.addWidget(self.table)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(0)
        column.addWidget(halves, 1)

    @property
    def lists(self) -> tuple[Pace]:
        """Return itself, for the foot of the panel."""
        return (self,)

    goes_on = False
    """All pages are read at once."""

    def more(self) -> None:
        """Do nothing: there is no further page."""

    @property
    def rows(self) -> tuple[PaceRow, ...]:
        """Return the minutes shown."""
        return self.table.rows.rows

    def show_instrument(self, code: str) -> None:
        """Show another name."""
        self._today = self._before = ()
        self.table.set_rows(())
        self.chart.show_lines((), ())
        self.table.state.clear()
        self.table.state.show_loading(tr("Reading the list…"))
        values = {"stk_cd": code, "tic_min": "1"}
        self.today.put(values | {"tdy_pred": "1"})
        self.before.put(values | {"tdy_pred": "2"}, Haste.USUAL)

    def refresh(self) -> None:
        """Ask both days anew."""
        self.today.refresh()
        if not self._before:
            self.before.refresh()

    def _take(
        self, today: tuple[AskedRow, ...] | None, before: tuple[AskedRow, ...] | None
    ) -> None:
        self._today = self._today if today is None else today
        self._before = self._before if before is None else before
        rows = pace(self._today, self._before)
        self._draw(rows)
        done = [row for row in rows if row.volume is not None] or list(rows)
        self.table.set_rows(done[::-1])
        if rows:
            self.table.state.clear()
        elif not self.today.busy and not self.before.busy:
            self.table.state.show_state(State.EMPTY, tr("No trade of this name yet."))
        self._tell(tr("As of {time}").format(time=self.today.as_of))

    def _draw(self, rows: tuple[PaceRow, ...]) -> None:
        self.chart.show_lines(
            [_clock(row.clock) for row in rows],
            (
                Line(tr("Today", "prints"), tuple(row.volume for row in rows), "accent"),
                Line(tr("Day before", "prints"), tuple(row.before_volume for row in rows), "quiet"),
            ),
        )

    def _tell(self, line: str) -> None:
        self.told = line
        self.said.emit(line)

    def _fail(self, sentence: str) -> None:
        self._tell(sentence)
        if not self.rows:
            self.table.state.show_state(State.FAILED, sentence, tr("Try again"), self.refresh)


def _rows(reply: ReplyTables) -> tuple[AskedRow, ...]:
    return asked_rows(catalogue(), BY_MINUTE, reply)
