"""Names up, flat and down as one line; refuses to know of which market."""

from __future__ import annotations

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.ui.shell import theme

_HEIGHT, _PAD, _BAR = 22, 8, 6
_Flag = QtCore.Qt.AlignmentFlag


class BreadthBar(QtWidgets.QWidget):
    """A name, a bar in three colours, and the counts: `▲85 (3) · 10 · ▼73 (0)`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._text = ""
        self._shares = (0, 0, 0)
        self.setFixedHeight(_HEIGHT)
        self.setMinimumWidth(160)
        subscription = theme.changed.connect(lambda _look: self.update())
        self.destroyed.connect(lambda _object=None: subscription.close())

    @property
    def text(self) -> str:
        """Return what is told in words."""
        return self._text

    def show_counts(self, upper: int, up: int, flat: int, down: int, lower: int) -> None:
        """Show other counts; those at a limit are among those up or down."""
        self._shares = (up, flat, down)
        self._text = f"▲{up:,} ({upper:,}) · {flat:,} · ▼{down:,} ({lower:,})"
        self.setAccessibleName(f"{self._name} {self._text}")
        self.update()

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        """Paint name, bar and counts."""
        painter, look = QtGui.QPainter(self), theme.look()
        painter.setFont(theme.font(look.density.text))
        metrics = painter.fontMetrics()
        painter.setPen(look.colour("quiet"))
        painter.drawText(self.rect().adjusted(_PAD, 0, 0, 0), _Flag.AlignVCenter, self._name)
        painter.setPen(look.colour("text"))
        right = self.rect().adjusted(0, 0, -_PAD, 0)
        painter.drawText(right, _Flag.AlignRight | _Flag.AlignVCenter, self._text)
        left = 2 * _PAD + metrics.horizontalAdvance(self._name)
        room = self.width() - left - 2 * _PAD - metrics.horizontalAdvance(self._text)
        counted = sum(self._shares)
        if counted and room > 0:
            x, top = left, (self.height() - _BAR) // 2
            for count, role in zip(self._shares, ("up", "quiet", "down"), strict=True):
                width = round(room * count / counted)
                painter.fillRect(x, top, width, _BAR, look.colour(role))
                x += width
        painter.end()
