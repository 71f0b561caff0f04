"""What has been reported of one order, joined so that order and repetition do not matter; refuses guesses."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import (
    Action,
    Cumulative,
    FillRow,
    OrderEvent,
    OrderRow,
    OrderState,
    ReportKind,
    Standing,
    join,
)

T = TypeVar("T")
# ka10075 gives the size of its last fill, not the sum; only these are sums (S-11).
_SUMMING = frozenset({"ka10076", "kt00007", "kt50031"})


class Fill(msgspec.Struct, frozen=True, order=True, gc=False):
    """One fill (S-12); `venue` is blank where a list does not tell it."""

    number: str
    venue: str
    price: int
    quantity: int
    time: str


class Closing(msgspec.Struct, frozen=True, order=True, gc=False):
    """What an amend or cancel took from its original; 0 shares = seen, amount not told."""

    child: str
    action: str
    quantity: int


class Facts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The joined reports of one order number; every field only ever grows.

    A fill without a venue, which only a list tells, gives way to the same one with its venue.
    """

    code: str = ""
    venue: str = ""
    smart: bool = False
    side: str = ""
    action: str = ""
    original: str = ""
    type_text: str = ""
    price: int = 0
    trigger: int = 0
    quantity: int = 0
    time: str = ""
    reason: str = ""
    confirmed: bool = False
    rejected: bool = False
    ended: bool = False
    expired: bool = False
    replaced: bool = False
    disturbed: bool = False
    on_credit: bool = False
    listed_filled: int = 0
    listed_closed: int = 0
    by_open: int = 0
    paid: Cumulative = Cumulative()
    fills: tuple[Fill, ...] = ()
    closings: tuple[Closing, ...] = ()

    @property
    def visible(self) -> bool:
        """Tell whether this is an order of its own: not a cancel, nor an amend still on its way."""
        if not (self.quantity and self.code and self.side) or self.action == Action.CANCEL:
            return False
        return self.action != Action.AMEND or self.confirmed

    @property
    def order_venue(self) -> Venue:
        """Return the venue an amend or cancel has to name: SOR for an order that SOR routed."""
        return Venue.SOR if self.smart else Venue(self.venue or Venue.KRX)

    @property
    def listed_fills(self) -> tuple[Fill, ...]:
        """Return the fills by time."""
        return tuple(sorted(self.fills, key=lambda fill: (fill.time, fill.number)))

    def closing(self, child: str) -> Closing | None:
        """Return what the amend or cancel of that number took, None while nobody told of it."""
        return next((closing for closing in self.closings if closing.child == child), None)

    @property
    def filled(self) -> int:
        """Return the cumulative filled shares by the three ways of S-11."""
        return max(self.listed_filled, self.by_open, sum(f.quantity for f in self.fills))

    def amount(self, filled: int) -> int | None:
        """Return the won paid for exactly that many shares, None while no source tells."""
        fills = self.fills
        if sum(fill.quantity for fill in fills) == filled:
            return sum(fill.quantity * fill.price for fill in fills)
        # 900 − 902 names the shares only while nothing else took from the order.
        if self.disturbed or self.paid.quantity != filled or self.paid.amount < 0:
            return None
        return self.paid.amount

    def standing(self, quantity: int) -> Standing:
        """Return what decides the state, for the quantity that the journal or the broker names."""
        taken = self.closings
        return Standing(
            quantity=quantity,
            filled=min(self.filled, quantity),
            canceled=sum(c.quantity for c in taken if c.action == Action.CANCEL),
            moved=sum(c.quantity for c in taken if c.action == Action.AMEND),
            ended=self.ended,
            rejected=self.rejected,
            expired=self.expired,
            replaced=self.replaced,
        )


def with_event(facts: Facts, event: OrderEvent) -> Facts:
    """Join a 00 event into the facts of its own number (FID 9203)."""
    refused = event.kind is ReportKind.REJECTED
    facts = msgspec.structs.replace(
        facts,
        code=max(facts.code, event.code),
        venue=max(facts.venue, event.venue),
        smart=facts.smart or event.smart,
        side=max(facts.side, event.side),
        action=max(facts.action, event.action),
        original=max(facts.original, event.original),
        type_text=max(facts.type_text, event.type_text),
        price=max(facts.price, event.price or 0),
        quantity=max(facts.quantity, event.quantity or 0),
        time=_earliest(facts.time, event.time),
        reason=max(facts.reason, event.reason if refused else ""),
        confirmed=facts.confirmed or event.kind in _LIVING,
        rejected=facts.rejected or refused,
        ended=facts.ended or event.kind is ReportKind.CANCELED,
        on_credit=facts.on_credit or event.on_credit,
    )
    return _with_event_fill(facts, event) if event.kind is ReportKind.FILLED else facts


_LIVING = frozenset({ReportKind.CONFIRMED, ReportKind.FILLED, ReportKind.CANCELED})


