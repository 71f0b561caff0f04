"""Themes with their returns and the names of the chosen one; refuses to search over the wire."""

from __future__ import annotations

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.instrument import initials
from kiwoom_desk.market.scans import THEME_MEMBERS, THEMES, Scan, ScanRow
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.text import ElidedText
from kiwoom_desk.ui.panels.scan_table import ScanTable
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

DAYS = (1, 5, 10, 20, 60)
"""Days of the return that a person may choose; the API takes 1 to 99."""
_EVERY = 15_000


class ThemeChoice(msgspec.Struct, frozen=True):
    """Days of the return and the theme last chosen; kept with the layout."""

    days: int = 10
    theme: str = ""


class Themes(QtWidgets.QWidget):
    """Groups above, their names below; a click on a name shows it in the linked panels."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self._choice = context.memory.read(ThemeChoice) or ThemeChoice()
        self.entry = QtWidgets.QLineEdit()
        self.days = QtWidgets.QComboBox()
        self.groups = ScanTable(context, THEMES, empty=tr("There are no themes."), whole=True)
        self.members = ScanTable(
            context, THEME_MEMBERS, empty=tr("This theme has no names."), whole=True
        )
        self._age = ElidedText()
        self.refresh_button = QtWidgets.QPushButton(tr("Refresh"))
        self._prepare()
        self._lay_out()
        self._connect()
        self._show_groups()

    def _prepare(self) -> None:
        self.entry.setPlaceholderText(tr("Search themes"))
        self.entry.setAccessibleName(tr("Search themes"))
        self.entry.setClearButtonEnabled(True)
        self.days.setAccessibleName(tr("Days of the return"))
        for days in DAYS:
            self.days.addItem(tr("{days} days").format(days=days), days)
        place = self.days.findData(self._choice.days)
        self.days.setCurrentIndex(place if place >= 0 else DAYS.index(ThemeChoice().days))
        self._choice = ThemeChoice(self.days.currentData(), self._choice.theme)
        self.groups.set_interval(_EVERY)
        self.members.set_interval(_EVERY // 3)
        self.setFocusProxy(self.groups.table)

    def _lay_out(self) -> None:
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(4, 4, 4, 4)
        head.setSpacing(4)
        head.addWidget(self.entry, 1)
        head.addWidget(self.days)
        foot = QtWidgets.QHBoxLayout()
        foot.setContentsMargins(8, 4, 4, 4)
        foot.setSpacing(4)
        foot.addWidget(self._age, 1)
        foot.addWidget(self.refresh_button)
        halves = QtWidgets.QSplitter(QtCore.Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.groups)
        halves.addWidget(self.members)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(halves, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.groups.said.connect(self._age.set_text)
        self.groups.refreshed.connect(lambda _none: self._choose_kept())
        self.groups.table.selected.connect(self._group_chosen)
        self.members.table.selected.connect(self._link)
        self.members.table.activated_row.connect(self._link)
        self.entry.textChanged.connect(self.search)
        self.days.currentIndexChanged.connect(lambda _place: self._days_chosen())
        self.refresh_button.clicked.connect(lambda _checked: self._refresh())

    def search(self, typed: str) -> None:
        """Show the themes whose name holds the text or, for consonants, the initials."""
        sought = "".join(typed.split()).casefold()
        if not sought:
            self.groups.table.set_filter(None)
        else:
            self.groups.table.set_filter(lambda row: _matches(row, sought))
        self._show_none_found()

    def _show_none_found(self) -> None:
        state, rows = self.groups.table.state, self.groups.table.rows.rows
        if not rows and self.entry.text().strip() and state.state is None:
            state.show_state(State.EMPTY, tr("No theme has this name."), tr("Show all"), self._all)
        elif rows and state.state is State.EMPTY:
            state.clear()

    def _all(self) -> None:
        self.entry.clear()

    def _show_groups(self) -> None:
        chosen = {"date_tp": str(self._choice.days)}
        self.groups.show_scan(Scan(self._context.desk.gateway, catalogue(), THEMES, chosen))
        self._show_members()

    def _show_members(self) -> None:
        if not self._choice.theme:
            self.members.table.state.show_state(State.EMPTY, tr("Choose a theme above."))
            return
        chosen = {"date_tp": str(self._choice.days), "thema_grp_cd": self._choice.theme}
        gateway = self._context.desk.gateway
        self.members.show_scan(Scan(gateway, catalogue(), THEME_MEMBERS, chosen))

    def _choose_kept(self) -> None:
        self._show_none_found()
        rows: tuple[ScanRow, ...] = self.groups.table.rows.rows
        if rows and self._choice.theme not in {row.key for row in rows} and not self.entry.text():
            self._group_chosen(rows[0])
        # The row is marked without asking its names a second time.
        if self._choice.theme and self.groups.table.current_row() is None:
            self.groups.table.select(self._choice.theme)

    def _group_chosen(self, row: ScanRow) -> None:
        if row.key != self._choice.theme:
            self._keep(ThemeChoice(self._choice.days, row.key))
            self._show_members()

    def _days_chosen(self) -> None:
        self._keep(ThemeChoice(self.days.currentData(), self._choice.theme))
        self._show_groups()

    def _refresh(self) -> None:
        self.groups.refresh()
        self.members.refresh()

    def _keep(self, choice: ThemeChoice) -> None:
        self._choice = choice
        self._context.memory.write(choice)

    def _link(self, row: ScanRow) -> None:
        self._context.link.set(row.key)


def _matches(row: ScanRow, sought: str) -> bool:
    name = "".join(str(row.figures.get("thema_nm") or "").split())
    return sought in name.casefold() or sought in initials(name).casefold()


PANEL = PanelSpec(id="themes", title=mark("Themes"), make=Themes, area=Area.LEFT_BELOW)
