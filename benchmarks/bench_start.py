"""Measure how soon a started desk paints its first quote, beside a bare PySide6 and pyqtgraph window."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.report import report, report_scaled, slower

ROUNDS = 5
TARGET_RATIO = 5.0
TARGET_SECONDS = 2.5

BARE = """
import time
from PySide6 import QtCore, QtWidgets
import pyqtgraph
app = QtWidgets.QApplication([])
class Window(pyqtgraph.PlotWidget):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.monotonic(), flush=True)
        QtCore.QTimer.singleShot(0, app.quit)
window = Window()
window.plot([1, 2, 3])
window.show()
app.exec()
"""

DESK = """
import sys, time
from pathlib import Path
from PySide6 import QtCore
from kiwoom_desk.app import run_desk
from kiwoom_desk.reach import DeskOptions

class Watcher(QtCore.QObject):
    def __init__(self, desk):
        super().__init__()
        self.desk, self.at = desk, None
    def eventFilter(self, watched, event):
        if self.at is None and event.type() is QtCore.QEvent.Type.Paint:
            if self.desk.rooms.state.quote("005930"):
                # The paint itself follows this filter and takes less than a frame.
                QtCore.QTimer.singleShot(0, self.note)
        return False
    def note(self):
        if self.at is None:
            self.at = time.monotonic()

async def beside(desk):
    await desk.filled.wait()
    watcher = Watcher(desk)
    desk.window.widgets["watch"].grid.viewport().installEventFilter(watcher)
    while watcher.at is None:
        await desk.clock.sleep(0.002)
    print(watcher.at, flush=True)
    return 0

sys.exit(run_desk(DeskOptions(profile=Path(sys.argv[1]), size=(1600, 960)), beside))
"""


def started(program: str, *arguments: str) -> float:
    """Return the seconds from spawning a program to the moment that it prints."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYQTGRAPH_QT_LIB": "PySide6"}
    root = str(Path(__file__).resolve().parent.parent)
    environment["PYTHONPATH"] = root
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        timeout=60,
        check=True,
        cwd=root,
    )
    return float(done.stdout.split()[-1]) - begun


def main() -> None:
    """Run both in turn and print ratio and seconds."""
    bare, desk, factors = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        # The first start of each fills caches; the desk's also makes its profile.
        started(BARE)
        started(DESK, str(Path(folder) / "profile"))
        for _ in range(ROUNDS):
            bare.append(started(BARE))
            desk.append(started(DESK, str(Path(folder) / "profile")))
            factors.append(slower())
    seconds = statistics.median(desk)
    ratio = statistics.median(d / b for d, b in zip(desk, bare, strict=True))
    peer = "bare PySide6 + pyqtgraph window"
    report("first_quote_ratio", ratio, TARGET_RATIO, better="lower", peer=peer, unit="x")
    peer = "practice server's start included"
    factor = statistics.median(factors)
    report_scaled("first_quote", seconds, TARGET_SECONDS, "lower", peer, "s", factor)


if __name__ == "__main__":
    main()
