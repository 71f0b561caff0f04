"""Lets interruptions begin and end on the floors of one exchange; refuses to decide when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice.events import BookChanged, InterruptionEnded
from kiwoom_desk.practice.interruptions import Running

if TYPE_CHECKING:
    from kiwoom_desk.practice.exchange import Exchange


def look(exchange: Exchange) -> None:
    """End what is over at this second, then begin what is due."""
    for running in exchange.interruptions.due(exchange.now):
        end(exchange, running)
    for running in exchange.interruptions.begin(exchange.board, exchange.now):
        exchange.pit.events.append(running.started)
        stall = exchange.stalls.get(running.started.code)
        if stall is not None:
            stall.floor.start_auction(interruption=not running.planned)
            exchange.pit.events.append(BookChanged(stall.code, exchange.now))


def end(exchange: Exchange, running: Running) -> None:
    """End one with its auction; where nobody watches, the path trades it."""
    code, now = running.started.code, exchange.now
    price, size = int(exchange.board.price[running.index]), 0
    if running.planned:
        planned = exchange.flow.auction(running.index, now)
        price, size = int(planned.expected_price), int(planned.expected_size)
    stall = exchange.stalls.get(code)
    if stall is not None:
        result = exchange.pit.uncross(stall, now, stall.tape.price)
        price, size = result.price or price, result.size
        if not running.planned:
            stall.tape.rebase(exchange.board)
    exchange.interruptions.end(running, price)
    if stall is not None and exchange.phase is Phase.CONTINUOUS:
        exchange.reopen(stall)
    exchange.pit.events.append(InterruptionEnded(code, now, price, size, running.started))
