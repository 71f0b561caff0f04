"""The widget of the bars: a kept picture, live lines over it, mouse and keys; refuses to load bars."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.domain.bar import Period
from kiwoom_desk.market.series import BarSeries
from kiwoom_desk.ui.charts import axes, candles, mine
from kiwoom_desk.ui.charts.inks import Inks
from kiwoom_desk.ui.charts.live import Cross, last_region, paint_last
from kiwoom_desk.ui.charts.marks import Overlay
from kiwoom_desk.ui.charts.scene import TIME_HEIGHT, Change, Scene
from kiwoom_desk.ui.shell import theme

_ZOOM = 1.18
_NOTCH = 120
_STEP = 0.1
_Key = QtCore.Qt.Key


class Plot(QtWidgets.QWidget):
    """Bars with volume, averages, my marks, axes, last price and crosshair.

    The picture is kept as a pixmap; a print repaints the strip of the last bar only, and the
    crosshair and the last price lie over the pixmap. `hovered` tells the bar under the crosshair
    (None = none), `moved` that other bars are in view.
    """

    def __init__(self, parent: QtWidgets.QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = Scene()
        self.hovered: Signal[int | None] = Signal()
        self.moved: Signal[None] = Signal()
        self._inks = Inks(theme.look())
        self._picture = QtGui.QPixmap()
        self._stale = Change.ALL
        # Of the picture: neither changes before all of it is painted anew.
        self._tags_right, self._free_steps = 0, list[int]()
        self._axis = 0
        self._in_hundredths = False
        self._direction: int | None = None
        self._painted_price = 0
        self._cross = Cross()
        self._dragged_from: float | None = None
        self.setMinimumSize(160, 120)
        self.setMouseTracking(True)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.StrongFocus)
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_OpaquePaintEvent)
        subscription = theme.changed.connect(self._take_look)
        self.destroyed.connect(lambda _object=None: subscription.close())

    def set_series(self, series: BarSeries, period: Period, in_hundredths: bool = False) -> None:
        """Show another series from its latest bar on."""
        self._in_hundredths = in_hundredths
        self._axis = 0
        self.scene.set_series(series, period)
        self._set_cross(None, None)
        self._spoil()

    def follow(self) -> Change:
        """Take prints and pages that came since the last call; repaint no more than they changed."""
        change = self.scene.follow()
        if change is Change.ALL:
            self._spoil()
        elif change is Change.LAST:
            self._spoil_last()
        return change

    def set_overlay(self, overlay: Overlay) -> None:
        """Show my average price, orders and fills."""
        if overlay != self.scene.overlay:
            self.scene.set_overlay(overlay)
            self._spoil()

    def set_direction(self, direction: int | None) -> None:
        """Take the day's direction of the last price, -1 to 1; None = against the bar before."""
        if direction != self._direction:
            self._direction = direction
            self._spoil_last()

    @property
    def crossed(self) -> int | None:
        """Return the bar under the crosshair."""
        return self._cross.index

    def pan(self, bars: float) -> None:
        """Move the view by bars."""
        self.scene.span.pan(bars)
        self._moved()

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Widen or narrow the bars around a pixel, the middle by default."""
        self.scene.span.zoom(factor, self.scene.width / 2 if x is None else x)
        self._moved()

    def show_start(self) -> None:
        """Go to the oldest bar."""
        self.scene.span.show_start()
        self._moved()

    def show_end(self) -> None:
        """Go to the latest bar."""
        self.scene.span.show_end()
        self._moved()

    def reset(self) -> None:
        """Show the latest bars in the usual width."""
        self.scene.span.reset(len(self.scene.series))
        self._moved()

    def _moved(self) -> None:
        self._spoil()
        self.moved.emit(None)

    def _spoil(self) -> None:
        self._stale = Change.ALL
        self.update()

    def _spoil_last(self) -> None:
        if self._stale is Change.ALL:
            return
        self._stale = Change.LAST
        scene, last = self.scene, self.scene.series.last()
        if last is None:
            return
        region = last_region(scene, self.size(), self._painted_price, last.close)
        left = int(scene.last_left)
        if left < scene.width:
            strip = QtCore.QRect(left, 0, int(scene.width) - left, int(scene.height))
            region = region.united(QtGui.QRegion(strip))
        self.update(region)

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        """Paint the kept picture where asked, and the live lines over it."""
        if self._stale is Change.ALL:
            self._paint_picture()
        elif self._stale is Change.LAST:
            self._paint_strip()
        self._stale = Change.NONE
        painter = QtGui.QPainter(self)
        self._copy_picture(painter, event.region())
        self._paint_live(painter)
        painter.end()

    def _copy_picture(self, painter: QtGui.QPainter, region: QtGui.QRegion) -> None:
        # Part by part: one copy under a region as clip goes through all spans of the picture.
        ratio = self._picture.devicePixelRatio()
        parts: Iterable[QtCore.QRect] = region  # type: ignore[assignment]
        for part in parts:
            # Copied straight away within one rectangle, span by span within the whole region.
            painter.setClipRect(part)
            source = QtCore.QRectF(
                part.x() * ratio, part.y() * ratio, part.width() * ratio, part.height() * ratio
            )
            painter.drawPixmap(QtCore.QRectF(part), self._picture, source)
        painter.setClipping(False)

    def _paint_live(self, painter: QtGui.QPainter) -> None:
        scene, size, inks = self.scene, self.size(), self._inks
        free, words = self._free_steps, self._in_hundredths
        paint_last(painter, scene, inks, size, free, self._direction, words)
        self._cross.paint(painter, scene, inks, size, self._in_hundredths)
        last = scene.series.last()
        self._painted_price = last.close if last else 0
        if self.hasFocus():
            painter.setPen(inks.accent)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_picture(self) -> None:
        self._fit()
        ratio = self.devicePixelRatioF()
        wanted = (QtCore.QSizeF(self.size()) * ratio).toSize()
        if self._picture.size() != wanted:
            self._picture = QtGui.QPixmap(wanted)
        self._picture.setDevicePixelRatio(ratio)
        painter = QtGui.QPainter(self._picture)
        painter.fillRect(self.rect(), self._inks.panel)
        self._paint_stretch(painter, self.scene.span.first)
        painter.setClipping(False)
        self._tags_right = mine.tags_right(self.scene, self._inks)
        free = self._free_steps = axes.free_steps(self.scene, mine.boxed_prices(self.scene))
        axes.paint_axes(painter, self.scene, self._inks, self.size(), self._in_hundredths, free)
        mine.paint_tags(painter, self.scene, self._inks, self.size(), self._in_hundredths)
        painter.end()

    def _paint_strip(self) -> None:
        left, scene = int(self.scene.last_left), self.scene
        strip = QtCore.QRect(left, 0, int(scene.width) - left, int(scene.height))
        if strip.width() <= 0:
            return
        painter = QtGui.QPainter(self._picture)
        painter.setClipRect(strip)
        painter.fillRect(strip, self._inks.panel)
        grouped = max(1, int(1 / scene.span.bar))
        first = max(scene.span.first, scene.span.count - 1 - 4 * grouped)
        self._paint_stretch(painter, first, strip)
        if left < self._tags_right:
            painter.setClipRect(strip)
            mine.paint_tags(painter, scene, self._inks, self.size(), self._in_hundredths)
        painter.end()

    def _paint_stretch(
        self, painter: QtGui.QPainter, first: int, clip: QtCore.QRect | None = None
    ) -> None:
        scene, inks = self.scene, self._inks
        painter.setClipRect(clip or QtCore.QRect(0, 0, int(scene.width), int(scene.height)))
        left = clip.left() if clip is not None else 0
        axes.paint_grid(painter, scene, inks, left)
        last = scene.span.last
        candles.paint_bars(painter, scene, inks, self.devicePixelRatioF(), first, last)
        over_volume = QtCore.QRect(0, 0, int(scene.width), int(scene.split))
        painter.setClipRect(over_volume, QtCore.Qt.ClipOperation.IntersectClip)
        candles.paint_averages(painter, scene, inks, max(0, first - 1), last)
        mine.paint_lines(painter, scene, inks, left)
        mine.paint_fills(painter, scene, inks, left)

    def _fit(self) -> None:
        """Set the scales, and the axis as wide as its widest label; it never narrows in a series."""
        scene = self.scene
        for _ in range(2):
            scene.resize(self.width() - self._axis, self.height() - TIME_HEIGHT)
            scene.rescale()
            wanted = axes.axis_width(scene, self._inks, self._in_hundredths)
            if wanted <= self._axis:
                return
            self._axis = wanted
        scene.resize(self.width() - self._axis, self.height() - TIME_HEIGHT)
        scene.rescale()

    def _set_cross(self, index: int | None, y: float | None) -> None:
        if (index, y) == (self._cross.index, self._cross.y):
            return
        region = self._cross.region(self.scene, self.size())
        changed = index != self._cross.index
        self._cross.index, self._cross.y = index, y
        self.update(region.united(self._cross.region(self.scene, self.size())))
        if changed:
            self.hovered.emit(index)

    def _take_look(self, look: theme.Look) -> None:
        self._inks = Inks(look)
        self._axis = 0
        self._spoil()

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        """Fit the picture to the new size."""
        self._fit()
        self._moved()

    def mousePressEvent(self, event: QtGui.QMouseEvent) -> None:
        """Begin to drag the view."""
        if event.button() is QtCore.Qt.MouseButton.LeftButton:
            self._dragged_from = event.position().x()
            self.setCursor(QtCore.Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QtGui.QMouseEvent) -> None:
        """Drag the view, or move the crosshair."""
        at, scene = event.position(), self.scene
        if self._dragged_from is not None:
            moved, self._dragged_from = self._dragged_from - at.x(), at.x()
            self.pan(moved / scene.span.bar)
        inside = at.x() < scene.width and at.y() < scene.height and len(scene.series)
        self._set_cross(*((scene.span.index(at.x()), at.y()) if inside else (None, None)))

    def mouseReleaseEvent(self, event: QtGui.QMouseEvent) -> None:
        """Let the view go."""
        self._dragged_from = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QtGui.QMouseEvent) -> None:
        """Show the latest bars in the usual width."""
        self.reset()

    def leaveEvent(self, event: QtCore.QEvent) -> None:
        """Take the crosshair away."""
        self._set_cross(None, None)

    def wheelEvent(self, event: QtGui.QWheelEvent) -> None:
        """Zoom around the pointer; sideways or with Shift, pan."""
        turned = event.angleDelta()
        shifted = event.modifiers() & QtCore.Qt.KeyboardModifier.ShiftModifier
        if shifted or abs(turned.x()) > abs(turned.y()):
            notches = (turned.x() or turned.y()) / _NOTCH
            self.pan(-notches * self.scene.span.bars * _STEP)
        elif turned.y():
            self.zoom(_ZOOM ** (turned.y() / _NOTCH), event.position().x())
        event.accept()

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        """Pan, zoom and jump; with Shift the arrows move the crosshair bar by bar."""
        step = self.scene.span.bars * _STEP
        actions = {
            _Key.Key_Left: lambda: self.pan(-step),
            _Key.Key_Right: lambda: self.pan(step),
            _Key.Key_PageUp: lambda: self.pan(-step / _STEP),
            _Key.Key_PageDown: lambda: self.pan(step / _STEP),
            _Key.Key_Plus: lambda: self.zoom(_ZOOM),
            _Key.Key_Equal: lambda: self.zoom(_ZOOM),
            _Key.Key_Minus: lambda: self.zoom(1 / _ZOOM),
            _Key.Key_Home: self.show_start,
            _Key.Key_End: self.show_end,
            _Key.Key_Escape: lambda: self._set_cross(None, None),
        }
        action = actions.get(_Key(event.key()))
        arrows = {_Key.Key_Left: -1, _Key.Key_Right: 1}
        if event.modifiers() & QtCore.Qt.KeyboardModifier.ShiftModifier and event.key() in arrows:
            self._step_cross(arrows[_Key(event.key())])
        elif action is not None:
            action()
        else:
            event.ignore()

    def _step_cross(self, bars: int) -> None:
        scene = self.scene
        if not len(scene.series):
            return
        at = scene.span.last if self._cross.index is None else self._cross.index
        index = min(max(at + bars, 0), len(scene.series) - 1)
        if not scene.span.first < index < scene.span.last:
            self.pan(bars)
        self._set_cross(index, None)
