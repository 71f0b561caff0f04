"""The drawings of the guide, made of boxes, lines and words in the look in force; refuses image files."""

from __future__ import annotations

from collections.abc import Callable

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.colours import Ink

WIDTH, HEIGHT = 560, 210
_Flag = QtCore.Qt.AlignmentFlag
_CENTRE = _Flag.AlignCenter
_LEFT = _Flag.AlignLeft | _Flag.AlignVCenter
_RIGHT = _Flag.AlignRight | _Flag.AlignVCenter


class Pen:
    """A painter with the few strokes that the drawings are made of; places in pixels."""

    def __init__(self, painter: QtGui.QPainter) -> None:
        self._painter, self.look = painter, theme.look()
        painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)

    def box(
        self, x: int, y: int, width: int, height: int, ground: str = "panel", edge: str = "line"
    ) -> None:
        """Draw a box with round corners in two roles of the look."""
        self._painter.setPen(QtGui.QPen(self.look.colour(edge), 1))
        self._painter.setBrush(self.look.colour(ground))
        self._painter.drawRoundedRect(QtCore.QRectF(x + 0.5, y + 0.5, width, height), 4, 4)

    def words(
        self,
        x: int,
        y: int,
        width: int,
        text: str,
        *,
        role: str = "text",
        size: int = 12,
        bold: bool = False,
        align: _Flag = _CENTRE,
        height: int = 20,
    ) -> None:
        """Write one line into a field, made smaller where it would not fit."""
        weight = theme.Weight.DemiBold if bold else theme.Weight.Normal
        while (
            size > 9
            and QtGui.QFontMetrics(theme.font(size, weight)).horizontalAdvance(text) > width
        ):
            size -= 1
        self._painter.setFont(theme.font(size, weight))
        self._painter.setPen(self.look.colour(role))
        self._painter.drawText(QtCore.QRect(x, y, width, height), align, text)

    def arrow(self, x: int, y: int, to_x: int, to_y: int, role: str = "accent") -> None:
        """Draw an arrow between two points."""
        self._painter.setPen(QtGui.QPen(self.look.colour(role), 2))
        line = QtCore.QLineF(x, y, to_x, to_y)
        self._painter.drawLine(line)
        for turn in (150.0, -150.0):
            head = QtCore.QLineF(line.p2(), line.p1())
            head.setLength(8)
            head.setAngle(line.angle() + turn)
            self._painter.drawLine(head)

    def number(self, x: int, y: int, digit: int) -> None:
        """Draw the number of a step in a filled circle."""
        self._painter.setPen(QtCore.Qt.PenStyle.NoPen)
        self._painter.setBrush(self.look.colour("accent"))
        self._painter.drawEllipse(QtCore.QPoint(x, y), 10, 10)
        self.words(x - 10, y - 10, 20, str(digit), role="panel", bold=True)

    def mark(self, place: QtCore.QRect, name: str, ink: Ink) -> None:
        """Draw the mark of an environment."""
        self._painter.fillRect(place, theme.qcolour(ink.ground))
        self._painter.setPen(theme.qcolour(ink.text))
        self._painter.setFont(theme.font(14, theme.Weight.Bold))
        self._painter.drawText(place, _CENTRE, name)

    def tick(self, x: int, y: int) -> None:
        """Draw a tick: this is as it should be."""
        self._painter.setPen(QtGui.QPen(self.look.colour("good"), 2.5))
        self._painter.drawPolyline(
            [QtCore.QPoint(x, y + 5), QtCore.QPoint(x + 4, y + 9), QtCore.QPoint(x + 12, y)]
        )


class Picture(QtWidgets.QWidget):
    """One drawing; `told` says in words what it shows, for who cannot see it."""

    def __init__(self, draw: Callable[[Pen], None], told: str) -> None:
        super().__init__()
        self._draw = draw
        self.setFixedSize(WIDTH, HEIGHT)
        self.setAccessibleName(told)

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        """Draw it in the look in force."""
        painter = QtGui.QPainter(self)
        self._draw(Pen(painter))
        painter.end()


def practice(pen: Pen) -> None:
    """Draw the three presses of a first order: a name, a price in the book, the ticket."""
    pen.box(0, 20, 170, 170, "panel")
    pen.box(12, 34, 146, 26, "field", "accent")
    pen.words(22, 37, 130, tr("Samsung or 005930", "guide"), role="quiet", align=_LEFT)
    names = (tr("Samsung El.", "guide"), tr("SK hynix", "guide"), tr("Hyundai Motor", "guide"))
    for row, name in enumerate(names):
        pen.words(22, 70 + row * 26, 90, name, align=_LEFT)
        pen.words(98, 70 + row * 26, 56, ("▲1.55%", "▲0.84%", "▼0.31%")[row],
                  role=("up", "up", "down")[row], align=_RIGHT)  # fmt: skip
    pen.number(12, 20, 1)
    pen.arrow(174, 105, 194, 105)
    pen.box(200, 20, 150, 170, "panel")
    for row in range(6):
        ground = "ask_tint" if row < 3 else "bid_tint"
        pen.box(206, 28 + row * 26, 138, 24, ground, "panel")
        price = f"{203_500 - row * 500:,}"
        pen.words(226, 30 + row * 26, 98, price, role="down" if row < 3 else "up", bold=row == 3)
    pen.box(206, 28 + 2 * 26, 138, 24, "selection", "accent")
    pen.words(226, 30 + 2 * 26, 98, "202,500", role="down", bold=True)
    pen.number(200, 20, 2)
    pen.arrow(354, 105, 374, 105)
    pen.box(380, 20, 170, 170, "panel")
    for row, (name, value) in enumerate(
        (
            (tr("Price", "guide"), "202,500"),
            (tr("Quantity"), "10"),
            (tr("Amount", "guide"), "2,025,000"),
        )
    ):
        pen.words(394, 36 + row * 28, 60, name, role="quiet", align=_LEFT)
        pen.box(456, 36 + row * 28, 82, 22, "field")
        pen.words(460, 37 + row * 28, 72, value, align=_RIGHT)
    pen.box(394, 140, 144, 34, "up", "up")
    pen.words(394, 147, 144, tr("Buy"), role="panel", bold=True, size=14)
    pen.number(380, 20, 3)


