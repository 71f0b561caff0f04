"""Doubts, gaps and restarts: what is asked, what is decided, what is left to the person."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from kiwoom_desk.broker.link import Gap, GapKind
from kiwoom_desk.domain.order import OrderState, Outcome, ReportKind, RequestState, Side
from kiwoom_desk.orders.checks import DeskState
from kiwoom_desk.orders.recorder import DeskChanged, DoubtChanged
from tests.support.order_desk import CONTEXT, Room, buy, quiet, room, sell, until

LOST = Outcome(RequestState.UNKNOWN, code="timeout")
PASSES = (1.0, 2.0, 5.0, 7.0, 15.0)


async def press(here: Room, quantity: int = 10, *, ghost: bool = False) -> str:
    """Send an order whose reply is lost; a ghost never reached the exchange."""
    here.exchange.ghost = ghost
    here.exchange.silent = True
    here.exchange.outcomes.append(LOST)
    ticket = await here.desk.submit(buy(quantity), CONTEXT)
    assert ticket.state is RequestState.UNKNOWN
    return ticket.request


async def step(here: Room, seconds: float) -> None:
    """Pass time once every task of the desk waits, then let whatever it wakes come to rest."""
    await quiet(here)
    here.clock.advance(seconds)
    await quiet(here)


def not_found(here: Room) -> bool:
    return any(doubt.not_found for doubt in here.desk.doubts)


def state(here: Room, request: str) -> RequestState:
    return here.desk.ledger.request(request).state


async def test_a_lost_reply_is_matched_by_the_first_complete_pass(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        request = await press(here)
        blocked = await here.desk.submit(buy(3), CONTEXT)
        assert blocked.denied is not None and blocked.denied.code == "unknown_before"
        await step(here, 1)
        found = here.desk.ledger.request(request)
        assert (found.state, found.number, found.how) == (RequestState.ACKED, "0000001", "exact")
        assert here.desk.doubts == ()
        assert len(here.exchange.posts) == 1
        assert here.desk.orders[0].request == request


async def test_an_order_that_filled_at_once_is_matched_too(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        request = await press(here)
        here.exchange.fill("0000001", 10)
        await step(here, 1)
        assert state(here, request) is RequestState.ACKED
        assert here.desk.orders[0].state is OrderState.FILLED


async def test_an_incomplete_list_decides_nothing(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        here.exchange.incomplete.add("ka10076")
        request = await press(here, ghost=True)
        for pause in PASSES:
            await step(here, pause)
        assert state(here, request) is RequestState.UNKNOWN
        assert not not_found(here)
        here.exchange.incomplete.clear()
        for _ in range(3):
            await step(here, 15)
        assert not_found(here)


async def test_nothing_found_after_thirty_seconds_stays_unknown_until_a_person_releases(
    tmp_path: Path,
) -> None:
    async with room(tmp_path) as here:
        request = await press(here, ghost=True)
        denied = await here.desk.release(request, "release")
        assert denied is not None and denied.code == "not_releasable"
        for pause in PASSES[:-1]:
            await step(here, pause)
            assert not not_found(here)
        await step(here, PASSES[-1])
        assert not_found(here) and state(here, request) is RequestState.UNKNOWN
        wrong = await here.desk.release(request, "yes")
        assert wrong is not None and wrong.code == "release_word"
        assert await here.desk.release(request, " 해제 ") is None
        assert state(here, request) is RequestState.RELEASED
        assert here.desk.doubts == ()
        fine = await here.desk.submit(buy(3), CONTEXT)
        assert fine.state is RequestState.ACKED


async def test_a_released_request_that_comes_to_light_raises_an_alarm(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        request = await press(here, ghost=True)
        for pause in PASSES:
            await step(here, pause)
        await here.desk.release(request, "release")
        here.exchange.silent = False
        late = "kt10000", {"code": "005930", "venue": "KRX", "side": "2", "quantity": 10}
        here.exchange.take(late[0], {**late[1], "price": 61_000})
        await until(lambda: state(here, request) is RequestState.ACKED)
        assert here.desk.ledger.request(request).how == "late"
        await until(lambda: any(isinstance(e, DoubtChanged) and e.alarm for e in here.heard))


async def test_a_doubt_not_found_is_matched_when_a_report_comes(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        request = await press(here, ghost=True)
        for pause in PASSES:
            await step(here, pause)
        here.exchange.silent = False
        draft = {"code": "005930", "venue": "KRX", "side": "2", "quantity": 8, "price": 61_000}
        here.exchange.take("kt10000", draft)
        await until(lambda: bool(here.desk.doubts[0].candidates))
        assert not not_found(here) and state(here, request) is RequestState.UNKNOWN
        assert not await here.desk.pick(request, "7777777")
        assert await here.desk.pick(request, "0000001")
        found = here.desk.ledger.request(request)
        assert (found.state, found.number, found.how) == (RequestState.ACKED, "0000001", "person")
        assert not await here.desk.pick(request, "0000001")


async def test_two_equal_orders_are_left_to_the_person(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        request = await press(here)
        draft = {"code": "005930", "venue": "KRX", "side": "2", "quantity": 10, "price": 61_000}
        here.exchange.take("kt10000", draft)
        for pause in PASSES:
            await step(here, pause)
        assert state(here, request) is RequestState.UNKNOWN and not not_found(here)
        assert [c.number for c in here.desk.doubts[0].candidates] == ["0000001", "0000002"]
        assert await here.desk.release(request, "release") is not None
        assert await here.desk.pick(request, "0000002")


FOREIGN = {"code": "005930", "venue": "KRX", "side": "2", "quantity": 8, "price": 61_000}


async def test_an_order_of_somebody_else_that_resembles_ours_is_no_dead_end(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        request = await press(here, ghost=True)
        here.exchange.take("kt10000", FOREIGN)
        for pause in PASSES:
            await step(here, pause)
        (doubt,) = here.desk.doubts
        assert [(c.number, c.exact) for c in doubt.candidates] == [("0000001", False)]
        assert not doubt.not_found
        blocked = (await here.desk.submit(buy(3), CONTEXT)).denied
        assert blocked is not None and blocked.code == "unknown_before"
        assert (await here.desk.release(request, "release")) is not None
        for numbers, word, code in (
            ((), "none", "not_a_candidate"),
            (("0000002",), "none", "not_a_candidate"),
            (("0000001",), "yes", "disown_word"),
        ):
            denied = await here.desk.disown(request, numbers, word)
            assert denied is not None and denied.code == code
        assert await here.desk.disown(request, ("0000001",), " NONE ") is None
        (doubt,) = here.desk.doubts
        assert doubt.candidates == () and doubt.not_found
        assert state(here, request) is RequestState.UNKNOWN
        assert await here.desk.release(request, "release") is None
        late = await here.desk.disown(request, ("0000001",), "none")
        assert late is not None and late.code == "not_a_candidate"
        here.exchange.silent = False
        here.exchange.fill("0000001", 8)
        await until(lambda: here.desk.orders[0].state is OrderState.FILLED)
        assert state(here, request) is RequestState.RELEASED
        assert here.desk.orders[0].request == ""
        assert (await here.desk.submit(buy(3), CONTEXT)).state is RequestState.ACKED


async def test_what_a_person_disowned_outlasts_a_restart(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        request = await press(here, ghost=True)
        here.exchange.take("kt10000", FOREIGN)
        await step(here, 1)
        assert await here.desk.disown(request, ("0000001",), "아님") is None
        assert here.desk.doubts[0].candidates == () and not not_found(here)
    async with room(tmp_path, here.exchange) as again:
        for pause in PASSES[:-1]:
            await step(again, pause)
            assert again.desk.doubts[0].candidates == () and not not_found(again)
        await step(again, PASSES[-1])
        assert not_found(again)


async def test_of_two_that_resemble_it_the_other_is_taken_once_one_is_disowned(
    tmp_path: Path,
) -> None:
    async with room(tmp_path) as here:
        request = await press(here)
        here.exchange.take("kt10000", {**FOREIGN, "quantity": 10})
        await step(here, 1)
        assert [c.number for c in here.desk.doubts[0].candidates] == ["0000001", "0000002"]
        assert await here.desk.disown(request, ("0000002",), "none") is None
        found = here.desk.ledger.request(request)
        assert (found.state, found.number) == (RequestState.ACKED, "0000001")
        assert here.desk.doubts == ()


async def test_one_that_comes_to_light_after_the_search_can_be_disowned_too(
    tmp_path: Path,
) -> None:
    async with room(tmp_path) as here:
        request = await press(here, ghost=True)
        for pause in PASSES:
            await step(here, pause)
        assert not_found(here)
        here.exchange.silent = False
        here.exchange.take("kt10000", FOREIGN)
        await until(lambda: bool(here.desk.doubts[0].candidates))
        assert not not_found(here)
        assert await here.desk.disown(request, ("0000001",), "none") is None
        assert not_found(here)
        assert await here.desk.release(request, "release") is None


async def test_a_refusal_reported_by_a_push_settles_the_doubt(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        request = await press(here)
        here.exchange.silent = False
        here.exchange.report("0000001", ReportKind.REJECTED, reason="855056")
        await until(lambda: bool(here.desk.orders))
        await step(here, 1)
        assert state(here, request) is RequestState.REFUSED
        assert here.desk.orders[0].state is OrderState.REJECTED
        assert here.desk.orders[0].reason == "855056"


async def test_passes_count_only_while_the_stream_is_well(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        request = await press(here, ghost=True)
        here.exchange.gaps.emit(Gap(GapKind.LOST, "reset"))
        for pause in PASSES:
            await step(here, pause)
        assert not not_found(here)
        assert state(here, request) is RequestState.UNKNOWN


async def test_an_unknown_cancel_is_settled_by_the_orders_state(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await here.desk.submit(buy(), CONTEXT)
        await until(lambda: bool(here.desk.ledger.open_orders))
        here.exchange.outcomes.append(LOST)
        here.exchange.ghost = True
        ticket = await here.desk.cancel(here.desk.orders[0])
        assert here.desk.orders[0].pending == "cancel"
        here.exchange.fill("0000001", 10)
        await until(lambda: here.desk.orders[0].state is OrderState.FILLED)
        await step(here, 1)
        found = here.desk.ledger.request(ticket.request)
        assert (found.state, found.how) == (RequestState.REFUSED, "state")
        assert len(here.exchange.posts) == 2


async def test_an_unknown_cancel_that_arrived_is_matched(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await here.desk.submit(buy(), CONTEXT)
        await until(lambda: bool(here.desk.ledger.open_orders))
        here.exchange.outcomes.append(LOST)
        here.exchange.silent = True
        ticket = await here.desk.cancel(here.desk.orders[0])
        await step(here, 1)
        found = here.desk.ledger.request(ticket.request)
        assert (found.state, found.number) == (RequestState.ACKED, "0000002")
        assert here.desk.orders[0].state is OrderState.CANCELED


async def test_a_cancel_not_found_is_settled_when_its_order_ends(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await here.desk.submit(buy(), CONTEXT)
        await until(lambda: bool(here.desk.ledger.open_orders))
        here.exchange.outcomes.append(LOST)
        here.exchange.ghost = True
        ticket = await here.desk.cancel(here.desk.orders[0])
        for pause in PASSES:
            await step(here, pause)
        assert not_found(here)
        here.exchange.drop("0000001")
        await until(lambda: not here.desk.doubts)
        found = here.desk.ledger.request(ticket.request)
        assert (found.state, found.number, found.how) == (RequestState.ACKED, "", "state")


async def test_a_released_cancel_stays_released_when_its_order_ends(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await here.desk.submit(buy(), CONTEXT)
        await until(lambda: bool(here.desk.ledger.open_orders))
        here.exchange.outcomes.append(LOST)
        here.exchange.ghost = True
        ticket = await here.desk.cancel(here.desk.orders[0])
        for pause in PASSES:
            await step(here, pause)
        assert await here.desk.release(ticket.request, "release") is None
        here.exchange.drop("0000001")
        await until(lambda: here.desk.orders[0].state is OrderState.CANCELED)
        await quiet(here)
        assert state(here, ticket.request) is RequestState.RELEASED


async def test_doubts_live_on_after_a_restart(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        request = await press(here)
    async with room(tmp_path, here.exchange) as again:
        assert [doubt.request for doubt in again.desk.doubts] == [request]
        await step(again, 1)
        assert state(again, request) is RequestState.ACKED


# --- gaps -------------------------------------------------------------------------------------


async def test_pushes_wait_for_the_lists_after_a_gap(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await here.desk.submit(buy(), CONTEXT)
        await until(lambda: bool(here.desk.orders))
        here.exchange.gaps.emit(Gap(GapKind.LOST, "reset"))
        here.exchange.silent = True
        here.exchange.fill("0000001", 4)
        here.exchange.silent = False
        here.exchange.gaps.emit(Gap(GapKind.RESTORED))
        here.exchange.fill("0000001", 2)
        assert here.desk.orders[0].filled == 0
        await until(lambda: here.desk.orders[0].filled == 6)
        assert here.desk.orders[0].amount == 6 * 61_000
        await until(lambda: here.desk.state is DeskState.READY)
        states = [e.state for e in here.heard if isinstance(e, DeskChanged)]
        assert states[-2:] == [DeskState.RECONCILING, DeskState.READY]


async def test_a_reconcile_that_fails_is_tried_again(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        here.exchange.broken.add("kt00009")
        here.exchange.gaps.emit(Gap(GapKind.HOLE, "row_00"))
        await until(lambda: here.desk.state is DeskState.READ_ONLY)
        assert here.desk.reason == "kt00009: timeout"
        await quiet(here)
        here.clock.advance(1)
        await until(lambda: here.exchange.reads.count("kt00009") >= 3)
        here.exchange.broken.clear()
        await quiet(here)
        here.clock.advance(2)
        await until(lambda: here.desk.state is DeskState.READY)


async def test_while_the_stream_is_lost_the_lists_are_read_each_minute(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await here.desk.submit(buy(), CONTEXT)
        here.exchange.gaps.emit(Gap(GapKind.LOST, "reset"))
        here.exchange.silent = True
        here.exchange.fill("0000001", 10)
        here.clock.advance(60)
        await until(lambda: here.desk.orders[0].state is OrderState.FILLED)
        here.exchange.gaps.emit(Gap(GapKind.RESTORED))
        await until(lambda: here.desk.state is DeskState.READY)
        asked = len(here.exchange.reads)
        await quiet(here)
        here.clock.advance(60)
        await until(lambda: len(here.exchange.reads) > asked)
        assert here.exchange.reads[-1] in ("kt00018", "kt00001")


async def test_an_order_of_a_past_day_expires_by_that_days_list_only(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await here.desk.submit(buy(), CONTEXT)
        await until(lambda: bool(here.desk.ledger.open_orders))
    here.clock.advance(3 * 86_400)
    here.exchange.incomplete.add("kt00007")
    async with room(tmp_path, here.exchange) as again:
        assert again.desk.orders[0].state is OrderState.OPEN
    here.exchange.incomplete.clear()
    async with room(tmp_path, here.exchange) as third:
        assert third.desk.orders[0].state is OrderState.EXPIRED


async def test_a_rest_that_vanished_unseen_is_cancelled_by_complete_lists(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await here.desk.submit(buy(), CONTEXT)
        await until(lambda: bool(here.desk.orders))
        here.exchange.silent = True
        here.exchange.drop("0000001")
        assert await here.desk.reconcile()
        assert here.desk.orders[0].state is OrderState.CANCELED


async def test_an_anomaly_freezes_the_instrument_until_a_reconcile(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await here.desk.submit(buy(), CONTEXT)
        await until(lambda: bool(here.desk.orders))
        here.exchange.fill("0000001", 10)
        await until(lambda: here.desk.orders[0].state is OrderState.FILLED)
        here.exchange.report("0000001", ReportKind.REJECTED)
        here.exchange.report("0000001", ReportKind.REJECTED)
        await until(lambda: bool(here.desk.ledger.anomalies))
        assert here.desk.orders[0].state is OrderState.FILLED
        assert "frozen" in [d.code for d in here.desk.denials(buy(2), CONTEXT)]
        await until(lambda: not here.desk.denials(buy(2), CONTEXT))
        assert (await here.desk.submit(buy(3), CONTEXT)).state is RequestState.ACKED
        assert len(here.desk.ledger.anomalies) == 1


async def test_an_instrument_frozen_by_a_list_is_looked_at_each_minute(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await here.desk.submit(buy(), CONTEXT)
        held = here.exchange.held["0000001"]
        here.exchange.held["0000001"] = replace(held, quantity=3)
        assert await here.desk.reconcile()
        assert [d.code for d in here.desk.denials(buy(2), CONTEXT)] == ["frozen"]
        here.exchange.held["0000001"] = held
        await quiet(here)
        here.clock.advance(60)
        await until(lambda: not here.desk.denials(buy(2), CONTEXT))


async def test_a_report_of_something_else_leaves_a_doubt_as_it_is(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await press(here, ghost=True)
        for pause in PASSES:
            await step(here, pause)
        here.exchange.silent = False
        draft = {"code": "000660", "venue": "KRX", "side": "2", "quantity": 1, "price": 100_000}
        here.exchange.take("kt10000", draft)
        await until(lambda: bool(here.desk.orders))
        await quiet(here)
        assert not_found(here)


@pytest.mark.expected_warnings("journal_failed")
async def test_pushes_without_a_journal_are_left_to_the_next_start(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await here.desk.submit(buy(), CONTEXT)
        await until(lambda: bool(here.desk.orders))
        await here.journal.close()
        here.journal._executor = type(here.journal._executor)(1)
        here.exchange.fill("0000001", 10)
        await until(lambda: here.desk.state is DeskState.READ_ONLY)
        assert here.desk.orders[0].filled == 0
        here.exchange.gaps.emit(Gap(GapKind.LOST, "reset"))
        here.clock.advance(60)
        await until(lambda: here.exchange.reads.count("kt00007") >= 2)
    async with room(tmp_path, here.exchange) as again:
        assert again.desk.orders[0].filled == 10


@pytest.mark.expected_warnings("journal_failed")
async def test_a_pass_without_a_journal_decides_nothing(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        request = await press(here)
        await here.journal.close()
        here.journal._executor = type(here.journal._executor)(1)
        await step(here, 1)
        assert state(here, request) is RequestState.UNKNOWN


@pytest.mark.parametrize(("skew", "found"), [(None, True), (0.0, False), (-60.0, True)])
async def test_live_matches_by_the_measured_skew(
    tmp_path: Path, skew: float | None, found: bool
) -> None:
    async with room(tmp_path, environment="live") as here:
        here.exchange.clock_skew = skew
        request = await press(here)
        held = here.exchange.held["0000001"]
        # The exchange's clock is a minute behind ours.
        here.exchange.held["0000001"] = replace(held, time="095900")
        await step(here, 1)
        assert (state(here, request) is RequestState.ACKED) is found


async def test_a_sell_and_other_sides_are_not_blocked_by_a_doubt(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await press(here, ghost=True)
        situation = msgspec.structs.replace(sell(), quantity=1)
        assert [d.code for d in here.desk.denials(situation, CONTEXT)] == ["oversell"]
        assert situation.side is Side.SELL
