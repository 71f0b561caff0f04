"""One order that two requests may be: an answer on its way, one in doubt, one given up."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from kiwoom_desk.domain.order import Action, Outcome, RequestState
from kiwoom_desk.orders.desk import Ticket
from kiwoom_desk.orders.entries import Answered, Intent, Released, RowListed, Sending
from kiwoom_desk.orders.ledger import Ledger
from kiwoom_desk.orders.matching import judge
from kiwoom_desk.orders.recorder import DoubtChanged
from tests.support.order_desk import CONTEXT, Room, buy, quiet, room, until
from tests.unit.orders.test_ledger import AT, DAY, intent
from tests.unit.orders.test_matching import LATER, WORDS, row
from tests.unit.orders.test_resolve import PASSES, not_found, press, state, step

PARENT, CHILD = "0000001", "0000005"
AMENDED = row(number=CHILD, original=PARENT, action=Action.AMEND, price=60_900, quantity=6)


def amend(name: str, quantity: int) -> Intent:
    return intent(name, quantity, action=Action.AMEND, original=PARENT, price=60_900)


def stage(made: Intent, state: RequestState) -> list[object]:
    """Return the entries that bring a request into a state."""
    entries: list[object] = [made, Sending(AT, made.request)]
    if state is not RequestState.SENDING:
        entries.append(Answered(LATER, made.request, RequestState.UNKNOWN, code="timeout"))
    if state is RequestState.RELEASED:
        entries.append(Released(LATER, made.request, "release"))
    return entries


@pytest.mark.parametrize(
    ("mine", "others", "equal", "decided"),
    [
        (RequestState.UNKNOWN, RequestState.SENDING, False, False),
        (RequestState.UNKNOWN, RequestState.SENDING, True, False),
        (RequestState.UNKNOWN, RequestState.UNKNOWN, False, False),
        (RequestState.UNKNOWN, RequestState.UNKNOWN, True, True),
        (RequestState.UNKNOWN, RequestState.RELEASED, False, False),
        (RequestState.UNKNOWN, RequestState.RELEASED, True, True),
        (RequestState.RELEASED, RequestState.SENDING, True, False),
        (RequestState.RELEASED, RequestState.UNKNOWN, True, False),
        (RequestState.RELEASED, RequestState.RELEASED, True, True),
        (RequestState.RELEASED, RequestState.RELEASED, False, True),
    ],
)
def test_who_may_be_told_to_be_an_order_that_two_requests_fit(
    mine: RequestState, others: RequestState, equal: bool, decided: bool
) -> None:
    ledger = Ledger(WORDS)
    both = stage(amend("r1", 6), mine) + stage(amend("r2", 6 if equal else 0), others)
    if equal:
        both = [_as_one_press(entry) for entry in both]
    for entry in (*both, RowListed(LATER, DAY, AMENDED)):
        ledger.apply(entry)  # type: ignore[arg-type]
    said = judge(ledger, ledger.request("r1"), timedelta(), WORDS)
    assert (said.number == CHILD) is decided
    assert [c.number for c in said.candidates] == [CHILD]


def _as_one_press(entry: object) -> object:
    if isinstance(entry, Intent):
        return intent(
            entry.request, entry.quantity, action=entry.action, original=PARENT, price=60_900,
            fingerprint="the same",
        )  # fmt: skip
    return entry


def test_a_rival_that_the_order_does_not_fit_is_none() -> None:
    ledger = Ledger(WORDS)
    rival = stage(amend("r2", 4), RequestState.SENDING)
    for entry in (*stage(amend("r1", 6), RequestState.UNKNOWN), *rival):
        ledger.apply(entry)  # type: ignore[arg-type]
    ledger.apply(RowListed(LATER, DAY, AMENDED))
    assert judge(ledger, ledger.request("r1"), timedelta(), WORDS).number == CHILD


async def given_up(here: Room) -> str:
    """Return a request that never arrived and that a person released."""
    request = await press(here, ghost=True)
    for pause in PASSES:
        await step(here, pause)
    assert not_found(here)
    assert await here.desk.release(request, "release") is None
    here.exchange.ghost = here.exchange.silent = False
    return request


async def pressed_again(here: Room, first: str, outcome: Outcome) -> Ticket:
    """Press the same once more; its order is reported before the answer, and is not the first one."""
    here.exchange.gate = asyncio.Event()
    again = asyncio.ensure_future(here.desk.submit(buy(10), CONTEXT))
    await until(lambda: len(here.exchange.posts) == 2)
    draft = {"code": "005930", "venue": "KRX", "side": "2", "quantity": 10, "price": 61_000}
    here.exchange.take("kt10000", draft)
    await quiet(here)
    meanwhile = state(here, first)
    here.exchange.outcomes.append(outcome)
    here.exchange.gate.set()
    ticket = await again
    assert meanwhile is RequestState.RELEASED
    return ticket


async def test_a_report_that_comes_before_the_reply_is_not_taken_for_what_was_given_up(
    tmp_path: Path,
) -> None:
    async with room(tmp_path) as here:
        first = await given_up(here)
        ticket = await pressed_again(here, first, Outcome(RequestState.ACKED, "0000001"))
        assert ticket.order_number == "0000001"
        await quiet(here)
        assert state(here, first) is RequestState.RELEASED
        assert not any(isinstance(e, DoubtChanged) and e.alarm for e in here.heard)


async def test_once_the_later_one_is_refused_the_order_is_what_was_given_up(
    tmp_path: Path,
) -> None:
    async with room(tmp_path) as here:
        first = await given_up(here)
        ticket = await pressed_again(here, first, Outcome(RequestState.REFUSED, code="20"))
        assert ticket.state is RequestState.REFUSED
        await until(lambda: state(here, first) is RequestState.ACKED)
        assert here.desk.ledger.request(first).number == "0000001"
        assert any(isinstance(e, DoubtChanged) and e.alarm for e in here.heard)