def address(pen: Pen) -> None:
    """Draw how the public address of the line is what the broker has to know."""
    pen.box(0, 44, 130, 92, "panel")
    pen.words(0, 58, 130, tr("This computer", "guide"), bold=True)
    pen.words(0, 82, 130, "192.168.0.12", role="quiet")
    pen.words(0, 104, 130, tr("inside: not this one", "guide"), role="quiet", size=11)
    pen.arrow(134, 90, 186, 90)
    pen.box(192, 44, 140, 92, "panel", "accent")
    pen.words(192, 58, 140, tr("Your line's router", "guide"), bold=True)
    pen.words(192, 82, 140, "203.0.113.27", role="accent", bold=True, size=14)
    pen.words(192, 104, 140, tr("public: this one", "guide"), role="text", size=11)
    pen.arrow(336, 90, 376, 90)
    pen.box(382, 20, 168, 160, "panel")
    pen.words(382, 30, 168, tr("The broker's list", "guide"), bold=True)
    for row, told in enumerate(("203.0.113.27", "203.0.113.88")):
        pen.box(396, 60 + row * 32, 140, 26, "field", "good" if not row else "line")
        pen.words(406, 63 + row * 32, 100, told, align=_LEFT, role="text" if not row else "quiet")
    pen.tick(516, 68)
    pen.words(390, 132, 152, tr("Other addresses: 8010, 8050", "guide"), role="attention", size=11)
    pen.words(390, 152, 152, tr("It changes: register anew", "guide"), role="quiet", size=11)
    pen.number(12, 44, 1)


def permissions(pen: Pen) -> None:
    """Draw that each environment has a pair of keys of its own."""
    for place, (name, ground, fits) in enumerate(
        (
            (tr("DEMO", "environment"), theme.look().colours.demo, tr("demo account", "guide")),
            (tr("LIVE", "environment"), theme.look().colours.live, tr("live account", "guide")),
        )
    ):
        y = 12 + place * 98
        pen.box(0, y, 190, 84, "panel")
        pen.words(12, y + 8, 166, tr("App key", "guide"), role="quiet", align=_LEFT)
        pen.words(12, y + 8, 166, "●●●●●●●●", align=_RIGHT)
        pen.words(12, y + 32, 166, tr("Secret key", "guide"), role="quiet", align=_LEFT)
        pen.words(12, y + 32, 166, "●●●●●●●●", align=_RIGHT)
        pen.words(12, y + 56, 166, fits, role="quiet", align=_LEFT, size=11)
        pen.arrow(196, y + 42, 250, y + 42, "good")
        pen.box(258, y + 20, 110, 44, "panel")
        pen.mark(QtCore.QRect(262, y + 24, 103, 37), name, ground)
        pen.tick(376, y + 37)
    pen.box(410, 44, 140, 104, "panel", "attention")
    pen.words(414, 54, 132, tr("Mixed up:", "guide"), role="attention", bold=True)
    pen.words(414, 80, 132, tr("8030 the key", "guide"))
    pen.words(414, 102, 132, tr("8031 the login", "guide"))
    pen.number(12, 12, 2)


def connect_only(pen: Pen) -> None:
    """Draw the broker's screen and this desk side by side, and the switch for orders."""
    for place, title in enumerate((tr("The broker's screen", "guide"), tr("This desk", "guide"))):
        x = place * 200
        pen.box(x, 24, 180, 150, "panel", "accent" if place else "line")
        pen.words(x, 34, 180, title, bold=True)
        for row, (name, value) in enumerate(
            (
                (tr("Deposit"), "10,204,310"),
                (tr("Shares", "guide"), "3"),
                (tr("Average price", "guide"), "61,250"),
            )
        ):
            pen.words(x + 12, 66 + row * 32, 90, name, role="quiet", align=_LEFT)
            pen.words(x + 78, 66 + row * 32, 90, value, align=_RIGHT)
        pen.box(x + 8, 62, 164, 26, "selection" if place else "panel", "good")
        pen.words(x + 12, 66, 90, tr("Deposit"), role="quiet", align=_LEFT)
        pen.words(x + 78, 66, 90, "10,204,310", align=_RIGHT)
    pen.words(180, 88, 20, "=", bold=True, size=15, role="good")
    pen.arrow(386, 98, 412, 98)
    pen.box(420, 50, 130, 98, "panel")
    pen.words(424, 58, 122, tr("Orders", "guide"), bold=True)
    pen.box(454, 88, 62, 26, "field", "quiet")
    pen.box(456, 90, 28, 22, "quiet", "quiet")
    pen.words(424, 118, 122, tr("off until you turn it on", "guide"), role="quiet", size=11)
    pen.number(12, 24, 3)
