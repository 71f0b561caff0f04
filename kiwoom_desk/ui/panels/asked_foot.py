"""The foot of a panel of asked lists: how old, more, refresh, export; refuses to know what is listed."""

from __future__ import annotations

from typing import Protocol

from PySide6 import QtWidgets

from kiwoom_desk.base.signals import Signal, Subscription
from kiwoom_desk.base.workbooks import Sheet
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.kit.text import ElidedText
from kiwoom_desk.ui.panels.asked_columns import sheet_of
from kiwoom_desk.ui.panels.export_button import ExportButton
from kiwoom_desk.ui.shell.panel import PanelContext


class Listed(Protocol):
    """What a foot needs of what stands above it; `more` of one that has no pages does nothing."""

    title: str
    said: Signal[str]

    @property
    def table(self) -> Table:
        """Return the table of what was answered."""
        ...

    @property
    def told(self) -> str:
        """Return the line that tells how old it is."""
        ...

    @property
    def goes_on(self) -> bool:
        """Tell whether a further page can be asked."""
        ...

    def more(self) -> None:
        """Read the next page."""
        ...

    def refresh(self) -> None:
        """Ask anew."""
        ...


class AskedFoot(QtWidgets.QWidget):
    """One line below the list in front; `follow` tells which lists that are."""

    def __init__(self, context: PanelContext, name: str) -> None:
        super().__init__()
        self._lists: tuple[Listed, ...] = ()
        self._tables: tuple[Table, ...] = ()
        self._subscriptions: list[Subscription] = []
        self.said = ElidedText()
        self.more_button = QtWidgets.QPushButton(tr("More"))
        self.refresh_button = QtWidgets.QPushButton(tr("Refresh"))
        self.export_button = ExportButton(context, name, self.sheets)
        self.more_button.clicked.connect(lambda _on=False: self._more())
        self.refresh_button.clicked.connect(lambda _on=False: self._refresh())
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(8, 4, 4, 4)
        row.setSpacing(4)
        row.addWidget(self.said, 1)
        for button in (self.more_button, self.export_button, self.refresh_button):
            row.addWidget(button)
        self._show("")

    def follow(self, *lists: Listed) -> None:
        """Stand below these lists: the first one tells its age, all are refreshed and exported."""
        for subscription in self._subscriptions:
            subscription.close()
        # What is in front is made with the panel, not in the turn that shows it.
        self._lists, self._tables = lists, tuple(one.table for one in lists)
        self._subscriptions = [one.said.connect(self._show) for one in lists]
        self._show(lists[0].told if lists else "")

    def sheets(self) -> list[Sheet]:
        """Return what is in front, a sheet a list."""
        return [sheet_of(one.title, one.table) for one in self._lists if one.table.rows.rows]

    def _show(self, line: str) -> None:
        self.said.set_text(line)
        self.more_button.setVisible(any(one.goes_on for one in self._lists))
        self.export_button.setEnabled(any(table.rows.rows for table in self._tables))

    def _more(self) -> None:
        for one in self._lists:
            one.more()

    def _refresh(self) -> None:
        for one in self._lists:
            one.refresh()
