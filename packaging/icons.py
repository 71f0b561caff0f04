"""Draws the program's icon from its SVG for Windows (ICO) and macOS (ICNS); refuses any other source."""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6 import QtCore, QtGui, QtSvg

SOURCE = Path(__file__).resolve().parent.parent / "resources" / "icons" / "kiwoom-desk.svg"
_ICO = (16, 24, 32, 48, 64, 256)
# Apple's four letters for a PNG of so many pixels.
_ICNS = {
    16: b"icp4",
    32: b"icp5",
    64: b"icp6",
    128: b"ic07",
    256: b"ic08",
    512: b"ic09",
    1024: b"ic10",
}


def png(pixels: int) -> bytes:
    """Return the icon as a square PNG."""
    image = QtGui.QImage(pixels, pixels, QtGui.QImage.Format.Format_ARGB32)
    image.fill(QtCore.Qt.GlobalColor.transparent)
    painter = QtGui.QPainter(image)
    QtSvg.QSvgRenderer(str(SOURCE)).render(painter)
    painter.end()
    held = QtCore.QBuffer()
    held.open(QtCore.QIODevice.OpenModeFlag.WriteOnly)
    QtGui.QImageWriter(held, QtCore.QByteArray(b"png")).write(image)
    return bytes(held.data().data())


def ico() -> bytes:
    """Return an ICO with a PNG for each size; 0 stands for 256 pixels."""
    pictures = [png(size) for size in _ICO]
    place = 6 + 16 * len(_ICO)
    head = struct.pack("<HHH", 0, 1, len(_ICO))
    for size, picture in zip(_ICO, pictures, strict=True):
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), place)
        place += len(picture)
    return head + b"".join(pictures)


def icns() -> bytes:
    """Return an ICNS with a PNG for each size."""
    parts = b"".join(
        name + struct.pack(">I", len(picture) + 8) + picture
        for name, picture in ((name, png(size)) for size, name in _ICNS.items())
    )
    return b"icns" + struct.pack(">I", len(parts) + 8) + parts


def main(folder: Path) -> None:
    """Write both files."""
    application = QtGui.QGuiApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kiwoom-desk.ico").write_bytes(ico())
    (folder / "kiwoom-desk.icns").write_bytes(icns())
    (folder / "kiwoom-desk.png").write_bytes(png(256))
    del application


if __name__ == "__main__":
    main(Path(sys.argv[1]))
