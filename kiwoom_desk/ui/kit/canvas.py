"""A scrolled area that paints rows by key itself; refuses to repaint rows that were not touched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.ui.kit.columns import Column
from kiwoom_desk.ui.kit.flashes import Flashes
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.header import HEIGHT, GridHeader
from kiwoom_desk.ui.kit.ordering import REST, Ordering
from kiwoom_desk.ui.kit.placement import Placement
from kiwoom_desk.ui.kit.row_painter import RowPainter, Told
from kiwoom_desk.ui.kit.selection import Selection

MARK = 3
"""Width of the edge that marks a selected row, in pixels."""
_SCOPE_REST = 500
_FLASH_STEP = 50
_Event = QtCore.QEvent.Type


class RowCanvas(QtWidgets.QAbstractScrollArea):
    """Rows by key below a head; what a person does to them is the grid's.

    `scope_changed` carries the visible keys, at most every 500 ms.
    """

    def __init__(
        self,
        columns: Iterable[Column],
        read: Callable[[str], Any],
        dull: Callable[[Any], bool] | None,
        parent: QtWidgets.QWidget | None,
    ) -> None:
        super().__init__(parent)
        self._read, self._dull = read, dull
        self._placement = Placement(columns)
        self._ordering = Ordering(read)
        self.selection = Selection()
        self._flashes = Flashes()
        self.flashing = True
        self._hovered: str | None = None
        self._first = self._shift = 0
        # What this frame has read is painted as it is; what stands on the screen tells which
        # cells a touch changes. A row painted without being touched is not known any more.
        self._read_now: dict[str, Told] = {}
        self._on_screen: dict[str, Told] = {}
        self._sight: frozenset[str] = frozenset()
        self._sight_of: tuple[tuple[str, ...], int, int] = ((), 0, 0)
        self.scope_changed: Signal[tuple[str, ...]] = Signal()
        self._painter = RowPainter(self._placement.places)
        self._sorter = self._timer(REST, self._sort_when_due)
        self._scope = self._timer(_SCOPE_REST, self._tell_scope)
        self._fader = self._timer(_FLASH_STEP, self._fade, single=False)
        self.header = GridHeader(self._placement, self)
        self._prepare()

    def _prepare(self) -> None:
        self.setFrameShape(QtWidgets.QFrame.Shape.NoFrame)
        self.setViewportMargins(0, HEIGHT, 0, 0)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.StrongFocus)
        self.viewport().setAttribute(QtCore.Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.horizontalScrollBar().valueChanged.connect(self._scrolled)

    def hide_header(self) -> None:
        """Show rows only: lists that explain themselves."""
        self.header.hide()
        self.setViewportMargins(0, 0, 0, 0)

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys in the order shown."""
        return self._ordering.keys

    @property
    def current(self) -> str | None:
        """Return the key of the current row."""
        return self.selection.current

    def set_keys(self, keys: Sequence[str]) -> None:
        """Show these rows in this order (or sorted, where a column is)."""
        self._ordering.give(keys)
        self.selection.keep(self.keys)
        self._flashes.forget()
        self._fit()

    def prepend(self, keys: Sequence[str], new: int) -> None:
        """Show rows of which the first `new` came above the others; those are moved, not painted."""
        page, count = self._page(), len(self.keys)
        plain = not (self.selection.chosen or self._hovered or self.hasFocus() or self._flashes)
        in_order = self._ordering.column is None and self._top() == 0
        full = min(count, len(keys)) > page + 1
        if not (plain and in_order and full and 0 < new < page and self.isVisible()):
            self.set_keys(keys)
            return
        self._ordering.give(keys)
        if len(self.keys) != count:
            self.verticalScrollBar().setRange(0, max(0, len(self.keys) - page))
        viewport = self.viewport()
        viewport.scroll(0, new * self._painter.height, viewport.rect())
        self._plan_scope()

    def select(self, key: str) -> None:
        """Make a row current without telling anybody, and bring it into sight."""
        place = self._ordering.places.get(key)
        if place is not None and key != self.selection.current:
            self.selection.only(key)
            self._show(place)

    def apply(self, dirty: Dirty) -> None:
        """Repaint the visible rows among those touched."""
        if dirty.everything:
            self._flashes.forget()
            self._ordering.touched()
            self.viewport().update()
        else:
            self.touch(dirty.codes)
        self._plan_sort()

    def touch(self, keys: Iterable[str]) -> None:
        """Repaint the visible rows among these keys."""
        touched = keys if isinstance(keys, frozenset) else frozenset(keys)
        places, top = self._ordering.places, self._first
        # Most of what a frame touches is out of sight.
        seen = self._in_sight(top) & touched
        if seen:
            viewport = self.viewport()
            height, width = self._painter.height, viewport.width()
            for key in seen:
                left, wide = self._see(key, width)
                if wide:
                    viewport.update(left, (places[key] - top) * height, wide, height)
        if not touched.isdisjoint(places):
            self._ordering.touched()

    def _in_sight(self, top: int) -> frozenset[str]:
        now = (self._ordering.keys, top, self._bottom())
        if now != self._sight_of:
            self._sight_of = now
            self._sight = frozenset(self.visible_keys())
        return self._sight

    def visible_keys(self) -> tuple[str, ...]:
        """Return the keys of the rows in sight."""
        return self.keys[self._top() : self._bottom() + 1]

    def _plan_sort(self) -> None:
        if self._ordering.stale and not self._sorter.isActive():
            self._sorter.start()

    def _sort_when_due(self) -> None:
        if not self._ordering.stale:
            return
        if self.viewport().underMouse():
            self._sorter.start()
            return
        before = self.keys
        self._ordering.sort()
        if self.keys != before:
            self.viewport().update()
            self._plan_scope()

    def _rebuild(self) -> None:
        self._placement.set_room(self.viewport().width())
        self._painter = RowPainter(self._placement.places)
        self._read_now.clear()
        self._on_screen.clear()
        self._fit()
        self.header.update()

    def _top(self) -> int:
        return self._first

    def _bottom(self) -> int:
        rows = self.viewport().height() // self._painter.height
        return min(self._top() + rows, len(self.keys) - 1)

    def _page(self) -> int:
        return max(1, self.viewport().height() // self._painter.height)

    def _fit(self) -> None:
        page = self._page()
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, len(self.keys) - page))
        vertical.setPageStep(page)
        horizontal.setRange(0, max(0, self._placement.width - self.viewport().width()))
        horizontal.setPageStep(self.viewport().width())
        horizontal.setSingleStep(24)
        self.viewport().update()
        self._plan_scope()

    def _show(self, place: int) -> None:
        bar, page = self.verticalScrollBar(), self._page()
        if place < bar.value():
            bar.setValue(place)
        elif place >= bar.value() + page:
            bar.setValue(place - page + 1)
        self.viewport().update()

    def _scrolled(self) -> None:
        self._first = self.verticalScrollBar().value()
        self._shift = self.horizontalScrollBar().value()
        self.header.set_shift(self._shift)
        self.viewport().update()
        self._plan_scope()

    def _plan_scope(self) -> None:
        if not self._scope.isActive():
            self._scope.start()

    def _tell_scope(self) -> None:
        self.scope_changed.emit(self.visible_keys())

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        """Place the head and give the first column of names the room left."""
        self.header.setGeometry(0, 0, self.width(), HEIGHT)
        self._rebuild()

    def sizeHint(self) -> QtCore.QSize:
        """Return room for all columns and ten rows."""
        return QtCore.QSize(min(self._placement.width, 600), HEIGHT + 10 * self._painter.height)

    def minimumSizeHint(self) -> QtCore.QSize:
        """Return room for a head and two rows."""
        return QtCore.QSize(80, HEIGHT + 2 * self._painter.height)

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        """Forget what was read for a paint that does not come."""
        super().hideEvent(event)
        self._read_now.clear()

    def changeEvent(self, event: QtCore.QEvent) -> None:
        """Take over a new look, font or language."""
        if event.type() in (_Event.StyleChange, _Event.FontChange, _Event.LanguageChange):
            self._rebuild()
        super().changeEvent(event)

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        """Paint the rows in the region that was invalidated."""
        viewport = self.viewport()
        painter = QtGui.QPainter(viewport)
        self._painter.begin(painter)
        ground, height = self._painter.ground, self._painter.height
        count, top = len(self.keys), self._first
        region = event.region()
        # Pictures are copied straight away within one rectangle, and span by span within many.
        in_pieces = region.rectCount() > 1
        for rect in region:  # type: ignore[attr-defined]  # the stubs forget it
            if in_pieces:
                painter.setClipRect(rect)
            left, upper, wide, tall = rect.getRect()
            # Rows that end above the rectangle's lower edge, and the one that reaches over it.
            behind = min(top + (upper + tall - 1) // height + 1, count)
            for place in range(top + upper // height, behind):
                self._paint_row(painter, place, (place - top) * height, left, left + wide)
            end = (behind - top) * height
            if end < upper + tall:
                painter.fillRect(left, end, wide, upper + tall - end, ground)
        if self.selection.current is None and self.hasFocus():
            painter.setClipping(False)
            right, bottom = viewport.width() - 1, viewport.height() - 1
            left, upper, wide, tall = event.rect().getRect()
            if not (left and upper and left + wide <= right and upper + tall <= bottom):
                painter.setPen(self._painter.accent)
                painter.drawRect(0, 0, right, bottom)
        painter.end()
        self._read_now.clear()

    def _paint_row(
        self, painter: QtGui.QPainter, place: int, y: int, left: int, right: int
    ) -> None:
        key, rows, shift = self._ordering.keys[place], self._painter, self._shift
        chosen = key in self.selection.chosen
        ground = rows.chosen if chosen else rows.hovered if key == self._hovered else rows.ground
        painter.fillRect(left, y, right - left, rows.height, ground)
        if chosen and left < MARK:
            painter.fillRect(0, y, MARK, rows.height, rows.accent)
        told = self._read_now.get(key)
        if told is None:
            self._on_screen.pop(key, None)
            told = self._told(self._read(key))
        if told is not None:
            for column, (_until, rising) in self._flashes.lit(key).items():
                rows.paint_flash(painter, y, shift, column, rising)
            rows.put(painter, told, y, shift, left, right)
        if key == self.selection.current and self.hasFocus():
            painter.setPen(rows.accent)
            painter.drawRect(0, y, self.viewport().width() - 1, rows.height - 1)

    def _told(self, row: Any) -> Told | None:
        if row is None:
            return None
        return self._painter.told(row, self._dull is not None and self._dull(row))

    def _see(self, key: str, width: int) -> tuple[int, int]:
        """Return the pixels that a touched row needs painted: left edge and width, 0 for nothing."""
        row, rows = self._read(key), self._painter
        if row is None:
            return 0, width
        if self.flashing and rows.flashing:
            self._flashes.see(key, row, rows.flashing)
            if self._flashes and not self._fader.isActive():
                self._fader.start()
        now = self._told(row)
        assert now is not None
        before = self._on_screen.get(key)
        self._read_now[key] = self._on_screen[key] = now
        if before is None or rows.overflows:
            return 0, width
        left, wide = rows.span(before, now)
        return left - self._shift, wide

    def _fade(self) -> None:
        places, top, rows = self._ordering.places, self._top(), self._painter
        shift, viewport = self._shift, self.viewport()
        for key, columns in self._flashes.expire().items():
            if key not in places:
                continue
            # The light goes out over what stands there: nothing is read anew for it.
            told = self._on_screen.get(key)
            if told is not None:
                self._read_now.setdefault(key, told)
            left, wide = rows.flash_span(columns)
            if rows.overflows:
                left, wide = shift, viewport.width()
            viewport.update(left - shift, (places[key] - top) * rows.height, wide, rows.height)
        if not self._flashes:
            self._fader.stop()

    def _timer(
        self, milliseconds: int, call: Callable[[], None], single: bool = True
    ) -> QtCore.QTimer:
        timer = QtCore.QTimer(self)
        timer.setSingleShot(single)
        timer.setInterval(milliseconds)
        timer.timeout.connect(call)
        return timer
