"""The system's screen lock: logind and screen savers on a private bus, the messages of Windows."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from ctypes import wintypes
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kiwoom_desk.ui.shell.system_lock import SessionMessages, SystemLock
from tests.support.desktop import ROOT, required


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these buses are Linux's")
def test_logind_and_screen_savers_are_heard_on_a_bus_of_their_own() -> None:
    required("dbus-run-session")
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-m", "tests.support.session_bus"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    login = "org.freedesktop.login1"
    assert done.stdout.splitlines() == [
        "asked 7",
        f"sources org.freedesktop.ScreenSaver org.gnome.ScreenSaver {login}",
        f"heard ScreenSaver ScreenSaver {login} {login}",
    ]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these buses are Linux's")
def test_without_any_bus_it_stays_silent(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nowhere = f"unix:path={tmp_path}/none"
    code = (
        "from PySide6 import QtCore; app = QtCore.QCoreApplication([]);"
        "from kiwoom_desk.ui.shell.system_lock import SystemLock; one = SystemLock();"
        "one.listen(lambda: 0); print(one.sources); one.close()"
    )
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"):
        monkeypatch.setenv(name, nowhere)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "()"), done.stderr


@pytest.mark.parametrize(
    ("kind", "message", "word", "away"),
    [
        (b"windows_generic_MSG", 0x02B1, 0x7, True),
        (b"windows_dispatcher_MSG", 0x02B1, 0x2, True),
        (b"windows_generic_MSG", 0x02B1, 0x4, True),
        (b"windows_generic_MSG", 0x02B1, 0x8, False),
        (b"windows_generic_MSG", 0x0100, 0x7, False),
        (b"xcb_generic_event_t", 0x02B1, 0x7, False),
    ],
)
def test_the_messages_of_windows_that_lock(
    qtbot: QtBot, kind: bytes, message: int, word: int, away: bool
) -> None:
    heard: list[bool] = []
    ear = SessionMessages(lambda: heard.append(True))
    told = wintypes.MSG()
    told.message, told.wParam = message, word
    assert ear.nativeEventFilter(kind, ctypes.addressof(told)) == (False, 0)
    assert heard == [True] * away


def test_what_a_source_says_is_passed_on(qtbot: QtBot) -> None:
    lock, heard = SystemLock(), list[str]()
    lock.fallen.connect(heard.append)
    lock.saved(False)
    lock.hinted("org.freedesktop.login1.Session", {"LockedHint": False})
    lock.hinted("org.freedesktop.login1.Seat", {"LockedHint": True})
    assert heard == []
    lock.saved(True)
    lock.locked()
    lock.hinted("org.freedesktop.login1.Session", {"LockedHint": True})
    assert heard == ["ScreenSaver", "org.freedesktop.login1", "org.freedesktop.login1"]
    lock.close()
