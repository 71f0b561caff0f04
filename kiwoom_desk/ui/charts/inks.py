"""The chart's pens and grounds out of the look in force; refuses colours of its own."""

from __future__ import annotations

from PySide6 import QtCore, QtGui

from kiwoom_desk.domain.order import Side
from kiwoom_desk.ui.kit import ink as pictures
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.colours import Ink, mix

AVERAGE_ROLES = ("attention", "good", "accent")
"""Colours of the averages, the shortest first."""
_VOLUME_SHARE = 0.5
_KEPT = 500


class Inks:
    """What the painters of one look need, made once."""

    def __init__(self, look: theme.Look) -> None:
        table = look.colours
        colour = theme.qcolour
        self.panel = colour(table.panel)
        self.ground = colour(table.ground)
        self.text, self.quiet = colour(table.text), colour(table.quiet)
        self.accent = colour(table.accent)
        self.grid = QtGui.QPen(colour(mix(table.panel, table.line, 0.7)))
        self.edge = QtGui.QPen(colour(table.line))
        self.up, self.down, self.flat = colour(table.up), colour(table.down), colour(table.text)
        self.volumes = tuple(
            colour(mix(table.panel, one, _VOLUME_SHARE))
            for one in (table.up, table.down, table.quiet)
        )
        self.averages = tuple(colour(getattr(table, role)) for role in AVERAGE_ROLES)
        self.cross = QtGui.QPen(colour(table.quiet), 1, QtCore.Qt.PenStyle.DashLine)
        self.cross_label = Ink(table.panel, table.quiet)
        self.mine_label = Ink(table.panel, table.text)
        self._boxes = {1: table.buy_button, -1: table.sell_button, 0: self.mine_label}
        # The pair for colour-blind eyes tells direction by the body's form as well.
        self.hollow_up = look.pair == "orange-blue"
        self.font = theme.font(12)
        self.small = theme.font(11)
        self.strong = theme.font(12, theme.Weight.DemiBold)
        self._advances: dict[str, int] = {}
        self._figures: dict[tuple[int, float], pictures.Ink] = {}

    def advance(self, text: str) -> int:
        """Return the width of a small text in pixels; there are few of them at a time."""
        width = self._advances.get(text)
        if width is None:
            if len(self._advances) > _KEPT:
                self._advances.clear()
            width = QtGui.QFontMetrics(self.small).horizontalAdvance(text)
            self._advances[text] = width
        return width

    def direction(self, sign: int) -> QtGui.QColor:
        """Return the colour of a change."""
        return self.up if sign > 0 else self.down if sign < 0 else self.flat

    def box(self, sign: int) -> Ink:
        """Return text and ground of a boxed price."""
        return self._boxes[(sign > 0) - (sign < 0)]

    def figures(self, sign: int, ratio: float) -> pictures.Ink:
        """Return what draws the figure of a boxed price on a screen of `ratio` pixels a pixel."""
        found = self._figures.get((sign, ratio))
        if found is None:
            ink, colour = self.box(sign), theme.qcolour
            made = pictures.ink_on(self.strong, colour(ink.text), colour(ink.ground), ratio)
            found = self._figures[sign, ratio] = made
        return found

    def side(self, side: Side) -> QtGui.QColor:
        """Return the colour of buying or selling."""
        return self.up if side is Side.BUY else self.down
