"""The judge: holds every word of a desk against what the exchange has; refuses to take the desk's word."""

from __future__ import annotations

from collections import Counter

import msgspec

from kiwoom_desk.domain.order import LIVE_STATES, Action, OrderState, RequestState
from kiwoom_desk.orders.entries import Intent
from kiwoom_desk.orders.export import read_journal
from kiwoom_desk.orders.recorder import DeskEvent, DoubtChanged
from kiwoom_desk.orders.requests import Doubt, Order, OrderChanged, Request, RequestChanged
from kiwoom_desk.practice.received import ReceivedOrder
from kiwoom_desk.practice.records import OrderRecord
from tests.proof.desks import ProofDesk
from tests.support.practice import Practice

_MAY_HAVE_GONE = frozenset(RequestState) - {
    RequestState.NOT_SENT, RequestState.INTENT, RequestState.DRAFT
}  # fmt: skip


class Verdict(AssertionError):
    """The desk said something that the exchange contradicts, or the exchange got what nobody meant."""


class Judge:
    """Sees the inside of a server in this process, and every change of one desk as it is told."""

    def __init__(self, server: Practice, desk: ProofDesk, everything: bool = False) -> None:
        """Judge what arrives from now on, or `everything` since the server started."""
        self._server, self._desk = server, desk
        self._first = 0 if everything else len(server.house.recorder.orders)
        self._intents: dict[str, Intent] = {}
        self.faults: list[str] = []
        self.words = 0
        """How many claims were held against the exchange as they were made."""
        desk.orders.changed.connect(self._heard)

    # --- what the exchange knows ----------------------------------------------------------

    def received(self, request: Request) -> list[ReceivedOrder]:
        """Return what arrived whole of a request's body."""
        intent = self._meant(request)
        orders = self._server.house.recorder.orders[self._first :]
        same = (o for o in orders if (o.api_id, o.body) == (intent.api_id, intent.body))
        return [one for one in same if one.complete]

    def held(self, request: Request) -> list[str]:
        """Return the numbers that the exchange gave to this body."""
        return [one.ord_no for one in self.received(request) if one.ord_no]

    def _meant(self, request: Request) -> Intent:
        # Once it is over the desk keeps no body: what was heard before does, or the journal.
        if request.id not in self._intents:
            for kept in read_journal(self._desk.folder / "orders.sqlite"):
                if isinstance(kept.entry, Intent):
                    self._intents.setdefault(kept.entry.request, kept.entry)
        return self._intents[request.id]

    def record(self, number: str) -> OrderRecord | None:
        """Return an order as the exchange has it."""
        return self._server.exchange.account.orders.get(number)

    def moved(self) -> tuple[int, int, int, int]:
        """Return what changes with every fill and order: cash, orderable, shares filled, shares open."""
        truth = self._server.exchange.account
        records = truth.orders.values()
        filled, still = sum(one.filled for one in records), sum(one.open for one in records)
        return truth.cash, truth.orderable, filled, still

    # --- claims as they are made ----------------------------------------------------------

    def _heard(self, event: DeskEvent) -> None:
        if isinstance(event, RequestChanged):
            self.words += 1
            if event.request.intent.body:
                self._intents[event.request.id] = event.request.intent
            self._request(event.request)
        elif isinstance(event, OrderChanged):
            self.words += 1
            self._order(event.order)
        elif isinstance(event, DoubtChanged) and event.doubt.not_found:
            self.words += 1
            self._not_found(event.doubt)

    def _request(self, request: Request) -> None:
        arrived = self.received(request)
        if request.state is RequestState.NOT_SENT and len(arrived) > self._others(request):
            self._fault(request, "NOT_SENT, but the exchange received it")
        new = request.action is Action.NEW
        if request.state is RequestState.REFUSED and new and self._unclaimed(request):
            self._fault(request, "REFUSED, but the exchange holds it")
        claimed = request.number if request.state is RequestState.ACKED else ""
        if claimed and claimed not in self.held(request):
            self._fault(request, f"ACKED as {request.number}, which is another order")

    def _unclaimed(self, request: Request) -> list[str]:
        others = {r.number for r in self._desk.orders.ledger.requests if r.id != request.id}
        return [number for number in self.held(request) if number not in others]

    def _others(self, request: Request) -> int:
        # An equal body may be meant twice, one after the other.
        same = (
            one
            for one in self._desk.orders.ledger.requests
            if one.id != request.id and self._meant(one).body == self._meant(request).body
        )
        return sum(one.state in _MAY_HAVE_GONE for one in same)

    def _order(self, order: Order) -> None:
        truth = self.record(order.number)
        if truth is None:
            self.faults.append(f"an order that is none: {order}")
        elif order.filled > truth.filled:
            self.faults.append(f"{order.number}: {order.filled} filled, in truth {truth.filled}")
        elif order.state is OrderState.FILLED and truth.open:
            self.faults.append(f"{order.number}: FILLED, in truth {truth.open} are open")
        elif order.state not in LIVE_STATES and truth.open:
            self.faults.append(f"{order.number}: {order.state}, in truth {truth.open} are open")

    def _not_found(self, doubt: Doubt) -> None:
        request = self._desk.orders.ledger.request(doubt.request)
        if request.action is Action.NEW and self._unclaimed(request):
            self._fault(request, "not found so far, but the exchange holds it")

    def _fault(self, request: Request, words: str) -> None:
        self.faults.append(f"{request.id} {self._meant(request).body}: {words}")

    # --- the end --------------------------------------------------------------------------

    def sentence(self, others: int = 0) -> None:
        """Judge requests, orders, cash and positions once everything is quiet; raise Verdict.

        `others` = orders that somebody else placed at the exchange since the desk was opened.
        """
        requests = self._desk.orders.ledger.requests
        meant = Counter(
            (r.intent.api_id, self._meant(r).body) for r in requests if r.state in _MAY_HAVE_GONE
        )
        unmeant = _unmeant(self._server.house.recorder.orders[self._first :], meant)
        if len(unmeant) > others:
            self.faults.append(f"received what was not meant, or twice: {unmeant}")
        for request in requests:
            self._last(request)
        self._account()
        if self.faults:
            raise Verdict("\n".join(self.faults))

    def _last(self, request: Request) -> None:
        if request.in_flight:
            self._fault(request, f"still {request.state}")
        held = self._unclaimed(request)
        claimed = request.state is RequestState.ACKED
        # What ended by the order's own state (S-10) has no number of its own.
        if held and not claimed and request.how != "state" and request.action is Action.NEW:
            self._fault(request, f"{request.state}, but the exchange holds {held}")
        if claimed and not request.number and request.how != "state":
            self._fault(request, "ACKED without a number")

    def _account(self) -> None:
        truth, desk = self._server.exchange.account, self._desk
        for order in desk.orders.orders:
            record = truth.orders.get(order.number)
            if record is None:
                self.faults.append(f"an order that is none: {order.number}")
            elif record.action is not Action.CANCEL and (order.filled, order.open_quantity) != (
                record.filled,
                record.open,
            ):
                self.faults.append(f"{order} is in truth {record}")
        known = {order.number for order in desk.orders.orders}
        missing = [n for n, r in truth.orders.items() if r.quantity and n not in known]
        missing = [n for n in missing if truth.orders[n].action is not Action.CANCEL]
        if missing:
            self.faults.append(f"lost orders: {missing}")
        held = {h.code: h.quantity for h in desk.account.positions}
        true = {code: p.quantity for code, p in truth.positions.items() if p.quantity}
        if held != true:
            self.faults.append(f"positions {held}, in truth {true}")
        deposit = desk.account.deposit
        if deposit is None or deposit.orderable != truth.orderable or deposit.cash != truth.cash:
            self.faults.append(f"cash {deposit}, in truth {truth.cash}, {truth.orderable}")


def _unmeant(received: list[ReceivedOrder], meant: Counter[tuple[str, str]]) -> list[ReceivedOrder]:
    left = Counter(meant)
    found = []
    # What broke off is the beginning of something meant; the longest have the least choice.
    for one in sorted(received, key=lambda o: (not o.complete, -len(o.body))):
        fits = (
            key
            for key, count in left.items()
            if count and key[0] == one.api_id and _fits(one, key[1])
        )
        key = next(fits, None)
        if key is None:
            found.append(one)
        else:
            left[key] -= 1
    return found


def _fits(received: ReceivedOrder, body: str) -> bool:
    return received.body == body if received.complete else body.startswith(received.body)


class Trace(msgspec.Struct):
    """What a run did, for its line of JSON."""

    orders: int = 0
    faults_struck: int = 0
    unknown: int = 0
    matched: int = 0
    picked: int = 0
    released: int = 0
    not_sent: int = 0
    refused: int = 0
    claims: int = 0

    def add(self, other: Trace) -> None:
        """Add another run's counts."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))
