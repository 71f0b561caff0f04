"""The application and its loop: fonts, language, look, and where errors go; refuses nested loops."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import TYPE_CHECKING, Any

os.environ.setdefault("QT_API", "pyside6")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.base import resources
from kiwoom_desk.base.settings import Settings
from kiwoom_desk.ui.kit import labels
from kiwoom_desk.ui.shell import theme

if TYPE_CHECKING:
    import asyncio

_log = logging.getLogger("kiwoom_desk.ui")
# Said by the offscreen platform for each window; neither is about our code.
_OFFSCREEN = (
    "This plugin does not support raise()",
    "This plugin does not support propagateSizeHints()",
)


_LONGEST_FIRST_PAINT_MS = 1000
"""A window that is hidden or minimised is not painted at all."""


def prepare(settings: Settings) -> QtWidgets.QApplication:
    """Return the application, made once, with fonts, language and look of these settings."""
    running = QtWidgets.QApplication.instance()
    app = (
        running
        if isinstance(running, QtWidgets.QApplication)
        else QtWidgets.QApplication(sys.argv[:1])
    )
    # Closing the last window would end the loop under whoever still saves.
    app.setQuitOnLastWindowClosed(False)
    app.setApplicationName("kiwoom-desk")
    app.setDesktopFileName("kiwoom-desk")
    theme.load_fonts()
    install_language(app, settings.language)
    theme.apply(app, settings.theme, settings.colours, settings.density)
    return app


def install_language(app: QtWidgets.QApplication, language: str) -> None:
    """Load our translation and Qt's own; English is the source, but for the catalogue's words."""
    labels.speak(language)
    if language == "en":
        return
    ours = QtCore.QTranslator(app)
    if not ours.load(str(resources.find(f"translations/{language}.qm"))):
        raise FileNotFoundError(f"the translation {language} cannot be read")
    app.installTranslator(ours)
    folder = QtCore.QLibraryInfo.path(QtCore.QLibraryInfo.LibraryPath.TranslationsPath)
    base = QtCore.QTranslator(app)
    if base.load(f"qtbase_{language}", folder):
        app.installTranslator(base)


def run(
    main: Callable[[], Coroutine[Any, Any, int]],
    settings: Settings,
    window: Callable[[], QtWidgets.QWidget] | None = None,
) -> int:
    """Run a coroutine on the one loop of window and network, and return its exit code.

    The window, where there is one, stands painted before anything of that loop is read.
    """
    theme.wear_by_window()
    app = prepare(settings)
    watch_errors()
    if window is not None:
        show_painted(window())
    import asyncio

    import qasync

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        runner.get_loop().set_exception_handler(_loop_failed)
        return runner.run(main())


def show_painted(window: QtWidgets.QWidget) -> None:
    """Show a window and return once it is painted, or after a while where nothing is painted.

    Keys and clicks wait for the loop that can answer them.
    """
    loop = QtCore.QEventLoop()
    painted = _Painted(loop.quit)
    window.installEventFilter(painted)
    QtCore.QTimer.singleShot(_LONGEST_FIRST_PAINT_MS, loop.quit)
    window.show()
    loop.exec(QtCore.QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    window.removeEventFilter(painted)


class _Painted(QtCore.QObject):
    """Calls once after the first paint of what it watches, with all that stands in it."""

    def __init__(self, call: Callable[[], object]) -> None:
        super().__init__()
        self._call = call

    def eventFilter(self, watched: QtCore.QObject, event: QtCore.QEvent) -> bool:
        if event.type() == QtCore.QEvent.Type.Paint:
            # The parts are painted in the same turn: a timer's turn comes after them.
            QtCore.QTimer.singleShot(0, self._call)
        return False


def watch_errors() -> None:
    """Log every error that would otherwise be lost: slots, Qt's own messages."""
    sys.excepthook = _failed
    QtCore.qInstallMessageHandler(_qt_said)


def _failed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        QtWidgets.QApplication.closeAllWindows()
        return
    _log.error("an error nobody caught: %s", kind.__name__, exc_info=(kind, error, trace))


def _loop_failed(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    error = context.get("exception")
    _log.error("an error in the loop: %s", context.get("message", ""), exc_info=error)


def _qt_said(kind: QtCore.QtMsgType, _context: QtCore.QMessageLogContext, message: str) -> None:
    if message in _OFFSCREEN:
        return
    levels = {
        QtCore.QtMsgType.QtDebugMsg: logging.DEBUG,
        QtCore.QtMsgType.QtInfoMsg: logging.INFO,
        QtCore.QtMsgType.QtWarningMsg: logging.WARNING,
    }
    _log.log(levels.get(kind, logging.ERROR), "Qt: %s", message)
