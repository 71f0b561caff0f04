"""The look in force: colours, densities, fonts, palette; refuses a second table of colours."""

from __future__ import annotations

import weakref
from functools import lru_cache
from typing import Literal

import msgspec
from PySide6 import QtGui, QtWidgets

from kiwoom_desk.base import resources
from kiwoom_desk.base.settings import Environment
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.ui.shell.colours import Colours, Ink, Mode, Pair, colours
from kiwoom_desk.ui.shell.style_sheet import style_sheet

FAMILY = "Pretendard"
_FONT_FILES = ("Pretendard-Regular.otf", "Pretendard-SemiBold.otf", "Pretendard-Bold.otf")

Weight = QtGui.QFont.Weight


class Density(msgspec.Struct, frozen=True):
    """Sizes in pixels: height of a row, its text, and the last price."""

    row: int
    text: int
    last_price: int


DENSITIES: dict[str, Density] = {
    "dense": Density(row=18, text=12, last_price=15),
    "normal": Density(row=22, text=12, last_price=16),
    "roomy": Density(row=28, text=13, last_price=18),
}

BODY = 13
"""Text outside of lists, in pixels."""


class Look(msgspec.Struct, frozen=True):
    """What every painter reads: the colours by role and the density."""

    mode: Mode
    pair: Pair
    colours: Colours
    density: Density

    def colour(self, role: str) -> QtGui.QColor:
        """Return the colour of a role of `Colours`, e.g. `up`; shared, never to be changed."""
        return qcolour(getattr(self.colours, role))

    def environment(self, environment: Environment) -> Ink:
        """Return text and ground of the frame of an environment."""
        return getattr(self.colours, environment.value)


def _look(mode: Mode, pair: Pair, density: str) -> Look:
    return Look(mode, pair, colours(mode, pair), DENSITIES[density])


_current = _look("dark", "red-blue", "normal")
_sheet = ""
_by_window = False
_wearer: weakref.ref[QtWidgets.QWidget] | None = None
changed: Signal[Look] = Signal()
"""Emitted after a new look is in force; widgets made of the kit also get a changeEvent."""


def look() -> Look:
    """Return the look in force."""
    return _current


def apply(
    app: QtWidgets.QApplication,
    mode: Mode,
    pair: Pair,
    density: Literal["normal", "dense", "roomy"],
) -> None:
    """Put a look in force for the whole program."""
    global _current, _sheet
    _current = _look(mode, pair, density)
    app.setStyle("Fusion")
    app.setPalette(_palette(_current))
    app.setFont(font(BODY))
    icons = resources.find("icons").as_posix()
    _sheet = style_sheet(_current.colours, mode, icons)
    _dress(app)
    changed.emit(_current)


def wear_by_window() -> None:
    """Keep the style sheet back from the program: the one window that all stands in will wear it.

    A sheet of the whole program is applied anew to each part of a panel every time it is put into
    the next larger one, which is half of what it costs to open a panel.
    """
    global _by_window
    _by_window = True


def wear(window: QtWidgets.QWidget) -> None:
    """Give the style sheet to the window of a program that called `wear_by_window`."""
    global _wearer
    if _by_window:
        _wearer = weakref.ref(window)
        window.setStyleSheet(_sheet)


def _dress(app: QtWidgets.QApplication) -> None:
    window = _wearer() if _wearer is not None else None
    if not _by_window:
        app.setStyleSheet(_sheet)
    elif window is not None:
        window.setStyleSheet(_sheet)


def load_fonts() -> None:
    """Make the bundled family known; raise FileNotFoundError where it is missing."""
    for name in _FONT_FILES:
        path = resources.find(f"fonts/{name}")
        if QtGui.QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FileNotFoundError(f"the font {name} cannot be read")


def font(pixels: int, weight: Weight = Weight.Normal) -> QtGui.QFont:
    """Return the bundled font with tabular figures; the caller's own copy."""
    return QtGui.QFont(_font(pixels, weight))


@lru_cache(maxsize=64)
def _font(pixels: int, weight: Weight) -> QtGui.QFont:
    made = QtGui.QFont(FAMILY)
    made.setPixelSize(pixels)
    made.setWeight(weight)
    # Pretendard's figures are proportional unless asked otherwise (stack.md, Korean text).
    made.setFeature(QtGui.QFont.Tag("tnum"), 1)
    return made


@lru_cache(maxsize=256)
def qcolour(colour: str) -> QtGui.QColor:
    """Return a shared QColor of `#rrggbb`."""
    return QtGui.QColor(colour)


def _palette(shown: Look) -> QtGui.QPalette:
    table = shown.colours
    role, made = QtGui.QPalette.ColorRole, QtGui.QPalette()
    for one, colour in {
        role.Window: table.ground,
        role.Base: table.field,
        role.AlternateBase: table.panel,
        role.Button: table.panel,
        role.ToolTipBase: table.panel,
        role.Text: table.text,
        role.WindowText: table.text,
        role.ButtonText: table.text,
        role.ToolTipText: table.text,
        role.BrightText: table.text,
        role.PlaceholderText: table.quiet,
        role.Highlight: table.selection,
        role.HighlightedText: table.text,
        role.Link: table.accent,
        role.Accent: table.accent,
        role.Mid: table.line,
        role.Midlight: table.line,
        role.Dark: table.line,
        role.Light: table.line,
        role.Shadow: table.ground,
    }.items():
        made.setColor(one, qcolour(colour))
    for one in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QtGui.QPalette.ColorGroup.Disabled, one, qcolour(table.disabled))
    return made
