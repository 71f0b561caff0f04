"""The 0D rows of one name, one after another: only what has changed is written; refuses first principles.

`frames.book_values` says what a row tells; this writes the same bytes for a fraction of the cost.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from kiwoom_desk.practice.frames import (
    LEVELS,
    Backdrop,
    directed_texts,
    row_template,
    totals_of,
)
from kiwoom_desk.practice.views import BookView

_Ten = tuple[int, ...]
# Values of a row before the levels' own, and of one level.
_FIRST, _WIDTH = 1, 6
_TOTALS = 21
# Places in the list of parts: four a level (head and move of both sides), then totals and sizes.
_LEVEL_PARTS = 4
_AT_TOTALS = 1 + _LEVEL_PARTS * LEVELS
_AT_SIZES = _AT_TOTALS + 1
_AT_END = _AT_SIZES + 2 * LEVELS
_ZERO = "0"


class _Cuts(msgspec.Struct, frozen=True):
    """The constant texts of a row: before each value, by side and level, and templates of the rest."""

    begin: str
    asks: tuple[tuple[str, str, str], ...]
    bids: tuple[tuple[str, str, str], ...]
    totals: str
    ask_sizes: tuple[str, ...]
    bid_sizes: tuple[str, ...]
    end: str


@lru_cache(maxsize=1)
def _cuts() -> _Cuts:
    texts = row_template("0D").split("%s")
    levels = [texts[_FIRST + _WIDTH * n : _FIRST + _WIDTH * (n + 1)] for n in range(LEVELS)]
    after = _FIRST + _WIDTH * LEVELS
    sizes = after + _TOTALS
    last = sizes + 2 * LEVELS
    return _Cuts(
        texts[0],
        tuple((level[0], level[1], level[2]) for level in levels),
        tuple((level[3], level[4], level[5]) for level in levels),
        "%s".join([*texts[after:sizes], ""]),
        tuple(texts[sizes : sizes + LEVELS]),
        tuple(texts[sizes + LEVELS : last]),
        "%s".join(texts[last:]),
    )


class BookLines:
    """Writes the rows of one name; the views come in the order in which they are sent."""

    __slots__ = ("_base", "_before", "_moved", "_parts")

    def __init__(self) -> None:
        self._parts: list[str] = [_ZERO] * (_AT_END + 1)
        self._moved: list[int] = []
        self._before: BookView | None = None
        self._base = 0

    def row(
        self, view: BookView, back: Backdrop, volume: int, flag: str, earlier: BookView | None
    ) -> str:
        """Return the JSON of a row's values; differences are taken against `earlier`."""
        parts, cuts, at = self._parts, _cuts(), view.time
        for place in self._moved:
            parts[place] = _ZERO
        self._moved.clear()
        known = earlier is not None and earlier is self._before and back.base == self._base
        self._before, self._base = view, back.base
        parts[0] = f"{cuts.begin}{at.hour:02d}{at.minute:02d}{at.second:02d}"
        for asks in (True, False):
            prices, sizes, then, were = _columns(view, earlier, asks)
            if known and prices == then:
                self._resize(asks, sizes, were)
            else:
                self._rewrite(asks, prices, sizes, then, were)
        parts[_AT_TOTALS] = cuts.totals % totals_of(view, back, volume, flag, earlier)
        parts[_AT_END] = cuts.end % (view.ask_total, view.bid_total)
        return "".join(parts)

    def _resize(self, asks: bool, sizes: _Ten, were: _Ten) -> None:
        """Write the levels whose size is another at the same prices."""
        if sizes == were:
            return
        price_of = _prices_of(self._before, asks)
        for level in range(LEVELS):
            size, was = sizes[level], were[level]
            if size != was:
                self._write(asks, level, price_of[level], size)
                self._move(asks, level, size - was)

    def _rewrite(self, asks: bool, prices: _Ten, sizes: _Ten, then: _Ten, were: _Ten) -> None:
        """Write all levels of a side: its prices are others, or this is the first row."""
        before = dict(zip(then, were, strict=True))
        for level in range(LEVELS):
            price, size = prices[level], sizes[level]
            self._write(asks, level, price, size)
            if then and size != before.get(price, 0):
                self._move(asks, level, size - before.get(price, 0))

    def _write(self, asks: bool, level: int, price: int, size: int) -> None:
        cuts, text = _cuts(), directed_texts(self._base)[price]
        if asks:
            one, two, three = cuts.asks[level]
            place, behind, cut = 1 + _LEVEL_PARTS * level, _AT_SIZES + level, cuts.ask_sizes[level]
        else:
            one, two, three = cuts.bids[level]
            place, behind = 3 + _LEVEL_PARTS * level, _AT_SIZES + LEVELS + level
            cut = cuts.bid_sizes[level]
        self._parts[place] = f"{one}{text}{two}{size}{three}"
        self._parts[behind] = f"{cut}{size}"

    def _move(self, asks: bool, level: int, moved: int) -> None:
        place = (2 if asks else 4) + _LEVEL_PARTS * level
        self._parts[place] = f"{moved:+d}"
        self._moved.append(place)


def _prices_of(view: BookView | None, asks: bool) -> _Ten:
    if view is None:
        return ()
    return view.ask_prices if asks else view.bid_prices


def _columns(view: BookView, earlier: BookView | None, asks: bool) -> tuple[_Ten, _Ten, _Ten, _Ten]:
    """Return prices and sizes of a side now and before; before the first row there are none."""
    then: tuple[_Ten, _Ten] = ((), ())
    if asks:
        if earlier is not None:
            then = earlier.ask_prices, earlier.ask_sizes
        return view.ask_prices, view.ask_sizes, *then
    if earlier is not None:
        then = earlier.bid_prices, earlier.bid_sizes
    return view.bid_prices, view.bid_sizes, *then
