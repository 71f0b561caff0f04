"""T5: every legal edge of both tables taken, every illegal pair inert; random walks and all pairs."""

from __future__ import annotations

from random import Random

import msgspec

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import (
    ORDER_EDGES,
    REQUEST_EDGES,
    Action,
    OrderEvent,
    OrderState,
    ReportKind,
    RequestState,
    Side,
    order_may,
)
from kiwoom_desk.orders.entries import (
    Anomaly,
    Answered,
    Ended,
    Entry,
    Matched,
    Released,
    Reported,
    Sending,
)
from kiwoom_desk.orders.ledger import Ledger
from kiwoom_desk.orders.requests import OrderChanged
from tests.proof.judge import Verdict
from tests.support.order_desk import CODE, WORDS
from tests.unit.orders.test_ledger import AT, DAY, intent

NUMBER = "0000001"

_R = RequestState
_PATHS: dict[RequestState, tuple[RequestState, ...]] = {
    _R.INTENT: (),
    _R.SENDING: (_R.SENDING,),
    _R.NOT_SENT: (_R.NOT_SENT,),
    _R.ACKED: (_R.SENDING, _R.ACKED),
    _R.REFUSED: (_R.SENDING, _R.REFUSED),
    _R.UNKNOWN: (_R.SENDING, _R.UNKNOWN),
    _R.RELEASED: (_R.SENDING, _R.UNKNOWN, _R.RELEASED),
}


class Walked(msgspec.Struct):
    """How many edges were taken, and how many illegal steps changed nothing."""

    request_edges: int = 0
    order_edges: int = 0
    inert: int = 0


def run(walks: int, seed: int) -> Walked:
    """Try every pair of request states and walk orders at random; raise Verdict on a wrong step."""
    walked = Walked()
    for old in _PATHS:
        for new in _PATHS:
            _request(old, new, walked)
    # DRAFT to INTENT is the first entry of every request.
    walked.request_edges += 1
    if walked.request_edges != len(REQUEST_EDGES):
        raise Verdict(f"{walked.request_edges} of {len(REQUEST_EDGES)} request edges")
    taken: set[tuple[OrderState | None, OrderState]] = set()
    random = Random(seed)
    for _ in range(walks):
        _walk(random, taken, walked)
    missing = ORDER_EDGES - taken
    if missing:
        raise Verdict(f"edges never taken: {sorted(map(str, missing))}")
    walked.order_edges = len(ORDER_EDGES)
    return walked


def _request(old: RequestState, new: RequestState, walked: Walked) -> None:
    if new is RequestState.INTENT:
        return
    ledger = Ledger(WORDS)
    asked = intent()
    ledger.apply(asked)
    for state in _PATHS[old]:
        ledger.apply(_step(asked.request, state))
    before = ledger.request(asked.request)
    ledger.apply(_step(asked.request, new))
    after = ledger.request(asked.request)
    if (old, new) in REQUEST_EDGES:
        walked.request_edges += 1
        if after.state is not new:
            raise Verdict(f"{old} -> {new} was not taken")
        return
    walked.inert += 1
    if after != before or not ledger.anomalies:
        raise Verdict(f"{old} -> {new} is illegal and was not inert")


def _step(name: str, state: RequestState) -> Entry:
    match state:
        case RequestState.SENDING:
            return Sending(AT, name)
        case RequestState.RELEASED:
            return Released(AT, name, "release")
        case RequestState.ACKED:
            return Matched(AT, name, state, "", "exact")
        case _:
            return Answered(AT, name, state)


def _walk(random: Random, taken: set[tuple[OrderState | None, OrderState]], walked: Walked) -> None:
    ledger = Ledger(WORDS)
    state: OrderState | None = None
    for number in range(random.randint(1, 6)):
        before = ledger.orders
        changes = ledger.apply(_entry(random, number))
        if any(isinstance(one, Anomaly) and one.code == "order_edge" for one in changes):
            walked.inert += 1
            if ledger.orders != before:
                raise Verdict(f"an illegal step changed something: {changes}")
        for change in changes:
            if not isinstance(change, OrderChanged) or change.order.number != NUMBER:
                continue
            new = change.order.state
            if not order_may(state, new):
                raise Verdict(f"{state} -> {new} was taken")
            if state is not new or change.filled_more:
                taken.add((state, new))
            state = new


def _entry(random: Random, number: int) -> Entry:
    pick = random.random()
    if pick < 0.2:
        ends = [OrderState.EXPIRED, OrderState.CANCELED, OrderState.REPLACED]
        return Ended(AT, DAY, NUMBER, random.choice(ends))
    if pick < 0.4:
        # A child of the order: an amend or a cancel that the exchange confirms.
        return Reported(
            AT,
            DAY,
            event(
                ReportKind.CONFIRMED,
                number=f"{2000 + number:07d}",
                original=NUMBER,
                action=random.choice([Action.AMEND, Action.CANCEL]),
                quantity=random.choice([3, 10]),
            ),
        )
    kind = random.choice(list(ReportKind))
    if kind is not ReportKind.FILLED:
        return Reported(AT, DAY, event(kind))
    size = random.choice([3, 10])
    return Reported(
        AT, DAY, event(kind, fill_number=f"{number}", fill_quantity=size, fill_price=61_000)
    )


def event(kind: ReportKind, **more: object) -> OrderEvent:
    """Return a report of the order of ten shares, or of a child of it."""
    made = OrderEvent(
        account="1", number=NUMBER, original="", code=CODE, venue=Venue.KRX, smart=False,
        side=Side.BUY, kind=kind, action=Action.NEW, quantity=10, open_quantity=None,
        price=61_000, filled_amount=None, fill_number="", fill_price=None, fill_quantity=None,
        type_text="보통", time="100000", reason="", fee=0, tax=0,
    )  # fmt: skip
    return msgspec.structs.replace(made, **more)
