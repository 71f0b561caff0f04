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
# Whole numbers: to combine flags of Qt costs a microsecond a time.
_SELECTED, _HOVERED = _State.State_Selected.value, _State.State_MouseOver.value
_FOCUSED = _State.State_HasFocus.value
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
        self._pens = {tone: QtGui.QPen(shown.colour(tone.value)) for tone in Tone}
        self._chosen, self._hovered = shown.colour("selection"), shown.colour("hover")
        self._accent = shown.colour("accent")
        metrics = self._widths[0].metrics
        self._drop = metrics.ascent() - metrics.descent()

    def paint(
        self,
        painter: QtGui.QPainter,
        option: QtWidgets.QStyleOptionViewItem,
        index: QtCore.QModelIndex | QtCore.QPersistentModelIndex,
    ) -> None:
        """Put one cell on the painter."""
        box, state = option.rect, option.state.value
        column, row = self._rows.columns[index.column()], self._rows.rows[index.row()]
        if state & _SELECTED:
            painter.fillRect(box, self._chosen)
            if box.left() <= 0:
                painter.fillRect(0, box.top(), MARK, box.height(), self._accent)
        elif state & _HOVERED:
            painter.fillRect(box, self._hovered)
        text = column.text(row)
        if text:
            tone = Tone.PLAIN if column.tone is None else column.tone(row)
            if self._dull is not None and self._dull(row):
                tone = Tone.QUIET
            painter.setPen(self._pens[tone])
            painter.setFont(self._fonts[column.bold])
            self._draw(painter, column, box, text)
        if state & _FOCUSED:
            painter.setPen(self._accent)
            painter.drawRect(box.adjusted(0, 0, -1, -1))

    def _draw(
        self, painter: QtGui.QPainter, column: Column, box: QtCore.QRect, text: str
    ) -> None:
        widths, left, room = self._widths[column.bold], box.left() + GAP, box.width() - 2 * GAP
        base, placed = box.top() + (box.height() + self._drop) // 2, column.placed
        if column.elides:
            text = widths.elided(text, room)
        if placed == "right" and column.form is None and column.told is None:
            widths.draw_number(painter, left + room, base, text)
        elif placed == "right":
            widths.draw(painter, left + room - widths.of(text), base, text)
        elif placed == "center":
            widths.draw(painter, left + (room - widths.of(text)) / 2, base, text)
        else:
            widths.draw(painter, left, base, text)

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
