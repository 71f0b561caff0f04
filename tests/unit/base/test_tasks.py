"""Tasks end when their owner closes, and a cancellation comes through whatever fails beside it."""

from __future__ import annotations

import asyncio

import pytest

from kiwoom_desk.base import tasks
from kiwoom_desk.base.tasks import TaskScope, until_one_ends


async def for_ever() -> None:
    """Wait until cancelled."""
    await asyncio.Event().wait()


async def fail(after: asyncio.Event) -> None:
    """Fail once told."""
    await after.wait()
    raise OSError("line cut")


async def test_the_first_end_ends_the_others_and_is_told() -> None:
    told, beside = asyncio.Event(), asyncio.Event()

    async def other() -> None:
        try:
            await for_ever()
        finally:
            beside.set()

    told.set()
    ended = await until_one_ends(other(), fail(told))
    assert isinstance(ended, OSError)
    assert beside.is_set()


async def test_a_cancellation_comes_through_when_a_work_fails_in_the_same_moment() -> None:
    told = asyncio.Event()
    task = asyncio.ensure_future(until_one_ends(for_ever(), fail(told)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    told.set()
    # The work fails in the next turn of the loop, and so does the cancellation come.
    asyncio.get_running_loop().call_soon(task.cancel)
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_failed_work_that_was_seen_already_does_not_hide_a_cancellation() -> None:
    told = asyncio.Event()
    cleaning = asyncio.Event()

    async def slow_to_end() -> None:
        try:
            await for_ever()
        finally:
            cleaning.set()
            await asyncio.sleep(0)

    task = asyncio.ensure_future(until_one_ends(slow_to_end(), fail(told)))
    told.set()
    await cleaning.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_closing_ends_a_task_that_lost_the_first_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tasks, "_SAID_AGAIN", 0.01)
    scope, lost = TaskScope(), 0

    async def deaf_once() -> None:
        nonlocal lost
        try:
            await for_ever()
        except asyncio.CancelledError:
            lost += 1
        await for_ever()

    scope.run(deaf_once(), "deaf")
    await asyncio.sleep(0)
    await scope.close()
    assert lost == 1
