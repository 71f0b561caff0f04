"""The fold of reports and lists: any permutation with any repetition means the same (S-11, T4)."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_desk.base.clock import ManualClock
from kiwoom_desk.domain.order import LIVE_STATES, OrderState, order_may
from kiwoom_desk.orders.entries import Entry, FillListed, Reported, RowListed
from kiwoom_desk.orders.ledger import Ledger
from kiwoom_desk.orders.requests import OrderChanged
from tests.support.order_desk import CODE, START, Exchange
from tests.unit.orders.test_ledger import AT, DAY

WORDS = {"보통": "0"}
LISTS = ("ka10075", "ka10076", "kt00007")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["new", "fill", "blank", "cancel", "amend", "drop", "list"]),
        st.integers(0, 3),
        st.integers(1, 10),
    ),
    min_size=1,
    max_size=12,
)


def live(exchange: Exchange, which: int) -> str:
    """Return the number of one open order, "" when there is none."""
    numbers = [number for number, held in exchange.held.items() if held.left]
    return numbers[which % len(numbers)] if numbers else ""


def played(steps: list[tuple[str, int, int]]) -> tuple[Exchange, list[Entry]]:
    """Play steps at the exchange; return every report and list row it gave."""
    exchange = Exchange(ManualClock(START))
    entries: list[Entry] = []
    changed: set[str] = set()
    for kind, which, size in steps:
        number = live(exchange, which)
        if kind == "new" or not number:
            order = {"code": CODE, "venue": "KRX", "side": "2", "quantity": size, "price": 61_000}
            exchange.take("kt10000", order)
            continue
        left = exchange.held[number].left
        base = {"code": CODE, "venue": "KRX", "side": "2", "original": number, "quantity": size}
        if kind in ("fill", "blank"):
            # Without fill numbers, a cancel told late can make any client count wrongly.
            blank = kind == "blank" and number not in changed
            exchange.fill(number, min(size, left), 61_000 - which * 100, blank=blank)
            if blank:
                changed.add(f"blank {number}")
        elif kind in ("cancel", "amend") and f"blank {number}" not in changed:
            changed.add(number)
            code = "kt10003" if kind == "cancel" else "kt10002"
            exchange.take(code, {**base, "price": 60_000 + size * 100})
        elif kind == "drop":
            exchange.drop(number)
        elif kind == "list":
            entries += listed(exchange)
    entries += [Reported(AT, DAY, event) for event in exchange.events]
    return exchange, entries + listed(exchange)


def listed(exchange: Exchange) -> list[Entry]:
    rows: list[Entry] = [
        RowListed(AT, DAY, row) for source in LISTS for row in exchange.rows(source)
    ]
    return rows + [FillListed(AT, DAY, row) for row in exchange.fills]


def folded(entries: list[Entry]) -> Ledger:
    ledger = Ledger(WORDS)
    for entry in entries:
        ledger.apply(entry)
    return ledger


@settings(max_examples=300, deadline=None)
@given(steps=STEPS, data=st.data())
def test_any_order_and_repetition_gives_the_same_state(
    steps: list[tuple[str, int, int]], data: st.DataObject
) -> None:
    exchange, entries = played(steps)
    plain = folded(entries)
    extra = data.draw(st.lists(st.sampled_from(entries), max_size=8))
    shuffled = folded(data.draw(st.permutations(entries + extra)))
    assert shuffled.orders == plain.orders
    assert shuffled.fills == plain.fills
    assert plain.anomalies == shuffled.anomalies == ()
    for order in plain.orders:
        held = exchange.held[order.number]
        assert (order.filled, order.open_quantity) == (held.filled, held.left)
        assert order.amount in (held.paid, None)


@settings(max_examples=200, deadline=None)
@given(steps=STEPS, data=st.data())
def test_filled_shares_never_fall_and_states_go_along_the_table(
    steps: list[tuple[str, int, int]], data: st.DataObject
) -> None:
    _, entries = played(steps)
    ledger = Ledger(WORDS)
    filled: dict[str, int] = {}
    states: dict[str, OrderState] = {}
    for entry in data.draw(st.permutations(entries)):
        for change in ledger.apply(entry):
            assert isinstance(change, OrderChanged)
            order = change.order
            assert filled.get(order.number, 0) <= order.filled <= order.quantity
            assert change.filled_more == order.filled - filled.get(order.number, 0)
            assert order_may(states.get(order.number), order.state)
            assert order.state in LIVE_STATES or order.open_quantity == 0
            filled[order.number], states[order.number] = order.filled, order.state


@settings(max_examples=100, deadline=None)
@given(steps=STEPS)
def test_lists_alone_find_what_the_reports_told(steps: list[tuple[str, int, int]]) -> None:
    exchange, entries = played(steps)
    found = folded([entry for entry in entries if not isinstance(entry, Reported)])
    for order in found.orders:
        held = exchange.held[order.number]
        assert (order.filled, order.open_quantity) == (held.filled, held.left)
    told = {number for number, held in exchange.held.items() if held.left or held.filled}
    assert told <= {order.number for order in found.orders}
