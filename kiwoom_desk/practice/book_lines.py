"""The 0D rows of one name, one after another: only what has changed is written; refuses first principles.

`frames.book_values` says what a row tells; this writes the same bytes for a fraction of the cost.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from kiwoom_desk.practice.frames import (
    LEVELS,
    Backdrop,
    clock_of,
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
# What `totals_of` tells while no auction runs; `%s` where the book itself decides.
_NOTHING_EXPECTED = (
    *("%s", "%s", "%s", "%s", "0", "0", "%s", "%s", "%s", "%s"),
    *("0", "0.00", "3", "0", "0", "3", "0", "0.00", "%s", "0.00", "%s"),
)


class _Level(msgspec.Struct, frozen=True, gc=False):
    """One level of a side: the constant texts before its values, and where its parts stand.

    `again` comes before the size where the row tells it once more, at `behind`.
    """

    price: str
    size: str
    move: str
    again: str
    place: int
    behind: int


class _Side(msgspec.Struct, frozen=True):
    """The levels of one side, best first."""

    asks: bool
    levels: tuple[_Level, ...]


class _Cuts(msgspec.Struct, frozen=True):
    """The constant texts of a row: before the levels, of both sides, and templates of the rest."""

    begin: str
    sides: tuple[_Side, _Side]
    totals: str
    quiet: str
    end: str


@lru_cache(maxsize=1)
def _cuts() -> _Cuts:
    texts = row_template("0D").split("%s")
    after = _FIRST + _WIDTH * LEVELS
    sizes = after + _TOTALS
    totals = "%s".join([*texts[after:sizes], ""])
    return _Cuts(
        texts[0],
        (_side(texts, sizes, asks=True), _side(texts, sizes, asks=False)),
        totals,
        totals % _NOTHING_EXPECTED,
        "%s".join(texts[sizes + 2 * LEVELS :]),
    )


def _side(texts: list[str], sizes: int, asks: bool) -> _Side:
    first, half = (0, 0) if asks else (_WIDTH // 2, LEVELS)
    levels = []
    for n in range(LEVELS):
        at = _FIRST + _WIDTH * n + first
        place = 1 + _LEVEL_PARTS * n + (0 if asks else _LEVEL_PARTS // 2)
        price, size, move = texts[at : at + _WIDTH // 2]
        again = texts[sizes + half + n]
        levels.append(_Level(price, size, move, again, place, _AT_SIZES + half + n))
    return _Side(asks, tuple(levels))


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
        parts, cuts = self._parts, _cuts()
        for place in self._moved:
            parts[place] = _ZERO
        self._moved.clear()
        known = earlier is not None and earlier is self._before and back.base == self._base
        self._before, self._base = view, back.base
        parts[0] = cuts.begin + clock_of(view.time)[0]
        for side in cuts.sides:
            prices, sizes, then, were = _columns(view, earlier, side.asks)
            if not known or prices != then:
                self._rewrite(side, prices, sizes, then, were)
            elif sizes != were:
                self._resize(side, prices, sizes, were)
        if view.expected_price or view.expected_size:
            parts[_AT_TOTALS] = cuts.totals % totals_of(view, back, volume, flag, earlier)
        else:
            parts[_AT_TOTALS] = cuts.quiet % _quiet_totals(view, volume, flag, earlier)
        parts[_AT_END] = cuts.end % (view.ask_total, view.bid_total)
        return "".join(parts)

    def _resize(self, side: _Side, prices: _Ten, sizes: _Ten, were: _Ten) -> None:
        """Write the levels whose size is another at the same prices."""
        parts, moved, text = self._parts, self._moved, directed_texts(self._base)
        for cut, price, size, was in zip(side.levels, prices, sizes, were, strict=True):
            if size != was:
                place = cut.place
                parts[place] = f"{cut.price}{text[price]}{cut.size}{size}{cut.move}"
                parts[place + 1] = f"{size - was:+d}"
                parts[cut.behind] = f"{cut.again}{size}"
                moved.append(place + 1)

    def _rewrite(self, side: _Side, prices: _Ten, sizes: _Ten, then: _Ten, were: _Ten) -> None:
        """Write all levels of a side: its prices are others, or this is the first row."""
        parts, text = self._parts, directed_texts(self._base)
        before = dict(zip(then, were, strict=True))
        for cut, price, size in zip(side.levels, prices, sizes, strict=True):
            place, was = cut.place, before.get(price, 0)
            parts[place] = f"{cut.price}{text[price]}{cut.size}{size}{cut.move}"
            parts[cut.behind] = f"{cut.again}{size}"
            if then and size != was:
                parts[place + 1] = f"{size - was:+d}"
                self._moved.append(place + 1)


def _quiet_totals(
    view: BookView, volume: int, flag: str, earlier: BookView | None
) -> tuple[str | int, ...]:
    """Return what `_NOTHING_EXPECTED` leaves open."""
    asks, bids = view.ask_total, view.bid_total
    more = bids - asks
    asked = asks - earlier.ask_total if earlier is not None else 0
    wanted = bids - earlier.bid_total if earlier is not None else 0
    by_asks = bids * 10_000 // asks if asks else 0
    by_bids = asks * 10_000 // bids if bids else 0
    return (
        asks,
        f"{asked:+d}" if asked else _ZERO,
        bids,
        f"{wanted:+d}" if wanted else _ZERO,
        f"{more:+d}" if more else _ZERO,
        f"{by_asks // 100}.{by_asks % 100:02d}",
        f"{-more:+d}" if more else _ZERO,
        f"{by_bids // 100}.{by_bids % 100:02d}",
        volume,
        flag,
    )


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
