"""The owner of a panel's asyncio tasks; refuses tasks that outlive it and errors that nobody sees."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")

_log = logging.getLogger(__name__)


def _logged(error: Exception) -> None:
    _log.error("a task of the window failed: %s", type(error).__name__, exc_info=error)


class TaskScope:
    """Run coroutines that end with their panel; `failed` gets each exception that one let out."""

    def __init__(self, failed: Callable[[Exception], None] = _logged) -> None:
        self._failed = failed
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    def run(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Start a coroutine on the running loop; raise RuntimeError once closed."""
        if self._closed:
            work.close()
            raise RuntimeError("this panel is closed")
        import asyncio

        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    @property
    def running(self) -> int:
        """Count the tasks that have not ended."""
        return len(self._tasks)

    @property
    def closed(self) -> bool:
        """Tell whether `close` was called: a window that is taken down may show a tab once more."""
        return self._closed

    def cancel_all(self) -> None:
        """Cancel what runs; the scope stays usable."""
        for task in tuple(self._tasks):
            task.cancel()

    def close(self) -> None:
        """Cancel what runs and refuse more; closing twice is harmless."""
        self._closed = True
        self.cancel_all()

    async def ended(self) -> None:
        """Wait until no task runs."""
        import asyncio

        while self._tasks:
            await asyncio.wait(tuple(self._tasks))
            await asyncio.sleep(0)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, Exception):
            self._failed(error)


def closing(*closers: Callable[[], None]) -> Callable[[object], None]:
    """Return what to connect to a widget's `destroyed`: it calls each closer once, in order."""

    def close(_object: object = None) -> None:
        for closer in closers:
            closer()

    return close
