"""KRX and NXT told as one (`_AL`, choice 3): prints, volumes and columns; refuses to keep figures."""

from __future__ import annotations

from typing import cast

import numpy as np
from msgspec.structs import replace

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.practice.board import Board
from kiwoom_desk.practice.day_figures import DayFigures
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.events import Traded
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.hours import REGULAR
from kiwoom_desk.practice.middles import Waiting, middle_values, waiting
from kiwoom_desk.practice.rings import BOTH, EVENING, NXT, split
from kiwoom_desk.practice.side_flow import SideFlow
from kiwoom_desk.practice.views import BookView

_SUMS = ("volume", "value", "buy_volume", "sell_volume", "trades")


def figures(exchange: Exchange, key: str) -> DayFigures | None:
    """Return a name's running figures at one venue (bare code or `_NX`); None where it has none."""
    code, ring = split(key)
    if ring == NXT:
        nxt = exchange.rings.nxt
        if nxt is None or code not in exchange.rings.members:
            return None
        stall = exchange.rings.stalls.get(key)
        return stall.tape if stall else DayFigures(key, nxt.universe.by_code[code].index, nxt.board)
    late = exchange.rings.stalls.get(code + EVENING)
    if late is not None:
        return late.tape
    found = exchange.stalls.get(code)
    if found is not None:
        return found.tape
    return DayFigures(code, exchange.universe.by_code[code].index, exchange.board)


def volume_of(exchange: Exchange, key: str) -> int:
    """Return the day's shares of a name: of KRX, of NXT (`_NX`), or of both (`_AL`)."""
    if not exchange.rings.stalls and key in exchange.stalls:
        return exchange.stalls[key].tape.volume
    code, ring = split(key)
    keys = (code, code + NXT) if ring == BOTH else (key,)
    return sum(found.volume for found in (figures(exchange, one) for one in keys) if found)


def together(exchange: Exchange, traded: Traded, last: Traded | None = None) -> Traded:
    """Return a print of one venue with the day's figures of both.

    `last` are the other venue's figures then; without it those of this moment count.
    """
    code, ring = split(traded.code)
    other = last or figures(exchange, code if ring == NXT else code + NXT)
    if other is None or not other.volume:
        return replace(traded, code=code + BOTH)
    first = traded.open if ring == NXT or not other.open else other.open
    ask, bid = _bests(exchange, traded, other.code)
    return replace(
        traded,
        code=code + BOTH,
        volume=traded.volume + other.volume,
        value=traded.value + other.value,
        buy_volume=traded.buy_volume + other.buy_volume,
        sell_volume=traded.sell_volume + other.sell_volume,
        open=first,
        high=max(traded.high, other.high),
        low=min(traded.low, other.low),
        ask=ask,
        bid=bid,
    )


def parts(
    exchange: Exchange, key: str, book: BookView, before: Waiting
) -> tuple[dict[str, str], Waiting]:
    """Return by FID what each venue has of a book of NXT (`_NX`) or of both (`_AL`).

    That is the levels and the middle; what waits there comes back, for the row that follows.
    """
    code, ring = split(key)
    keys = exchange.rings.in_both(code) if ring == BOTH else (key,)
    krx = exchange.book(code) if code in keys else None
    nxt = exchange.book(code + NXT) if code + NXT in keys else None
    row: dict[str, str] = {}
    for first, view in ((6044, krx), (6066, nxt)):
        sides = (_sizes(view, book, True), _sizes(view, book, False))
        for side, sizes in enumerate(sides):
            row |= {str(first + 10 * side + n): str(size) for n, size in enumerate(sizes)}
            row[str(first + 20 + side)] = str(sum(sizes))
    board, index = cast(Board, exchange.board), exchange.universe.by_code[code].index
    now = waiting(exchange, code)
    views = {Venue.KRX: krx, Venue.NXT: nxt}
    return row | middle_values(board, index, views, now, before), now


