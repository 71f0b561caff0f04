"""Paints bars, volumes and averages of a stretch of the series; refuses axes, marks and live lines."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from PySide6 import QtCore, QtGui

from kiwoom_desk.ui.charts.detail import Columns
from kiwoom_desk.ui.charts.inks import Inks
from kiwoom_desk.ui.charts.scene import Scene
from kiwoom_desk.ui.charts.strokes import fill_rows, join_points

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BODY_FROM = 3.0
_BODY = 0.72
_HOLLOW_FROM = 5
_FEW = 8
_SIGNS = (1, -1, 0)
_COLUMNS = ("centre", "open", "high", "low", "close", "volume")
_INSIDE = (1, 1, -1, -1)


class _Shapes(msgspec.Struct, frozen=True):
    """Rectangles of bars in device pixels, as rows of corners; a narrow bar's body is its wick."""

    wicks: NDArray[np.int32]
    bodies: NDArray[np.int32]
    volumes: NDArray[np.int32]


def paint_bars(
    painter: QtGui.QPainter, scene: Scene, inks: Inks, ratio: float, first: int, last: int
) -> None:
    """Paint bars `first` to `last` in device pixels, so that no body is blurred at any ratio."""
    if first >= last:
        return
    columns = scene.detail.columns(first, last, 1 / (scene.span.bar * ratio))
    half = _half(scene.span.bar * ratio * columns.bars)
    hollow = inks.hollow_up and half * 2 + 1 >= _HOLLOW_FROM
    painter.save()
    painter.scale(1 / ratio, 1 / ratio)
    painter.setPen(QtCore.Qt.PenStyle.NoPen)
    if len(columns.close) <= _FEW:
        _paint_few(painter, scene, inks, columns, half, ratio, hollow)
    else:
        _paint_many(painter, scene, inks, columns, half, ratio, hollow)
    painter.restore()


def _paint_many(
    painter: QtGui.QPainter,
    scene: Scene,
    inks: Inks,
    columns: Columns,
    half: int,
    ratio: float,
    hollow: bool,
) -> None:
    shapes = _shapes(scene, columns, half, ratio)
    signs = np.sign(columns.close - columns.open)
    for number, sign in enumerate(_SIGNS):
        chosen = signs == sign
        if not chosen.any():
            continue
        painter.setBrush(inks.volumes[number])
        fill_rows(painter, shapes.volumes[chosen & (columns.volume > 0)])
        painter.setBrush(inks.direction(sign))
        bodies = shapes.bodies[chosen]
        fill_rows(painter, np.concatenate((shapes.wicks[chosen], bodies)) if half else bodies)
        if sign > 0 and hollow:
            painter.setBrush(inks.panel)
            fill_rows(
                painter, (bodies + np.array(_INSIDE, np.int32))[bodies[:, 3] - bodies[:, 1] > 1]
            )


def _paint_few(
    painter: QtGui.QPainter,
    scene: Scene,
    inks: Inks,
    columns: Columns,
    half: int,
    ratio: float,
    hollow: bool,
) -> None:
    """Paint the same as `_paint_many`: for the last bars alone, arrays cost more than they save."""
    base, y = int(scene.height * ratio) - 1, scene.prices.y
    signs = [_SIGNS.index(sign) for sign in np.sign(columns.close - columns.open).tolist()]
    bars = zip(signs, *(getattr(columns, name).tolist() for name in _COLUMNS), strict=True)
    # Two that are thinner than a pixel may share one: who comes last is as there.
    for number, centre, opened, high, low, close, volume in sorted(bars):
        sign = _SIGNS[number]
        x, colour = math.floor(scene.span.centre(centre) * ratio), inks.direction(sign)
        if volume > 0:
            filled = min(round(scene.volumes.y(volume) * ratio), base)
            _fill(painter, x - half, filled, x + half, base, inks.volumes[number])
        _fill(painter, x, round(y(high) * ratio), x, round(y(low) * ratio), colour)
        if not half:
            continue
        upper, lower = round(y(max(opened, close)) * ratio), round(y(min(opened, close)) * ratio)
        _fill(painter, x - half, upper, x + half, lower, colour)
        if sign > 0 and hollow and lower - upper > 1:
            _fill(painter, x - half + 1, upper + 1, x + half - 1, lower - 1, inks.panel)


def _fill(
    painter: QtGui.QPainter, x1: int, y1: int, x2: int, y2: int, colour: QtGui.QColor
) -> None:
    painter.fillRect(x1, y1, x2 - x1 + 1, y2 - y1 + 1, colour)


def _shapes(scene: Scene, columns: Columns, half: int, ratio: float) -> _Shapes:
    x = _centres(scene, columns, ratio)
    prices = np.stack((columns.open, columns.high, columns.low, columns.close))
    opened, high, low, close = np.rint(scene.prices.ys(prices) * ratio).astype(np.int32)
    base = int(scene.height * ratio) - 1
    top = np.rint(scene.volumes.ys(columns.volume) * ratio).astype(np.int32)
    wicks = _rows(x, high, x, low)
    if not half:
        return _Shapes(wicks, wicks, _rows(x, np.minimum(top, base), x, base))
    left, right = x - half, x + half
    return _Shapes(
        wicks,
        _rows(left, np.minimum(opened, close), right, np.maximum(opened, close)),
        _rows(left, np.minimum(top, base), right, base),
    )


def _rows(
    x1: NDArray[Any], y1: NDArray[Any], x2: NDArray[Any], y2: NDArray[Any] | int
) -> NDArray[np.int32]:
    made = np.empty((len(x1), 4), np.int32)
    made[:, 0], made[:, 1], made[:, 2], made[:, 3] = x1, y1, x2, y2
    return made


def paint_averages(
    painter: QtGui.QPainter, scene: Scene, inks: Inks, first: int, last: int
) -> None:
    """Paint the averages from bar `first` to `last`, at most one point a pixel."""
    if first >= last:
        return
    stride = max(1, int(1 / scene.span.bar))
    # Points at multiples of the stride stay where they are while the view moves.
    places = np.arange(max(0, first - stride) // stride * stride, last, stride)
    if len(places) and places[-1] != last - 1:
        places = np.append(places, last - 1)
    if 0 < len(places) <= _FEW:
        _join_few(painter, scene, inks, places.tolist())
        return
    xs = scene.span.width - (scene.span.right - places - 0.5) * scene.span.bar
    for average, colour in zip(scene.averages, inks.averages, strict=True):
        painter.setPen(colour)
        join_points(painter, xs, scene.prices.ys(average.at(places)))


def _join_few(painter: QtGui.QPainter, scene: Scene, inks: Inks, places: list[int]) -> None:
    xs = [scene.span.centre(place) for place in places]
    for average, colour in zip(scene.averages, inks.averages, strict=True):
        painter.setPen(colour)
        ys = [scene.prices.y(value) for value in average.few(places)]
        points = list(zip(xs, ys, strict=True))
        pairs = pairwise(points)
        lines = [QtCore.QLineF(*one, *other) for one, other in pairs if not math.isnan(one[1])]
        if lines:
            painter.drawLines(lines)


def _centres(scene: Scene, columns: Columns, ratio: float) -> NDArray[np.int32]:
    span = scene.span
    xs = (span.width - (span.right - columns.centre - 0.5) * span.bar) * ratio
    return np.floor(xs).astype(np.int32)


def _half(pixels: float) -> int:
    """Return how far a body reaches to each side of its centre."""
    return int(pixels * _BODY) // 2 if pixels >= _BODY_FROM else 0
