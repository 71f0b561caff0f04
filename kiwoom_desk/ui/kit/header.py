"""The head of a grid: titles, sorting, resizing, moving and hiding of columns; refuses to know rows."""

from __future__ import annotations

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.placement import Place, Placement
from kiwoom_desk.ui.kit.row_painter import GAP
from kiwoom_desk.ui.kit.text import plain
from kiwoom_desk.ui.shell import theme

HEIGHT = 24
_EDGE = 4
_DRAG_AFTER = 8


class GridHeader(QtWidgets.QWidget):
    """Click a title to sort, drag it to move, drag its right edge to resize, right-click to hide."""

    def __init__(self, placement: Placement, parent: QtWidgets.QWidget) -> None:
        super().__init__(parent)
        self._placement = placement
        self._shift = 0
        self._sorted_by = ""
        self._descending = False
        self._resizing: Place | None = None
        self._pressed: Place | None = None
        self._pressed_at = 0
        self._dragging_to: int | None = None
        self.sort_asked: Signal[str] = Signal()
        """Emitted with the id of the column clicked."""
        self.arranged: Signal[None] = Signal()
        self.setMouseTracking(True)
        self.setFixedHeight(HEIGHT)

    def set_shift(self, shift: int) -> None:
        """Follow the content's scrolling, in pixels."""
        self._shift = shift
        self.update()

    def set_sorted(self, id_: str, descending: bool) -> None:
        """Show which column is sorted."""
        self._sorted_by, self._descending = id_, descending
        self.update()

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        """Paint titles aligned as their cells are."""
        shown = theme.look()
        painter = QtGui.QPainter(self)
        painter.fillRect(self.rect(), shown.colour("panel"))
        painter.setFont(theme.font(shown.density.text))
        for place in self._placement.places:
            self._paint_title(painter, place, shown)
        painter.setPen(shown.colour("line"))
        painter.drawLine(0, HEIGHT - 1, self.width(), HEIGHT - 1)
        if self._dragging_to is not None:
            painter.fillRect(
                self._dragging_to - self._shift - 1, 2, 2, HEIGHT - 4, shown.colour("accent")
            )
        painter.end()

    def _paint_title(self, painter: QtGui.QPainter, place: Place, shown: theme.Look) -> None:
        column = place.column
        is_sorted = column.id == self._sorted_by
        title = tr(column.title)
        if is_sorted:
            title += " ↓" if self._descending else " ↑"
        painter.setPen(shown.colour("text" if is_sorted else "quiet"))
        left = place.x - self._shift
        flags = {
            "left": QtCore.Qt.AlignmentFlag.AlignLeft,
            "right": QtCore.Qt.AlignmentFlag.AlignRight,
            "center": QtCore.Qt.AlignmentFlag.AlignHCenter,
        }[column.placed]
        gap = GAP if column.placed != "center" else 2
        box = QtCore.QRect(left + gap, 0, place.width - 2 * gap, HEIGHT - 1)
        mode = QtCore.Qt.TextElideMode.ElideRight
        text = painter.fontMetrics().elidedText(title, mode, box.width())
        painter.drawText(box, flags | QtCore.Qt.AlignmentFlag.AlignVCenter, text)

    def mousePressEvent(self, event: QtGui.QMouseEvent) -> None:
        """Begin to resize at an edge, else to sort or move."""
        if event.button() is not QtCore.Qt.MouseButton.LeftButton:
            return
        x = round(event.position().x()) + self._shift
        self._pressed_at = x
        self._resizing = self._edge_at(x)
        self._pressed = None if self._resizing else self._placement.place_at(x)

    def mouseMoveEvent(self, event: QtGui.QMouseEvent) -> None:
        """Resize or move while the button is down; show what a press would do otherwise."""
        x = round(event.position().x()) + self._shift
        if self._resizing is not None:
            self._placement.resize(self._resizing.column.id, x - self._resizing.x)
            self.arranged.emit(None)
        elif self._pressed is not None and abs(x - self._pressed_at) > _DRAG_AFTER:
            over = self._placement.place_at(x)
            self._dragging_to = over.x if over is not None else self._placement.width
        elif not event.buttons():
            shape = QtCore.Qt.CursorShape
            self.setCursor(shape.SplitHCursor if self._edge_at(x) else shape.ArrowCursor)
        self.update()

    def mouseReleaseEvent(self, event: QtGui.QMouseEvent) -> None:
        """Sort, or end moving."""
        pressed, target = self._pressed, self._dragging_to
        self._pressed = self._resizing = self._dragging_to = None
        if pressed is None:
            return
        if target is None:
            self.sort_asked.emit(pressed.column.id)
        else:
            over = self._placement.place_at(target)
            self._placement.move(pressed.column.id, over.column.id if over else None)
            self.arranged.emit(None)
        self.update()

    def mouseDoubleClickEvent(self, event: QtGui.QMouseEvent) -> None:
        """Give a column its own width back by a double click on its edge."""
        edge = self._edge_at(round(event.position().x()) + self._shift)
        if edge is not None:
            self._placement.reset_width(edge.column.id)
            self.arranged.emit(None)

    def contextMenuEvent(self, event: QtGui.QContextMenuEvent) -> None:
        """Offer every column to be shown or hidden."""
        menu = QtWidgets.QMenu(self)
        menu.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        for column in self._placement.columns:
            action = menu.addAction(tr(column.title))
            action.setCheckable(True)
            action.setChecked(not self._placement.is_hidden(column.id))
            action.toggled.connect(lambda on, id_=column.id: self._show_column(id_, on))
        menu.popup(event.globalPos())

    def event(self, event: QtCore.QEvent) -> bool:
        """Tell a title that does not fit in a tooltip."""
        if event.type() is QtCore.QEvent.Type.ToolTip and isinstance(event, QtGui.QHelpEvent):
            place = self._placement.place_at(event.x() + self._shift)
            told = tr(place.column.title) if place else ""
            QtWidgets.QToolTip.showText(event.globalPos(), plain(told), self)
            return True
        return super().event(event)

    def _show_column(self, id_: str, on: bool) -> None:
        self._placement.set_hidden(id_, not on)
        self.arranged.emit(None)
        self.update()

    def _edge_at(self, x: int) -> Place | None:
        places = self._placement.places
        return next((one for one in places if abs(one.x + one.width - x) <= _EDGE), None)
