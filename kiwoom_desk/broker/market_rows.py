"""Pushes and replies of the market as domain values; refuses rows that do not read, never the rest."""

from __future__ import annotations

import logging
from typing import Any

from kiwoom_desk.broker.numbers import (
    POSITIVE,
    RATES,
    SIGNED,
    clock_time,
    count,
    positive_all,
    signed_all,
)
from kiwoom_desk.catalogue.frames import Entry
from kiwoom_desk.catalogue.rows import RowError
from kiwoom_desk.catalogue.values import BadNumber, direction, identity
from kiwoom_desk.domain.book import Book
from kiwoom_desk.domain.quote import (
    ConditionHit,
    Expected,
    IndexQuote,
    MarketPhase,
    Quote,
    Tick,
    VolatilityInterruption,
)

log = logging.getLogger(__name__)


def stream_code(item: str) -> str:
    """Return the key of a stream item: bare for KRX, with `_NX` or `_AL` for the other books."""
    if len(item) == 6:
        return item
    taken = identity(item)
    return f"{taken.code}_{taken.venue_suffix}" if taken.venue_suffix else taken.code


def quote(code: str, row: Any) -> Quote:
    """Make the quote of a 0B row; raise BadNumber."""
    change_text = row.f11
    price, change, size, volume, value, open_, high, low, ask, bid = signed_all((
        row.f10, change_text, row.f15, row.f13, row.f14,
        row.f16, row.f17, row.f18, row.f27, row.f28,
    ))  # fmt: skip
    price = abs(price)
    return Quote(
        code,
        row.f20,
        price,
        1 if change > 0 else -1 if change < 0 else 0,
        change,
        RATES[row.f12],
        size,
        volume,
        value,
        abs(open_),
        abs(high),
        abs(low),
        abs(ask),
        abs(bid),
        RATES[row.f228],
        price - change if change_text else 0,
    )


def tick(made: Quote) -> Tick:
    """Make the print of the tape out of the quote that its row made."""
    return Tick(made.time, made.price, made.size, made.direction)


def book(code: str, row: Any) -> Book:
    """Make the book of a 0D row; raise BadNumber."""
    numbers = tuple(positive_all((
        row.f41, row.f42, row.f43, row.f44, row.f45,
        row.f46, row.f47, row.f48, row.f49, row.f50,
        row.f61, row.f62, row.f63, row.f64, row.f65,
        row.f66, row.f67, row.f68, row.f69, row.f70,
        row.f51, row.f52, row.f53, row.f54, row.f55,
        row.f56, row.f57, row.f58, row.f59, row.f60,
        row.f71, row.f72, row.f73, row.f74, row.f75,
        row.f76, row.f77, row.f78, row.f79, row.f80,
        row.f121, row.f125, row.f23, row.f24,
    )))  # fmt: skip
    return Book(
        code,
        row.f21,
        numbers[:10],
        numbers[10:20],
        numbers[20:30],
        numbers[30:40],
        *numbers[40:],
    )


class BookFrame:
    """A book in wire form; `decode` makes the value at the first look and keeps it."""

    __slots__ = ("_book", "_code", "_entry")

    def __init__(self, code: str, entry: Entry) -> None:
        self._code, self._entry = code, entry
        self._book: Book | None = None

    def decode(self) -> Book:
        """Return the book; one without levels where the frame cannot be read, which is logged."""
        if self._book is None:
            try:
                self._book = book(self._code, self._entry.row())
            except (BadNumber, RowError) as error:
                log.info("0D: set aside (%s)", error)
                self._book = Book(self._code)
        return self._book


def expected(code: str, row: Any) -> Expected:
    """Make the expected price of a 0H row; raise BadNumber."""
    return Expected(
        code,
        row.f20,
        POSITIVE[row.f10],
        direction(row.f10),
        SIGNED[row.f11],
        RATES[row.f12],
        POSITIVE[row.f15],
    )


def index_quote(code: str, row: Any) -> IndexQuote:
    """Make the value of a 0J row, whose figures are decimal points; raise BadNumber."""
    return IndexQuote(
        code,
        row.f20,
        abs(RATES[row.f10]),
        RATES[row.f11],
        RATES[row.f12],
        count(row.f13),
        count(row.f14),
    )


def interruption(row: Any) -> VolatilityInterruption:
    """Make a VI of a 1h row: FID 1224 `000000` means started, a time means ended; raise BadNumber."""
    ended = clock_time(row.f1224)
    return VolatilityInterruption(
        identity(row.f9001).code,
        row.f302.strip(),
        row.f9068,
        row.f9069 != "2",
        POSITIVE[row.f1221],
        POSITIVE[row.f1236] or POSITIVE[row.f1237],
        clock_time(row.f1223),
        ended not in ("", "000000"),
    )


def market_phase(row: Any) -> MarketPhase:
    """Make the broker's word on the session (0s)."""
    return MarketPhase(row.f215.strip(), clock_time(row.f20), clock_time(row.f214))


def condition_hit(row: Any) -> ConditionHit:
    """Make a coming or going of a live condition (02); raise BadNumber for another word than I, D."""
    if row.f843 not in ("I", "D"):
        raise BadNumber("843 is neither I nor D")
    return ConditionHit(
        row.f841.strip(), identity(row.f9001).code, row.f843 == "I", clock_time(row.f20)
    )
