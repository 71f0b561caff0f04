"""Draws short texts of one font and colour again and again; refuses rich text and other fonts."""

from __future__ import annotations

import math
import sys
from functools import cache

from PySide6 import QtCore, QtGui

from kiwoom_desk.ui.kit.columns import Tone
from kiwoom_desk.ui.kit.figures import Figures
from kiwoom_desk.ui.shell import theme

_PICTURES = 2_500
"""Pictures after which those not used since as many were made may go."""
_SHAPED = 300
"""Shaped texts after which all go: those drawn once only, or too long for a picture."""
_SIGNS = frozenset("0123456789,.+-▲▼%")
_LONGEST = 16
"""Characters of the longest word kept as a picture."""
_A_PAINT = 32
"""Pictures of words made in one paint at most, so that none takes long."""
_SHARED = 96
"""Fonts times colours of which inks are shared."""
_SIDE = 2
"""Pixels beside a picture for what reaches over the width of its text."""

_Picture = tuple[QtGui.QPixmap, float]


class Ink:
    """Texts of one font in one colour, drawn as pictures.

    Shaping a text costs three times as much as drawing a shaped one, and that seven times as much
    as a picture. Words are shaped at their first paint and have a picture from the second on.
    Prices hardly repeat, their groups of three digits do: 71,300 is drawn as `71,` and `300`,
    1.23 as `1.` and `23`. The picture of a group is put together of those of its digits, which
    are equally wide and need no kerning.
    A picture is made as the text looks on `ground`. Where the screen's pixels are finer, or the
    edges of letters coloured, texts stay shaped. The painter's font and pen may change.
    """

    def __init__(
        self, figures: Figures, colour: QtGui.QColor, ground: QtGui.QColor, keeps: bool
    ) -> None:
        self.figures = figures
        self._colour, self._ground, self._pen = colour, ground, QtGui.QPen(colour)
        self._keeps, self._rise = keeps, figures.rise
        self._shaped: dict[str, QtGui.QStaticText] = {}
        # Two generations: what is used moves into the younger one, and no paint has to make all anew.
        self._pictures: dict[str, _Picture] = {}
        self._older: dict[str, _Picture] = {}
        self._signs: dict[tuple[str, int], QtGui.QPixmap] = {}
        plane = self._plane = _furthest(colour, ground)
        self._covers = _covers(_rgb(colour)[plane], _rgb(ground)[plane])
        self._shades = [
            (_OFFSETS[one], bytes(level * light // 255 for level in range(256)))
            for one, light in enumerate(_rgb(colour))
        ]

    @property
    def pictures(self) -> int:
        """Return how many texts are kept as pictures."""
        return len(self._pictures) + len(self._older)

    def forget(self) -> None:
        """Drop all shaped texts and pictures."""
        self._shaped.clear()
        self._pictures.clear()
        self._older.clear()
        self._signs.clear()

    def draw(self, painter: QtGui.QPainter, x: float, base: int, text: str) -> None:
        """Draw a text whose baseline begins there."""
        known = self._pictures.get(text) or self._kept(text)
        if known is not None:
            painter.drawPixmap(round(x) - _SIDE, base - self._rise, known[0])
        else:
            self._draw_shaped(painter, round(x), base, text)

    def draw_number(self, painter: QtGui.QPainter, right: float, base: int, text: str) -> float:
        """Draw a figure that ends at `right`, group by group from its end; return its left edge."""
        pictures, top, end = self._pictures, base - self._rise, len(text)
        # What stands behind a point comes first; before it there are commas only.
        cut = text.rfind(".", 0, -1) + 1 or text.rfind(",", 0, -1) + 1
        while end:
            group = text[cut:end]
            known = pictures.get(group) or self._figure(group)
            if known is not None:
                right -= known[1]
                painter.drawPixmap(round(right) - _SIDE, top, known[0])
            else:
                right -= self.figures.of(group)
                self._draw_shaped(painter, round(right), base, group)
            end = cut
            cut = text.rfind(",", 0, end - 1) + 1 if end else 0
        return right

    def draw_whole(self, painter: QtGui.QPainter, right: float, base: int, text: str) -> None:
        """Draw a figure that ends at `right` in one piece: for those that come again and again."""
        known = self._pictures.get(text) or self._figure(text)
        if known is not None:
            painter.drawPixmap(round(right - known[1]) - _SIDE, base - self._rise, known[0])
        else:
            self._draw_shaped(painter, round(right - self.figures.of(text)), base, text)

    def _figure(self, text: str) -> _Picture | None:
        """Put a figure's picture together of those of its signs; None where it has others."""
        kept = self._kept(text)
        if kept is not None:
            return kept
        if not (text and self._keeps and _SIGNS.issuperset(text)):
            return None
        of, at = self.figures.of, 0.0
        picture = QtGui.QPixmap(_size(self.figures, of(text)))
        picture.fill(QtCore.Qt.GlobalColor.transparent)
        painter = QtGui.QPainter(picture)
        # A sign is shaped with the digit behind it, beside which it looks another way.
        for sign in (text[:2], *text[2:]) if text[0] in "+-" else text:
            # Qt has four places for a letter in a pixel, and takes a 64th more for the next one.
            quarters = math.floor((at + 1 / 64) * 4)
            painter.drawPixmap(quarters // 4, 0, self._sign(sign, quarters % 4))
            at += of(sign)
        painter.end()
        return self._keep(text, (picture, of(text)))

    def _kept(self, text: str) -> _Picture | None:
        """Return a picture of the older generation, which becomes a young one."""
        known = self._older.pop(text, None)
        return None if known is None else self._keep(text, known)

    def _keep(self, text: str, picture: _Picture) -> _Picture:
        if len(self._pictures) >= _PICTURES:
            self._pictures, self._older = {}, self._pictures
        self._pictures[text] = picture
        return picture

    def _sign(self, sign: str, quarters: int) -> QtGui.QPixmap:
        known = self._signs.get((sign, quarters))
        if known is None:
            known = self._picture(sign, self._shape(sign), quarters / 4)[0]
            self._signs[sign, quarters] = known
        return known

    def _draw_shaped(self, painter: QtGui.QPainter, x: int, base: int, text: str) -> None:
        shaped = self._shaped.get(text)
        if shaped is None:
            shaped = self._shape(text)
        elif self._keeps and _pace.left and len(text) <= _LONGEST:
            _pace.left -= 1
            self._keep(text, self._picture(text, shaped))
            # From now on the picture is drawn.
            del self._shaped[text]
        painter.setFont(self.figures.font)
        painter.setPen(self._pen)
        painter.drawStaticText(x, base - self._rise, shaped)

    def _shape(self, text: str) -> QtGui.QStaticText:
        if len(self._shaped) > _SHAPED:
            self._shaped.clear()
        shaped = QtGui.QStaticText(text)
        shaped.setTextFormat(QtCore.Qt.TextFormat.PlainText)
        shaped.setPerformanceHint(QtGui.QStaticText.PerformanceHint.AggressiveCaching)
        shaped.prepare(QtGui.QTransform(), self.figures.font)
        self._shaped[text] = shaped
        return shaped

    def _picture(self, text: str, shaped: QtGui.QStaticText, beyond: float = 0.0) -> _Picture:
        """Make a picture: how much of the ground each of its pixels covers, in the ink's colour."""
        width = self.figures.of(text)
        image = QtGui.QImage(_size(self.figures, width + beyond), QtGui.QImage.Format.Format_RGB32)
        image.fill(self._ground)
        painter = QtGui.QPainter(image)
        painter.setFont(self.figures.font)
        painter.setPen(self._pen)
        painter.drawStaticText(QtCore.QPointF(_SIDE + beyond, 0.0), shaped)
        painter.end()
        covered = _plane(image, self._plane).translate(self._covers)
        pixels = bytearray(4 * len(covered))
        pixels[_COVER::4] = covered
        for offset, shades in self._shades:
            pixels[offset::4] = covered.translate(shades)
        form = QtGui.QImage.Format.Format_ARGB32_Premultiplied
        made = QtGui.QImage(bytes(pixels), image.width(), image.height(), form)
        # The copy owns its pixels.
        return QtGui.QPixmap.fromImage(made.copy()), width


class Inks:
    """The inks of some fonts on the ground of a panel, for the screen that is painted on."""

    def __init__(self, *fonts: QtGui.QFont) -> None:
        self._fonts, self._ratio = fonts, 0.0
        self._found: tuple[dict[Tone, Ink], ...] = ()

    def begin(self, painter: QtGui.QPainter) -> tuple[dict[Tone, Ink], ...]:
        """Return the inks by tone, font by font, at the beginning of a paint."""
        _pace.left = _A_PAINT
        ratio = painter.device().devicePixelRatio()
        if ratio != self._ratio:
            self._ratio = ratio
            self._found = tuple(inks(font, theme.look(), ratio) for font in self._fonts)
        return self._found


def inks(font: QtGui.QFont, shown: theme.Look, ratio: float = 1.0) -> dict[Tone, Ink]:
    """Return the inks of a font; all painters of one look and one kind of screen share them.

    `ratio` is how many pixels of the screen one pixel of a widget is.
    """
    ground = shown.colour("panel")
    return {tone: ink_on(font, shown.colour(tone.value), ground, ratio) for tone in Tone}


def ink_on(font: QtGui.QFont, colour: QtGui.QColor, ground: QtGui.QColor, ratio: float) -> Ink:
    """Return the ink of a font in a colour on a ground; it is shared, and takes long to be found."""
    keeps = ratio == 1.0 and _grey(font.toString())
    key = (font.toString(), colour.rgba(), ground.rgba(), keeps)
    found = _inks.get(key)
    if found is None:
        if len(_inks) >= _SHARED:
            _inks.clear()
        found = _inks[key] = Ink(Figures(font), colour, ground, keeps)
    return found


def _size(figures: Figures, width: float) -> QtCore.QSize:
    return QtCore.QSize(math.ceil(width) + 2 * _SIDE, figures.metrics.height() + _SIDE)


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
    image = QtGui.QImage(24, 24, QtGui.QImage.Format.Format_RGB32)
    image.fill(QtCore.Qt.GlobalColor.black)
    painter = QtGui.QPainter(image)
    painter.setFont(told)
    painter.setPen(QtGui.QColor("white"))
    painter.drawText(image.rect(), "17")
    painter.end()
    return _plane(image, 0) == _plane(image, 1) == _plane(image, 2)


class _Pace:
    """How many pictures the paint of this moment may still make."""

    left = 0


_pace = _Pace()
_OFFSETS = (2, 1, 0) if sys.byteorder == "little" else (1, 2, 3)
_COVER = 3 if sys.byteorder == "little" else 0
_inks: dict[tuple[str, int, int, bool], Ink] = {}
