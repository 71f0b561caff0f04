"""What may be read of one name at this moment: its book and its auction; refuses to change anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice.hours import before
from kiwoom_desk.practice.told import told
from kiwoom_desk.practice.views import BookView, auction_view, depth_view, living_view

if TYPE_CHECKING:
    from kiwoom_desk.practice.exchange import Exchange
    from kiwoom_desk.practice.pit import Stall

AUCTIONS = frozenset({Phase.OPENING_AUCTION, Phase.CLOSING_AUCTION})


def living_stall(exchange: Exchange, code: str) -> Stall | None:
    """Return the stall of a name whose book matches continuously now, None in other phases."""
    stall = exchange.stalls.get(code)
    if (
        stall is None
        or stall.floor.auction
        or exchange.phase is not Phase.CONTINUOUS
        or exchange.rings.evening_book(code) is not None
    ):
        return None
    return stall


def shown(exchange: Exchange, code: str) -> BookView:
    """Return the book as frames tell it: `Exchange.book` without the counts of orders, or with them."""
    stall = living_stall(exchange, code)
    if stall is None:
        return exchange.book(code)
    return living_view(exchange.now, stall.floor.book, counted=False)


def book(exchange: Exchange, code: str) -> BookView:
    """Return ten levels a side: the living book, or the planned depth with own orders in auctions."""
    evening = exchange.rings.evening_book(code)
    if evening is not None:
        return evening
    stall = exchange.stalls.get(code)
    if stall and not stall.floor.auction and exchange.phase is Phase.CONTINUOUS:
        return living_view(exchange.now, stall.floor.book)
    listing = exchange.universe.by_code[code]
    depth = exchange.flow.depth(listing.index, before(exchange.flow_second))
    if listing.halted or not exchange.in_auction(code):
        return depth_view(told(exchange), depth)
    own, (price, size) = stall.floor.book if stall else None, expected(exchange, code)
    if price:
        # What a call auction leaves stands on both sides of its price, not of the last one.
        depth = exchange.flow.depth_from(listing.index, before(exchange.flow_second), price, True)
    return auction_view(told(exchange), depth, own, price, size)


def book_before(exchange: Exchange, code: str) -> BookView:
    """Return the levels a second earlier, as planned: what differences are taken against."""
    if len(code) > 3 and code[-3] == "_":
        return exchange.rings.book_before(code)
    listing = exchange.universe.by_code[code]
    earlier = before(before(exchange.flow_second))
    return depth_view(earlier, exchange.flow.depth(listing.index, earlier))


def expected(exchange: Exchange, code: str) -> tuple[int, int]:
    """Return expected price and size of the name's running call auction, else zeros."""
    second = exchange.flow_second
    stall = exchange.stalls.get(code)
    if exchange.phase is Phase.CLOSED:
        return 0, 0
    if stall is not None and stall.floor.auction:
        found = stall.floor.expect(second, stall.tape.price)
        return (found.price, found.size) if found else (0, 0)
    running = exchange.interruptions.running.get(code)
    if exchange.phase not in AUCTIONS and not (running and running.planned):
        return 0, 0
    planned = exchange.flow.auction(exchange.universe.by_code[code].index, second)
    return int(planned.expected_price), int(planned.expected_size)
