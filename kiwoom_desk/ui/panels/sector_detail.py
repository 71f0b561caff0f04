"""One sector: how its day and its days went, and the programmes; refuses to ask unseen tabs."""

from __future__ import annotations

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.market.asked_rows import AskedRow, AskedSpec
from kiwoom_desk.market.reply_tables import ReplyTables
from kiwoom_desk.market.sectors import market_of
from kiwoom_desk.ui.charts.lines import Line, LineChart
from kiwoom_desk.ui.kit.figure_sheet import Figure, FigureGroup, FigureSheet
from kiwoom_desk.ui.kit.labels import label
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State, StateOverlay
from kiwoom_desk.ui.kit.text import clock_time
from kiwoom_desk.ui.panels.asked_columns import figure_text
from kiwoom_desk.ui.panels.asked_list import AskedList
from kiwoom_desk.ui.panels.asker import Asker
from kiwoom_desk.ui.panels.explorer_columns import cell_tone, unit_of
from kiwoom_desk.ui.shell.panel import PanelContext

PROGRAMMES = "ka10010"
_EVERY = 15_000
_SHEET = 220
_TITLES = {
    "tm_n": mark("Time"),
    "dt_n": mark("Date"),
    "cur_prc_n": mark("Level"),
    "pred_pre_n": mark("Change"),
    "flu_rt_n": mark("Rate %"),
    "trde_qty_n": mark("Volume (thousands)"),
    "acc_trde_qty_n": mark("Volume so far (thousands)"),
}
# Title and the stem of ka10010: each has shares and amounts sold, bought and net.
_PROGRAMMES = (
    (mark("Arbitrage"), "dfrt_trst"),
    (mark("Other programmes"), "ndiffpro_trst"),
    (mark("All programmes"), "all_dfrt_trst"),
)
_SIDES = (
    (mark("Sold, shares"), "sell_qty"),
    (mark("Bought, shares"), "buy_qty"),
    (mark("Net, shares"), "netprps_qty"),
    (mark("Sold, million won"), "sell_amt"),
    (mark("Bought, million won"), "buy_amt"),
    (mark("Net, million won"), "netprps_amt"),
)


class SectorCourse(QtWidgets.QWidget):
    """Figures of an index, its level as a line, and the rows (ka20001 by time, ka20009 by day)."""

    def __init__(
        self, context: PanelContext, spec: AskedSpec, title: str, time: str, every: int
    ) -> None:
        super().__init__()
        self._time = time
        self.sheet = FigureSheet()
        self.chart = LineChart()
        self.chart.setAccessibleName(title)
        self.list = AskedList(
            context,
            spec,
            title=title,
            empty=tr("Nothing is told of this sector."),
            titles=_TITLES,
        )
        self.list.asker.set_interval(every)
        self.list.asker.answered.connect(self._show)
        self.list.shown.connect(self._draw)
        right = QtWidgets.QSplitter(QtCore.Qt.Orientation.Vertical)
        right.setChildrenCollapsible(False)
        right.addWidget(self.chart)
        right.addWidget(self.list)
        sides = QtWidgets.QSplitter(QtCore.Qt.Orientation.Horizontal)
        sides.setChildrenCollapsible(False)
        sides.addWidget(self.sheet)
        sides.addWidget(right)
        sides.setStretchFactor(1, 1)
        sides.setSizes([_SHEET, 3 * _SHEET])
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(sides)

    @property
    def lists(self) -> tuple[AskedList, ...]:
        """Return the list, for the foot."""
        return (self.list,)

    def show_sector(self, code: str) -> None:
        """Show another sector."""
        self.sheet.show_groups(())
        self.chart.show_lines((), ())
        self.list.ask({"mrkt_tp": market_of(code), "inds_cd": code})

    def _show(self, reply: ReplyTables) -> None:
        figures = []
        for single in reply.singles:
            if not single.column.key.endswith("sig") and single.cell.text:
                unit = unit_of(single)
                name = label(single.column.label)
                name += f" ({label(unit)})" if unit not in ("", "지수") else ""
                tone = cell_tone(single.column, single.cell).value
                figures.append(Figure(name, figure_text(single.column, single.cell), tone))
        self.sheet.show_groups((FigureGroup(tr("Figures"), tuple(figures)),))

    def _draw(self, rows: tuple[AskedRow, ...]) -> None:
        ordered = sorted(rows, key=lambda row: row.place, reverse=True)
        labels = [_label(row.text(self._time)) for row in ordered]
        levels = [row.number("cur_prc_n") for row in ordered]
        told = tuple(None if level is None else float(level) for level in levels)
        self.chart.show_lines(labels, (Line(tr("Level"), told),), decimals=2)


class SectorProgrammes(QtWidgets.QWidget):
    """Programme trading of the linked name's sector (ka10010 takes the name)."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self.sheet = FigureSheet()
        self.sheet.setAccessibleName(tr("Programmes"))
        self.state = StateOverlay(self.sheet)
        self.asker = Asker(self, context, PROGRAMMES)
        self.asker.set_interval(_EVERY)
        self.asker.answered.connect(self._show)
        self.asker.failed.connect(self._fail)
        self.asker.waits.connect(self.state.tell)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sheet)
        link = context.link.changed.connect(lambda _code: self.show_sector(""))
        self.destroyed.connect(lambda _object=None: link.close())

    @property
    def lists(self) -> tuple[()]:
        """Return no list: figures are copied with Ctrl+C."""
        return ()

    def show_sector(self, _code: str) -> None:
        """Show the programmes around the linked name."""
        code = self._context.link.instrument
        if not code:
            self.state.show_state(State.EMPTY, tr("Choose a name to see its programmes."))
        elif self.asker.values != {"stk_cd": code}:
            self.state.clear()
            self.state.show_loading(tr("Reading the figures…"), tr("Try again"), self.asker.refresh)
            self.asker.put({"stk_cd": code})

    def _show(self, reply: ReplyTables) -> None:
        told = {single.column.key: single for single in reply.singles}
        groups = []
        for title, stem in _PROGRAMMES:
            figures = []
            for side, key in _SIDES:
                single = told[f"{stem}_{key}"]
                text = figure_text(single.column, single.cell)
                figures.append(Figure(tr(side), text, cell_tone(single.column, single.cell).value))
            groups.append(FigureGroup(tr(title), tuple(figures)))
        self.state.clear()
        self.sheet.show_groups(groups)

    def _fail(self, sentence: str) -> None:
        if not self.sheet.groups:
            again = self.asker.refresh
            self.state.show_state(State.FAILED, sentence, tr("Try again"), again)


def _label(text: str) -> str:
    return f"{text[4:6]}-{text[6:]}" if len(text) == 8 else clock_time(text)[:5]
