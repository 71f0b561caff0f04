"""What an answer needs to know of one listed name at this moment; refuses wire forms."""

from __future__ import annotations

from datetime import datetime
from typing import cast

import msgspec

from kiwoom_desk.domain.instrument import Venue, parse_code
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice.board import Board
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.refusals import refusal
from kiwoom_desk.practice.rings import NXT
from kiwoom_desk.practice.to_wire import flag_of, ratio
from kiwoom_desk.practice.told import told
from kiwoom_desk.practice.universe import Listing


class NameView(msgspec.Struct, frozen=True):
    """One name now: won, shares; `last_size` is positive when the buyer was the aggressor."""

    listing: Listing
    time: datetime
    price: int
    base: int
    lower: int
    upper: int
    open: int
    high: int
    low: int
    volume: int
    value: int
    buy_volume: int
    sell_volume: int
    ask: int
    bid: int
    last_size: int
    trades: int

    @property
    def change(self) -> int:
        """Return the change against the base price, in won."""
        return self.price - self.base

    @property
    def rate(self) -> int:
        """Return the change in hundredths of a percent."""
        return ratio(self.change, self.base)

    @property
    def flag(self) -> str:
        """Return the sign flag."""
        return flag_of(self.price, self.base, self.lower, self.upper)

    @property
    def strength(self) -> int:
        """Return 체결강도 in hundredths of a percent: bought over sold volume."""
        return strength(self.buy_volume, self.sell_volume)

    @property
    def worth(self) -> int:
        """Return the market value in 억원."""
        return self.price * self.listing.shares // 100_000_000


def strength(buy_volume: int, sell_volume: int) -> int:
    """Return 체결강도 in hundredths of a percent, at most 999.99 %."""
    return min(buy_volume * 10_000 // max(sell_volume, 1), 99_999)


def find(exchange: Exchange, text: str) -> Listing:
    """Return the listing of a wire code; refuse unknown ones (1902) and names not on NXT (1903)."""
    named = parse_code(text)
    listing = exchange.universe.by_code.get(named.code)
    if listing is None:
        raise refusal("1902", text[:20])
    if named.venue is Venue.NXT and not exchange.rings.has(NXT, named.code):
        raise refusal("1903", text[:20])
    return listing


def latest(exchange: Exchange, listing: Listing) -> datetime:
    """Return until when the name's prints are told: to now when it is watched, else to the second."""
    return exchange.now if listing.code in exchange.stalls else exchange.flow_second


def view(exchange: Exchange, listing: Listing) -> NameView:
    """Return the name now: of its last print when it is watched, else of the last second."""
    board, at = cast(Board, exchange.board), listing.index
    stall = exchange.stalls.get(listing.code)
    running = stall.tape if stall else None
    # After the regular session its last quotes stand: what trades later is told by its own book.
    if running is not None and exchange.phase is not Phase.CLOSED:
        best = exchange.book(listing.code)
        ask, bid = best.ask_prices[0], best.bid_prices[0]
    else:
        ask, bid = int(board.ask[at]), int(board.bid[at])
    last = int(board.last_size[at])
    return NameView(
        listing,
        told(exchange),
        running.price if running else int(board.price[at]),
        int(board.base[at]),
        int(board.lower[at]),
        int(board.upper[at]),
        running.open if running else int(board.open[at]),
        running.high if running else int(board.high[at]),
        running.low if running else int(board.low[at]),
        running.volume if running else int(board.volume[at]),
        running.value if running else int(board.value[at]),
        running.buy_volume if running else int(board.buy_volume[at]),
        running.sell_volume if running else int(board.sell_volume[at]),
        ask,
        bid,
        last if board.last_buy[at] else -last,
        int(board.trades[at]),
    )


def view_of(exchange: Exchange, listing: Listing, board: Board) -> NameView:
    """Return the name as a venue's columns tell it."""
    at, last = listing.index, int(board.last_size[listing.index])
    return NameView(
        listing=listing,
        time=told(exchange),
        price=int(board.price[at]),
        base=int(board.base[at]),
        lower=int(board.lower[at]),
        upper=int(board.upper[at]),
        open=int(board.open[at]),
        high=int(board.high[at]),
        low=int(board.low[at]),
        volume=int(board.volume[at]),
        value=int(board.value[at]),
        buy_volume=int(board.buy_volume[at]),
        sell_volume=int(board.sell_volume[at]),
        ask=int(board.ask[at]),
        bid=int(board.bid[at]),
        last_size=last if board.last_buy[at] else -last,
        trades=int(board.trades[at]),
    )