def _bests(exchange: Exchange, traded: Traded, other: str) -> tuple[int, int]:
    """Return the best prices of both venues at a print of one of them, as `merged_view` has them."""
    code, ring = split(traded.code)
    if other not in exchange.rings.in_both(code):
        return traded.ask, traded.bid
    book = exchange.book(other)
    krx, nxt = (traded.ask, traded.bid), (book.ask_prices[0], book.bid_prices[0])
    if ring == NXT:
        krx, nxt = nxt, krx
    asks = [krx[0], nxt[0] if nxt[0] > krx[1] else 0]
    bids = [krx[1], nxt[1] if nxt[1] < krx[0] or not krx[0] else 0]
    return min((price for price in asks if price), default=0), max(bids)


def _sizes(view: BookView | None, book: BookView, asks: bool) -> list[int]:
    """Return what a venue has at each level of a book."""
    wanted = book.ask_prices if asks else book.bid_prices
    if view is None:
        return [0] * len(wanted)
    own = (view.ask_prices, view.ask_sizes) if asks else (view.bid_prices, view.bid_sizes)
    there = dict(zip(*own, strict=True))
    return [there.get(price, 0) if price else 0 for price in wanted]


class VenueColumns:
    """The board of each choice of venue by listing index, made at most once a second."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._kept: dict[str, tuple[int, int, Board]] = {}
        listings, members = exchange.universe.listings, exchange.rings.members
        self.on_nxt = np.array([item.code in members for item in listings], np.bool_)

    def of(self, choice: str) -> Board:
        """Return the columns of KRX (1), NXT (2) or both (3, or anything else that is not 1 or 2)."""
        krx, nxt = cast(Board, self._exchange.board), self._exchange.rings.nxt
        if choice in ("1", "KRX") or nxt is None:
            return krx
        own = int(krx.volume.sum()) + int(nxt.board.volume.sum())
        kept = self._kept.get(choice)
        if kept is not None and kept[:2] == (krx.second, own):
            return kept[2]
        made = _spread(krx, nxt)
        if choice not in ("2", "NXT"):
            made = _joined(krx, made, self._exchange.phase in REGULAR)
        self._kept[choice] = krx.second, own, made
        return made


def _spread(krx: Board, nxt: SideFlow) -> Board:
    """Return NXT's board by listing index; names it does not trade stand at their base."""
    made = Board(krx.base, krx.lower, krx.upper, krx.halted)
    made.second = krx.second
    for name in (
        "price", "open", "high", "low", *_SUMS, "ask", "bid", "expected_price", "expected_size",
        "last_size", "last_buy",
    ):  # fmt: skip
        column = getattr(made, name)
        column[nxt.names] = getattr(nxt.board, name)
    return made


def _joined(krx: Board, nxt: Board, regular: bool) -> Board:
    """Return both venues as one: KRX's last print counts in its regular session, NXT's outside."""
    made = Board(krx.base, krx.lower, krx.upper, krx.halted)
    made.second = krx.second
    for name in _SUMS:
        setattr(made, name, getattr(krx, name) + getattr(nxt, name))
    theirs = (nxt.volume > 0) & ((krx.volume == 0) | (not regular))
    for name in ("price", "last_size", "last_buy"):
        setattr(made, name, np.where(theirs, getattr(nxt, name), getattr(krx, name)))
    made.open = np.where(nxt.open > 0, nxt.open, krx.open)
    made.high = np.maximum(krx.high, nxt.high)
    made.low = _least(krx.low, nxt.low)
    made.ask, made.bid = _least(krx.ask, nxt.ask), np.maximum(krx.bid, nxt.bid)
    made.expected_price, made.expected_size = krx.expected_price, krx.expected_size
    return made


def _least(one: Ints, other: Ints) -> Ints:
    """Return the smaller of two prices, where 0 is no price."""
    least: Ints = np.where(one == 0, other, np.where(other == 0, one, np.minimum(one, other)))
    return least
