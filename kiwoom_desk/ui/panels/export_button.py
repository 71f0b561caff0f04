"""The button that offers what a panel shows as CSV or XLSX; refuses to know where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6 import QtWidgets

from kiwoom_desk.base.workbooks import Sheet
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.panels.explorer_export import Exporter
from kiwoom_desk.ui.shell.panel import PanelContext


class ExportButton(QtWidgets.QPushButton):
    """`sheets` gives what is shown at the moment; CSV holds the first of them, XLSX all.

    The panel says with `setEnabled` whether there is anything.
    """

    def __init__(
        self, context: PanelContext, name: str, sheets: Callable[[], Sequence[Sheet]]
    ) -> None:
        super().__init__(tr("Export"))
        self._name, self._sheets = name, sheets
        self.exporter = Exporter(self, context)
        menu = QtWidgets.QMenu(self)
        self.csv_action = menu.addAction("CSV", self.export_csv)
        self.xlsx_action = menu.addAction("XLSX", self.export_xlsx)
        self.setMenu(menu)

    def export_csv(self) -> None:
        """Offer the first sheet as CSV."""
        sheets = self._sheets()
        if sheets:
            self.exporter.offer(self._name, ".csv", sheets[:1])

    def export_xlsx(self) -> None:
        """Offer all sheets as one workbook."""
        sheets = self._sheets()
        if sheets:
            self.exporter.offer(self._name, ".xlsx", sheets)
