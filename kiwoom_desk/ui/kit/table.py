"""A list that changes now and then: one model over rows, painted by us; refuses live prices."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.ui.kit.columns import Column, ColumnLayout, sort_key, tab_separated
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.states import StateOverlay
from kiwoom_desk.ui.kit.table_head import TableHead
from kiwoom_desk.ui.kit.table_paint import TablePainter, alignment
from kiwoom_desk.ui.kit.text import plain
from kiwoom_desk.ui.shell import theme

_Role = QtCore.Qt.ItemDataRole
_Index = QtCore.QModelIndex | QtCore.QPersistentModelIndex
_ROOT = QtCore.QModelIndex()
_HEAD_ROOM = 24
_ROWS_MOVED = QtCore.QAbstractItemModel.LayoutChangeHint.VerticalSortHint
_LAYOUT = "QList<QPersistentModelIndex>,QAbstractItemModel::LayoutChangeHint"


class RowModel(QtCore.QAbstractTableModel):
    """Rows of any type under columns; sorted and filtered copies of what was given."""

    def __init__(self, columns: Sequence[Column], key: Callable[[Any], str]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._key = key
        self._given: tuple[Any, ...] = ()
        self.rows: tuple[Any, ...] = ()
        self._filter: Callable[[Any], bool] | None = None
        self.sorted_by = -1
        self.descending = False

    def give(self, rows: Sequence[Any]) -> None:
        """Take other rows; where the keys stay in place only changed rows are repainted."""
        self._given = tuple(rows)
        arranged = self._arranged()
        old = self.rows
        if [*map(self._key, old)] != [*map(self._key, arranged)]:
            # The hint keeps the head out of it: it would show its hidden columns for a moment, and
            # for good where the first row goes.
            self.layoutAboutToBeChanged[_LAYOUT].emit([], _ROWS_MOVED)  # type: ignore[index]
            kept = [(one, self._key(old[one.row()])) for one in self.persistentIndexList()]
            self.rows = arranged
            places = {self._key(row): place for place, row in enumerate(arranged)}
            for index, key in kept:
                place = places.get(key)
                now = _ROOT if place is None else self.index(place, index.column())
                self.changePersistentIndex(index, now)
            self.layoutChanged[_LAYOUT].emit([], _ROWS_MOVED)  # type: ignore[index]
            return
        self.rows = arranged
        last = len(self.columns) - 1
        for place, (before, after) in enumerate(zip(old, arranged, strict=True)):
            if before != after:
                self.dataChanged.emit(self.index(place, 0), self.index(place, last))

    def set_filter(self, wanted: Callable[[Any], bool] | None) -> None:
        """Show only the rows wanted; None shows all."""
        self._filter = wanted
        self.give(self._given)

    def sort(
        self, column: int, order: QtCore.Qt.SortOrder = QtCore.Qt.SortOrder.AscendingOrder
    ) -> None:
        """Sort by a column (-1: as given); missing values come last either way."""
        self.sorted_by = column
        self.descending = order is QtCore.Qt.SortOrder.DescendingOrder
        self.give(self._given)

    def _arranged(self) -> tuple[Any, ...]:
        rows = [row for row in self._given if self._filter is None or self._filter(row)]
        if not 0 <= self.sorted_by < len(self.columns):
            return tuple(rows)
        value = self.columns[self.sorted_by].value
        present = [row for row in rows if sort_key(value(row))[0] == 0]
        missing = [row for row in rows if sort_key(value(row))[0] == 1]
        present.sort(key=lambda row: sort_key(value(row)), reverse=self.descending)
        return (*present, *missing)

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Return the number of rows shown."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> Any:
        """Return text and tooltip of a cell; colours are the delegate's."""
        column = self.columns[index.column()]
        if role in (_Role.DisplayRole, _Role.AccessibleTextRole):
            return column.text(self.rows[index.row()])
        if role == _Role.ToolTipRole and column.tooltip is not None:
            return column.tooltip(self.rows[index.row()])
        return None

    def headerData(
        self, section: int, orientation: QtCore.Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        """Return title and alignment of a column."""
        if orientation is not QtCore.Qt.Orientation.Horizontal:
            return None
        if role == _Role.DisplayRole:
            title = tr(self.columns[section].title)
            if section != self.sorted_by:
                return title
            return f"{title} {'↓' if self.descending else '↑'}"
        if role == _Role.TextAlignmentRole:
            return alignment(self.columns[section])
        return None


class Table(QtWidgets.QTableView):
    """Rows of frozen Structs: `set_rows(rows)`; `key` tells a row again after a change.

    Signals carry rows: `selected`, `activated_row` (double click, Enter);
    `menu_asked` carries row and screen position (RowMenu), `arranged` a ColumnLayout. `state` is
    the overlay of designed states.
    """

    def __init__(
        self,
        columns: Iterable[Column],
        key: Callable[[Any], str],
        *,
        dull: Callable[[Any], bool] | None = None,
        parent: QtWidgets.QWidget | None = None,
    ) -> None:
        self._taken: theme.Look | None = None
        super().__init__(parent)
        self._columns, self._key = tuple(columns), key
        self.rows = RowModel(self._columns, key)
        self.setHorizontalHeader(TableHead(self))
        self.setModel(self.rows)
        self._painter = TablePainter(self, self.rows, dull)
        self._hovered = -1
        self.selected: Signal[Any] = Signal()
        self.activated_row: Signal[Any] = Signal()
        self.menu_asked: Signal[RowMenu] = Signal()
        self.arranged: Signal[ColumnLayout] = Signal()
        self._prepare()
        self._prepare_header()
        # Hides a protected method of Qt's, which nothing here calls; every kit widget has `state`.
        self.state: StateOverlay = StateOverlay(self)  # type: ignore[assignment,method-assign]
        self.selectionModel().currentRowChanged.connect(self._current_changed)
        self.activated.connect(lambda index: self.activated_row.emit(self.rows.rows[index.row()]))

    def _prepare(self) -> None:
        self.setSelectionBehavior(QtWidgets.QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QtWidgets.QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QtWidgets.QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QtWidgets.QFrame.Shape.NoFrame)
        self.verticalHeader().hide()
        self._take_density()

    def _prepare_header(self) -> None:
        header = self.horizontalHeader()
        metrics = QtGui.QFontMetrics(theme.font(theme.look().density.text))
        for place, column in enumerate(self._columns):
            # Titles are of different length in each language.
            titled = metrics.horizontalAdvance(tr(column.title)) + _HEAD_ROOM
            header.resizeSection(place, max(column.width, titled))
            header.setSectionHidden(place, column.hidden)
        header.sectionClicked.connect(self._sort_clicked)
        header.sectionMoved.connect(lambda *_: self._tell_arranged())
        header.sectionResized.connect(lambda *_: self._tell_arranged())
        header.setContextMenuPolicy(QtCore.Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._offer_columns)

    # --- rows ------------------------------------------------------------------------------

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows; selection, scrolling and sorting stay."""
        self.rows.give(rows)

    def set_filter(self, wanted: Callable[[Any], bool] | None) -> None:
        """Show only the rows wanted; None shows all."""
        self.rows.set_filter(wanted)

    def repaint_cells(self, wanted: Callable[[Any], bool], columns: Collection[str]) -> None:
        """Paint the cells of these columns anew in the rows wanted, where they can be seen."""
        spans = [
            (self.columnViewportPosition(place), self.columnWidth(place))
            for place, column in enumerate(self._columns)
            if column.id in columns and not self.isColumnHidden(place)
        ]
        rows, height = self.rows.rows, self.viewport().height()
        first, last = max(self.rowAt(0), 0), self.rowAt(height - 1)
        region = QtGui.QRegion()
        for place in range(first, (last if last >= 0 else len(rows) - 1) + 1):
            if wanted(rows[place]):
                top, deep = self.rowViewportPosition(place), self.rowHeight(place)
                for left, wide in spans:
                    region += QtCore.QRect(left, top, wide, deep)
        if not region.isEmpty():
            self.viewport().update(region)

    def selected_rows(self) -> tuple[Any, ...]:
        """Return the selected rows in the order shown."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self.rows.rows[place] for place in places)

    def current_row(self) -> Any:
        """Return the current row, None without one."""
        index = self.currentIndex()
        return self.rows.rows[index.row()] if index.isValid() else None

    def select(self, key: str) -> None:
        """Make a row current."""
        for place, row in enumerate(self.rows.rows):
            if self._key(row) == key:
                self.selectRow(place)

    def place_of(self, key: str) -> QtCore.QRect | None:
        """Return where a row stands in the viewport, in pixels; None for a key not shown."""
        for place, row in enumerate(self.rows.rows):
            if self._key(row) == key:
                top, height = self.rowViewportPosition(place), self.rowHeight(place)
                return QtCore.QRect(0, top, self.viewport().width(), height)
        return None

    def copy_text(self) -> str:
        """Return the selected rows, or all, as tab-separated text with titles."""
        shown = self.shown_columns()
        rows = self.selected_rows() or self.rows.rows
        return tab_separated(shown, [tr(column.title) for column in shown], rows)

    def shown_columns(self) -> tuple[Column, ...]:
        """Return the columns as a person sees them, in their order."""
        header = self.horizontalHeader()
        order = [header.logicalIndex(place) for place in range(len(self._columns))]
        return tuple(self._columns[one] for one in order if not header.isSectionHidden(one))

    def set_accessible(self, name: str) -> None:
        """Name the list for those who hear it."""
        self.setAccessibleName(name)

    # --- arrangement -----------------------------------------------------------------------

    def restore(self, layout: ColumnLayout | None) -> None:
        """Take over how a person arranged this list; None leaves it as it is."""
        if layout is None:
            return
        header = self.horizontalHeader()
        places = {column.id: place for place, column in enumerate(self._columns)}
        with QtCore.QSignalBlocker(header):
            for goal, id_ in enumerate(id_ for id_ in dict.fromkeys(layout.order) if id_ in places):
                header.moveSection(header.visualIndex(places[id_]), goal)
            for id_, place in places.items():
                header.resizeSection(
                    place, min(max(24, layout.widths.get(id_, header.sectionSize(place))), 2000)
                )
                gone = id_ in layout.hidden or not layout.widths.get(id_, 1)
                header.setSectionHidden(place, gone)
        if layout.sorted_by in places:
            self._sort(places[layout.sorted_by], layout.descending)

    def layout_now(self) -> ColumnLayout:
        """Return how the list is arranged."""
        header, columns = self.horizontalHeader(), self._columns
        by = self.rows.sorted_by
        hidden = (c.id for place, c in enumerate(columns) if header.isSectionHidden(place))
        return ColumnLayout(
            order=tuple(columns[header.logicalIndex(place)].id for place in range(len(columns))),
            hidden=tuple(hidden),
            widths={
                column.id: header.sectionSize(place)
                for place, column in enumerate(columns)
                if not header.isSectionHidden(place)
            },
            sorted_by=columns[by].id if by >= 0 else "",
            descending=self.rows.descending,
        )

    def _sort(self, section: int, descending: bool) -> None:
        order = QtCore.Qt.SortOrder
        self.rows.sort(section, order.DescendingOrder if descending else order.AscendingOrder)
        self.horizontalHeader().viewport().update()

    def _sort_clicked(self, section: int) -> None:
        first = self._columns[section].placed == "right"
        if self.rows.sorted_by != section:
            self._sort(section, first)
        elif self.rows.descending is first:
            self._sort(section, not first)
        else:
            self._sort(-1, False)
        self._tell_arranged()

    def _tell_arranged(self) -> None:
        self.arranged.emit(self.layout_now())

    def _offer_columns(self, point: QtCore.QPoint) -> None:
        header = self.horizontalHeader()
        menu = QtWidgets.QMenu(self)
        menu.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        for place, column in enumerate(self._columns):
            action = menu.addAction(tr(column.title))
            action.setCheckable(True)
            action.setChecked(not header.isSectionHidden(place))
            action.toggled.connect(lambda on, one=place: self._show_column(one, on))
        menu.popup(header.mapToGlobal(point))

    def _show_column(self, place: int, on: bool) -> None:
        header = self.horizontalHeader()
        if on or header.count() - header.hiddenSectionCount() > 1:
            header.setSectionHidden(place, not on)
            self._tell_arranged()

    # --- events ----------------------------------------------------------------------------

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        """Paint the rows in the region that was invalidated."""
        self._painter.paint(event.region(), self._hovered)

    def mouseMoveEvent(self, event: QtGui.QMouseEvent) -> None:
        """Light the row under the pointer."""
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def viewportEvent(self, event: QtCore.QEvent) -> bool:
        """Show tooltips; put the light out when the pointer leaves."""
        if event.type() is QtCore.QEvent.Type.Leave:
            self._hover(-1)
        if event.type() is QtCore.QEvent.Type.ToolTip and isinstance(event, QtGui.QHelpEvent):
            index = self.indexAt(event.pos())
            told = self._painter.told_at(index) if index.isValid() else ""
            QtWidgets.QToolTip.showText(event.globalPos(), plain(told), self.viewport())
            return True
        return super().viewportEvent(event)

    def _hover(self, place: int) -> None:
        before, self._hovered = self._hovered, place
        for one in {before, place} if before != place else ():
            top, height = self.rowViewportPosition(one), self.rowHeight(one)
            self.viewport().update(0, top, self.viewport().width(), height)

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        """Copy as tab-separated text; all else as a table does."""
        if event.matches(QtGui.QKeySequence.StandardKey.Copy):
            QtWidgets.QApplication.clipboard().setText(self.copy_text())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QtGui.QContextMenuEvent) -> None:
        """Ask for the menu of a row."""
        index = self.indexAt(event.pos())
        if event.reason() is QtGui.QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
        if index.isValid():
            self.menu_asked.emit(RowMenu(self.rows.rows[index.row()], event.globalPos()))

    def changeEvent(self, event: QtCore.QEvent) -> None:
        """Take over a new look or language."""
        if event.type() in (QtCore.QEvent.Type.StyleChange, QtCore.QEvent.Type.FontChange):
            self._take_density()
        super().changeEvent(event)

    def _take_density(self) -> None:
        shown, head = theme.look(), self.horizontalHeader()
        density = shown.density
        # Qt tells a change of style each time that a panel is put together a step further.
        if shown is self._taken and head.font().pixelSize() == density.text:
            return
        self._taken = shown
        self.verticalHeader().setDefaultSectionSize(density.row)
        self.verticalHeader().setMinimumSectionSize(density.row)
        self.setFont(theme.font(density.text))
        head.setFont(theme.font(density.text))
        if hasattr(self, "_painter"):
            self._painter.take_look()

    def _current_changed(self, now: _Index, before: _Index) -> None:
        if now.isValid():
            self.selected.emit(self.rows.rows[now.row()])


class RowMenu:
    """A row whose menu was asked for, and where on the screen."""

    def __init__(self, row: Any, position: QtCore.QPoint) -> None:
        self.row = row
        self.position = position
