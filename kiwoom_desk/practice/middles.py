"""What waits at the middle of a name's book at each venue, as 0D tells it; refuses to fill it."""

from __future__ import annotations

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import Side
from kiwoom_desk.practice.board import Board
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.intake import MID
from kiwoom_desk.practice.pit import wire_number
from kiwoom_desk.practice.to_wire import flag_of, ratio, signed, signed_percent
from kiwoom_desk.practice.views import BookView

# Sums, moves and price of a venue's middle, then its change, sign and rate against the base.
_FIRST = {Venue.KRX: (6100, 6110), Venue.NXT: (6105, 6113)}
Waiting = dict[Venue, tuple[int, int]]
"""Shares that wait at the middle of each venue, to be sold and to be bought."""


def waiting(exchange: Exchange, code: str) -> Waiting:
    """Return what waits at the middle of a name: orders of others come and go within a moment."""
    found = {venue: [0, 0] for venue in _FIRST}
    stall = exchange.shelf.stalls.get(code)
    for number in stall.floor.book.own if stall else ():
        order = exchange.pit.order(wire_number(number))
        if order.order_type in MID:
            venue = Venue.NXT if order.venue is Venue.NXT else Venue.KRX
            found[venue][order.side is Side.BUY] += order.open
    return {venue: (sums[0], sums[1]) for venue, sums in found.items()}


def middle_values(
    board: Board, index: int, views: dict[Venue, BookView | None], now: Waiting, before: Waiting
) -> dict[str, str]:
    """Return by FID the middles of a name at the venues that a row is asked for.

    A venue that is not asked for, or without a best price on both sides, has none.
    """
    row: dict[str, str] = {}
    for venue, (first, change) in _FIRST.items():
        view, (asks, bids) = views[venue], now[venue]
        then = before.get(venue, (0, 0))
        best = (view.ask_prices[0], view.bid_prices[0]) if view is not None else (0, 0)
        price = sum(best) // 2 if all(best) else 0
        told = (signed(asks - then[0]), str(asks), str(price), str(bids), signed(bids - then[1]))
        row |= {str(first + place): text for place, text in enumerate(told)}
        moved = ("", "", "")
        if price:
            base = int(board.base[index])
            limits = int(board.lower[index]), int(board.upper[index])
            moved = (
                signed(price - base),
                flag_of(price, base, *limits),
                signed_percent(ratio(price - base, base)),
            )
        row |= {str(change + place): text for place, text in enumerate(moved)}
    return row
