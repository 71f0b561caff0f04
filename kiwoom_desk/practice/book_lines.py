"""The 0D rows of one name, one after another: only what has changed is written; refuses first principles.

`frames.book_values` says what a row tells; this writes the same bytes for a fraction of the cost.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from itertools import compress
from operator import ne

import msgspec

from kiwoom_desk.practice.engine import BookSide, OrderBook
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
_PLACES = range(LEVELS)
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


class _Cuts(msgspec.Struct, frozen=True):
    """The constant texts of a row: before the levels, of both sides, and templates of the rest."""

    begin: str
    asks: tuple[_Level, ...]
    bids: tuple[_Level, ...]
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
        _levels(texts, sizes, asks=True),
        _levels(texts, sizes, asks=False),
        totals,
        totals % _NOTHING_EXPECTED,
        "%s".join(texts[sizes + 2 * LEVELS :]),
    )


def _levels(texts: list[str], sizes: int, asks: bool) -> tuple[_Level, ...]:
    first, half = (0, 0) if asks else (_WIDTH // 2, LEVELS)
    levels = []
    for n in range(LEVELS):
        at = _FIRST + _WIDTH * n + first
        place = 1 + _LEVEL_PARTS * n + (0 if asks else _LEVEL_PARTS // 2)
        price, size, move = texts[at : at + _WIDTH // 2]
        again = texts[sizes + half + n]
        levels.append(_Level(price, size, move, again, place, _AT_SIZES + half + n))
    return tuple(levels)


class _Told:
    """What was told last of a side: ten prices and sizes, zeros behind the last, and their sum.

    `keys` are the prices as a living book keeps them, empty where it was no living book, and
    `side` is what was read at its `changes`. `heads` are the texts of the levels up to their sizes.
    """

    __slots__ = ("changes", "heads", "keys", "prices", "side", "sizes", "total")

    def __init__(self) -> None:
        self.side: BookSide | None = None
        self.changes = 0
        self.heads: list[str] = []
        self.keys: list[int] = []
        self.prices: _Ten = ()
        self.sizes: _Ten = ()
        self.total = 0


class BookLines:
    """Writes the rows of one name in the order in which they are sent; differences are to the last."""

    __slots__ = ("_asks", "_base", "_bids", "_moved", "_parts", "_text")

    def __init__(self) -> None:
        self._parts: list[str] = [_ZERO] * (_AT_END + 1)
        self._moved: list[int] = []
        self._asks, self._bids = _Told(), _Told()
        self._base = 0
        self._text = directed_texts(0)

    @property
    def best(self) -> tuple[int, int]:
        """Return the best ask and bid of the last row, 0 where there is none."""
        return self._asks.prices[0], self._bids.prices[0]

    def row(self, view: BookView, back: Backdrop, volume: int, flag: str) -> str:
        """Return the JSON of a view's row."""
        cuts = self._begin(view.time, back)
        self._asks.side = self._bids.side = None
        self._asks.keys = self._bids.keys = []
        moved = (
            self._side(cuts.asks, self._asks, view.ask_prices, view.ask_sizes),
            self._side(cuts.bids, self._bids, view.bid_prices, view.bid_sizes),
        )
        if view.expected_price or view.expected_size:
            self._parts[_AT_TOTALS] = cuts.totals % totals_of(view, back, volume, flag, moved)
            return self._end(cuts)
        return self._quiet(cuts, volume, flag, moved)

    def living(
        self, book: OrderBook, moment: datetime, back: Backdrop, volume: int, flag: str
    ) -> str:
        """Return the JSON of the row of a book that matches continuously, without a view of it."""
        cuts = self._begin(moment, back)
        moved = (
            self._living(cuts.asks, self._asks, book.asks),
            self._living(cuts.bids, self._bids, book.bids),
        )
        return self._quiet(cuts, volume, flag, moved)

    def _begin(self, moment: datetime, back: Backdrop) -> _Cuts:
        parts, cuts = self._parts, _cuts()
        for place in self._moved:
            parts[place] = _ZERO
        self._moved.clear()
        if back.base != self._base:
            # Written anew: other signs, and nothing is compared over the change.
            self._base, self._text = back.base, directed_texts(back.base)
            self._asks, self._bids = _Told(), _Told()
        parts[0] = cuts.begin + clock_of(moment)[0]
        return cuts

    def _quiet(self, cuts: _Cuts, volume: int, flag: str, moved: tuple[int, int]) -> str:
        totals = _quiet_totals(self._asks.total, self._bids.total, moved, volume, flag)
        self._parts[_AT_TOTALS] = cuts.quiet % totals
        return self._end(cuts)

    def _end(self, cuts: _Cuts) -> str:
        self._parts[_AT_END] = cuts.end % (self._asks.total, self._bids.total)
        return "".join(self._parts)

    def _living(self, cut: tuple[_Level, ...], told: _Told, side: BookSide) -> int:
        """Write what has changed of a living side; return how much its total moved."""
        if side is told.side and side.stands(told.changes):
            return 0
        told.side, told.changes = side, side.changes
        keys, levels = side.keys[: -LEVELS - 1 : -1], side.levels
        if keys == told.keys and len(keys) == LEVELS:
            return self._resize(cut, told, tuple([levels[p].size for p in told.prices]))
        told.keys = keys
        best = keys if side.buy else [-key for key in keys]
        empty = (0,) * (LEVELS - len(keys))
        prices = (*best, *empty)
        return self._side(cut, told, prices, (*[levels[p].size for p in best], *empty))

    def _side(self, cut: tuple[_Level, ...], told: _Told, prices: _Ten, sizes: _Ten) -> int:
        """Write what has changed of a side; return how much its total moved."""
        if prices == told.prices:
            return self._resize(cut, told, sizes)
        first, before = not told.prices, dict(zip(told.prices, told.sizes, strict=True))
        parts, text, moved = self._parts, self._text, self._moved
        told.heads = [
            f"{level.price}{text[price]}{level.size}"
            for level, price in zip(cut, prices, strict=True)
        ]
        for level, head, price, size in zip(cut, told.heads, prices, sizes, strict=True):
            place, more = level.place, size - before.get(price, 0)
            parts[place] = f"{head}{size}{level.move}"
            parts[level.behind] = f"{level.again}{size}"
            if more and not first:
                parts[place + 1] = f"{more:+d}"
                moved.append(place + 1)
        was, told.total = told.total, sum(sizes)
        told.prices, told.sizes = prices, sizes
        return 0 if first else told.total - was

    def _resize(self, cut: tuple[_Level, ...], told: _Told, sizes: _Ten) -> int:
        """Write the levels whose size is another at the same prices; return the move of the total."""
        were, heads, parts, moved, total = told.sizes, told.heads, self._parts, self._moved, 0
        for n in compress(_PLACES, map(ne, sizes, were)):
            level, size = cut[n], sizes[n]
            place, more = level.place, size - were[n]
            parts[place] = f"{heads[n]}{size}{level.move}"
            parts[place + 1] = f"+{more}" if more > 0 else f"{more}"
            parts[level.behind] = f"{level.again}{size}"
            moved.append(place + 1)
            total += more
        told.sizes = sizes
        told.total += total
        return total


def _quiet_totals(
    asks: int, bids: int, moved: tuple[int, int], volume: int, flag: str
) -> tuple[str | int, ...]:
    """Return what `_NOTHING_EXPECTED` leaves open."""
    more = bids - asks
    asked, wanted = moved
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
