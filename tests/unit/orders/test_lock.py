"""The lock: by key, by idleness, at a live start; nothing but the kill switch goes through it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiwoom_desk.base.clock import ManualClock
from kiwoom_desk.domain.order import RequestState
from kiwoom_desk.orders.lock import Lock
from tests.support.order_desk import ACCOUNT, CONTEXT, START, buy, quiet, room, until


def test_practice_starts_open_and_opens_without_digits() -> None:
    lock, heard = Lock(ManualClock(START), "practice"), []
    lock.changed.connect(heard.append)
    assert not lock.locked and not lock.by_digits
    lock.close("key")
    lock.close("idle")
    assert (lock.reason, heard) == ("key", ["key"])
    assert lock.open("") is None
    assert lock.open("") is None
    assert not lock.locked and heard == ["key", ""]


@pytest.mark.parametrize(
    ("account", "digits", "code"),
    [
        (ACCOUNT, "", "lock_digits"),
        (ACCOUNT, "112", "lock_digits"),
        (ACCOUNT, ACCOUNT, "lock_digits"),
        (ACCOUNT, ACCOUNT[-4:], "lock_digits"),
        ("", "", "lock_no_account"),
        ("11", "11", "lock_no_account"),
    ],
)
def test_live_starts_locked_and_stays_so_without_the_digits(
    account: str, digits: str, code: str
) -> None:
    lock = Lock(ManualClock(START), "live")
    denied = lock.open(account, digits)
    assert denied is not None and denied.code == code
    assert lock.reason == "start"
    assert lock.open(ACCOUNT, f" {ACCOUNT[-3:]} ") is None
    assert not lock.locked


def test_it_falls_after_idleness_and_only_a_touch_puts_it_off() -> None:
    clock = ManualClock(START)
    lock, heard = Lock(clock, "practice"), []
    lock.changed.connect(heard.append)
    clock.advance(3_600)
    assert not lock.locked
    lock.touch()
    lock.idle_after = 600.0
    clock.advance(599)
    lock.touch()
    clock.advance(599)
    assert not lock.locked
    clock.advance(1)
    lock.touch()
    assert (lock.reason, heard) == ("idle", ["idle"])
    assert lock.open("") is None and not lock.locked


async def test_a_locked_desk_takes_nothing_but_the_kill_switch(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        placed = await here.desk.submit(buy(), CONTEXT)
        await quiet(here)
        (order,) = here.desk.orders
        here.desk.lock.close("key")
        for ticket in (
            await here.desk.submit(buy(3), CONTEXT),
            await here.desk.amend(order, 0, 60_900, CONTEXT),
            await here.desk.cancel(order),
        ):
            assert ticket.denied is not None and ticket.denied.code == "locked"
        assert len(here.exchange.posts) == 1
        await here.desk.kill_switch.pull("key")
        await until(lambda: len(here.exchange.posts) == 2)
        await quiet(here)
        assert here.exchange.held[placed.order_number].left == 0


async def test_a_live_desk_takes_orders_after_its_digits(tmp_path: Path) -> None:
    async with room(tmp_path, environment="live", unlocked=False) as here:
        denied = (await here.desk.submit(buy(), CONTEXT)).denied
        assert denied is not None and denied.code == "locked"
        assert here.desk.lock.open(ACCOUNT, ACCOUNT[-3:]) is None
        assert (await here.desk.submit(buy(), CONTEXT)).state is RequestState.ACKED


async def test_a_desk_that_only_looks_takes_cancels_and_nothing_else(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await here.desk.submit(buy(), CONTEXT)
        await quiet(here)
        (order,) = here.desk.orders
        here.desk.lock.connect_only = True
        assert "connect_only" in {denied.code for denied in here.desk.denials(buy(3), CONTEXT)}
        for ticket in (
            await here.desk.submit(buy(3), CONTEXT),
            await here.desk.amend(order, 0, 60_900, CONTEXT),
        ):
            assert ticket.denied is not None and ticket.denied.code == "connect_only"
        assert len(here.exchange.posts) == 1
        assert (await here.desk.cancel(order)).state is RequestState.ACKED
        here.desk.lock.connect_only = False
        assert (await here.desk.submit(buy(3), CONTEXT)).state is RequestState.ACKED


async def test_the_kill_switch_works_while_the_desk_only_looks(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        placed = await here.desk.submit(buy(), CONTEXT)
        await quiet(here)
        here.desk.lock.connect_only = True
        await here.desk.kill_switch.pull("key")
        await until(lambda: len(here.exchange.posts) == 2)
        await quiet(here)
        assert here.exchange.held[placed.order_number].left == 0
