"""Writes a zip again with its entries in the order of their names; refuses to change what they hold."""

from __future__ import annotations

import zipfile
from pathlib import Path

_MOMENT = (1980, 1, 1, 0, 0, 0)


def sort_zip(path: Path) -> None:
    """Order an archive in place: PyInstaller writes base_library.zip in another order each time."""
    with zipfile.ZipFile(path) as archive:
        held = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(held):
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), held[name])
