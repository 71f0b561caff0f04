"""One server, one desk and one judge that live through row after row of the fault table."""

from __future__ import annotations

from random import Random
from typing import Any

from kiwoom_desk.domain.order import OrderState, RequestState
from kiwoom_desk.orders.checks import DeskState
from kiwoom_desk.orders.desk import Ticket
from kiwoom_desk.orders.requests import Order, Request
from tests.proof.desks import CODES, ProofDesk, seen
from tests.proof.judge import Judge
from tests.proof.trouble import document
from tests.support.practice import Practice


class World:
    """One server and one desk that live through row after row; each row takes the next instrument."""

    def __init__(self, server: Practice, desk: ProofDesk, judge: Judge, random: Random) -> None:
        self.server, self.desk, self.judge, self.random = server, desk, judge, random
        self._used = self._rows = 0
        self.code = CODES[0]
        self.strangers = 0
        """POSTs of other desks on the same account."""

    def next(self) -> None:
        """Take away all trouble and go on with another instrument."""
        self.server.house.trouble.clear()
        self._rows += 1
        self.code = CODES[self._rows % len(CODES)]

    def strike(self, *faults: dict[str, Any]) -> None:
        """Set faults."""
        self.server.house.trouble.add(document(list(faults), self.random.randrange(1 << 30)))

    def size(self) -> int:
        """Return a quantity that no order of this world has had."""
        self._used += 1
        return self._used * 7 + self.random.randint(1, 6)

    async def rest(self) -> Ticket:
        """Send a buy that will wait below the book, once the desk takes orders."""
        await seen(lambda: self.desk.orders.state is DeskState.READY)
        return await self.desk.rest(self.code, self.size(), self.random.randint(-45, -25))

    async def open_order(self) -> Order:
        """Return a fresh order of this desk that waits."""
        ticket = await self.rest()
        assert ticket.state is RequestState.ACKED, ticket
        await seen(lambda: self.order_of(ticket) is not None)
        order = self.order_of(ticket)
        assert order is not None
        return order

    def order_of(self, ticket: Ticket) -> Order | None:
        """Return what is known of a ticket's order."""
        number = self.request(ticket).number
        return self.desk.order(number) if number else None

    def request(self, ticket: Ticket) -> Request:
        """Return the request of a ticket."""
        assert ticket.request, f"never on its way: {ticket}"
        return self.desk.orders.ledger.request(ticket.request)

    def arrived(self, ticket: Ticket) -> int:
        """Count the POSTs of a ticket that arrived whole."""
        return len(self.judge.received(self.request(ticket)))

    async def unknown_then_matched(self, ticket: Ticket) -> None:
        """Hold a ticket to: in doubt at first, found exactly, sent once."""
        assert ticket.state is RequestState.UNKNOWN, ticket
        request = self.request(ticket)
        await seen(lambda: self.request(ticket).state is RequestState.ACKED)
        assert self.request(ticket).how == "exact"
        assert self.arrived(ticket) == 1, request

    async def unknown_then_not_found(self, ticket: Ticket) -> None:
        """Hold a ticket to: in doubt, not found so far, released by the person only."""
        assert ticket.state is RequestState.UNKNOWN, ticket
        orders = self.desk.orders
        await seen(lambda: any(d.request == ticket.request and d.not_found for d in orders.doubts))
        assert self.request(ticket).state is RequestState.UNKNOWN
        assert await orders.release(ticket.request, "release") is None

    async def filled(self, ticket: Ticket) -> Order:
        """Wait until a ticket's order is filled."""
        await seen(lambda: (o := self.order_of(ticket)) is not None and o.open_quantity == 0)
        order = self.order_of(ticket)
        assert order is not None
        assert order.state is OrderState.FILLED, order
        return order
