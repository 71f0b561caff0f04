"""Pushes and replies of the market as domain values; refuses rows that do not read, never the rest."""

from __future__ import annotations

import logging
from typing import Any, Protocol

from kiwoom_desk.broker.numbers import (
    POSITIVE,
    RATES,
    SIGNED,
    clock_time,
    count,
    growing,
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


class QuoteFrame(Tick, frozen=True, gc=False):
    """A push of 0B: the print as a value, what else it tells in wire form until somebody looks.

    Won and shares, signs as in Quote. Most pushes are replaced by the next before anybody looks.
    """

    code: str
    change: int
    volume: int
    row: Any

    def decode(self) -> Quote:
        """Return the quote; a figure that cannot be read is 0, not known, which is logged."""
        try:
            return self._made(POSITIVE, SIGNED, RATES)
        except BadNumber as error:
            log.info("0B: a figure is left out (%s)", error)
        return self._made(_OrZero(POSITIVE), _OrZero(SIGNED), _OrZero(RATES))

    def _made(self, positive: _Table, signed: _Table, rates: _Table) -> Quote:
        row = self.row
        value = row.f14
        return Quote(
            self.code,
            self.time,
            self.price,
            self.direction,
            self.change,
            rates[row.f12],
            self.size,
            self.volume,
            signed[value] if type(value) is str else value,
            positive[row.f16],
            positive[row.f17],
            positive[row.f18],
            positive[row.f27],
            positive[row.f28],
            rates[row.f228],
            self.price - self.change if row.f11 else 0,
        )


class _Table(Protocol):
    def __getitem__(self, text: str, /) -> int: ...


class _OrZero:
    """Numbers by their text, 0 for what is none."""

    def __init__(self, table: _Table) -> None:
        self._table = table

    def __getitem__(self, text: str) -> int:
        try:
            return self._table[text]
        except BadNumber:
            return 0


def traded(item: str, row: Any) -> QuoteFrame:
    """Make the print of a 0B row, counted or of texts; raise BadNumber."""
    change, volume = SIGNED[row.f11], row.f13
    return QuoteFrame(
        row.f20,
        POSITIVE[row.f10],
        SIGNED[row.f15],
        1 if change > 0 else -1 if change < 0 else 0,
        item if len(item) == 6 else stream_code(item),
        change,
        growing(volume) if type(volume) is str else volume,
        row,
    )


def book(code: str, row: Any) -> Book:
    """Make the book of a 0D row, counted or of texts; raise BadNumber."""
    p = POSITIVE
    asks: tuple[Any, ...] = (
        row.f61, row.f62, row.f63, row.f64, row.f65,
        row.f66, row.f67, row.f68, row.f69, row.f70,
    )  # fmt: skip
    bids: tuple[Any, ...] = (
        row.f71, row.f72, row.f73, row.f74, row.f75,
        row.f76, row.f77, row.f78, row.f79, row.f80,
    )  # fmt: skip
    ask_total, bid_total = row.f121, row.f125
    if type(ask_total) is str:
        asks, bids = tuple(p[one] for one in asks), tuple(p[one] for one in bids)
        ask_total, bid_total = p[ask_total], p[bid_total]
    return Book(
        code,
        row.f21,
        (
            p[row.f41], p[row.f42], p[row.f43], p[row.f44], p[row.f45],
            p[row.f46], p[row.f47], p[row.f48], p[row.f49], p[row.f50],
        ),
        asks,
        (
            p[row.f51], p[row.f52], p[row.f53], p[row.f54], p[row.f55],
            p[row.f56], p[row.f57], p[row.f58], p[row.f59], p[row.f60],
        ),
        bids,
        ask_total,
        bid_total,
        p[row.f23],
        p[row.f24],
    )  # fmt: skip


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
                self._book = book(self._code, self._entry.figures())
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
