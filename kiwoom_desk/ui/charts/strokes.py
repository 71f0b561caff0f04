"""Hands numpy arrays of shapes to QPainter in one call; refuses pens, brushes and meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shiboken6
from PySide6 import QtCore, QtGui

if TYPE_CHECKING:
    from numpy.typing import NDArray

# QRect and QLineF are four plain numbers in memory, so an array of rows is an array of them.


def fill_rows(painter: QtGui.QPainter, corners: NDArray[np.int32]) -> None:
    """Fill rectangles given as rows of x1, y1, x2, y2, both corners included."""
    rows = np.ascontiguousarray(corners, np.int32)
    if len(rows):
        painter.drawRects(_wrap(rows, QtCore.QRect), len(rows))


def join_points(painter: QtGui.QPainter, xs: NDArray[Any], ys: NDArray[Any]) -> None:
    """Draw a line through points; a NaN ends it."""
    whole = ~(np.isnan(ys[1:]) | np.isnan(ys[:-1])) if len(ys) > 1 else np.zeros(0, bool)
    rows = np.empty((int(whole.sum()), 4))
    if len(rows):
        rows[:, 0], rows[:, 1] = xs[:-1][whole], ys[:-1][whole]
        rows[:, 2], rows[:, 3] = xs[1:][whole], ys[1:][whole]
        painter.drawLines(_wrap(rows, QtCore.QLineF), len(rows))


def _wrap(rows: NDArray[Any], kind: type) -> Any:
    return shiboken6.wrapInstance(rows.ctypes.data, kind)
