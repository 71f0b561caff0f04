"""Draws short texts of one font and colour again and again; refuses rich text and other fonts."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from functools import cache

from PySide6 import QtCore, QtGui

from kiwoom_desk.ui.kit.columns import Tone
from kiwoom_desk.ui.kit.figures import Figures
from kiwoom_desk.ui.shell import theme

_CACHED = 8_000
_LONGEST = 16
"""Characters of the longest text kept as a picture."""
_A_PAINT = 16
"""Pictures made in one paint at most, so that none takes long."""
_SHARED = 96
"""Fonts times colours of which inks are shared."""
_SIDE = 2
"""Pixels beside a picture for what reaches over the width of its text."""


class Ink:
    """Texts of one font in one colour: shaped at the first paint, pictures from the second on.

    Shaping a text costs four times as much as drawing a shaped one, and that seven times as much
    as a picture. Prices hardly repeat, their groups of three digits do: 71,300 is drawn as `71,`
    and `300`, 1.23 as `1.` and `23`; digits are equally wide, so the groups need no kerning.
    A picture is made as the text looks on `ground`. Where the screen's pixels are finer, or the
    edges of letters coloured, texts stay shaped. The painter's font and pen may change.
    """

    def __init__(self, figures: Figures, colour: QtGui.QColor, ground: QtGui.QColor) -> None:
        self.figures = figures
        self._colour, self._ground, self._pen = colour, ground, QtGui.QPen(colour)
        self._rise = figures.rise
        self._is_grey = _grey(figures.font.toString())
        self._shaped: dict[str, QtGui.QStaticText] = {}
        # Shared by widgets of two screens: those without pictures look into an empty table.
        self._kept: dict[str, tuple[QtGui.QPixmap, float]] = {}
        self._none: dict[str, tuple[QtGui.QPixmap, float]] = {}
        self._pictures = self._none
        self._covers = b""
        self._room = 0

    def begin(self, ratio: float) -> None:
        """Take over how many pixels of the screen one pixel of the next paint is."""
        self._room = _A_PAINT
        self._pictures = self._kept if ratio == 1.0 and self._is_grey else self._none

    @property
    def pictures(self) -> int:
        """Return how many texts are kept as pictures."""
        return len(self._kept)

    def forget(self) -> None:
        """Drop all shaped texts and pictures."""
        self._shaped.clear()
        self._kept.clear()

    def draw(self, painter: QtGui.QPainter, x: float, base: int, text: str) -> None:
        """Draw a text whose baseline begins there."""
        known = self._pictures.get(text)
        if known is not None:
            painter.drawPixmap(round(x) - _SIDE, base - self._rise, known[0])
        else:
            self._draw_shaped(painter, round(x), base, text)

    def draw_number(self, painter: QtGui.QPainter, right: float, base: int, text: str) -> float:
        """Draw a figure that ends at `right`, group by group from its end; return its left edge."""
        pictures, top, end = self._pictures, base - self._rise, len(text)
        while end:
            cut = max(text.rfind(",", 0, end - 1), text.rfind(".", 0, end - 1)) + 1
            group = text[cut:end]
            known = pictures.get(group)
            if known is not None:
                right -= known[1]
                painter.drawPixmap(round(right) - _SIDE, top, known[0])
            else:
                right -= self.figures.of(group)
                self._draw_shaped(painter, round(right), base, group)
            end = cut
        return right

    def draw_whole(self, painter: QtGui.QPainter, right: float, base: int, text: str) -> None:
        """Draw a figure that ends at `right` in one piece: for those that come again and again."""
        known = self._pictures.get(text)
        if known is not None:
            painter.drawPixmap(round(right - known[1]) - _SIDE, base - self._rise, known[0])
        elif text:
            self._draw_shaped(painter, round(right - self.figures.of(text)), base, text)

    def _draw_shaped(self, painter: QtGui.QPainter, x: int, base: int, text: str) -> None:
        shaped = self._shaped.get(text)
        if shaped is None:
            shaped = self._shape(text)
        elif self._pictures is self._kept and self._room and len(text) <= _LONGEST:
            self._room -= 1
            self._keep(text)
        painter.setFont(self.figures.font)
        painter.setPen(self._pen)
        painter.drawStaticText(x, base - self._rise, shaped)

    def _shape(self, text: str) -> QtGui.QStaticText:
        if len(self._shaped) > _CACHED:
            self._shaped.clear()
        shaped = QtGui.QStaticText(text)
        shaped.setTextFormat(QtCore.Qt.TextFormat.PlainText)
        shaped.setPerformanceHint(QtGui.QStaticText.PerformanceHint.AggressiveCaching)
        shaped.prepare(QtGui.QTransform(), self.figures.font)
        self._shaped[text] = shaped
        return shaped

    def _keep(self, text: str) -> None:
        """Make a picture: how much of the ground each of its pixels covers, in the ink's colour."""
        if len(self._kept) > _CACHED:
            self._kept.clear()
        width = self.figures.of(text)
        image = _painted(text, self.figures, math.ceil(width), self._pen, self._ground)
        plane = _furthest(self._colour, self._ground)
        if not self._covers:
            self._covers = _covers(_rgb(self._colour)[plane], _rgb(self._ground)[plane])
        covered = _plane(image, plane).translate(self._covers)
        size = image.size()
        form = QtGui.QImage.Format.Format_Alpha8
        mask = QtGui.QImage(covered, size.width(), size.height(), size.width(), form)
        image.fill(self._colour)
        image.setAlphaChannel(mask)
        self._kept[text] = (QtGui.QPixmap.fromImage(image), width)


