"""Past days, minutes and books of all names at one venue, or at both; refuses single names."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from kiwoom_desk.practice.day_book import DayBook, TradedDays, bands_of
from kiwoom_desk.practice.depth_columns import BookColumns, DepthColumns
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.joined import summed
from kiwoom_desk.practice.moments import Moment, Moments


class DayRoom(msgspec.Struct, frozen=True):
    """One venue with its days and minutes; `names` are the listing indices of its rows."""

    book: TradedDays
    moments: Moments
    names: Ints | None = None


class DepthRoom(msgspec.Struct, frozen=True):
    """One venue with its books and minutes; `names` are the listing indices of its rows."""

    depths: DepthColumns
    moments: Moments
    names: Ints | None = None


class VenueDepths:
    """Adds up the books of the rooms of a venue; the best prices are those of all of them."""

    def __init__(self, rooms: Sequence[DepthRoom], count: int) -> None:
        self._rooms, self._count = rooms, count

    def now(self) -> BookColumns:
        """Return the books as they stand."""
        return self._joined([room.depths.now() for room in self._rooms])

    def ago(self, minutes: int) -> BookColumns:
        """Return the planned books so many minutes before the minute that runs began."""
        return self._joined([room.depths.at(room.moments.ago(minutes)) for room in self._rooms])

    def _joined(self, books: Sequence[BookColumns]) -> BookColumns:
        if len(books) == 1 and self._rooms[0].names is None:
            return books[0]
        found = BookColumns(*(np.zeros(self._count, np.int64) for _ in range(6)))
        for room, book in zip(self._rooms, books, strict=True):
            at = np.arange(self._count) if room.names is None else room.names
            found.asks[at] += book.asks
            found.bids[at] += book.bids
            for name, sign in (("ask", 1), ("bid", -1)):
                price, size = getattr(found, name), getattr(found, f"{name}_size")
                more, sizes = getattr(book, name), getattr(book, f"{name}_size")
                here, there = price[at], size[at]
                better = (more > 0) & ((here == 0) | (sign * more < sign * here))
                size[at] = np.where(better, sizes, there + np.where(more == here, sizes, 0))
                price[at] = np.where(better, more, here)
        return found


class VenueDays:
    """Adds up the days of the rooms of a venue; prices of past days are KRX's."""

    def __init__(self, rooms: Sequence[DayRoom], krx: DayBook) -> None:
        self._rooms, self._krx = rooms, krx

    def volume(self, back: int) -> Ints:
        """Return the volumes of one day, in shares."""
        return self._sum([room.book.volume(back) for room in self._rooms])

    def value(self, back: int) -> Ints:
        """Return the values of one day, in won."""
        return self._sum([room.book.value(back) for room in self._rooms])

    def most_volume(self, days: int) -> Ints:
        """Return the largest volume of so many days, in shares."""
        most: Ints = np.max([self.volume(back) for back in range(1, days + 1)], axis=0)
        return most

    def bands(self, days: int, count: int) -> tuple[Ints, Ints, Ints]:
        """Return lowest price, width and volumes of price bands over days, as DayBook does."""
        if self._only_krx:
            return self._krx.bands(days, count)
        back = range(days, 0, -1)
        volume = np.stack([self.volume(day) for day in back], axis=1)
        value = np.stack([self.value(day) for day in back], axis=1)
        return bands_of(self._krx.low(days), self._krx.high(days), volume, value, count)

    def ago(self, minutes: int) -> Moment:
        """Return the moment so many minutes before the minute that runs began, or midnight.

        Of both together, prices are KRX's once it has traded.
        """
        found = [room.moments.ago(minutes) for room in self._rooms]
        first = found[0]
        if self._only_krx:
            return first
        base = self._krx_base()
        price, last_buy = base.copy(), np.zeros(len(base), np.bool_)
        for room, moment in reversed(list(zip(self._rooms, found, strict=True))):
            rows = np.arange(len(base)) if room.names is None else room.names
            some = rows[moment.volume > 0]
            price[some] = moment.price[moment.volume > 0]
            last_buy[some] = moment.last_buy[moment.volume > 0]
        volume = self._sum([moment.volume for moment in found])
        return Moment(first.second, price, volume, last_buy)

    @property
    def _only_krx(self) -> bool:
        return len(self._rooms) == 1 and self._rooms[0].names is None

    def _krx_base(self) -> Ints:
        return self._krx.close(1)

    def _sum(self, columns: Sequence[Ints]) -> Ints:
        names = (room.names for room in self._rooms)
        return summed(list(zip(columns, names, strict=True)), len(self._krx_base()))