def _with_event_fill(facts: Facts, event: OrderEvent) -> Facts:
    if event.fill_number and event.fill_price is not None and event.fill_quantity is not None:
        time = _shared(event.time, facts.time, *(one.time for one in facts.fills))
        price = _shared(event.fill_price, facts.price, *(one.price for one in facts.fills))
        fill = Fill(event.fill_number, event.venue, price, event.fill_quantity, time)
        facts = msgspec.structs.replace(facts, fills=_with_fill(facts.fills, fill))
    if facts.disturbed or event.quantity is None or event.open_quantity is None:
        return facts
    # 902 falls by cancelling too, so 900 − 902 counts only while nothing else took from the order.
    gone = event.quantity - event.open_quantity
    paid = -1 if event.filled_amount is None else event.filled_amount
    return msgspec.structs.replace(
        facts,
        by_open=facts.by_open if event.fill_number else max(facts.by_open, gone),
        paid=join(facts.paid, Cumulative(gone, paid)),
    )


def with_row(facts: Facts, row: OrderRow) -> Facts:
    """Join a row of ka10075, ka10076 or kt00007 into the facts of its number."""
    filled = row.filled_quantity or 0
    closed = 0
    if row.source in _SUMMING and row.open_quantity is not None:
        closed = max(row.quantity - filled - row.open_quantity, 0)
    paid = facts.paid
    if row.filled_amount is not None and not facts.disturbed and row.open_quantity is not None:
        paid = join(paid, Cumulative(row.quantity - row.open_quantity, row.filled_amount))
    return msgspec.structs.replace(
        facts,
        code=max(facts.code, row.code),
        venue=max(facts.venue, row.venue),
        smart=facts.smart or row.smart,
        side=max(facts.side, row.side),
        action=max(facts.action, row.action or ""),
        original=max(facts.original, row.original),
        type_text=max(facts.type_text, row.type_text),
        price=max(facts.price, row.price or 0),
        trigger=max(facts.trigger, row.trigger or 0),
        quantity=max(facts.quantity, row.quantity),
        time=_earliest(facts.time, row.time),
        confirmed=facts.confirmed or bool(filled or row.open_quantity),
        listed_filled=max(facts.listed_filled, filled if row.source in _SUMMING else 0),
        listed_closed=max(facts.listed_closed, closed),
        paid=paid,
        on_credit=facts.on_credit or row.on_credit,
    )


def covers(facts: Facts, row: OrderRow) -> bool:
    """Tell whether the facts hold all that a row of filled shares says, alone or with its likes."""
    same = (row.code, row.side, row.quantity) == (facts.code, facts.side, facts.quantity)
    return same and (row.filled_quantity or 0) <= facts.listed_filled


def with_fill_row(facts: Facts, row: FillRow) -> Facts:
    """Join a row of kt00009; a blank fill number makes no fill (S-12)."""
    if not row.fill_number:
        return facts
    fill = Fill(row.fill_number, "", row.price, row.quantity, row.time)
    return msgspec.structs.replace(facts, fills=_with_fill(facts.fills, fill))


def with_closing(facts: Facts, closing: Closing) -> Facts:
    """Join what an amend or cancel with its own number took from this order."""
    known = facts.closing(closing.child)
    others = [one for one in facts.closings if one is not known]
    closings = tuple(sorted([*others, max(known or closing, closing)]))
    return msgspec.structs.replace(facts, disturbed=True, closings=closings)


def with_end(facts: Facts, state: OrderState) -> Facts:
    """Join that complete lists show nothing left of this order."""
    return msgspec.structs.replace(
        facts,
        ended=facts.ended or state is OrderState.CANCELED,
        expired=facts.expired or state is OrderState.EXPIRED,
        replaced=facts.replaced or state is OrderState.REPLACED,
    )


def terminal_guess(facts: Facts, past: bool) -> OrderState:
    """Return what complete lists mean for an order with nothing left and no report that says why."""
    taken = {closing.action for closing in facts.closings}
    if Action.CANCEL in taken:
        return OrderState.CANCELED
    if Action.AMEND in taken:
        return OrderState.REPLACED
    return OrderState.EXPIRED if past else OrderState.CANCELED


def _with_fill(known: tuple[Fill, ...], fill: Fill) -> tuple[Fill, ...]:
    name = (fill.venue, fill.number)
    others = [one for one in known if (one.venue, one.number) != name]
    # The larger of two that contradict each other: any choice that ignores their order will do.
    same = [one for one in known if (one.venue, one.number) == name]
    found = sorted([*others, max([*same, fill])])
    told = {one.number for one in found if one.venue}
    return tuple(one for one in found if one.venue or one.number not in told)


def _shared(value: T, *known: T) -> T:
    # Thousands of fills say what their order or its last fill said: one text or number for all.
    return next((one for one in known if one == value), value)


def _earliest(one: str, other: str) -> str:
    return min(one, other) if one and other else one or other
