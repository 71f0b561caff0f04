"""Themes with their returns and the names of the chosen one; refuses to search over the wire."""

from __future__ import annotations

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.instrument import initials
from kiwoom_desk.market.scans import THEME_MEMBERS, THEMES, THEMES_OF_NAME, Scan, ScanRow
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.text import ElidedText, clean
from kiwoom_desk.ui.panels.heat_map import HeatMap, Tile
from kiwoom_desk.ui.panels.scan_table import ScanTable
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

DAYS = (1, 5, 10, 20, 60)
"""Days of the return that a person may choose; the API takes 1 to 99."""
_EVERY = 15_000


class ThemeChoice(msgspec.Struct, frozen=True):
    """What was chosen last: days of the return, theme, map or list, all or those of the linked name."""

    days: int = 10
    theme: str = ""
    map: bool = False
    of_name: bool = False


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
            context, THEME_MEMBERS, empty=tr("This theme has no names."), whole=True, live=True
        )
        self.map = HeatMap()
        self.map_button = QtWidgets.QPushButton(tr("Map"))
        self.of_button = QtWidgets.QPushButton(tr("Of this name"))
        # One above the other: the list goes on asking while the map covers it.
        self._top = QtWidgets.QStackedLayout()
        self._top.setStackingMode(QtWidgets.QStackedLayout.StackingMode.StackAll)
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
        self._choice = msgspec.structs.replace(self._choice, days=self.days.currentData())
        for button, on in (
            (self.map_button, self._choice.map),
            (self.of_button, self._choice.of_name),
        ):
            button.setCheckable(True)
            button.setChecked(on)
        self.map.setAccessibleName(tr("Map of the themes"))
        self.groups.set_interval(_EVERY)
        self.members.set_interval(_EVERY // 3)
        self.setFocusProxy(self.groups.table)

    def _lay_out(self) -> None:
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(4, 4, 4, 4)
        head.setSpacing(4)
        head.addWidget(self.entry, 1)
        head.addWidget(self.of_button)
        head.addWidget(self.map_button)
        head.addWidget(self.days)
        foot = QtWidgets.QHBoxLayout()
        foot.setContentsMargins(8, 4, 4, 4)
        foot.setSpacing(4)
        foot.addWidget(self._age, 1)
        foot.addWidget(self.refresh_button)
        halves = QtWidgets.QSplitter(QtCore.Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        self._top.addWidget(self.groups)
        self._top.addWidget(self.map)
        upper = QtWidgets.QWidget()
        upper.setLayout(self._top)
        halves.addWidget(upper)
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
        self.groups.refreshed.connect(lambda _none: self._show_map())
        self.map.selected.connect(self.groups.table.select)
        self.map_button.toggled.connect(lambda on: self._show_as_map(on))
        self.of_button.toggled.connect(lambda on: self._show_of_name(on))
        linked = self._context.link.changed.connect(lambda _code: self._linked())
        self.destroyed.connect(lambda _object=None: linked.close())
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
        self._show_map()

    def _show_none_found(self) -> None:
        state, rows = self.groups.table.state, self.groups.table.rows.rows
        if not rows and self.entry.text().strip() and state.state is None:
            state.show_state(State.EMPTY, tr("No theme has this name."), tr("Show all"), self._all)
        elif rows and state.state is State.EMPTY:
            state.clear()

    def _all(self) -> None:
        self.entry.clear()

    def _show_groups(self) -> None:
        gateway, chosen = self._context.desk.gateway, {"date_tp": str(self._choice.days)}
        spec, code = THEMES, self._context.link.instrument
        if self._choice.of_name and code:
            spec, chosen = THEMES_OF_NAME, chosen | {"stk_cd": code}
        name = self._context.desk.instruments.name(code) if spec is THEMES_OF_NAME else ""
        self.of_button.setText(clean(name) if name else tr("Of this name"))
        self.groups.show_scan(Scan(gateway, catalogue(), spec, chosen))
        self._show_map()
        self._show_members()

    def _show_of_name(self, on: bool) -> None:
        self._keep(msgspec.structs.replace(self._choice, of_name=on))
        self._show_groups()

    def _linked(self) -> None:
        # A click on a name of the list below may not take the list above away.
        code = self._context.link.instrument
        if self._choice.of_name and code not in {row.key for row in self.members.table.rows.rows}:
            self._show_groups()

    def _show_as_map(self, on: bool) -> None:
        self._keep(msgspec.structs.replace(self._choice, map=on))
        self._show_map()

    def _show_map(self) -> None:
        rows: tuple[ScanRow, ...] = self.groups.table.rows.rows
        self.map.set_tiles([_tile(row) for row in rows])
        self.map.select(self._choice.theme)
        # Without a row there is a sentence to be read, and it stands in the list.
        mapped = self._choice.map and bool(rows)
        policy = QtCore.Qt.FocusPolicy
        self.map.setFocusPolicy(policy.StrongFocus if mapped else policy.NoFocus)
        self._top.setCurrentWidget(self.map if mapped else self.groups)
        # Both lie in one place: only what is hidden gives way to the sentence below it.
        self.map.setVisible(mapped)
        self.setFocusProxy(self.map if mapped else self.groups.table)

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
            self._keep(msgspec.structs.replace(self._choice, theme=row.key))
            self.map.select(row.key)
            self._show_members()

    def _days_chosen(self) -> None:
        self._keep(msgspec.structs.replace(self._choice, days=self.days.currentData()))
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


def _tile(row: ScanRow) -> Tile:
    told, names = row.figures.get("flu_rt"), row.figures.get("stk_num")
    return Tile(
        row.key,
        str(row.figures.get("thema_nm") or row.key),
        names if isinstance(names, int) and names > 0 else 1,
        told if isinstance(told, int) else 0,
    )


PANEL = PanelSpec(id="themes", title=mark("Themes"), make=Themes, area=Area.LEFT_BELOW)
