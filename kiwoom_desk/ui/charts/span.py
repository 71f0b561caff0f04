"""Which bars a chart shows and where: zoom, pan and their bounds; refuses pixels of its own and dates."""

from __future__ import annotations

import math

WIDTH = 8.0
"""Pixels of a bar after a reset."""
WIDEST = 64.0
MARGIN = 4.0
"""Empty bars right of the last one, so that the live bar has room."""
_KEPT = 8


class Span:
    """The view's place on the index axis: `width` in pixels, `bar` in pixels a bar.

    `right` is the bar index at the right edge; bar i lies from i to i + 1.
    """

    def __init__(self) -> None:
        self.width = 1.0
        self.bar = WIDTH
        self.right = MARGIN
        self.count = 0

    def reset(self, count: int) -> None:
        """Show the latest of `count` bars in the usual width."""
        self.count, self.bar, self.right = count, WIDTH, count + MARGIN

    def resize(self, width: float) -> None:
        """Keep bars and right edge while the view's width changes."""
        self.width = max(width, 1.0)
        self._bound()

    @property
    def bars(self) -> float:
        """Return how many bars fit into the view."""
        return self.width / self.bar

    @property
    def first(self) -> int:
        """Return the first bar that is at least partly visible."""
        return min(max(0, math.floor(self.right - self.bars)), self.count)

    @property
    def last(self) -> int:
        """Return the index after the last visible bar."""
        return min(self.count, max(0, math.ceil(self.right)))

    @property
    def follows(self) -> bool:
        """Tell whether the latest bar is in view, so that the view moves on with it."""
        return self.right >= self.count

    @property
    def near_start(self) -> bool:
        """Tell whether fewer than half a view of bars are left before the left edge."""
        return self.right - self.bars < self.bars / 2

    def x(self, index: float) -> float:
        """Return the pixel of the left side of a bar."""
        return self.width - (self.right - index) * self.bar

    def centre(self, index: float) -> float:
        """Return the pixel of the middle of a bar."""
        return self.width - (self.right - index - 0.5) * self.bar

    def index(self, x: float) -> int:
        """Return the bar under a pixel, within the series (0 when it is empty)."""
        found = math.floor(self.right - (self.width - x) / self.bar)
        return min(max(found, 0), max(self.count - 1, 0))

    def pan(self, bars: float) -> None:
        """Move the view by bars; positive goes to newer ones."""
        self.right += bars
        self._bound()

    def zoom(self, factor: float, x: float) -> None:
        """Widen (above 1) or narrow the bars and keep the place under pixel `x`.

        With the latest bar in view the right edge stays, as the eye rests on the last price.
        """
        fixed = self.width if self.follows else x
        place = self.right - (self.width - fixed) / self.bar
        self.bar = min(max(self.bar * factor, self._narrowest()), WIDEST)
        self.right = place + (self.width - fixed) / self.bar
        self._bound()

    def show_start(self) -> None:
        """Go to the oldest bar."""
        self.right = self.bars
        self._bound()

    def show_end(self) -> None:
        """Go to the latest bar."""
        self.right = self.count + MARGIN
        self._bound()

    def grow(self, older: int, newer: int) -> None:
        """Take bars that came in front and behind; what is seen stays, or follows the latest."""
        follows = self.follows
        self.count += older + newer
        self.right += older + (newer if follows else 0)
        self._bound()

    def _narrowest(self) -> float:
        return min(WIDTH, self.width / (self.count + 2 * MARGIN))

    def _bound(self) -> None:
        self.bar = max(self.bar, self._narrowest())
        least = min(_KEPT, self.count)
        most = self.count + max(self.bars - _KEPT, MARGIN)
        self.right = min(max(self.right, least), most)
