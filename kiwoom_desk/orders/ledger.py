"""The fold of the journal: requests, orders, fills, anomalies of one account; refuses illegal edges."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

import msgspec

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import (
    LIVE_STATES,
    Action,
    OrderRow,
    OrderState,
    OrderType,
    RequestState,
    Side,
    order_may,
    request_may,
    state_of,
)
from kiwoom_desk.orders.entries import (
    Anomaly,
    Answered,
    Disowned,
    Entry,
    FillListed,
    Halted,
    Intent,
    Matched,
    Released,
    Reported,
    Resumed,
    RowListed,
    Sending,
)
from kiwoom_desk.orders.facts import Facts, covers, with_end
from kiwoom_desk.orders.joined import Joined, OrderKey, joined_by
from kiwoom_desk.orders.requests import (
    HaltChanged,
    Order,
    OrderChanged,
    OrderFill,
    Request,
    RequestChanged,
    lasting,
)

Change = RequestChanged | OrderChanged | Anomaly | HaltChanged
_DONE = frozenset({RequestState.NOT_SENT, RequestState.REFUSED})
_DECIDED = _DONE | {RequestState.ACKED}


class Ledger:
    """Apply entries in any order of observations and with any repetition; the views come out the same.

    `type_words` maps the broker's words for order types to their codes.
    """

    def __init__(self, type_words: Mapping[str, str]) -> None:
        self._type_words = type_words
        self._facts: dict[OrderKey, Facts] = {}
        self._orders: dict[OrderKey, Order] = {}
        self._children: dict[OrderKey, tuple[OrderKey, ...]] = {}
        self._claims: dict[OrderKey, str] = {}
        self._asked: dict[OrderKey, list[str]] = {}
        self._requests: dict[str, Request] = {}
        self._anomalies: dict[Anomaly, None] = {}
        self._suspect: set[str] = set()
        self._live: set[OrderKey] = set()
        self._foreign: set[OrderKey] = set()
        self._open: dict[str, None] = {}
        self.halted: Halted | None = None
        """Since when and by what HALT stands; None = it does not."""

    # --- views ----------------------------------------------------------------------------

    @property
    def requests(self) -> tuple[Request, ...]:
        """Return all requests, oldest first."""
        return tuple(self._requests.values())

    @property
    def orders(self) -> tuple[Order, ...]:
        """Return all orders by date and number."""
        return tuple(self._orders[key] for key in sorted(self._orders))

    @property
    def open_orders(self) -> tuple[Order, ...]:
        """Return the orders that may still fill."""
        return tuple(self._orders[key] for key in sorted(self._live))

    @property
    def undecided(self) -> tuple[Request, ...]:
        """Return the requests whose fate may still show: in flight, UNKNOWN or RELEASED."""
        return tuple(self._requests[name] for name in self._open)

    @property
    def unknown(self) -> tuple[Request, ...]:
        """Return the requests whose outcome is not known."""
        return tuple(r for r in self.undecided if r.state is RequestState.UNKNOWN)

    @property
    def fills(self) -> tuple[OrderFill, ...]:
        """Return all fills by date and time; for display, money comes from cumulative figures."""
        found = [
            OrderFill(
                *(key.day, key.number, fill.number, order.code, order.side),
                *(fill.venue, fill.price, fill.quantity, fill.time),
            )
            for key, order in self._orders.items()
            for fill in self._facts[key].listed_fills
        ]
        return tuple(sorted(found, key=lambda f: (f.day, f.time, f.order, f.number)))

    @property
    def anomalies(self) -> tuple[Anomaly, ...]:
        """Return what must not be, in the order of seeing it."""
        return tuple(self._anomalies)

    def request(self, request: str) -> Request:
        """Return one request; raise KeyError for an id never recorded."""
        return self._requests[request]

    def knows(self, request: str) -> bool:
        """Tell whether this request was recorded."""
        return request in self._requests

    def order(self, day: str, number: str) -> Order | None:
        """Return one order, None when it was never seen."""
        return self._orders.get(OrderKey(day, number))

    def claimed(self, day: str, number: str) -> bool:
        """Tell whether a request of ours already is this order, amend or cancel."""
        return OrderKey(day, number) in self._claims

    def foreign(self, day: str) -> tuple[str, ...]:
        """Return the numbers seen on that date that no request of ours claims (S-2)."""
        return tuple(sorted(key.number for key in self._foreign if key.day == day))

    def facts(self, day: str) -> tuple[tuple[str, Facts], ...]:
        """Return (number, joined reports) of that date, for matching (S-8)."""
        return tuple((k.number, self._facts[k]) for k in sorted(self._facts) if k.day == day)

    def tells(self, entry: RowListed | FillListed) -> bool:
        """Tell whether to apply an entry would change or raise anything: most say what is known.

        Of an instrument with an anomaly every entry does, because it may raise that one again.
        """
        joined = joined_by(self._known, entry)
        if entry.row.code in self._suspect or any(self._facts.get(k) != joined[k] for k in joined):
            return True
        return isinstance(entry, RowListed) and self._shrunk_from(entry) > 0

    def settled(self, day: str, row: OrderRow) -> bool:
        """Tell whether lists have shown this order filled whole, and the row says no more of it."""
        key = OrderKey(day, row.number)
        order, facts = self._orders.get(key), self._known(key)
        whole = order is not None and facts.listed_filled == order.quantity
        return whole and row.code not in self._suspect and covers(facts, row)

    # --- fold -----------------------------------------------------------------------------

    def apply(self, entry: Entry) -> tuple[Change, ...]:
        """Take one entry and return what changed; an illegal edge changes nothing but adds an anomaly."""
        match entry:
            case Intent():
                return self._intent(entry)
            case Sending():
                return self._step(entry.request, RequestState.SENDING, sent=entry.at)
            case Answered():
                return self._answered(entry)
            case Matched():
                return self._matched(entry)
            case Released():
                return self._step(entry.request, RequestState.RELEASED)
            case Disowned():
                known = self._requests[entry.request].disowned
                return (self._change(entry.request, disowned=known.union(entry.numbers)),)
            case Halted() | Resumed():
                self.halted = entry if isinstance(entry, Halted) else None
                return (HaltChanged(self.halted is not None),)
            case RowListed():
                return self._listed(entry)
            case Reported() | FillListed():
                return self._join(joined_by(self._known, entry))
            case _:
                key = OrderKey(entry.day, entry.number)
                return self._join({key: with_end(self._known(key), entry.state)})

    def _intent(self, intent: Intent) -> tuple[Change, ...]:
        request = Request(intent=intent)
        self._requests[request.id] = request
        self._open[request.id] = None
        changes: tuple[Change, ...] = (RequestChanged(request),)
        if intent.original:
            parent = OrderKey(request.day, intent.original)
            self._asked.setdefault(parent, []).append(request.id)
            facts = msgspec.structs.replace(self._known(parent), disturbed=True)
            changes += self._join({parent: facts})
        return changes

    def _answered(self, entry: Answered) -> tuple[Change, ...]:
        doubted = entry.at if entry.state is RequestState.UNKNOWN else None
        # The broker says the same of most orders.
        code, message = sys.intern(entry.code), sys.intern(entry.message)
        changes = self._step(
            entry.request, entry.state, doubted=doubted, code=code, message=message
        )
        return changes + self._claim(entry.request, entry.number)

    def _matched(self, entry: Matched) -> tuple[Change, ...]:
        changes = self._step(entry.request, entry.state, how=entry.how)
        return changes + self._claim(entry.request, entry.number)

    def _change(self, name: str, **what: object) -> RequestChanged:
        request = lasting(msgspec.structs.replace(self._requests[name], **what))
        self._requests[name] = request
        if request.state in _DECIDED:
            self._open.pop(name, None)
        return RequestChanged(request)

    def _step(self, name: str, state: RequestState, **more: object) -> tuple[Change, ...]:
        request = self._requests[name]
        if not request_may(request.state, state):
            detail = f"{request.state} -> {state}"
            return self._anomaly("request_edge", request.intent.code, request.number, detail)
        changes: tuple[Change, ...] = (self._change(name, state=state, **more),)
        if request.intent.original:
            day = self._requests[name].day
            changes += self._refresh(OrderKey(day, request.intent.original))
        return changes

    def _claim(self, name: str, number: str) -> tuple[Change, ...]:
        request = self._requests[name]
        if not number or request.state is not RequestState.ACKED or request.number:
            return ()
        changed = self._change(name, number=number)
        key = OrderKey(request.day, number)
        self._claims[key] = name
        self._foreign.discard(key)
        intent = request.intent
        known = self._known(key)
        facts = msgspec.structs.replace(
            known,
            code=intent.code,
            venue=max(known.venue, intent.venue),
            smart=known.smart or intent.venue is Venue.SOR,
            side=intent.side,
            action=max(known.action, intent.action),
            original=max(known.original, intent.original),
            price=max(known.price, intent.price or 0),
            trigger=max(known.trigger, intent.trigger or 0),
            quantity=max(known.quantity, intent.quantity),
        )
        return (changed, *self._join({key: facts}))

    def _listed(self, entry: RowListed) -> tuple[Change, ...]:
        changes, row = self._join(joined_by(self._known, entry)), entry.row
        asked = self._shrunk_from(entry)
        if asked:
            detail = f"{row.source}: {row.quantity} < {asked}"
            changes += self._anomaly("quantity_shrunk", row.code, row.number, detail)
        return changes

    def _shrunk_from(self, entry: RowListed) -> int:
        asked = self._asked_quantity(OrderKey(entry.day, entry.row.number))
        less = entry.row.action is not Action.CANCEL and entry.row.quantity < asked
        return asked if less else 0

    def _known(self, key: OrderKey) -> Facts:
        return self._facts.get(key) or Facts()

    def _join(self, joined: Joined) -> tuple[Change, ...]:
        before = {key: self._facts.get(key) for key in joined}
        self._facts.update((key, new) for key, new in joined.items() if new != before[key])
        self._foreign.update(k for k in joined if before[k] is None and k not in self._claims)
        for key, facts in joined.items():
            parent = OrderKey(key.day, facts.original)
            family = self._children.get(parent, ())
            if facts.original and key not in family:
                self._children[parent] = (*family, key)
        views = {key: view for key in self._family(joined) if (view := self._view(key)) is not None}
        wrong = [view for key, view in views.items() if not self._may(key, view)]
        if wrong:
            for key, old in before.items():
                self._facts[key] = old or Facts()
            bad = wrong[0]
            return self._anomaly("order_edge", bad.code, bad.number, f"-> {bad.state}")
        changes: tuple[Change, ...] = ()
        for key, view in views.items():
            changes += self._replace(key, view)
        return changes

    def _family(self, keys: Iterable[OrderKey]) -> list[OrderKey]:
        # An order's children follow its fills, and its flag "pending" follows theirs.
        found: set[OrderKey] = set()
        waiting = [k for key in keys for k in (key, OrderKey(key.day, self._known(key).original))]
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                waiting.extend(self._children.get(key, ()))
        return sorted(found)

    def _may(self, key: OrderKey, view: Order) -> bool:
        if view.state is OrderState.REJECTED and view.filled:
            return False
        old = self._orders.get(key)
        return order_may(old.state if old else None, view.state)

    def _refresh(self, key: OrderKey) -> tuple[Change, ...]:
        view = self._view(key)
        return () if view is None else self._replace(key, view)

    def _replace(self, key: OrderKey, view: Order) -> tuple[Change, ...]:
        old = self._orders.get(key)
        changes: tuple[Change, ...] = ()
        if old != view:
            more = view.filled - (old.filled if old else 0)
            late = old is not None and old.state not in LIVE_STATES and more > 0
            self._orders[key] = view
            (self._live.add if view.state in LIVE_STATES else self._live.discard)(key)
            changes = (OrderChanged(view, more, late),)
        raw = self._facts[key].filled
        if raw > view.quantity:
            detail = f"{raw} > {view.quantity}"
            changes += self._anomaly("overfill", view.code, view.number, detail)
        return changes

    def _asked_quantity(self, key: OrderKey) -> int:
        name = self._claims.get(key)
        return self._requests[name].intent.quantity if name else 0

    def _quantity(self, key: OrderKey) -> int:
        facts = self._known(key)
        quantity = self._asked_quantity(key) or facts.quantity
        parent = OrderKey(key.day, facts.original)
        # Numbers only grow along a chain of amends; wire data that says otherwise is not followed.
        if facts.action == Action.AMEND and parent < key and self._known(parent).visible:
            # What filled at the old price cannot fill at the new one (A5).
            left = self._quantity(parent) - self._known(parent).filled
            quantity = min(quantity, max(left, 0))
        return quantity

    def _view(self, key: OrderKey) -> Order | None:
        facts = self._known(key)
        if not facts.visible:
            return None
        quantity = self._quantity(key)
        standing = facts.standing(quantity)
        left = quantity - standing.filled - facts.listed_closed
        name = self._claims.get(key, "")
        request = self._requests[name] if name else None
        asked = request.intent if request else None
        return Order(
            day=key.day,
            number=request.number if request else key.number,
            code=facts.code,
            venue=facts.order_venue,
            side=Side(facts.side),
            order_type=(asked.order_type if asked else None) or self._type(facts.type_text),
            type_text=facts.type_text,
            quantity=quantity,
            price=facts.price or None,
            trigger=facts.trigger or None,
            filled=standing.filled,
            amount=facts.amount(standing.filled),
            open_quantity=max(min(standing.open_quantity, left), 0),
            state=state_of(standing),
            original=facts.original,
            request=name,
            time=facts.time,
            reason=facts.reason,
            pending=self._pending(key, facts, standing.open_quantity),
            on_credit=facts.on_credit or bool(asked and asked.on_credit),
        )

    def _type(self, words: str) -> OrderType | None:
        code = self._type_words.get(words.strip())
        return OrderType(code) if code else None

    def _pending(self, key: OrderKey, facts: Facts, left: int) -> str:
        for name in reversed(self._asked.get(key, ())) if left else ():
            request = self._requests[name]
            child = self._known(OrderKey(key.day, request.number))
            taken = facts.closing(request.number)
            seen = facts.listed_closed >= max(request.intent.quantity, 1)
            done = seen or child.rejected or (taken is not None and taken.quantity > 0)
            if request.state not in _DONE and not (request.number and done):
                return request.action
        return ""

    def _anomaly(self, code: str, instrument: str, number: str, detail: str) -> tuple[Change, ...]:
        anomaly = Anomaly(code, instrument, number, detail)
        self._anomalies[anomaly] = None
        self._suspect.add(instrument)
        return (anomaly,)
