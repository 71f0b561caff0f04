"""What Qt really shows, measured from letters and painted pixels; refuses to judge whether that is good."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.ui.shell import theme

_SAMPLE = 96
_DIGITS = "0123456789"
_HANGUL = "가힣원"


class Letters(msgspec.Struct, frozen=True):
    """The font that a text really gets: its family, whether it has Hangul, whether digits are even."""

    family: str
    hangul: bool
    even_digits: bool


class Picture(msgspec.Struct, frozen=True):
    """What a widget painted: its size in pixels and the number of colours in a sample of it."""

    width: int
    height: int
    colours: int


def letters() -> Letters:
    """Return what the bundled font came to on this machine."""
    font = theme.font(theme.BODY)
    raw = QtGui.QRawFont.fromFont(font)
    widths = {QtGui.QFontMetricsF(font).horizontalAdvance(digit) for digit in _DIGITS}
    return Letters(
        QtGui.QFontInfo(font).family(),
        all(raw.supportsCharacter(ord(letter)) for letter in _HANGUL),
        len(widths) == 1,
    )


def platform() -> str:
    """Return the name of Qt's platform plugin, e.g. `xcb` or `offscreen`."""
    return QtGui.QGuiApplication.platformName()


def picture(widget: QtWidgets.QWidget, path: Path | None = None) -> Picture:
    """Let a widget paint itself, into a PNG file where a path is given; raise OSError if not written."""
    image = widget.grab().toImage()
    if path is not None and not image.save(str(path)):
        raise OSError(f"{path} was not written")
    small = image.scaled(QtCore.QSize(_SAMPLE, _SAMPLE))
    seen = {small.pixel(x, y) for x in range(small.width()) for y in range(small.height())}
    return Picture(image.width(), image.height(), len(seen))


class FirstPaint(QtCore.QObject):
    """Notes the first paint of a widget; `painted` stays true from then on."""

    def __init__(self, widget: QtWidgets.QWidget) -> None:
        super().__init__(widget)
        self.painted = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QtCore.QObject, event: QtCore.QEvent) -> bool:
        """Watch, and leave every event to the widget."""
        if event.type() is QtCore.QEvent.Type.Paint:
            self.painted = True
        return False
