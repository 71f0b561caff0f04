"""Measure how soon a started desk paints window, panels and first quote, beside bare windows.

The window counts with its dock frames, titles and fonts; the opening layout is filled at the return
of the first paint after all panels were made; there is no splash.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.report import report, report_scaled, slower

ROUNDS = 5
TARGET_RATIO = 5.0
TARGET_SECONDS = 2.5
TARGET_WINDOW = 2.2
TARGET_FILLED = 8.0

BARE_QT = """
import time
from PySide6 import QtCore, QtWidgets
app = QtWidgets.QApplication([])
class Window(QtWidgets.QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.monotonic(), time.process_time(), flush=True)
        QtCore.QTimer.singleShot(0, app.quit)
window = Window()
window.resize(1600, 960)
window.show()
app.exec()
"""

BARE = """
import time
from PySide6 import QtCore, QtWidgets
import pyqtgraph
app = QtWidgets.QApplication([])
class Window(pyqtgraph.PlotWidget):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.monotonic(), time.process_time(), flush=True)
        QtCore.QTimer.singleShot(0, app.quit)
window = Window()
window.plot([1, 2, 3])
window.show()
app.exec()
"""

DESK = """
import sys, time
from pathlib import Path
from kiwoom_desk.opening import Opening, run_desk
from kiwoom_desk.reach import DeskOptions

BEGUN = []

class Watches:
    # Made once the program itself has read Qt: its own order of reading is what is measured.
    def __init__(self):
        from PySide6 import QtCore, QtWidgets
        from kiwoom_desk.ui.shell.window import MainWindow

        class Painted(QtCore.QObject):
            # The moment at which the main window has painted itself and all that stands in it:
            # what comes next from the loop tells, as what was waiting there takes long.
            def __init__(self):
                super().__init__()
                self.at = None
                BEGUN.append(self)
            def eventFilter(self, watched, event):
                if event.type() in (QtCore.QEvent.Type.Timer, QtCore.QEvent.Type.MetaCall):
                    self.at, self.cost = time.monotonic(), time.process_time()
                    QtWidgets.QApplication.instance().removeEventFilter(self)
                return False

        class Quoted(QtCore.QObject):
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
                    self.at, self.cost = time.monotonic(), time.process_time()

        painted = MainWindow.paintEvent
        def paint(window, event):
            painted(window, event)
            while BEGUN:
                QtWidgets.QApplication.instance().installEventFilter(BEGUN.pop())
        MainWindow.paintEvent = paint
        self.Painted, self.Quoted = Painted, Quoted
        self.first = Painted()

open_window = Opening.open_window
def opened(opening):
    global watches
    window = open_window(opening)
    watches = Watches()
    return window
Opening.open_window = opened

async def beside(desk):
    await desk.filled.wait()
    filled = watches.Painted()
    desk.window.update()
    quoted = watches.Quoted(desk)
    desk.window.widgets["watch"].grid.viewport().installEventFilter(quoted)
    while quoted.at is None:
        await desk.clock.sleep(0.002)
    seen = (watches.first, filled, quoted)
    print(*(one.at for one in seen), *(one.cost for one in seen), flush=True)
    return 0

sys.exit(run_desk(DeskOptions(profile=Path(sys.argv[1]), size=(1600, 960)), beside))
"""


class Moments(NamedTuple):
    """Seconds from spawning a program to each of its moments, and its own processor time by then."""

    waited: list[float]
    cost: list[float]


def started(program: str, *arguments: str, python: str = sys.executable) -> list[float]:
    """Return the seconds from spawning a program to the moments that it prints."""
    return moments(program, *arguments, python=python).waited


def moments(program: str, *arguments: str, python: str = sys.executable) -> Moments:
    """Spawn a program that prints its moments, and the processor time at each behind them."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYQTGRAPH_QT_LIB": "PySide6"}
    root = str(Path(__file__).resolve().parent.parent)
    environment["PYTHONPATH"] = root
    # As it is installed: compiled once.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    begun = time.monotonic()
    done = subprocess.run(
        [python, "-c", program, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        timeout=60,
        check=True,
        cwd=root,
    )
    told = [float(one) for one in done.stdout.splitlines()[-1].split()]
    half = len(told) // 2 or 1
    return Moments([moment - begun for moment in told[:half]], told[half:])


def over(ours: Sequence[float], least: Sequence[float]) -> float:
    """Return the median of the rounds' ratios."""
    return statistics.median(one / other for one, other in zip(ours, least, strict=True))


def main() -> int:
    """Run all in turn and print ratios and seconds; return 1 when one does not hold."""
    qt, bare, desks, factors = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        profile = str(Path(folder) / "profile")
        # The first start of each fills caches; the desk's also makes its profile.
        for program in ((BARE_QT,), (BARE,), (DESK, profile)):
            started(*program)
        for _ in range(ROUNDS):
            qt.append(moments(BARE_QT))
            bare.append(moments(BARE))
            desks.append(moments(DESK, profile))
            factors.append(slower())
    held = []
    for place, (name, least, target, peer) in enumerate(
        (
            ("first_window_ratio", qt, TARGET_WINDOW, "bare PySide6 window"),
            ("layout_filled_ratio", qt, TARGET_FILLED, "bare PySide6 window"),
            ("first_quote_ratio", bare, TARGET_RATIO, "bare PySide6 + pyqtgraph window"),
        )
    ):
        ours, other = [one.waited[place] for one in desks], [one.waited[0] for one in least]
        costs = over([one.cost[place] for one in desks], [one.cost[0] for one in least])
        told = (
            f"{peer} {statistics.median(other):.2f} s, desk {statistics.median(ours):.2f} s;"
            f" own processor time {costs:.2f} x"
        )
        ratio = over(ours, other)
        held.append(report(name, ratio, target, better="lower", peer=told, unit="x"))
    quote = [one.waited[2] for one in desks]
    peer = "practice server's start included"
    factor = statistics.median(factors)
    seconds = statistics.median(quote)
    held.append(report_scaled("first_quote", seconds, TARGET_SECONDS, "lower", peer, "s", factor))
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
