"""Rankings of the day by rate, volume and value; refuses live prices and endless asking."""

from __future__ import annotations

import msgspec
from PySide6 import QtWidgets

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.market.scans import RANKINGS, Scan, ScanRow, scan_choices
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.text import ElidedText
from kiwoom_desk.ui.panels.scan_table import ScanTable
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

INTERVALS = (0, 5, 10, 30)
"""Seconds between refreshes that a person may choose; 0 refreshes only when asked."""
_MARKET = "mrkt_tp"
_MARKETS = {
    "000": mark("All markets"),
    "001": mark("KOSPI", "market"),
    "101": mark("KOSDAQ", "market"),
}
# Named here as well as in the scans, so that every title is known to have its Korean.
_TITLES = {
    "gainers": mark("Top gainers"),
    "losers": mark("Top losers"),
    "volume": mark("Top volume"),
    "value": mark("Top value traded"),
}


class RankingChoice(msgspec.Struct, frozen=True):
    """What was looked at last; kept with the layout."""

    scan: str = RANKINGS[0].id
    market: str = "000"
    every: int = 5


class Rankings(QtWidgets.QWidget):
    """Two choices, the list, and how old it is; a click shows the name in the linked panels."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self._choice = context.memory.read(RankingChoice) or RankingChoice()
        self.scans = QtWidgets.QComboBox()
        self.markets = QtWidgets.QComboBox()
        self.every = QtWidgets.QComboBox()
        self.refresh_button = QtWidgets.QPushButton(tr("Refresh"))
        self._age = ElidedText()
        self._lists = QtWidgets.QStackedLayout()
        self._tables: dict[str, ScanTable] = {}
        self._fill_choices()
        self._lay_out()
        self._show()
        for box in (self.scans, self.markets):
            box.currentIndexChanged.connect(lambda _place: self._chosen())
        self.every.currentIndexChanged.connect(lambda _place: self._chosen_every())
        self.refresh_button.clicked.connect(lambda _checked: self.table.refresh())

    @property
    def table(self) -> ScanTable:
        """Return the list shown."""
        return self._tables[self._choice.scan]

    def _fill_choices(self) -> None:
        for spec in RANKINGS:
            self.scans.addItem(tr(_TITLES.get(spec.id, spec.title)), spec.id)
        for code, label in scan_choices(catalogue(), RANKINGS[0], _MARKET).items():
            self.markets.addItem(tr(_MARKETS[code]) if code in _MARKETS else label, code)
        for seconds in INTERVALS:
            title = tr("Every {seconds} s").format(seconds=seconds) if seconds else tr("By hand")
            self.every.addItem(title, seconds)
        self.scans.setAccessibleName(tr("Ranking"))
        self.markets.setAccessibleName(tr("Market"))
        self.every.setAccessibleName(tr("Refresh"))
        # A kept choice that no longer exists falls back to the first one.
        self.scans.setCurrentIndex(max(self.scans.findData(self._choice.scan), 0))
        self.markets.setCurrentIndex(max(self.markets.findData(self._choice.market), 0))
        self.every.setCurrentIndex(max(self.every.findData(self._choice.every), 0))
        self._choice = self._choice_now()

    def _lay_out(self) -> None:
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(4, 4, 4, 4)
        head.setSpacing(4)
        head.addWidget(self.scans, 1)
        head.addWidget(self.markets)
        foot = QtWidgets.QHBoxLayout()
        foot.setContentsMargins(8, 4, 4, 4)
        foot.setSpacing(4)
        foot.addWidget(self._age, 1)
        foot.addWidget(self.every)
        foot.addWidget(self.refresh_button)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(self._lists, 1)
        column.addLayout(foot)

    def _choice_now(self) -> RankingChoice:
        return RankingChoice(
            self.scans.currentData(), self.markets.currentData(), self.every.currentData()
        )

    def _chosen(self) -> None:
        self._choice = self._choice_now()
        self._context.memory.write(self._choice)
        self._show()

    def _chosen_every(self) -> None:
        self._choice = self._choice_now()
        self._context.memory.write(self._choice)
        self.table.set_interval(self._choice.every * 1_000)

    def _show(self) -> None:
        spec = next(spec for spec in RANKINGS if spec.id == self._choice.scan)
        table = self._tables.get(spec.id)
        if table is None:
            table = ScanTable(
                self._context, spec, empty=tr("No name is in this ranking now."), ranked=True
            )
            table.said.connect(self._age.set_text)
            table.table.selected.connect(self._link)
            table.table.activated_row.connect(self._link)
            self._tables[spec.id] = table
            self._lists.addWidget(table)
        table.set_interval(self._choice.every * 1_000)
        self._lists.setCurrentWidget(table)
        self.setFocusProxy(table.table)
        chosen = {_MARKET: self._choice.market}
        table.show_scan(Scan(self._context.desk.gateway, catalogue(), spec, chosen))

    def _link(self, row: ScanRow) -> None:
        self._context.link.set(row.key)


PANEL = PanelSpec(id="rankings", title=mark("Rankings"), make=Rankings, area=Area.LEFT_BELOW)
