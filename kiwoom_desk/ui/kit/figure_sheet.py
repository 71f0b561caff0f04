"""Groups of labelled figures, flowing into as many columns as fit; refuses to know where they come from."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.ui.kit.text import clean
from kiwoom_desk.ui.shell import theme

_NARROWEST, _GAP, _PAD, _BETWEEN = 210, 16, 8, 10
_Flag = QtCore.Qt.AlignmentFlag


class Figure(msgspec.Struct, frozen=True):
    """One line: what it is, what it says, the role of its colour, and whether it weighs more."""

    label: str
    text: str
    tone: str = "text"
    strong: bool = False


class FigureGroup(msgspec.Struct, frozen=True):
    """Figures below one title."""

    title: str
    figures: tuple[Figure, ...]


class FigureSheet(QtWidgets.QScrollArea):
    """Show groups with `show_groups`; copying takes all of it, tab-separated."""

    def __init__(self) -> None:
        super().__init__()
        self.page = _Page()
        self.setWidget(self.page)
        self.setWidgetResizable(True)
        self.setFrameShape(QtWidgets.QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.StrongFocus)

    def show_groups(self, groups: Sequence[FigureGroup]) -> None:
        """Show other figures; nothing is repainted where they are the same."""
        self.page.show_groups(tuple(groups))
        self.setAccessibleDescription(self.copy_text().replace("\t", " "))

    @property
    def groups(self) -> tuple[FigureGroup, ...]:
        """Return what is shown."""
        return self.page.groups

    def copy_text(self) -> str:
        """Return all figures, a line each."""
        return "\n".join(
            f"{group.title}\t{figure.label}\t{figure.text}"
            for group in self.groups
            for figure in group.figures
        )

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        """Copy all figures."""
        if event.matches(QtGui.QKeySequence.StandardKey.Copy):
            QtWidgets.QApplication.clipboard().setText(self.copy_text())
        else:
            super().keyPressEvent(event)


class _Page(QtWidgets.QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.groups: tuple[FigureGroup, ...] = ()
        self.setObjectName("panel")
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_StyledBackground)
        subscription = theme.changed.connect(lambda _look: self._arrange())
        self.destroyed.connect(lambda _object=None: subscription.close())

    def show_groups(self, groups: tuple[FigureGroup, ...]) -> None:
        if groups != self.groups:
            self.groups = groups
            self._arrange()

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = self._columns()
        self.setMinimumHeight(max((self._height(column) for column in columns), default=0) + _PAD)
        self.update()

    def _columns(self) -> list[list[FigureGroup]]:
        """Return the groups by column: each goes below the shortest so far."""
        count = max(1, (self.width() + _GAP) // (_NARROWEST + _GAP))
        columns: list[list[FigureGroup]] = [[] for _ in range(count)]
        for group in self.groups:
            min(columns, key=self._height).append(group)
        return columns

    def _height(self, column: Sequence[FigureGroup]) -> int:
        row = theme.look().density.row
        return sum((len(group.figures) + 1) * row + _BETWEEN for group in column)

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QtGui.QPainter(self)
        columns = self._columns()
        width = (self.width() - 2 * _PAD - (len(columns) - 1) * _GAP) // len(columns)
        for place, column in enumerate(columns):
            left, top = _PAD + place * (width + _GAP), _PAD
            for group in column:
                top = self._paint_group(painter, group, left, top, width)
        painter.end()

    def _paint_group(
        self, painter: QtGui.QPainter, group: FigureGroup, left: int, top: int, width: int
    ) -> int:
        look = theme.look()
        row, size = look.density.row, look.density.text
        painter.setFont(theme.font(size, theme.Weight.DemiBold))
        painter.setPen(look.colour("text"))
        painter.drawText(QtCore.QRect(left, top, width, row), _Flag.AlignVCenter, group.title)
        painter.setPen(look.colour("line"))
        painter.drawLine(left, top + row - 1, left + width - 1, top + row - 1)
        top += row
        for figure in group.figures:
            self._paint_figure(painter, figure, QtCore.QRect(left, top, width, row), size)
            top += row
        return top + _BETWEEN

    def _paint_figure(
        self, painter: QtGui.QPainter, figure: Figure, box: QtCore.QRect, size: int
    ) -> None:
        look = theme.look()
        weight = theme.Weight.DemiBold if figure.strong else theme.Weight.Normal
        painter.setFont(theme.font(size, weight))
        text = clean(figure.text)
        room = painter.fontMetrics().horizontalAdvance(text)
        painter.setPen(look.colour(figure.tone if text else "quiet"))
        painter.drawText(box, _Flag.AlignRight | _Flag.AlignVCenter, text or "–")
        painter.setFont(theme.font(size))
        painter.setPen(look.colour("quiet"))
        left = box.adjusted(0, 0, -room - _PAD, 0)
        mode = QtCore.Qt.TextElideMode.ElideRight
        label = painter.fontMetrics().elidedText(figure.label, mode, left.width())
        painter.drawText(left, _Flag.AlignLeft | _Flag.AlignVCenter, label)
