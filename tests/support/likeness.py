"""Tells whether two pictures look the same: edges of letters may differ by what nobody sees."""

from __future__ import annotations

from PySide6 import QtGui

UNSEEN = 24
"""Levels of 256 by which a pixel's colour may differ: a text differs by 150 from its ground."""


def furthest(one: QtGui.QImage, other: QtGui.QImage) -> int:
    """Return by how many levels the pixels differ most; raise ValueError for other sizes."""
    form = QtGui.QImage.Format.Format_RGB32
    first, second = one.convertToFormat(form), other.convertToFormat(form)
    if first.isNull() or first.size() != second.size():
        raise ValueError("there is nothing to compare")
    pairs = zip(bytes(first.constBits()), bytes(second.constBits()), strict=True)
    return max(abs(a - b) for a, b in set(pairs))


def alike(one: QtGui.QImage, other: QtGui.QImage) -> bool:
    """Tell whether nobody could tell the two apart."""
    return furthest(one, other) <= UNSEEN
