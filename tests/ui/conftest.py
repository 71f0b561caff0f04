"""Tests that paint: one QApplication, the qasync loop, and no window left open."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import qasync
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.holds import Hold, HoldWatch, asked_limit, culprits

# Said by the offscreen platform for each window; neither is about our code.
_OFFSCREEN = (
    r"This plugin does not support raise\(\)",
    r"This plugin does not support propagateSizeHints\(\)",
)
_NOT_RUNNING = 0.005
_held: list[Hold] = []


@pytest.fixture(scope="session", autouse=True)
def _what_holds_the_loop() -> Iterator[None]:
    """Where KIWOOM_DESK_HOLDS says from how many ms on, tell at the end what held a test's loop."""
    limit = asked_limit()
    if limit is None:
        yield
        return
    watch = HoldWatch(limit, _held.append)
    watch.start()
    yield
    watch.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for one in culprits(_held):
        told = f"{one.count} x, longest {one.longest_ms} ms, worked {one.processor_ms} ms"
        terminalreporter.write_line(f"held the loop: {one.name}: {told}")
        for line in one.stack:
            terminalreporter.write_line(f"    {line}")


def _application() -> QtWidgets.QApplication:
    running = QtWidgets.QApplication.instance()
    app = (
        running if isinstance(running, QtWidgets.QApplication) else QtWidgets.QApplication(["test"])
    )
    # Closing the last window would end the loop under a running test.
    app.setQuitOnLastWindowClosed(False)
    return app


@pytest.fixture(scope="session")
def qapp() -> QtWidgets.QApplication:
    """Return the application that all tests share (replaces pytest-qt's)."""
    return _application()


class _TestLoop(qasync.QEventLoop):
    """Steps tasks only while it runs: pytest-qt processes Qt's events between a test's phases too."""

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: object, context: Any = None
    ) -> asyncio.Handle:
        def step() -> None:
            if self.is_running():
                callback(*args)
            elif not handle.cancelled():
                waiting.call_later(_NOT_RUNNING, step, context=context)

        waiting = super()
        handle: asyncio.Handle = waiting.call_later(delay, step, context=context)
        return handle


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    return {"qasync": lambda: _TestLoop(_application())}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/ui/" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(*_OFFSCREEN, extend=True))


@pytest.fixture(autouse=True)
def _pointer_away(qapp: QtWidgets.QApplication) -> None:
    """Put the pointer beside every window: lists under it hold still, whoever left it there."""
    QtGui.QCursor.setPos(-100, -100)


@pytest.fixture(autouse=True)
def _no_open_window(qapp: QtWidgets.QApplication) -> Iterator[None]:
    yield
    QtCore.QCoreApplication.sendPostedEvents(None, QtCore.QEvent.Type.DeferredDelete)
    left = [widget for widget in qapp.topLevelWidgets() if widget.isVisible()]
    for widget in left:
        widget.close()
    assert not left, f"windows left open: {left}"
