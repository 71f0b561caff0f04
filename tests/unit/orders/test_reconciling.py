"""Readings of all lists: one at a time, again after a gap that came meanwhile, again after a failure."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from kiwoom_desk.broker.link import Gap, GapKind
from kiwoom_desk.domain.position import Balance
from kiwoom_desk.orders.checks import DeskState
from kiwoom_desk.orders.recorder import DeskChanged
from tests.support.order_desk import Room, quiet, room, until


def told(here: Room) -> list[DeskState]:
    """Return the states told so far."""
    return [event.state for event in here.heard if isinstance(event, DeskChanged)]


async def test_what_a_person_asked_for_and_failed_is_tried_again_by_itself(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        here.exchange.broken.add("kt00018")
        assert not await here.desk.reconcile()
        assert here.desk.state is not DeskState.READY
        await quiet(here)
        here.exchange.broken.clear()
        here.clock.advance(1.0)
        await until(lambda: here.desk.state is DeskState.READY)


async def test_a_gap_while_lists_are_read_is_read_after_before_the_desk_is_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with room(tmp_path) as here:
        balance, gaps = here.exchange.balance, [Gap(GapKind.RESTORED)]

        async def with_a_gap() -> Balance:
            while gaps:
                here.exchange.gaps.emit(gaps.pop())
            return await balance()

        monkeypatch.setattr(here.exchange, "balance", with_a_gap)
        here.exchange.reads.clear()
        here.heard.clear()
        assert await here.desk.reconcile()
        assert here.exchange.reads.count("ka10075") == 2
        assert told(here).count(DeskState.READY) == 1


async def test_two_readings_never_run_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with room(tmp_path) as here:
        balance, running, most = here.exchange.balance, 0, 0

        async def counted() -> Balance:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1
            return await balance()

        monkeypatch.setattr(here.exchange, "balance", counted)
        assert await asyncio.gather(here.desk.reconcile(), here.desk.reconcile()) == [True, True]
        assert most == 1