def inks(font: QtGui.QFont, shown: theme.Look) -> dict[Tone, Ink]:
    """Return the inks of a font on the ground of a panel; painters of one look share them."""
    ground = shown.colour("panel")
    return {tone: _shared(font, shown.colour(tone.value), ground) for tone in Tone}


def begin(painter: QtGui.QPainter, *used: Mapping[Tone, Ink]) -> None:
    """Tell inks what the next texts are painted on."""
    ratio = painter.device().devicePixelRatio()
    for one in used:
        for ink in one.values():
            ink.begin(ratio)


def _shared(font: QtGui.QFont, colour: QtGui.QColor, ground: QtGui.QColor) -> Ink:
    key = (font.toString(), colour.rgba(), ground.rgba())
    found = _inks.get(key)
    if found is None:
        if len(_inks) >= _SHARED:
            _inks.clear()
        found = _inks[key] = Ink(Figures(font), colour, ground)
    return found


def _painted(
    text: str, figures: Figures, width: int, pen: QtGui.QPen, ground: QtGui.QColor
) -> QtGui.QImage:
    size = QtCore.QSize(width + 2 * _SIDE, figures.metrics.height() + _SIDE)
    image = QtGui.QImage(size, QtGui.QImage.Format.Format_RGB32)
    image.fill(ground)
    painter = QtGui.QPainter(image)
    painter.setFont(figures.font)
    painter.setPen(pen)
    painter.drawText(_SIDE, figures.rise, text)
    painter.end()
    return image


def _plane(image: QtGui.QImage, colour: int) -> bytes:
    """Return one colour of every pixel: 0 is red, 1 green, 2 blue."""
    return bytes(image.constBits())[_OFFSETS[colour] :: 4]


def _rgb(colour: QtGui.QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def _furthest(ink: QtGui.QColor, ground: QtGui.QColor) -> int:
    """Return the colour in which ink and ground differ most: it tells best what is covered."""
    seen, below = _rgb(ink), _rgb(ground)
    return max(range(3), key=lambda one: abs(seen[one] - below[one]))


def _covers(ink: int, ground: int) -> bytes:
    """Return how much of the ground is covered, by what is seen; all of it where both are one."""
    reach = ink - ground
    if not reach:
        return bytes([255] * 256)
    return bytes(min(255, max(0, round(255 * (seen - ground) / reach))) for seen in range(256))


@cache
def _grey(font: str) -> bool:
    """Tell whether letters have edges between ink and ground only, not coloured ones."""
    told = QtGui.QFont()
    told.fromString(font)
    white, black = QtGui.QColor("white"), QtGui.QColor("black")
    figures = Figures(told)
    image = _painted("17", figures, math.ceil(figures.of("17")), QtGui.QPen(white), black)
    return _plane(image, 0) == _plane(image, 1) == _plane(image, 2)


_OFFSETS = (2, 1, 0) if sys.byteorder == "little" else (1, 2, 3)
_inks: dict[tuple[str, int, int], Ink] = {}
