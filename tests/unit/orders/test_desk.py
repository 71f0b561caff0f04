"""The counter: what is recorded before it is sent, what a press gets back, what is denied."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiwoom_desk.base.clock import ManualClock
from kiwoom_desk.catalogue.request import RequestError
from kiwoom_desk.domain.order import OrderState, Outcome, RequestState
from kiwoom_desk.orders.checks import DeskState
from kiwoom_desk.orders.entries import Intent, Sending
from kiwoom_desk.orders.journal import Journal
from tests.support.order_desk import (
    ACCOUNT,
    CODE,
    CONTEXT,
    START,
    Exchange,
    Room,
    buy,
    quiet,
    room,
    sell,
    until,
)

REFUSED = Outcome(RequestState.REFUSED, code="855056", message="증거금 부족")
NOT_SENT = Outcome(RequestState.NOT_SENT, code="connect")
LOST = Outcome(RequestState.UNKNOWN, code="timeout")


def kinds(folder: Path) -> list[str]:
    rows = sqlite3.connect(folder / "orders.sqlite").execute("SELECT content FROM entry")
    return [str(content).split('"type":"')[1].split('"')[0] for (content,) in rows]


async def test_an_order_is_recorded_before_it_is_sent(tmp_path: Path) -> None:
    seen: list[list[str]] = []
    async with room(tmp_path) as here:
        here.exchange.gate = asyncio.Event()
        press = asyncio.ensure_future(here.desk.submit(buy(), CONTEXT))
        await until(lambda: bool(here.exchange.posts))
        seen.append(kinds(tmp_path))
        here.exchange.gate.set()
        ticket = await press
    assert seen == [["intent", "sending"]]
    assert ticket.state is RequestState.ACKED and ticket.order_number == "0000001"


async def test_the_intent_holds_what_was_sent_and_seen(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        draft = {"code": CODE, "venue": "KRX", "side": "2", "quantity": 1, "price": 60_000}
        here.exchange.take("kt10000", draft)
        await until(lambda: bool(here.desk.orders))
        await here.desk.submit(buy(), CONTEXT)
        other = await here.desk.submit(buy(3, 60_900), CONTEXT)
        standing = here.desk.ledger.request(other.request)
    journal = Journal(tmp_path / "orders.sqlite")
    kept = [entry for entry in await journal.open(ACCOUNT) if isinstance(entry, Intent)]
    await journal.close()
    intent = kept[1]
    assert intent.request == other.request
    assert intent.body.encode() == here.exchange.posts[1]
    assert (intent.last_price, intent.last_age) == (61_000, 0.5)
    assert intent.known == ("0000001",)
    assert (intent.environment, intent.account, intent.code) == ("practice", ACCOUNT, CODE)
    assert intent.request[14] == "7" and intent.request[19] in "89ab"
    assert intent.at.market == START
    gone = {"body": "", "fingerprint": "", "known": (), "last_price": None, "last_age": None}
    assert standing.intent == msgspec.structs.replace(intent, **gone)
    assert standing.sent is None and standing.day == "20261120"


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(REFUSED, RequestState.REFUSED), (NOT_SENT, RequestState.NOT_SENT)],
)
async def test_a_definite_no_is_told_and_nothing_is_sent_again(
    tmp_path: Path, outcome: Outcome, state: RequestState
) -> None:
    async with room(tmp_path) as here:
        here.exchange.outcomes.append(outcome)
        ticket = await here.desk.submit(buy(), CONTEXT)
        here.clock.advance(60)
        assert len(here.exchange.posts) == 1
        assert (ticket.state, ticket.code, ticket.message) == (state, outcome.code, outcome.message)
        assert here.account.orderable == 10_000_000


@pytest.mark.expected_warnings("order_send_failed")
async def test_an_exception_while_sending_is_unknown(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        here.exchange.outcomes.append(RuntimeError("no idea"))
        ticket = await here.desk.submit(buy(), CONTEXT)
    assert (ticket.state, ticket.code) == (RequestState.UNKNOWN, "error")


async def test_a_denied_draft_is_neither_recorded_nor_sent(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        ticket = await here.desk.submit(buy(0), CONTEXT)
        assert ticket.denied is not None and ticket.denied.code == "quantity"
        assert [d.code for d in here.desk.denials(buy(0), CONTEXT)] == ["quantity"]
        assert not here.exchange.posts
    assert kinds(tmp_path) == []


async def test_a_body_that_cannot_be_made_is_denied(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        here.exchange.body_fault = RequestError("kt10000", "ord_uv", "length", {})  # type: ignore[arg-type]
        ticket = await here.desk.submit(buy(), CONTEXT)
    assert ticket.denied is not None and ticket.denied.code == "body"
    assert ticket.denied.facts["field"] == "ord_uv"


async def test_the_same_order_is_blocked_in_flight_and_for_two_seconds(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        here.exchange.gate = asyncio.Event()
        press = asyncio.ensure_future(here.desk.submit(buy(), CONTEXT))
        await until(lambda: bool(here.exchange.posts))
        first = await here.desk.submit(buy(), CONTEXT)
        here.exchange.gate.set()
        await press
        second = await here.desk.submit(buy(), CONTEXT)
        here.clock.advance(2)
        third = await here.desk.submit(buy(), CONTEXT)
    assert first.denied is not None and first.denied.code == "in_flight"
    assert second.denied is not None and second.denied.code == "same_order"
    assert third.state is RequestState.ACKED
    assert len(here.exchange.posts) == 2


async def test_a_double_press_in_one_turn_sends_once(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        one, two = await asyncio.gather(
            here.desk.submit(buy(), CONTEXT), here.desk.submit(buy(), CONTEXT)
        )
    assert one.state is RequestState.ACKED
    assert two.denied is not None
    assert len(here.exchange.posts) == 1


async def test_a_closed_panel_does_not_take_back_its_request(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        here.exchange.gate = asyncio.Event()
        press = asyncio.ensure_future(here.desk.submit(buy(), CONTEXT))
        await until(lambda: bool(here.exchange.posts))
        press.cancel()
        await asyncio.gather(press, return_exceptions=True)
        here.exchange.gate.set()
        await until(lambda: here.desk.requests[0].state is RequestState.ACKED)


async def test_closing_waits_for_a_request_on_its_way(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        here.exchange.gate = asyncio.Event()
        press = asyncio.ensure_future(here.desk.submit(buy(), CONTEXT))
        await until(lambda: bool(here.exchange.posts))
        asyncio.get_running_loop().call_soon(here.exchange.gate.set)
    assert (await press).state is RequestState.ACKED


async def test_fill_cancel_and_amend_reach_the_views(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        desk, exchange = here.desk, here.exchange
        await desk.submit(buy(10), CONTEXT)
        exchange.fill("0000001", 4)
        await until(lambda: desk.orders[0].filled == 4)
        order = desk.orders[0]
        assert (order.state, order.amount) == (OrderState.PARTIAL, 4 * 61_000)
        amended = await desk.amend(order, 0, 60_900, CONTEXT)
        await until(lambda: len(desk.orders) == 2)
        parent, child = desk.orders
        assert (parent.state, child.state) == (OrderState.REPLACED, OrderState.OPEN)
        assert (child.number, child.quantity, child.price) == (amended.order_number, 6, 60_900)
        assert child.original == parent.number
        cancelled = await desk.cancel(child)
        await until(lambda: not desk.ledger.open_orders)
        assert cancelled.state is RequestState.ACKED
        assert desk.orders[1].state is OrderState.CANCELED
        assert [fill.quantity for fill in desk.ledger.fills] == [4]


async def test_a_cancel_is_allowed_while_the_desk_is_not_ready(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await here.desk.submit(buy(), CONTEXT)
        await until(lambda: bool(here.desk.ledger.open_orders))
        here.exchange.broken.add("kt00018")
        assert not await here.desk.reconcile()
        assert (here.desk.state, here.desk.reason) == (DeskState.READ_ONLY, "timeout")
        denied = await here.desk.submit(buy(2), CONTEXT)
        cancelled = await here.desk.cancel(here.desk.orders[0])
    assert denied.denied is not None and denied.denied.code == "desk_not_ready"
    assert cancelled.state is RequestState.ACKED


async def test_selling_what_is_not_held_is_denied(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        ticket = await here.desk.submit(sell(), CONTEXT)
    assert ticket.denied is not None and ticket.denied.code == "oversell"


# --- a journal that fails ---------------------------------------------------------------------


def break_journal(here: Room, after: int) -> None:
    """Let the journal commit so many more times, then fail."""
    real, left = here.journal.append, [after]

    async def append(*given: Any) -> bool:
        left[0] -= 1
        if left[0] < 0:
            await here.journal.close()
            here.journal._executor = type(here.journal._executor)(1)
        return await real(*given)

    here.journal.append = append  # type: ignore[method-assign,assignment]


@pytest.mark.expected_warnings("journal_failed")
@pytest.mark.parametrize("commits", [0, 1])
async def test_when_a_commit_fails_nothing_is_sent(tmp_path: Path, commits: int) -> None:
    async with room(tmp_path) as here:
        break_journal(here, commits)
        ticket = await here.desk.submit(buy(), CONTEXT)
        assert (ticket.state, ticket.code) == (RequestState.NOT_SENT, "journal")
        assert not here.exchange.posts
        assert (here.desk.state, here.desk.reason) == (DeskState.READ_ONLY, "journal_failed")
        assert here.account.orderable == 10_000_000
        assert not await here.desk.reconcile()


@pytest.mark.expected_warnings("journal_failed")
async def test_an_outcome_that_cannot_be_recorded_is_told_and_found_again(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        break_journal(here, 2)
        ticket = await here.desk.submit(buy(), CONTEXT)
        assert ticket.state is RequestState.ACKED
        assert here.desk.state is DeskState.READ_ONLY
    async with room(tmp_path, here.exchange) as again:
        assert again.desk.requests[0].state is RequestState.UNKNOWN


@pytest.mark.expected_warnings("journal_failed")
async def test_a_journal_that_cannot_be_opened_makes_the_desk_read_only(tmp_path: Path) -> None:
    (tmp_path / "orders.sqlite").write_bytes(b"not a database, but long enough to look at" * 30)
    async with room(tmp_path) as here:
        assert (here.desk.state, here.desk.reason) == (DeskState.READ_ONLY, "journal_failed")
        ticket = await here.desk.submit(buy(), CONTEXT)
        assert ticket.denied is not None and ticket.denied.code == "desk_not_ready"


# --- restart ----------------------------------------------------------------------------------


async def test_a_restart_finds_everything(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await here.desk.submit(buy(10), CONTEXT)
        here.exchange.fill("0000001", 3)
        await until(lambda: here.desk.orders[0].filled == 3)
        before = (here.desk.orders, here.desk.requests, here.desk.ledger.fills)
    async with room(tmp_path, here.exchange) as again:
        assert again.desk.state is DeskState.READY
        assert again.desk.orders == before[0]
        assert again.desk.requests == before[1]
        assert [f.number for f in again.desk.ledger.fills] == [f.number for f in before[2]]


async def test_what_filled_while_away_is_found(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await here.desk.submit(buy(10), CONTEXT)
    here.exchange.fill("0000001", 10)
    async with room(tmp_path, here.exchange) as again:
        assert again.desk.orders[0].state is OrderState.FILLED


@pytest.mark.parametrize(
    ("sending", "state"), [(False, RequestState.NOT_SENT), (True, RequestState.UNKNOWN)]
)
async def test_a_crash_half_way_is_closed_at_the_next_start(
    tmp_path: Path, sending: bool, state: RequestState
) -> None:
    clock = ManualClock(START)
    async with room(tmp_path, Exchange(clock)) as here:
        await here.desk.submit(buy(), CONTEXT)
        intent = here.desk.requests[0].intent
    journal = Journal(tmp_path / "crashed.sqlite")
    await journal.open(ACCOUNT)
    half: list[Intent | Sending] = [intent]
    if sending:
        half.append(Sending(intent.at, intent.request))
    await journal.append(ACCOUNT, half)
    await journal.close()
    folder = tmp_path / "again"
    folder.mkdir()
    (tmp_path / "crashed.sqlite").rename(folder / "orders.sqlite")
    async with room(folder, Exchange(clock)) as again:
        assert again.desk.requests[0].state is state
        assert again.desk.requests[0].code == "crash"
        assert not again.exchange.posts


async def test_a_start_that_cannot_read_every_list_is_cancel_only_and_tries_again(
    tmp_path: Path,
) -> None:
    exchange = Exchange(ManualClock(START))
    exchange.incomplete.add("kt00007")
    async with room(tmp_path, exchange) as here:
        assert here.desk.state is DeskState.READ_ONLY
        assert here.desk.reason == "kt00007: timeout"
        exchange.incomplete.clear()
        await quiet(here)
        here.clock.advance(1)
        await until(lambda: here.desk.state is DeskState.READY)


async def test_another_account_sees_nothing_of_this_one(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await here.desk.submit(buy(), CONTEXT)
    other = Exchange(here.clock, account="8099999911")
    async with room(tmp_path, other) as there:
        assert there.desk.requests == () and there.desk.orders == ()
