"""How a cell of a cold list is painted: straight from the row; refuses roles and style options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.ui.kit.canvas import MARK
from kiwoom_desk.ui.kit.columns import Column, Tone
from kiwoom_desk.ui.kit.figures import Figures
from kiwoom_desk.ui.kit.row_painter import GAP
from kiwoom_desk.ui.kit.text import plain
from kiwoom_desk.ui.shell import theme

_State = QtWidgets.QStyle.StateFlag
_Flag = QtCore.Qt.AlignmentFlag
_FLAGS = {"left": _Flag.AlignLeft, "right": _Flag.AlignRight, "center": _Flag.AlignHCenter}


def alignment(column: Column) -> QtCore.Qt.AlignmentFlag:
    """Return where a column's title and cells stand."""
    return _FLAGS[column.placed] | _Flag.AlignVCenter


class Rows(Protocol):
    """What the delegate reads: columns and rows by place."""

    columns: tuple[Column, ...]
    rows: tuple[Any, ...]


class RowDelegate(QtWidgets.QStyledItemDelegate):
    """Paint ground, text and focus of a cell; numbers are never cut, names are, with a tooltip."""

    def __init__(self, rows: Rows, dull: Callable[[Any], bool] | None = None) -> None:
        super().__init__()
        self._rows, self._dull = rows, dull
        self.take_look()

    def take_look(self) -> None:
        """Take over the look in force."""
        shown = theme.look()
        self._fonts: Sequence[QtGui.QFont] = (
            theme.font(shown.density.text),
            theme.font(shown.density.text, theme.Weight.DemiBold),
        )
        self._widths = tuple(Figures(font) for font in self._fonts)

    def paint(
        self,
        painter: QtGui.QPainter,
        option: QtWidgets.QStyleOptionViewItem,
        index: QtCore.QModelIndex | QtCore.QPersistentModelIndex,
    ) -> None:
        """Put one cell on the painter."""
        shown, box = theme.look(), option.rect
        column, row = self._rows.columns[index.column()], self._rows.rows[index.row()]
        if option.state & _State.State_Selected:
            painter.fillRect(box, shown.colour("selection"))
            if box.left() <= 0:
                painter.fillRect(0, box.top(), MARK, box.height(), shown.colour("accent"))
        elif option.state & _State.State_MouseOver:
            painter.fillRect(box, shown.colour("hover"))
        tone = Tone.PLAIN if column.tone is None else column.tone(row)
        if self._dull is not None and self._dull(row):
            tone = Tone.QUIET
        painter.setPen(shown.colour(tone.value))
        painter.setFont(self._fonts[column.bold])
        text = column.text(row)
        inner = box.adjusted(GAP, 0, -GAP, 0)
        if column.elides:
            text = self._widths[column.bold].elided(text, inner.width())
        painter.drawText(inner, alignment(column) | QtCore.Qt.TextFlag.TextDontClip, text)
        if option.state & _State.State_HasFocus:
            painter.setPen(shown.colour("accent"))
            painter.drawRect(box.adjusted(0, 0, -1, -1))

    def helpEvent(
        self,
        event: QtGui.QHelpEvent,
        view: QtWidgets.QAbstractItemView,
        option: QtWidgets.QStyleOptionViewItem,
        index: QtCore.QModelIndex | QtCore.QPersistentModelIndex,
    ) -> bool:
        """Show the column's tooltip, or the whole text of a cell that does not fit."""
        if not index.isValid():
            return False
        column, row = self._rows.columns[index.column()], self._rows.rows[index.row()]
        told = column.tooltip(row) if column.tooltip is not None else ""
        text = column.text(row)
        if not told and self._widths[column.bold].of(text) > option.rect.width() - 2 * GAP:
            told = text
        QtWidgets.QToolTip.showText(event.globalPos(), plain(told), view)
        return True
