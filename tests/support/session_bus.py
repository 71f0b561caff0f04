"""Runs inside `dbus-run-session`: is logind and screen saver on a private bus, and prints what is heard."""

from __future__ import annotations

import os
import sys
from typing import Any

from PySide6 import QtCore, QtDBus

from kiwoom_desk.ui.shell.system_lock import SystemLock

SESSION = "/org/freedesktop/login1/session/_37"
LOGIN = "org.freedesktop.login1"
PATIENCE = 20_000


@QtCore.ClassInfo({"D-Bus Interface": f"{LOGIN}.Manager"})
class Manager(QtCore.QObject):
    """What of logind the desk asks for: the path of the session with its id."""

    @QtCore.Slot(str, result=QtDBus.QDBusObjectPath)
    def GetSession(self, name: str) -> QtDBus.QDBusObjectPath:
        """Answer for the one session there is."""
        print(f"asked {name}", flush=True)
        return QtDBus.QDBusObjectPath(SESSION)


def signal(path: str, interface: str, name: str, *told: Any) -> QtDBus.QDBusMessage:
    """Return a signal with arguments."""
    message = QtDBus.QDBusMessage.createSignal(path, interface, name)
    message.setArguments(list(told))
    return message


def hint(locked: bool, interface: str = f"{LOGIN}.Session") -> QtDBus.QDBusMessage:
    """Return the signal by which logind tells that LockedHint changed."""
    properties = "org.freedesktop.DBus.Properties"
    changed = {"LockedHint": locked, "IdleHint": True}
    gone = QtDBus.QDBusArgument()
    gone.beginArray(QtCore.QMetaType(QtCore.QMetaType.Type.QString.value))
    gone.endArray()
    return signal(SESSION, properties, "PropertiesChanged", interface, changed, gone)


def wait(loop: QtCore.QEventLoop, met: Any) -> None:
    """Run the loop until something holds; exit with 71 when it never does."""
    timer, late = QtCore.QTimer(), QtCore.QTimer()
    timer.timeout.connect(lambda: met() and loop.quit())
    timer.start(5)
    late.setSingleShot(True)
    late.timeout.connect(lambda: sys.exit(71))
    late.start(PATIENCE)
    if not met():
        loop.exec()


def main() -> int:
    """Send every signal once, those that must lock nothing among them."""
    os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]
    os.environ["XDG_SESSION_ID"] = "7"
    app = QtCore.QCoreApplication([])
    bus = QtDBus.QDBusConnection.connectToBus(os.environ["DBUS_SESSION_BUS_ADDRESS"], "judge")
    manager = Manager()
    everything = QtDBus.QDBusConnection.RegisterOption.ExportAllSlots
    assert bus.registerService(LOGIN)
    assert bus.registerObject("/org/freedesktop/login1", manager, everything)
    lock, heard, loop = SystemLock(), list[str](), QtCore.QEventLoop()
    lock.fallen.connect(heard.append)
    lock.listen(lambda: 0)
    wait(loop, lambda: LOGIN in lock.sources)
    saver, gnome = "org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"
    for message in (
        signal("/ScreenSaver", saver, "ActiveChanged", False),
        signal(SESSION, f"{LOGIN}.Session", "Unlock"),
        hint(False),
        hint(True, f"{LOGIN}.Seat"),
        signal(SESSION, "org.freedesktop.DBus.Properties", "PropertiesChanged", 1, True),
        signal("/ScreenSaver", saver, "ActiveChanged", "true", 1),
        signal("/org/freedesktop/login1/session/_38", f"{LOGIN}.Session", "Lock"),
        signal("/ScreenSaver", saver, "ActiveChanged", True),
        signal("/org/gnome/ScreenSaver", gnome, "ActiveChanged", True),
        signal(SESSION, f"{LOGIN}.Session", "Lock"),
        hint(True),
    ):
        assert bus.send(message)
    wait(loop, lambda: len(heard) >= 4)
    lock.close()
    print("sources", *lock.sources, flush=True)
    print("heard", *sorted(heard), flush=True)
    del app
    return 0


if __name__ == "__main__":
    sys.exit(main())
