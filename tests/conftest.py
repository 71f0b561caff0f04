"""What holds for every test: no stray task, no swallowed error, no unexpected log warning; loads no Qt."""

import asyncio
import gc
import inspect
import logging
import os
import re
import traceback
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")
os.environ.setdefault("PYTEST_QT_API", "pyside6")

# How long an example takes is a matter of the machine, never of what it holds.
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Append what failed to the file `dev.py test` ends with: a long log may be cut at its start."""
    told = os.environ.get("KIWOOM_DESK_FAILURES")
    if told and report.failed:
        with Path(told).open("a", encoding="utf-8") as file:
            file.write(f"{report.nodeid} ({report.when})\n{report.longreprtext[-4000:]}\n\n")


class _Warnings(logging.Handler):
    """Gather log records of level WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def _told(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None
    where = "".join(traceback.format_exception(error)[-3:]) if error is not None else ""
    return f"{record.name}: {record.getMessage()}{' ' if where else ''}{where}"


_TURNS = 5


@pytest.fixture(autouse=True)
def _only_expected_warnings(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail on a log warning unless `@pytest.mark.expected_warnings("pattern", …)` matches it.

    Each pattern has to match at least once; the mark without a pattern allows any warning.
    """
    gathered = _Warnings()
    root = logging.getLogger()
    root.addHandler(gathered)
    yield
    root.removeHandler(gathered)
    mark = request.node.get_closest_marker("expected_warnings")
    if mark is not None and not mark.args:
        return
    patterns = [] if mark is None else [re.compile(text) for text in mark.args]
    messages = [_told(record) for record in gathered.records]
    unexpected = [m for m in messages if not any(p.search(m) for p in patterns)]
    assert not unexpected, f"unexpected log warnings: {unexpected}"
    missing = [p.pattern for p in patterns if not any(p.search(m) for m in messages)]
    assert not missing, f"expected log warnings that did not come: {missing}"


@pytest.fixture(autouse=True)
def _clean_loop(request: pytest.FixtureRequest) -> None:
    """Watch the loop of each asynchronous test; a synchronous one gets no loop at all."""
    function = getattr(request, "function", None)
    if function is not None and inspect.iscoroutinefunction(function):
        request.getfixturevalue("_no_stray_tasks")


@pytest.fixture
async def _no_stray_tasks() -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()
    errors: list[object] = []
    loop.set_exception_handler(
        lambda _loop, context: errors.append(context.get("exception") or context["message"])
    )
    before = asyncio.all_tasks()
    yield
    # An error nobody awaited is reported only when its task is collected.
    await asyncio.sleep(0)
    gc.collect()
    # What needs a few more turns, as an answer that is being read does, has not outlived anything.
    for _ in range(_TURNS):
        await asyncio.sleep(0)
    stray = [
        task
        for task in asyncio.all_tasks() - before
        if task is not asyncio.current_task() and not task.done()
    ]
    for task in stray:
        task.cancel()
    await asyncio.gather(*stray, return_exceptions=True)
    assert not errors, f"errors that nobody awaited: {errors}"
    assert not stray, f"tasks that outlived the test: {stray}"
