"""Owns background tasks of rooms below the window; refuses tasks that nobody cancels or hears fail."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

log = logging.getLogger(__name__)
_SAID_AGAIN = 5.0
T = TypeVar("T")


class TaskScope:
    """Start tasks, keep them, and cancel them all when the owner closes."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    def run(self, work: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
        """Start a task; raise RuntimeError when the scope is closed. A failure is logged."""
        if self._closed:
            work.close()
            raise RuntimeError("this scope is closed")
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    async def close(self) -> None:
        """Cancel every task and wait for its end; closing twice is harmless."""
        self._closed = True
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            # A task whose own trouble came in the same moment may lose the word: it is said again.
            await asyncio.wait(tuple(self._tasks), timeout=_SAID_AGAIN)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("task_failed %s", task.get_name(), exc_info=task.exception())


async def until_one_ends(*works: Coroutine[Any, Any, None]) -> BaseException | None:
    """Run works beside one another until one ends; return what it raised, and end the others.

    A cancellation always comes through. TaskGroup of Python 3.11 loses it when a work fails in the
    same moment.
    """
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return next(task for task in tasks if task in ended).exception()
