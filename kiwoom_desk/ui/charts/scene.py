"""Everything a chart picture is made from: bars, place, scales, labels, marks; refuses to paint."""

from __future__ import annotations

from enum import IntEnum

import msgspec
import numpy as np

from kiwoom_desk.domain.bar import Bar, Period, Unit
from kiwoom_desk.market.series import BarSeries
from kiwoom_desk.ui.charts.detail import Detail
from kiwoom_desk.ui.charts.marks import BarFills, Overlay, fills_by_bar
from kiwoom_desk.ui.charts.scales import Scale, price_scale, steps, volume_scale
from kiwoom_desk.ui.charts.span import Span
from kiwoom_desk.ui.charts.studies import averages
from kiwoom_desk.ui.charts.time_axis import Rank, time_labels

TIME_HEIGHT = 22
_VOLUME_SHARE = 0.2
_PRICE_GAP = 44
_VOLUME_GAP = 24
_TIME_GAP = 76.0
_SAMPLED = 4_096


class Change(IntEnum):
    """How much of the picture a change concerns."""

    NONE = 0
    LAST = 1
    ALL = 2


class Grid(msgspec.Struct, frozen=True):
    """A vertical grid line: its pixel, its text and what changes there."""

    x: float
    text: str
    rank: Rank


class Scene:
    """The state of one chart; `follow` takes what happened to the series, `rescale` what is seen."""

    def __init__(self) -> None:
        self.series = BarSeries()
        self.period = Period(Unit.DAY)
        self.span = Span()
        self.detail = Detail()
        self.averages = averages()
        self.overlay = Overlay()
        self.fills: tuple[BarFills, ...] = ()
        self.width = self.height = 1.0
        self.split = 1.0
        self.prices = Scale(0, 1, 0, 1)
        self.volumes = Scale(0, 1, 0, 1)
        self.price_steps: list[int] = []
        self.volume_steps: list[int] = []
        self.time_grid: list[Grid] = []
        self._pages = self._changes = self._oldest = 0

    def set_series(self, series: BarSeries, period: Period) -> None:
        """Show another series from its latest bar on."""
        self.series, self.period = series, period
        self._rebuild()
        self.span.reset(len(series))
        self._note()

    def set_overlay(self, overlay: Overlay) -> None:
        """Take what of mine is to be shown."""
        self.overlay = overlay
        self._place_fills()

    def resize(self, width: float, height: float) -> None:
        """Take the size of the plot without its axes, in pixels."""
        self.width, self.height = max(width, 1.0), max(height, 1.0)
        self.split = self.height - round(self.height * _VOLUME_SHARE)
        self.span.resize(self.width)

    def follow(self) -> Change:
        """Take what happened to the series since the last call, at a cost that a print can pay."""
        series, span = self.series, self.span
        newer = len(series) - span.count
        if series.pages != self._pages or newer < 0:
            older = int(np.searchsorted(series.start, self._oldest)) if span.count else 0
            self._rebuild()
            span.grow(older, newer - older)
            self._note()
            return Change.ALL
        if series.changes == self._changes:
            return Change.NONE
        self.detail.follow()
        for average in self.averages:
            average.follow(series.close)
        span.grow(0, newer)
        if newer:
            self._note()
        self._changes = series.changes
        return Change.ALL if newer or not self._last_fits() else Change.LAST

    def rescale(self) -> None:
        """Fit the scales to the visible bars and set the grid."""
        first, last = self.span.first, self.span.last
        if first < last:
            part = slice(first, last)
            low, high = int(self.series.low[part].min()), int(self.series.high[part].max())
            most = int(self.series.volume[part].max())
        else:
            low = high = most = 0
        self.prices = price_scale(low, high, 0, self.split - 1)
        self.volumes = volume_scale(most, self.split, self.height - self.split)
        self.price_steps = steps(self.prices, _PRICE_GAP) if first < last else []
        self.volume_steps = [one for one in steps(self.volumes, _VOLUME_GAP) if one] if most else []
        self.time_grid = self._time_grid(first, last)

    def bar(self, index: int) -> Bar | None:
        """Return a bar by its index, None outside of the series."""
        if not 0 <= index < len(self.series):
            return None
        series = self.series
        columns = (series.start, series.open, series.high, series.low, series.close, series.volume)
        return Bar(*(int(column[index]) for column in columns))

    def before(self, index: int) -> int | None:
        """Return the close before a bar in won, None where it is not known."""
        return int(self.series.close[index - 1]) if 0 < index < len(self.series) else None

    @property
    def last_left(self) -> float:
        """Return the pixel from which on a change of the last bar can be seen."""
        grouped = max(1, int(1 / self.span.bar))
        return max(0.0, self.span.x(self.span.count - 1 - 2 * grouped))

    def _rebuild(self) -> None:
        self.detail.rebuild(self.series)
        # Of no bar there is no average, and nobody asks for one.
        for average in self.averages if len(self.series) else ():
            average.follow(self.series.close)

    def _note(self) -> None:
        series = self.series
        self._pages, self._changes = series.pages, series.changes
        self._oldest = int(series.start[0]) if len(series) else 0
        self._place_fills()

    def _place_fills(self) -> None:
        held = len(self.series)
        self.fills = fills_by_bar(self.overlay.fills, self.series.start) if held else ()

    def _last_fits(self) -> bool:
        if self.span.last < self.span.count:
            return True
        last = self.series.last()
        return (
            last is not None
            and self.prices.has(last.high)
            and self.prices.has(last.low)
            and self.volumes.has(last.volume)
        )

    def _time_grid(self, first: int, last: int) -> list[Grid]:
        if first >= last:
            return []
        stride = max(1, -(-(last - first) // _SAMPLED))
        starts = self.series.start[first:last:stride]
        labels = time_labels(starts, self.period, self.span.bar * stride, _TIME_GAP)
        return [
            Grid(self.span.centre(first + label.place * stride), label.text, label.rank)
            for label in labels
        ]
