"""Lists about sectors: the names of one, and who buys each; refuses to ask unseen."""

from __future__ import annotations

from PySide6 import QtWidgets

from kiwoom_desk.market.sectors import INVESTORS, MEMBERS, market_of
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.panels.asked_foot import Listed
from kiwoom_desk.ui.panels.asked_list import AskedList
from kiwoom_desk.ui.shell.panel import PanelContext

_EVERY = 30_000
_TITLES = {
    "inds_nm": mark("Sector"),
    "frgnr_netprps": mark("Foreigners"),
    "sc_netprps": mark("Securities firms"),
    "invtrt_netprps": mark("Investment trusts"),
    "endw_netprps": mark("Pension funds"),
    "samo_fund_netprps": mark("Private funds"),
    "etc_corp_netprps": mark("Other companies"),
}


class Members(QtWidgets.QWidget):
    """The names of a sector (ka20002), live; a click shows one in the linked panels."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self.list = AskedList(
            context, MEMBERS, title=tr("Names", "sector"), empty=tr("This sector has no names.")
        )
        self.list.asker.set_interval(_EVERY)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)

    @property
    def lists(self) -> tuple[Listed, ...]:
        """Return the list, for the foot."""
        return (self.list,)

    def show_sector(self, code: str) -> None:
        """Show another sector."""
        self.list.ask({"mrkt_tp": market_of(code), "inds_cd": code, "stex_tp": "1"})


class Investors(QtWidgets.QWidget):
    """Net buying of every sector by investor (ka10051), in 억원 or thousands of shares."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._market = ""
        self.units = QtWidgets.QComboBox()
        self.units.addItem(tr("Amounts (100 million won)"), "0")
        self.units.addItem(tr("Shares (thousands)"), "1")
        self.units.setAccessibleName(tr("Unit"))
        self.units.currentIndexChanged.connect(lambda _place: self._ask())
        self.list = AskedList(
            context,
            INVESTORS,
            title=tr("Investors"),
            empty=tr("Nothing is told of this sector."),
            titles=_TITLES,
        )
        self.list.asker.set_interval(_EVERY)
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(8, 4, 4, 4)
        head.addWidget(self.units)
        head.addStretch(1)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list, 1)

    @property
    def lists(self) -> tuple[Listed, ...]:
        """Return the list, for the foot."""
        return (self.list,)

    def show_sector(self, code: str) -> None:
        """Show the market of a sector, its row marked."""
        market = "1" if market_of(code) == "1" else "0"
        if market != self._market:
            self._market = market
            self._ask()

    def _ask(self) -> None:
        unit = self.units.currentData()
        self.list.ask({"mrkt_tp": self._market, "amt_qty_tp": unit, "base_dt": "", "stex_tp": "1"})
