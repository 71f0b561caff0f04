"""The application and its loop: fonts, language, look, and where errors go; refuses nested loops."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any

os.environ.setdefault("QT_API", "pyside6")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")

import qasync
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.base import resources
from kiwoom_desk.base.settings import Settings
from kiwoom_desk.ui.kit import labels
from kiwoom_desk.ui.shell import theme

_log = logging.getLogger("kiwoom_desk.ui")
# Said by the offscreen platform for each window; neither is about our code.
_OFFSCREEN = (
    "This plugin does not support raise()",
    "This plugin does not support propagateSizeHints()",
)


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


def run(main: Callable[[], Coroutine[Any, Any, int]], settings: Settings) -> int:
    """Run a coroutine on the one loop of window and network, and return its exit code."""
    theme.wear_by_window()
    app = prepare(settings)
    watch_errors()
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        runner.get_loop().set_exception_handler(_loop_failed)
        return runner.run(main())


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
