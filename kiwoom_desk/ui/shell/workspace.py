"""Keeps where panels stand and what they remember; refuses pickles and windows off the screen."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec
from PySide6 import QtCore, QtGui

from kiwoom_desk.base import files

log = logging.getLogger(__name__)

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
    """What was kept (defaults without a file), and where a broken file was put.

    A file of a newer version stays where it is: `set_aside` is then its own path.
    """

    layout: SavedLayout
    set_aside: Path | None = None


class Workspace:
    """The layout file in a profile's folder `layouts`."""

    def __init__(self, folder: Path) -> None:
        self._path = files.named(folder, _NAME, ".json")

    def load(self) -> LoadedLayout:
        """Read the layout; one that is broken or too large is set aside, a newer one left alone."""
        if self.newer:
            return LoadedLayout(SavedLayout(), self._path)
        read = files.load_json(self._path, SavedLayout)
        if read.value is None:
            return LoadedLayout(SavedLayout(), read.set_aside)
        if read.value.version != VERSION:
            return LoadedLayout(SavedLayout(), files.set_aside(self._path))
        return LoadedLayout(read.value)

    @property
    def newer(self) -> bool:
        """Tell whether the file is a newer program's."""
        return files.version_of(self._path) > VERSION

    def save(self, layout: SavedLayout) -> None:
        """Replace the layout file in one step, but for a newer program's."""
        if self.newer:
            log.info("layout_newer_kept")
            return
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
