"""Keeps where panels stand and what they remember; refuses pickles and windows off the screen."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6 import QtCore, QtGui

from kiwoom_desk.base import files

VERSION = 1
_NAME = "layout"


class SavedLayout(msgspec.Struct, frozen=True):
    """One layout file; `geometry` and `docks` are Qt's own bytes, in JSON as base64."""

    version: int = VERSION
    geometry: bytes = b""
    docks: bytes = b""
    panels: dict[str, dict[str, msgspec.Raw]] = {}
    links: dict[str, str] = {}
    instruments: dict[str, str] = {}
    """The instrument of each link group."""
    perspectives: dict[str, bytes] = {}
    """Docks by the name that a person gave a layout."""


class LoadedLayout(msgspec.Struct, frozen=True):
    """What was kept (defaults without a file), and where a broken file was put."""

    layout: SavedLayout
    set_aside: Path | None = None


class Workspace:
    """The layout file in a profile's folder `layouts`."""

    def __init__(self, folder: Path) -> None:
        self._path = files.named(folder, _NAME, ".json")

    def load(self) -> LoadedLayout:
        """Read the layout; one that is broken, too large or of another version is set aside."""
        read = files.load_json(self._path, SavedLayout)
        if read.value is None:
            return LoadedLayout(SavedLayout(), read.set_aside)
        if read.value.version != VERSION:
            return LoadedLayout(SavedLayout(), files.set_aside(self._path))
        return LoadedLayout(read.value)

    def save(self, layout: SavedLayout) -> None:
        """Replace the layout file in one step."""
        files.save_json(self._path, layout)


def on_screen(window: QtCore.QRect, screens: list[QtCore.QRect]) -> QtCore.QRect:
    """Return a window's rectangle where a person can reach its title, no larger than the screen."""
    if not screens:
        return window
    title = QtCore.QRect(window.left(), window.top(), window.width(), 40)
    for screen in screens:
        seen = screen.intersected(title)
        if seen.width() >= 100 and seen.height() >= 20 and window.height() <= screen.height() + 40:
            return window
    home = screens[0]
    size = window.size().boundedTo(home.size())
    placed = QtCore.QRect(QtCore.QPoint(0, 0), size)
    placed.moveCenter(home.center())
    return placed


def screens() -> list[QtCore.QRect]:
    """Return the usable rectangles of all screens, the main one first."""
    main = QtGui.QGuiApplication.primaryScreen()
    found = sorted(QtGui.QGuiApplication.screens(), key=lambda one: one is not main)
    return [screen.availableGeometry() for screen in found]
