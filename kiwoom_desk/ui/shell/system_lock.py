"""Hears that the system's own screen lock falls, on Linux, Windows and macOS; refuses to unlock anything."""

from __future__ import annotations

import ctypes
import logging
import os
import sys
from collections.abc import Callable
from ctypes import util, wintypes
from typing import Any

from PySide6 import QtCore

from kiwoom_desk.base.signals import Signal

log = logging.getLogger(__name__)

_LOGIN, _LOGIN_PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
_SESSION, _HINT = f"{_LOGIN}.Session", "LockedHint"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver")
_WINDOWS_CHANGE = 0x02B1
# Locked, and the seat given to another user or to a remote desktop's end.
_WINDOWS_AWAY = frozenset({0x7, 0x2, 0x4})
_MAC_LOCKED = "com.apple.screenIsLocked"
_UTF8, _AT_ONCE = 0x08000100, 4


class SystemLock(QtCore.QObject):
    """Tell `fallen` each time the session of this user is locked, with the name of who said so.

    Where nothing tells (no bus, another platform's plugin), it stays silent and logs that once.
    """

    def __init__(self) -> None:
        super().__init__()
        self.fallen: Signal[str] = Signal()
        self.sources: tuple[str, ...] = ()
        """Who may tell: login1, ScreenSaver, Windows, macOS."""
        self._ear: SessionMessages | None = None
        self._kept: object = None

    def listen(self, window: Callable[[], int]) -> None:
        """Begin; `window` gives the native handle of a window, for Windows."""
        try:
            if sys.platform == "win32":
                self._listen_windows(window())
            elif sys.platform == "darwin":
                self._listen_mac()
            else:
                self._listen_buses()
        except (OSError, AttributeError, ImportError) as error:
            log.info("system_lock_unheard %s", type(error).__name__)
        if not self.sources:
            log.info("system_lock_silent")

    def close(self) -> None:
        """Hear nothing any more."""
        application = QtCore.QCoreApplication.instance()
        if application is not None and self._ear is not None:
            application.removeNativeEventFilter(self._ear)
        self.deleteLater()

    # --- Linux: the session of logind, and the screen saver of the desktop -------------------

    def _listen_buses(self) -> None:
        from PySide6 import QtDBus

        session, system = QtDBus.QDBusConnection.sessionBus(), QtDBus.QDBusConnection.systemBus()
        if session.isConnected():
            for name in _SAVERS:
                # The types are part of the match: Qt ends the program over others.
                if session.connect("", "", name, "ActiveChanged", "b", self, _slot("saved(bool)")):
                    self.sources = (*self.sources, name)
        if system.isConnected():
            ask = QtDBus.QDBusMessage.createMethodCall(
                _LOGIN, _LOGIN_PATH, f"{_LOGIN}.Manager", "GetSession"
            )
            ask.setArguments([os.environ.get("XDG_SESSION_ID") or "auto"])
            waiting = QtDBus.QDBusPendingCallWatcher(system.asyncCall(ask), self)
            waiting.finished.connect(self._found)

    def _found(self, waiting: Any) -> None:
        from PySide6 import QtDBus

        reply = waiting.reply()
        waiting.deleteLater()
        if reply.type() is not QtDBus.QDBusMessage.MessageType.ReplyMessage:
            log.info("system_lock_no_session %s", reply.errorName())
            return
        path, bus = reply.arguments()[0].path(), QtDBus.QDBusConnection.systemBus()
        for interface, name, types, slot in (
            (_SESSION, "Lock", "", "locked()"),
            (_PROPERTIES, "PropertiesChanged", "sa{sv}as", "hinted(QString,QVariantMap)"),
        ):
            if not bus.connect(_LOGIN, path, interface, name, types, self, _slot(slot)):
                return
        self.sources = (*self.sources, _LOGIN)

    @QtCore.Slot(bool)
    def saved(self, active: bool) -> None:
        """Take a screen saver's ActiveChanged."""
        if active:
            self.fallen.emit("ScreenSaver")

    @QtCore.Slot()
    def locked(self) -> None:
        """Take logind's wish that the session be locked."""
        self.fallen.emit(_LOGIN)

    @QtCore.Slot(str, "QVariantMap")
    def hinted(self, of: str, changed: dict[str, object]) -> None:
        """Take changes of the session's properties: LockedHint says that the screen is locked."""
        if of == _SESSION and changed.get(_HINT) is True:
            self.fallen.emit(_LOGIN)

    # --- Windows: messages of the session ------------------------------------------------------

    def _listen_windows(self, handle: int) -> None:
        if not ctypes.WinDLL("wtsapi32").WTSRegisterSessionNotification(  # type: ignore[attr-defined, unused-ignore]
            wintypes.HWND(handle), 0
        ):
            raise OSError("WTSRegisterSessionNotification")
        self._ear = SessionMessages(lambda: self.fallen.emit("Windows"))
        application = QtCore.QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self._ear)
        self.sources = ("Windows",)

    # --- macOS: the distributed notification, by CoreFoundation itself ------------------------

    def _listen_mac(self) -> None:
        core = ctypes.CDLL(util.find_library("CoreFoundation"))
        centre, text = core.CFNotificationCenterGetDistributedCenter, core.CFStringCreateWithCString
        centre.restype = text.restype = ctypes.c_void_p
        text.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint32)
        add = core.CFNotificationCenterAddObserver
        add.restype = None
        pointer = ctypes.c_void_p
        heard = ctypes.CFUNCTYPE(None, pointer, pointer, pointer, pointer, pointer)
        add.argtypes = (pointer, pointer, heard, pointer, pointer, ctypes.c_long)
        ear = heard(lambda *_told: self.fallen.emit("macOS"))
        name = text(None, _MAC_LOCKED.encode(), _UTF8)
        add(centre(), None, ear, name, None, _AT_ONCE)
        # The centre keeps no reference of its own.
        self._kept = ear
        self.sources = ("macOS",)


class SessionMessages(QtCore.QAbstractNativeEventFilter):
    """Call back for each message of Windows that says this session is locked or given away."""

    def __init__(self, away: Callable[[], None]) -> None:
        super().__init__()
        self._away = away

    def nativeEventFilter(self, kind: Any, message: Any) -> tuple[bool, int]:
        """Look at one message and leave it to the window."""
        if bytes(kind).startswith(b"windows_"):
            told = wintypes.MSG.from_address(int(message))
            if told.message == _WINDOWS_CHANGE and told.wParam in _WINDOWS_AWAY:
                self._away()
        return False, 0


def _slot(signature: str) -> Any:
    # The stubs ask for bytes; the binding takes nothing but text.
    return QtCore.SLOT(signature)
