"""Paints bars, volumes and averages of a stretch of the series; refuses axes, marks and live lines."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6 import QtCore, QtGui

from kiwoom_desk.ui.charts.detail import Columns
from kiwoom_desk.ui.charts.inks import Inks
from kiwoom_desk.ui.charts.scene import Scene
from kiwoom_desk.ui.charts.strokes import fill_rows, join_points

_BODY_FROM = 3.0
_BODY = 0.72
_HOLLOW_FROM = 5


def paint_bars(
    painter: QtGui.QPainter, scene: Scene, inks: Inks, ratio: float, first: int, last: int
) -> None:
    """Paint bars `first` to `last` in device pixels, so that no body is blurred at any ratio."""
    if first >= last:
        return
    columns = scene.detail.columns(first, last, 1 / (scene.span.bar * ratio))
    painter.save()
    painter.scale(1 / ratio, 1 / ratio)
    painter.setPen(QtCore.Qt.PenStyle.NoPen)
    signs = np.sign(columns.close - columns.open)
    xs = _centres(scene, columns, ratio)
    half = _half(scene.span.bar * ratio * columns.bars)
    for number, sign in enumerate((1, -1, 0)):
        chosen = np.flatnonzero(signs == sign)
        if len(chosen):
            painter.setBrush(inks.volumes[number])
            _paint_volumes(painter, scene, columns, xs, half, chosen, ratio)
            painter.setBrush(inks.direction(sign))
            _paint_candles(painter, scene, columns, xs, half, chosen, ratio)
            if sign > 0 and inks.hollow_up and half * 2 + 1 >= _HOLLOW_FROM:
                painter.setBrush(inks.panel)
                _paint_hollows(painter, scene, columns, xs, half, chosen, ratio)
    painter.restore()


def paint_averages(
    painter: QtGui.QPainter, scene: Scene, inks: Inks, first: int, last: int
) -> None:
    """Paint the averages from bar `first` to `last`, at most one point a pixel."""
    stride = max(1, int(1 / scene.span.bar))
    # Points at multiples of the stride stay where they are while the view moves.
    places = np.arange(max(0, first - stride) // stride * stride, last, stride)
    if len(places) and places[-1] != last - 1:
        places = np.append(places, last - 1)
    xs = scene.span.width - (scene.span.right - places - 0.5) * scene.span.bar
    for average, colour in zip(scene.averages, inks.averages, strict=True):
        painter.setPen(QtGui.QPen(colour, 1))
        join_points(painter, xs, scene.prices.ys(average.values[places]))


def _centres(scene: Scene, columns: Columns, ratio: float) -> NDArray[np.int32]:
    span = scene.span
    xs = (span.width - (span.right - columns.centre - 0.5) * span.bar) * ratio
    return np.floor(xs).astype(np.int32)


def _half(pixels: float) -> int:
    """Return how far a body reaches to each side of its centre."""
    return int(pixels * _BODY) // 2 if pixels >= _BODY_FROM else 0


def _ys(scene: Scene, values: NDArray[Any], ratio: float) -> NDArray[np.int32]:
    return np.rint(scene.prices.ys(values) * ratio).astype(np.int32)


def _rows(
    x1: NDArray[Any], y1: NDArray[Any], x2: NDArray[Any], y2: NDArray[Any]
) -> NDArray[np.int32]:
    return np.stack([x1, y1, x2, y2], axis=1).astype(np.int32)


def _paint_candles(
    painter: QtGui.QPainter,
    scene: Scene,
    columns: Columns,
    xs: NDArray[np.int32],
    half: int,
    chosen: NDArray[np.intp],
    ratio: float,
) -> None:
    x = xs[chosen]
    high, low = _ys(scene, columns.high[chosen], ratio), _ys(scene, columns.low[chosen], ratio)
    fill_rows(painter, _rows(x, high, x, low))
    if half:
        top, bottom = _body(scene, columns, chosen, ratio)
        fill_rows(painter, _rows(x - half, top, x + half, bottom))


def _paint_hollows(
    painter: QtGui.QPainter,
    scene: Scene,
    columns: Columns,
    xs: NDArray[np.int32],
    half: int,
    chosen: NDArray[np.intp],
    ratio: float,
) -> None:
    top, bottom = _body(scene, columns, chosen, ratio)
    tall = bottom - top > 1
    x = xs[chosen][tall]
    fill_rows(painter, _rows(x - half + 1, top[tall] + 1, x + half - 1, bottom[tall] - 1))


def _body(
    scene: Scene, columns: Columns, chosen: NDArray[np.intp], ratio: float
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    opened = _ys(scene, columns.open[chosen], ratio)
    closed = _ys(scene, columns.close[chosen], ratio)
    return np.minimum(opened, closed), np.maximum(opened, closed)


def _paint_volumes(
    painter: QtGui.QPainter,
    scene: Scene,
    columns: Columns,
    xs: NDArray[np.int32],
    half: int,
    chosen: NDArray[np.intp],
    ratio: float,
) -> None:
    x, base = xs[chosen], int(scene.height * ratio) - 1
    top = np.rint(scene.volumes.ys(columns.volume[chosen]) * ratio).astype(np.int32)
    filled = columns.volume[chosen] > 0
    x, top = x[filled], np.minimum(top[filled], base)
    fill_rows(painter, _rows(x - half, top, x + half, np.full(len(x), base)))
