"""Qt calls that return nothing leave the reference count of None alone (PySide6 6.12.0 does not)."""

import sys
from collections.abc import Callable

import pytest
from PySide6 import QtCore, QtGui, QtWidgets

CALLS = 5_000
TOLERANCE = 200


def _repeated(call: Callable[[], None]) -> int:
    # The first call loads signatures, which hold references of their own.
    call()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        call()
    return sys.getrefcount(None) - before


@pytest.mark.parametrize("name", ["drawLine", "setPen", "fillRect", "update", "setText"])
def test_none_keeps_its_references(qapp: QtWidgets.QApplication, name: str) -> None:
    image = QtGui.QImage(64, 64, QtGui.QImage.Format.Format_RGB32)
    painter = QtGui.QPainter(image)
    label = QtWidgets.QLabel()
    rect, colour = QtCore.QRect(0, 0, 8, 8), QtGui.QColor("red")
    calls: dict[str, Callable[[], None]] = {
        "drawLine": lambda: painter.drawLine(0, 0, 8, 8),
        "setPen": lambda: painter.setPen(colour),
        "fillRect": lambda: painter.fillRect(rect, colour),
        "update": label.update,
        "setText": lambda: label.setText("71,100"),
    }
    try:
        drift = _repeated(calls[name])
    finally:
        painter.end()
        label.deleteLater()
    assert abs(drift) <= TOLERANCE
