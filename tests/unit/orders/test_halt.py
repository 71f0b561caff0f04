"""HALT: journaled first, blocks, cancels everything, survives a restart, ends by a word (S-20)."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from kiwoom_desk.base.clock import ManualClock
from kiwoom_desk.domain.order import OrderState, Outcome, RequestState
from kiwoom_desk.orders.checks import DeskState
from kiwoom_desk.orders.entries import Halted
from kiwoom_desk.orders.halt import HaltFile, HaltReport
from kiwoom_desk.orders.journal import JournalError
from tests.support.order_desk import (
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


async def refuse(*_given: object) -> bool:
    """Commit nothing."""
    raise JournalError("journal_failed", "disk full")


async def run_down(here: Room) -> HaltReport:
    """Let HALT go on until it has no more to do."""

    while here.desk.kill_switch.report.busy:
        # The clock moves only when all wait for it: a slow disk must not become hours of the market.
        await quiet(here)
        if here.clock.sleeping:
            here.clock.advance(1.0)
    # Reports of the exchange are journaled in their own turn.
    await quiet(here)
    return here.desk.kill_switch.report


async def stand(here: Room, count: int) -> list[str]:
    """Place that many orders which stay open."""
    tickets = [await here.desk.submit(buy(1 + n), CONTEXT) for n in range(count)]
    await quiet(here)
    return [ticket.order_number for ticket in tickets]


def cancels(here: Room) -> list[bytes]:
    return [body for body in here.exchange.posts if b"kt10003" in body]


async def test_all_open_orders_are_cancelled_once_and_new_ones_blocked(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await stand(here, 5)
        told: list[HaltReport] = []
        here.desk.kill_switch.changed.connect(told.append)
        await here.desk.kill_switch.pull("button")
        assert here.exchange.halted
        assert (tmp_path / "HALT").is_file()
        report = await run_down(here)
        assert (report.by, report.left, report.cancelled) == ("button", (), 5)
        assert len(cancels(here)) == 5
        assert {o.state for o in here.desk.orders} == {OrderState.CANCELED}
        denied = (await here.desk.submit(buy(), CONTEXT)).denied
        assert denied is not None
        assert denied.code == "halt"
        assert {one.code for one in here.desk.denials(sell(), CONTEXT)} >= {"halt"}
        busy = [one for one in told if one.busy and one.left]
        assert busy[0].seconds == pytest.approx(5 * here.exchange.cancel_seconds)
        requests = [r for r in here.desk.requests if r.intent.reason == "halt"]
        assert len(requests) == 5


async def test_an_order_that_stays_open_gets_three_cancels_each_after_a_list(
    tmp_path: Path,
) -> None:
    async with room(tmp_path) as here:
        (number,) = await stand(here, 1)
        refusal = Outcome(RequestState.REFUSED, code="2000", message="취소할 수 없습니다")
        here.exchange.outcomes.extend([refusal] * 3)
        here.exchange.reads.clear()
        await here.desk.kill_switch.pull("key")
        report = await run_down(here)
        assert [(o.number, o.reason) for o in report.left] == [(number, "2000")]
        assert report.left[0].message == "취소할 수 없습니다"
        assert report.round == 3
        assert len(cancels(here)) == 3
        assert here.exchange.reads.count("ka10075") >= 4
        chain = [r for r in here.desk.requests if r.intent.reason == "halt"]
        assert [r.intent.supersedes for r in chain] == ["", chain[0].id, chain[1].id]
        # Pulled again, it begins anew.
        await here.desk.kill_switch.pull("key")
        assert (await run_down(here)).left == ()


async def test_without_the_list_only_first_cancels_go_out(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await stand(here, 2)
        here.exchange.incomplete.add("ka10075")
        here.exchange.outcomes.append(Outcome(RequestState.REFUSED, code="1700"))
        await here.desk.kill_switch.pull("button")

        def tried() -> bool:
            if here.clock.sleeping:
                here.clock.advance(1.0)
            return here.exchange.reads.count("ka10075") > 6

        await until(tried)
        assert len(cancels(here)) == 2
        assert here.desk.kill_switch.report.unread == "timeout"
        here.exchange.incomplete.clear()
        report = await run_down(here)
        assert (report.left, report.unread) == ((), "")
        assert len(cancels(here)) == 3


async def test_an_order_on_its_way_at_the_pull_is_cancelled_too(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        here.exchange.gate = asyncio.Event()
        pressed = asyncio.ensure_future(here.desk.submit(buy(), CONTEXT))
        await until(lambda: bool(here.exchange.posts))
        await here.desk.kill_switch.pull("button")
        await run_down(here)
        here.exchange.gate.set()
        ticket = await pressed
        assert ticket.state is RequestState.ACKED
        await until(lambda: here.desk.kill_switch.report.busy or bool(cancels(here)))
        await run_down(here)
        assert len(cancels(here)) == 1
        assert here.desk.ledger.open_orders == ()


async def test_halt_survives_a_restart_and_ends_by_the_word_only(tmp_path: Path) -> None:
    exchange = Exchange(ManualClock(START))
    async with room(tmp_path, exchange) as here:
        await here.desk.kill_switch.pull("button")
        await run_down(here)
    exchange.halted = False
    async with room(tmp_path, exchange) as here:
        assert here.desk.kill_switch.active
        assert exchange.halted
        switch = here.desk.kill_switch
        assert (await switch.release("yes")) is not None
        assert switch.active
        assert (await switch.release(" 해제 ")) is None
        assert not switch.active
        assert not exchange.halted
        assert not (tmp_path / "HALT").exists()
        assert switch.report == HaltReport()
        assert (await here.desk.submit(buy(), CONTEXT)).state is RequestState.ACKED


async def test_a_file_made_elsewhere_blocks_before_the_intent(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        HaltFile(tmp_path / "HALT").make()
        denied = (await here.desk.submit(buy(), CONTEXT)).denied
        assert denied is not None
        assert denied.code == "halt"
        assert here.desk.requests == ()
        assert here.desk.ledger.halted is not None
        assert here.desk.ledger.halted.by == "file"
        assert not HaltFile(tmp_path / "HALT").make(), "it is there already"


@pytest.mark.expected_warnings("halt_file_failed")
async def test_a_file_that_cannot_be_looked_for_stops_no_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with room(tmp_path) as here:

        def broken(_file: HaltFile) -> bool:
            raise PermissionError("no")

        monkeypatch.setattr(HaltFile, "exists", broken)
        ticket = await here.desk.submit(buy(), CONTEXT)
        assert ticket.state is RequestState.ACKED


async def test_a_file_made_between_intent_and_sending_blocks_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with room(tmp_path) as here:
        append = here.journal.append

        async def then_halt(*given: Any) -> bool:
            written = await append(*given)
            HaltFile(tmp_path / "HALT").make()
            return written

        monkeypatch.setattr(here.journal, "append", then_halt)
        ticket = await here.desk.submit(buy(), CONTEXT)
        assert (ticket.state, ticket.code) == (RequestState.NOT_SENT, "halt")
        assert here.exchange.posts == []


@pytest.mark.expected_warnings("journal_failed")
async def test_a_broken_journal_still_halts_and_says_why_nothing_is_cancelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with room(tmp_path) as here:
        await stand(here, 1)
        monkeypatch.setattr(here.journal, "append", refuse)
        await here.desk.kill_switch.pull("button")
        report = await run_down(here)
        assert here.desk.kill_switch.active
        assert (tmp_path / "HALT").is_file()
        assert [one.reason for one in report.left] == ["journal"]
        assert here.desk.state is DeskState.READ_ONLY
        denied = await here.desk.kill_switch.release("release")
        assert denied is not None
        assert denied.code == "halt_journal"
        assert here.desk.kill_switch.active


@pytest.mark.expected_warnings("halt_file_failed")
async def test_a_file_that_cannot_be_removed_keeps_halt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with room(tmp_path) as here:
        await here.desk.kill_switch.pull("button")
        await run_down(here)

        async def broken(_work: object) -> None:
            raise JournalError("journal_failed", "no")

        monkeypatch.setattr(here.journal, "beside", broken)
        denied = await here.desk.kill_switch.release("release")
        assert denied is not None
        assert denied.code == "halt_file"
        assert isinstance(here.desk.ledger.halted, Halted)


async def test_pulled_again_while_it_cancels_it_reads_the_list_once_more(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await stand(here, 1)
        await here.desk.kill_switch.pull("button")
        await here.desk.kill_switch.pull("key")
        report = await run_down(here)
        assert (report.by, report.left) == ("button", ())
        assert len(cancels(here)) == 1


async def test_a_release_in_the_middle_ends_the_cancelling(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await stand(here, 1)
        asleep = here.clock.sleeping
        here.exchange.outcomes.append(Outcome(RequestState.REFUSED, code="2000"))
        await here.desk.kill_switch.pull("button")
        await until(lambda: here.clock.sleeping > asleep)
        assert await here.desk.kill_switch.release("release") is None
        here.clock.advance(1.0)
        await quiet(here)
        assert here.clock.sleeping == asleep
        assert len(cancels(here)) == 1
        assert here.desk.kill_switch.report == HaltReport()


async def test_a_halt_pulled_again_after_its_release_has_one_sweep(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await stand(here, 1)
        asleep = here.clock.sleeping
        refusal = Outcome(RequestState.REFUSED, code="2000")
        here.exchange.outcomes.extend([refusal] * 4)
        await here.desk.kill_switch.pull("button")
        await until(lambda: here.clock.sleeping > asleep)
        assert await here.desk.kill_switch.release("release") is None
        here.clock.advance(0.1)
        await here.desk.kill_switch.pull("key")
        report = await run_down(here)
        assert [o.reason for o in report.left] == ["2000"]
        assert len(cancels(here)) == 1 + 3


async def test_a_cancel_already_on_its_way_is_waited_for(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        (number,) = await stand(here, 1)
        here.exchange.gate = asyncio.Event()
        pressed = asyncio.ensure_future(here.desk.cancel(here.desk.orders[0]))
        await until(lambda: bool(cancels(here)))
        await here.desk.kill_switch.pull("button")

        def denied() -> bool:
            return [o.reason for o in here.desk.kill_switch.report.left] == ["denied.in_flight"]

        await until(denied)
        here.exchange.gate.set()
        assert (await pressed).state is RequestState.ACKED
        report = await run_down(here)
        assert report.left == ()
        assert len(cancels(here)) == 1
        assert here.desk.ledger.order("20261120", number) is not None
