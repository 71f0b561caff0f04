"""Notes in a running desk when frames come, when stamped rows are painted, and how long slices last."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from typing import Any

from PySide6 import QtGui

from benchmarks.stream_sender import BASE, stamp
from kiwoom_desk.app import Desk
from kiwoom_desk.broker.market_rows import BookFrame, QuoteFrame
from kiwoom_desk.ui.kit.canvas import RowCanvas
from kiwoom_desk.ui.kit.ladder import Ladder

_Places = defaultdict[str, list[int]]


class Probe:
    """What one measured stretch saw; `install` before the desk is made, `attach` once it is filled.

    Every stamped frame of a name in sight counts, those too that a newer one replaced before the
    paint: its wait ends at the return of the first paint of a frame begun after it came, in each
    place that shows it.
    """

    def __init__(self) -> None:
        # What came since the last frame began, and what a frame has handed to the paint.
        self._came: _Places = defaultdict(list)
        self._handed: _Places = defaultdict(list)
        self._shown: frozenset[str] = frozenset()
        self._linked = ""
        self._grid: Any = None
        self._ladder: Any = None
        self._tape_grid: Any = None
        self.waits: dict[str, list[float]] = {"list": [], "ladder": [], "tape": []}
        self.gaps: list[float] = []
        self.frames = self.taken = 0
        self.last_came = 0.0
        self._last_step = 0.0

    def forget(self) -> None:
        """Begin a new stretch."""
        self.waits = {place: [] for place in self.waits}
        self.gaps, self.frames, self._last_step = [], 0, 0.0
        self._came.clear()
        self._handed.clear()

    # --- in the desk -----------------------------------------------------------------------

    def install(self) -> None:
        """Note when paints return."""
        paint_rows, paint_ladder = RowCanvas.paintEvent, Ladder.paintEvent

        def rows_painted(canvas: RowCanvas, event: QtGui.QPaintEvent) -> None:
            paint_rows(canvas, event)
            if canvas is self._grid:
                self._rows_painted(canvas, event)
            elif canvas is self._tape_grid:
                self._painted("tape", "tape")

        def ladder_painted(ladder: Ladder, event: QtGui.QPaintEvent) -> None:
            paint_ladder(ladder, event)
            if ladder is self._ladder:
                self._painted("ladder", "ladder")

        RowCanvas.paintEvent = rows_painted  # type: ignore[method-assign]
        Ladder.paintEvent = ladder_painted  # type: ignore[method-assign]

    def attach(self, desk: Desk) -> None:
        """Note what comes and when frames begin."""
        widgets, gateway = desk.window.widgets, desk.rooms.gateway
        self._grid, self._tape_grid = widgets["watch"].grid, widgets["tape"].grid
        self._ladder = widgets["book"].ladder
        self._shown = frozenset(self._grid.visible_keys())
        self._linked = desk.window.links.group("A").instrument
        on_quote, on_book, step = gateway.on_quote, gateway.on_book, desk.frame.step

        def quoted(quote: QuoteFrame) -> None:
            on_quote(quote)
            self.frames += 1
            self.taken += 1
            self.last_came = time.monotonic()
            sent = quote.row.f14
            if sent >= BASE and quote.code in self._shown:
                self._came[quote.code].append(sent)
                if quote.code == self._linked:
                    self._came["tape"].append(sent)

        def booked(code: str, book: BookFrame) -> None:
            on_book(code, book)
            self.frames += 1
            self.taken += 1
            self.last_came = time.monotonic()
            if code == self._linked:
                sent = int(book._entry.row().f21)
                if sent >= BASE:
                    self._came["ladder"].append(sent)

        def stepped() -> None:
            now = time.monotonic()
            if self._last_step:
                self.gaps.append((now - self._last_step) * 1000)
            self._last_step = now
            step()
            for place, sent in self._came.items():
                self._handed[place] += sent
            self._came.clear()

        gateway.on_quote, gateway.on_book = quoted, booked
        desk.frame.step = stepped  # type: ignore[method-assign]

    def look(self) -> None:
        """Take the rows in sight anew."""
        self._shown = frozenset(self._grid.visible_keys())

    def _rows_painted(self, canvas: RowCanvas, event: QtGui.QPaintEvent) -> None:
        now, keys, top, height = stamp(), canvas.keys, canvas._top(), canvas._painter.height
        for rect in event.region():  # type: ignore[attr-defined]  # the stubs forget it
            first = top + rect.top() // height
            for key in keys[first : top + rect.bottom() // height + 1]:
                self._painted("list", key, now)

    def _painted(self, place: str, key: str, now: int = 0) -> None:
        sent = self._handed.pop(key, None)
        if sent:
            now = now or stamp()
            self.waits[place] += [(now - one) / 1000 for one in sent]


class Slices:
    """The longest turns of the loop, in milliseconds of this thread's processor time and of the wall."""

    def __init__(self) -> None:
        self.core, self.wall = 0.0, 0.0
        self._run = asyncio.Handle._run

    def __enter__(self) -> Slices:
        run = self._run

        def timed(handle: asyncio.Handle) -> None:
            core, wall = time.thread_time(), time.perf_counter()
            run(handle)
            self.core = max(self.core, (time.thread_time() - core) * 1000)
            self.wall = max(self.wall, (time.perf_counter() - wall) * 1000)

        asyncio.Handle._run = timed  # type: ignore[method-assign]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.Handle._run = self._run  # type: ignore[method-assign]
